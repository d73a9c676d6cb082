/**
 * The world as the command line sees it: streams, the environment, the clock, Ctrl+C.
 *
 * An interface, so that tests hand in their own. Times in milliseconds.
 */
import { isatty } from 'node:tty';
import { harmlessFile } from '../document/harmless.ts';
import type { Paint } from '../document/paint.ts';
import { writeStandard } from './descriptor.ts';
import { Ink } from './ink.ts';

export interface Terminal {
  /** Standard output and standard error. What they are given is made harmless (ink.ts). */
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
  now(): number;
  /** Lets everybody else have a turn. */
  pause(): Promise<void>;
  /** True once Ctrl+C was pressed, or the process was told to end. */
  interrupted(): boolean;
  /** What is to be said if the command has to be ended before it can say anything itself. */
  lastWords(text: string): void;
}

/** Columns where standard output is no terminal: tables are made for this width. */
const PLAIN_COLUMNS = 100;
const STDOUT = 1;
const STDERR = 2;

/** What the terminal of this process needs to know of its surroundings. */
export interface Surroundings {
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Some pseudo-terminals say 0. */
  readonly columns: number;
}

/** As the main thread sees them; other threads are told. */
export function surroundings(): Surroundings {
  const { columns } = process.stdout;
  return { outIsTerminal: isatty(STDOUT), errIsTerminal: isatty(STDERR), columns };
}

/** What it cannot find by itself in a thread. */
export type Supervision = Pick<Terminal, 'input' | 'interrupted' | 'lastWords'>;

/** This process's terminal, in whichever of its threads. */
export function processTerminal(
  { outIsTerminal, errIsTerminal, columns }: Surroundings,
  { input, interrupted, lastWords }: Supervision,
): Terminal {
  const ink = new Ink();
  return {
    out: (text) => writeStandard(STDOUT, ink.written(text)),
    file: (text) => writeStandard(STDOUT, harmlessFile(text)),
    err: (text) => writeStandard(STDERR, ink.written(text)),
    rewrite: (line) => writeStandard(STDERR, ink.rewritten(line)),
    paint: ink.paint,
    outIsTerminal,
    errIsTerminal,
    columns: columns || PLAIN_COLUMNS,
    environment: process.env,
    readInput: (limitBytes) => readUpTo(input(), limitBytes),
    input,
    now: () => performance.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    interrupted,
    lastWords,
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
