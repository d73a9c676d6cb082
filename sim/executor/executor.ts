/**
 * Where jobs are run. An executor runs a batch and tells of each job that is finished; what the jobs
 * mean is nobody's business here, and the same job gives the same bytes wherever it is run.
 */
import type { Replication } from '../studies/replicate.ts';
import type { Job } from '../studies/study.ts';

/** Whoever waits for a batch. */
export interface Watcher {
  /** Job `index` is finished; in any order, each once. */
  finished(index: number, replication: Replication): void;
  /** Called now and then: the share of the batch's work that is done, 0 to 1. */
  progressed(share: number): void;
}

export interface Executor {
  /**
   * Runs the jobs; resolves when all are finished or the clock says that it is to stop. Rejects with
   * a CapacityError where a queue outgrew its limit, with what the model threw, or with WorkerDied.
   */
  run(jobs: readonly Job[], watcher: Watcher): Promise<void>;
  /** Ends threads, waits for files. */
  close(): Promise<void>;
}

/** Time and interruption, as an executor sees them: the terminal's, or a test's. Milliseconds. */
export interface Clock {
  now(): number;
  /** Lets everybody else have a turn: signals are noticed only then. */
  pause(): Promise<void>;
  interrupted(): boolean;
}

/** An interruption is felt, and progress told, within about this, ms. */
export const BETWEEN_TURNS_MS = 40;
