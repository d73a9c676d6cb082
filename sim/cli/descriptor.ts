/**
 * Writing to standard output and standard error from any thread: at once and in order, so that
 * nothing waits in a buffer when the process ends, and no more is made than is taken.
 */
import { writeSync } from 'node:fs';
import { EXIT_DONE, EXIT_FAULT } from './exit.ts';
import { reasonOf } from './file-error.ts';

const STDERR = 2;
/** How long to wait where a descriptor that does not block takes nothing more, ms. */
const RETRY_MS = 2;
const WAITING = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/**
 * Writes all of it. A reader that has gone away (`| head`) ends the thread's work quietly; what
 * cannot be written otherwise (a full disk) ends it with the reason.
 */
export function writeDescriptor(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') Atomics.wait(WAITING, 0, 0, RETRY_MS);
      else giveUp(descriptor, code, message);
    }
  }
}

function giveUp(descriptor: number, code: string | undefined, message: string): never {
  if (code === 'EPIPE') process.exit(EXIT_DONE);
  if (descriptor !== STDERR) {
    writeDescriptor(STDERR, `Standard output cannot be written: ${reasonOf(code, message)}.\n`);
  }
  process.exit(EXIT_FAULT);
}
