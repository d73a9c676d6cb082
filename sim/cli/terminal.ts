/**
 * The world as the command line sees it: streams, the environment, the clock, Ctrl+C.
 *
 * An interface, so that tests hand in their own. Times in milliseconds.
 */

import type { Paint } from '../report/paint.ts';
import { reasonOf } from './file-error.ts';
import { Ink } from './ink.ts';

export interface Terminal {
  /** Standard output and standard error. What they are given is made harmless (ink.ts). */
  out(text: string): void;
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
  /** Lets everybody else have a turn: signals are noticed only then. */
  pause(): Promise<void>;
  /** True once Ctrl+C was pressed. */
  interrupted(): boolean;
}

/** Columns where standard output is no terminal: tables are made for this width. */
const PLAIN_COLUMNS = 100;

/**
 * This process's terminal. The first Ctrl+C asks for an orderly end, the second ends it at once.
 * A reader that goes away (`| head`) ends the process quietly.
 */
export function processTerminal(): Terminal {
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts++;
    if (interrupts > 1) process.exit(130);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') process.exit(0);
      if (stream === process.stdout) {
        process.stderr.write(`Standard output cannot be written: ${reasonOf(code, message)}.\n`);
      }
      process.exit(1);
    });
  }
  const ink = new Ink();
  return {
    out: (text) => void process.stdout.write(ink.written(text)),
    err: (text) => void process.stderr.write(ink.written(text)),
    rewrite: (line) => void process.stderr.write(ink.rewritten(line)),
    paint: ink.paint,
    outIsTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    // Some pseudo-terminals say 0.
    columns: process.stdout.columns || PLAIN_COLUMNS,
    environment: process.env,
    readInput: readStandardInput,
    input: () => process.stdin,
    now: () => performance.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    interrupted: () => interrupts > 0,
  };
}

async function readStandardInput(limitBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > limitBytes) return null;
  }
  return Buffer.concat(chunks);
}
