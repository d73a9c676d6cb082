/** The process in which a fuzzed program runs: takes words, answers with how they ended. */

import { pathToFileURL } from 'node:url';
import type { commandLine } from '../../sim/cli/command-line.ts';
import { Ink, type Terminal } from '../../sim/cli/terminal.ts';
import { harmlessFile } from '../../sim/document/harmless.ts';

const [, , module] = process.argv;
const program: { commandLine: typeof commandLine } = await import(pathToFileURL(module).href);

const nothing = (): never => {
  throw new Error('A fuzzed program is given no standard input.');
};

process.on('message', async (words: readonly string[]) => {
  let out = '';
  let err = '';
  const ink = new Ink();
  const terminal: Terminal = {
    out: (text) => {
      out += ink.written(text);
    },
    file: (text) => {
      out += harmlessFile(text);
    },
    err: (text) => {
      err += ink.written(text);
    },
    rewrite: (line) => {
      err += ink.rewritten(line);
    },
    paint: ink.paint,
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    // In line and without a store: what a case shows is then its own doing.
    environment: { MAILPATH_WORKERS: '0', MAILPATH_CACHE: 'off' },
    readInput: nothing,
    input: nothing,
    now: () => performance.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    interrupted: () => false,
    lastWords: () => undefined,
  };
  const code = await program.commandLine(words, terminal);
  process.send?.({ code, out, err });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
