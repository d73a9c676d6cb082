/**
 * The world as the command line sees it: streams, the environment, the clock, Ctrl+C.
 *
 * An interface, so that tests hand in their own. Times in milliseconds. It is interrupted once Ctrl+C
 * was pressed, or the process received a signal to end.
 */

import { randomBytes } from 'node:crypto';
import { isatty } from 'node:tty';
import { harmless, harmlessFile } from '../document/harmless.ts';
import type { Paint } from '../document/paint.ts';
import type { Clock } from '../executor/executor.ts';
import { writeStandard } from './descriptor.ts';

export interface Terminal extends Clock {
  /** Standard output and standard error. What they are given is made harmless (Ink). */
  out(text: string): void;
  /** A file on standard output, whose line ends stay: CSV, or a scenario of the user's. */
  file(text: string): void;
  err(text: string): void;
  /** Puts a line of standard error, a terminal, in the place of the one that stands there. */
  rewrite(line: string): void;
  /** Colours of texts that go to standard output. */
  readonly paint: Paint;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Width of standard output, characters. */
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard input up to a limit; null if there is more. */
  readInput(limitBytes: number): Promise<Buffer | null>;
  /** Standard input, piece by piece. */
  input(): AsyncIterable<Uint8Array>;
  /** What is to be said if the command has to be ended before it can say anything itself. */
  lastWords(text: string): void;
}

/** Columns where standard output is no terminal: tables are made for this width. */
const PLAIN_COLUMNS = 100;
const STDOUT = 1;
const STDERR = 2;

/** What the terminal of this process needs to know of its surroundings. Some pseudo-terminals have 0 columns. */
export type Surroundings = Pick<Terminal, 'outIsTerminal' | 'errIsTerminal' | 'columns'>;

/** As the main thread sees them; other threads are notified. */
export function surroundings(): Surroundings {
  const { columns } = process.stdout;
  return { outIsTerminal: isatty(STDOUT), errIsTerminal: isatty(STDERR), columns };
}

/** What it cannot find by itself in a thread. */
type Supervision = Pick<Terminal, 'input' | 'interrupted' | 'lastWords'>;

/** This process's terminal, in whichever of its threads. */
export function processTerminal(seen: Surroundings, supervision: Supervision): Terminal {
  const ink = new Ink();
  return {
    ...seen,
    ...supervision,
    out: (text) => writeStandard(STDOUT, ink.written(text)),
    file: (text) => writeStandard(STDOUT, harmlessFile(text)),
    err: (text) => writeStandard(STDERR, ink.written(text)),
    rewrite: (line) => writeStandard(STDERR, ink.rewritten(line)),
    paint: ink.paint,
    columns: seen.columns || PLAIN_COLUMNS,
    environment: process.env,
    readInput: (limitBytes) => readUpTo(supervision.input(), limitBytes),
    now: () => performance.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

async function readUpTo(
  pieces: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Buffer | null> {
  const read: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    read.push(piece);
    size += piece.length;
    if (size > limitBytes) return null;
  }
  return Buffer.concat(read);
}

/*
 * What may be written to a terminal: text made harmless, coloured only where our own reports ask for
 * it.
 *
 * A colour is marked with a key that is drawn anew for each process (noncharacters, as paint.ts has
 * them): a text that was written beforehand cannot hold it, so neither its escape sequences nor its
 * noncharacters ever become colours.
 */

const FIRST_MARK = 0xfdd0;
/** Of 32 marks each. */
const KEY_LENGTH = 16;

/** SGR codes of each style: on, off. */
const STYLES: Readonly<Record<keyof Paint, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};
/** A colour's mark is the key and, as one more, its place in this list. */
const CODES = Object.values(STYLES).flat();

export class Ink {
  /** For reports that are written with this one. */
  readonly paint: Paint;
  private readonly key: string;

  constructor() {
    this.key = [...randomBytes(KEY_LENGTH)].map((byte) => mark(byte % 32)).join('');
    const styles = Object.keys(STYLES).map((style, i) => {
      const [on, off] = [this.key + mark(2 * i), this.key + mark(2 * i + 1)];
      return [style, (text: string) => on + text + off];
    });
    this.paint = Object.fromEntries(styles) as unknown as Paint;
  }

  /** The text as it goes to a terminal. */
  written(text: string): string {
    const [first, ...coloured] = text.split(this.key);
    const pieces = coloured.map((piece) => {
      const code = CODES[piece.charCodeAt(0) - FIRST_MARK];
      return `\x1b[${code}m${harmless(piece.slice(1))}`;
    });
    return harmless(first) + pieces.join('');
  }

  /** One line as it goes to a terminal, in the place of the line that stands there. */
  rewritten(line: string): string {
    return `\r\x1b[K${this.written(line.replaceAll(/\s/g, ' '))}`;
  }
}

function mark(index: number): string {
  return String.fromCharCode(FIRST_MARK + index);
}
