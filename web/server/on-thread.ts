/** A task on a thread that is ended, and replaced, once its time or its memory is over. */
import type { MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { beyond, type Failure } from './failure.ts';
import type { Limits } from './limits.ts';

export interface ThreadTask {
  /** Of thread/tasks. */
  readonly name: string;
  readonly task: unknown;
  readonly transferList?: MessagePort[];
  /** Ends the thread. */
  readonly signal: AbortSignal;
  /** What is said then. */
  readonly late: () => Failure;
}

/** Rejects with a Failure where the thread was ended. */
export async function onThread<T>(
  pool: Piscina,
  { name, task, transferList = [], signal, late }: ThreadTask,
  limits: Limits,
): Promise<T> {
  try {
    return await pool.run(task, { name, transferList, signal });
  } catch (error) {
    if (signal.aborted) throw late();
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    const what = 'This needs too much memory: ask for less at a time.';
    throw beyond('too-large', what, 'thread-megabytes', limits['thread-megabytes']);
  }
}
