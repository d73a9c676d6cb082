/** Threads that end by themselves. In a file of its own: it needs no thread library. */
import type { Job } from '../studies/study.ts';

/** A job cannot be run, since threads end under it or do not begin; the message says what to do. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
}

export function diedTwice({ replication, setting }: Job, reason: string): WorkerDied {
  return new WorkerDied(
    `The worker thread that ran replication ${replication + 1} of ${setting} ended twice before it was finished (${reason}). If memory is short, run fewer at a time: --workers 1.`,
  );
}

export function noneBegins(reason: string): WorkerDied {
  return new WorkerDied(
    `No worker thread can be started (${reason}). Run without any, on one core: --workers 0.`,
  );
}
