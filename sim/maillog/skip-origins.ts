/**
 * Why a process skipped a host: it saw the host fail itself, the shared table said so, or nothing in
 * the log explains it.
 *
 * An unexplained skip may be the lock on the table's file, which defers one message of one process. A
 * second one of the same process, or of the third process in a row, is a mark's after all: of a
 * failure that was written late, or of none that the log shows.
 */
import type { Attempt } from './attempt.ts';
import type { SkipOrigin } from './log-process.ts';

/** So many processes in a row do not find a file locked. */
const MANY = 2;
/** More hosts than are distinguished. */
const HOSTS = 32_768;

export class SkipOrigins {
  /** By gateway and host: unexplained skips in a row; MANY: the host is taken for marked. */
  private readonly inARow = new Map<number, number>();

  /** Of a skip, before it is learnt from. */
  of({ contact, gateway, host, line, first }: Attempt): SkipOrigin {
    if (!Number.isNaN(contact.failedMs)) return 'memory';
    const key = keyOf(gateway, host);
    const unexplained = this.inARow.get(key) ?? MANY;
    // Who finds the file locked has no text of a mark to repeat.
    const single = contact.skipOrigin === null && line.deferredText === 'bare';
    if (single && unexplained < MANY) {
      if (first) this.inARow.set(key, unexplained + 1);
      contact.skipOrigin = 'unexplained';
      return 'unexplained';
    }
    contact.skipOrigin = 'table';
    this.inARow.set(key, MANY);
    return 'table';
  }

  /** From a real attempt: what its process knows of the host, and whether a mark may stand. */
  learn({ contact, gateway, host, end, endMs, first, failure }: Attempt): void {
    if (end === 'failed') return;
    if (end === 'sent') {
      contact.failedMs = Number.NaN;
      contact.skipOrigin = null;
      if (first) this.inARow.set(keyOf(gateway, host), 0);
      return;
    }
    contact.failedMs = endMs;
    contact.failure = failure ?? 'other';
    this.inARow.set(keyOf(gateway, host), MANY);
  }
}

function keyOf(gateway: number, host: number): number {
  return (gateway + 1) * HOSTS + host + 1;
}
