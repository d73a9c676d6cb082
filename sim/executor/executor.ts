/**
 * Where jobs are run. An executor runs a batch and tells of each job that is finished; what the jobs
 * mean is nobody's business here, and the same job gives the same bytes wherever it is run.
 */
import type { Replication } from '../studies/replicate.ts';
import type { Job, Study } from '../studies/study.ts';

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

/** An interruption takes effect, and progress is reported, within about this, ms. */
export const BETWEEN_TURNS_MS = 40;

export interface DriveOptions {
  readonly clock: Clock;
  /** `share` of the whole study is done, 0 to 1; `doing`: what is being done. */
  readonly progress: (share: number, doing: string) => void;
  /** What a study says before anything is run, where it does. */
  readonly opening?: (text: string) => void;
}

/** The result of the study; partial, as the study itself says, if it was interrupted. */
export async function drive<T>(
  study: Study<T>,
  executor: Executor,
  { clock, progress, opening: say }: DriveOptions,
): Promise<T> {
  let step = study.next();
  while (!step.done) {
    const { jobs, doing, opening, from, to } = step.value;
    if (opening !== undefined) say?.(opening);
    const replications = new Array<Replication | null>(jobs.length).fill(null);
    let finished = 0;
    await executor.run(jobs, {
      finished: (index, replication) => {
        replications[index] = replication;
        finished++;
      },
      progressed: (share) => progress(from + (to - from) * share, doing(finished)),
    });
    step = study.next({ replications, stopped: clock.interrupted() });
  }
  return step.value;
}

/** Of a batch, the jobs whose indices are `missing`; all others are finished already. */
interface MissingJobs {
  readonly jobs: readonly Job[];
  readonly missing: readonly number[];
  readonly watcher: Watcher;
}

/** Runs what is missing of a batch; its watcher hears of the batch as a whole. */
export async function runMissing(
  executor: Executor,
  { jobs, missing, watcher }: MissingJobs,
  finished: (job: Job, replication: Replication) => void,
): Promise<void> {
  if (missing.length === 0) return;
  const known = jobs.length - missing.length;
  await executor.run(
    missing.map((index) => jobs[index]),
    {
      finished: (i, replication) => {
        finished(jobs[missing[i]], replication);
        watcher.finished(missing[i], replication);
      },
      progressed: (share) => watcher.progressed((known + share * missing.length) / jobs.length),
    },
  );
}

/** A job cannot be run, since threads end under it or do not begin; the message says what to do. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
}
