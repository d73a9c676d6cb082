/**
 * A study: what to run next, decided from what has come of the runs before.
 *
 *   study   --- a batch of jobs --->   whoever drives it (in line, worker threads, a test)
 *           <--- their results -----
 *
 * A generator, so that a procedure that looks at its results before it asks for more (a precision,
 * a selection of the best) reads from top to bottom, and yet runs anywhere: nothing here knows where
 * or when a job is run. Results come in the order of the jobs and decisions are taken between whole
 * batches, so that the number of workers cannot change them.
 */
import type { MailPathInput } from '../mailpath/input.ts';
import { type Replication, startReplication } from './replicate.ts';

/** One replication of one setting. With the code it decides every byte of what comes of it. */
export interface Job {
  readonly input: MailPathInput;
  readonly seed: string;
  readonly replication: number;
  /** What it is a replication of, as the user knows it: for errors. */
  readonly setting: string;
}

/** Jobs that may be run in any order, at the same time. */
export interface Batch {
  readonly jobs: readonly Job[];
  /** What is being done, for people, when so many of the jobs are finished. */
  readonly doing: (finished: number) => string;
  /** What can be said before any of it is run, in a sentence or two: with the first batch. */
  readonly opening?: string;
  /** Share of the whole study that is done before this batch and after it, as far as is known. */
  readonly from: number;
  readonly to: number;
}

export interface BatchResult {
  /** In the order of the jobs; null for one that was not finished, since the study was stopped. */
  readonly replications: readonly (Replication | null)[];
  /** Nothing more will be run: draw the line under what there is. */
  readonly stopped: boolean;
}

export type Study<T> = Generator<Batch, T, BatchResult>;

/** A study as a part of another: its progress goes from one share of the whole to the other. */
export function* part<T>(study: Study<T>, from: number, to: number): Study<T> {
  let step = study.next();
  while (!step.done) {
    const { value } = step;
    const at = (share: number): number => from + share * (to - from);
    step = study.next(yield { ...value, from: at(value.from), to: at(value.to) });
  }
  return step.value;
}

/** Runs a study in line and at once: for callers that need neither progress nor a way to stop. */
export function runStudy<T>(study: Study<T>, run: (job: Job) => Replication = runJob): T {
  let step = study.next();
  while (!step.done) {
    const replications = step.value.jobs.map(run);
    step = study.next({ replications, stopped: false });
  }
  return step.value;
}

/** One job from its beginning to its end. */
export function runJob({ input, seed, replication }: Job): Replication {
  const run = startReplication(input, seed, replication);
  while (run.step());
  return run.finish();
}
