/**
 * A program with planted faults, to see that the harness finds them: the first word of its input says
 * which, whatever the command. Without one it does what is expected of `diagnose --json`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Terminal } from '../../sim/cli/terminal.ts';

const kept: unknown[] = [];

const FAULTS: Readonly<Record<string, (terminal: Terminal) => number | Promise<number>>> = {
  code: () => 1,
  throws: () => {
    throw new Error('planted');
  },
  exits: () => process.exit(0),
  hangs: () => {
    for (;;) kept.length = 0;
  },
  waits: () => new Promise(() => undefined),
  fills: () => {
    for (;;) kept.push(new Array(1000).fill(kept.length));
  },
  'fills-buffers': () => {
    for (;;) kept.push(Buffer.alloc(10_000_000, 1));
  },
  // What goes to the terminal is made harmless there; files are not.
  escape: ({ out }) => {
    out('{"a": 1}');
    writeFileSync('report.txt', '\u001b[31m\n');
    return 0;
  },
  bidi: ({ out }) => {
    out('{"a": 1}');
    writeFileSync('report.txt', '\u202e\n');
    return 0;
  },
  trace: ({ err }) => {
    err(`${new Error('planted').stack}\n`);
    return 3;
  },
  'bad-json': ({ out }) => {
    out('{"a": NaN}');
    return 0;
  },
  'other-json': ({ out }) => {
    out('{"a": null}');
    return 0;
  },
  csv: ({ out }) => {
    out('a,b\r\n"1,2",3\r\n4\r\n');
    return 0;
  },
  script: ({ out }) => {
    out('{"a": 1}');
    writeFileSync('report.html', '<!doctype html><title>x</title><p><script>alert(1)</script>');
    return 0;
  },
  broken: ({ out }) => {
    out('{"a": 1}');
    writeFileSync('report.html', '<!doctype html><title>x</title><p title="a"b"></p>');
    return 0;
  },
  unwritten: ({ out }) => {
    out('{"a": 1}');
    return 0;
  },
  refuses: ({ err }) => {
    err('no\n');
    return 3;
  },
};

/** Of the program's interface, `commandLine`. */
export async function commandLine(words: readonly string[], terminal: Terminal): Promise<number> {
  const text = readFileSync(words[1], 'utf8');
  const [fault] = Object.keys(FAULTS).filter((name) => text.split(/\s/).includes(name));
  if (fault !== undefined) return FAULTS[fault](terminal);
  terminal.out('{"a": 1}');
  return 0;
}
