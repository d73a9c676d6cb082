/**
 * Writing to open descriptors from any thread: at once and in order, so that nothing waits in a
 * buffer when the process ends, and no more is made than is taken.
 */
import { writeSync } from 'node:fs';
import { EXIT_DONE, EXIT_FAULT } from './exit.ts';
import { reasonOf } from './named-file.ts';

const STDERR = 2;
/** Between two looks whether a descriptor takes more, or a pipe has a reader. */
const WAIT_MS = 5;

/**
 * Writes to standard output or standard error. A reader that has gone away (`| head`) ends the
 * thread's work quietly; what cannot be written otherwise (a full disk) ends it with the reason.
 */
export function writeStandard(descriptor: number, text: string): void {
  try {
    writeAll(descriptor, Buffer.from(text));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(EXIT_DONE);
    if (descriptor !== STDERR) {
      writeStandard(STDERR, `Standard output cannot be written: ${reasonOf(error)}.\n`);
    }
    process.exit(EXIT_FAULT);
  }
}

/** One call may write less than it was given. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    at += retried('EAGAIN', () => writeSync(descriptor, bytes, at));
  }
}

/** The number of the wait for a reader that this thread is in; 0: it is in none. */
let wait = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
let waits = 0;

/** For whoever may have to end this thread: they see by it whether a reader takes anything. */
export function shareWaits(shared: Int32Array<SharedArrayBuffer>): void {
  wait = shared;
}

/**
 * Again and again, as long as it fails for this: a pipe has no reader yet, or takes nothing now. Not
 * to wait inside the system, where a thread cannot be ended.
 */
export function retried<T>(reason: 'ENXIO' | 'EAGAIN', action: () => T): T {
  const number = ++waits;
  Atomics.store(wait, 0, number);
  try {
    for (;;) {
      try {
        return action();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== reason) throw error;
        Atomics.wait(wait, 0, number, WAIT_MS);
      }
    }
  } finally {
    Atomics.store(wait, 0, 0);
  }
}
