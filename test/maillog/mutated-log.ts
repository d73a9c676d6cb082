/**
 * Logs that nobody wrote: recorded ones with lines and fields left out, repeated, exchanged, cut off
 * or filled with what does not belong there. The same seed makes the same log.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LOGS = join(import.meta.dirname, 'logs');

const VALUES = [
  ...['', '0', '-1', '999999999999999', '1e300', 'NaN', '99999+00:00:00', '00:00:00', '00:00:60'],
  ...['\0', '\u001b[31m', '\u0085', '__proto__', 'constructor', '.', '..', '[127.0.0.1]', '='],
  ...[', ', '"', '\\', '#', 'null', '~', 'exo.test.', 'a'.repeat(300), '421 4.7.0'],
  ...['Sent', 'Deferred', 'Deferred: 451 4.7.500 busy', 'Deferred: Connection timed out with x'],
  ...['Deferred: Connection refused by x', 'Deferred: Connection reset by x'],
];
const STAMPS = [
  ...['Jan  1 00:00:00', 'Dec 31 23:59:60', 'Feb 31 12:00:00', 'Nov 25 07:33:10'],
  ...['9999-12-31T23:59:59Z', '1970-01-01T00:00:00+14:00', '-001-01-01T00:00:00Z'],
];
const FIELDS = ['size', 'delay', 'xdelay', 'pri', 'nrcpts', 'relay', 'stat', 'dsn', 'class'];

/** Whole numbers below n, drawn from a seed (mulberry32). */
class Draws {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}

/** Each changes the line at `i`, or the lines around it. */
const MUTATIONS: readonly ((lines: string[], i: number, draw: Draws) => void)[] = [
  (lines, i) => lines.splice(i, 1),
  (lines, i) => lines.splice(i, 0, lines[i]),
  (lines, i, draw) => {
    const j = draw.below(lines.length);
    [lines[i], lines[j]] = [lines[j], lines[i]];
  },
  (lines, i, draw) => {
    lines[i] = lines[i].slice(0, draw.below(lines[i].length + 1));
  },
  (lines, i, draw) => {
    lines[i] = lines[i].replace(/\d/g, (d) => (draw.below(7) === 0 ? String(draw.below(10)) : d));
  },
  (lines, i, draw) => {
    const at = draw.below(lines[i].length + 1);
    const byte = String.fromCharCode(draw.below(256));
    lines[i] = lines[i].slice(0, at) + byte + lines[i].slice(at + draw.below(3));
  },
  (lines, i, draw) => {
    const fields = lines[i].split(', ');
    fields.splice(draw.below(fields.length), 0, draw.of(fields));
    lines[i] = fields.join(', ');
  },
  (lines, i, draw) => {
    lines[i] = draw.of(STAMPS) + lines[i].slice(15);
  },
  (lines, i, draw) => {
    const [field, value] = [draw.of(FIELDS), draw.of(VALUES)];
    lines[i] = lines[i].replace(new RegExp(`${field}=[^,]*`), () => `${field}=${value}`);
  },
  (lines, _, draw) => {
    const [field, value] = [draw.of(FIELDS), draw.of(VALUES)];
    for (const [k, line] of lines.entries()) {
      lines[k] = line.replace(new RegExp(`${field}=[^,]*`), () => `${field}=${value}`);
    }
  },
  (lines, i, draw) => {
    lines.push(...lines.slice(i, i + draw.below(50)));
  },
];

function recorded(): string[] {
  const folders = [LOGS, join(LOGS, 'recorded'), join(LOGS, 'hostile')];
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.maillog'))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'latin1')),
  );
}

const texts = recorded();

/** Some lines of a recorded log, with a dozen mutations at most. */
export function mutatedLog(seed: number): Buffer {
  const draw = new Draws(seed);
  const all = draw.of(texts).split('\n');
  const from = draw.below(all.length);
  const lines = all.slice(from, from + 1 + draw.below(draw.of([20, 400])));
  for (let left = 1 + draw.below(12); left > 0; left--) {
    draw.of(MUTATIONS)(lines, draw.below(lines.length), draw);
    if (lines.length === 0) lines.push('');
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}
