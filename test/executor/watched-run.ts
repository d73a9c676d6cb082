/** Runs jobs on an executor and keeps what it tells; a clock that a test stops. */
import type { Clock, Executor } from '../../sim/executor/executor.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { Replication } from '../../sim/studies/replicate.ts';
import type { Job } from '../../sim/studies/study.ts';

/** Real time; interrupted when it is told to be. */
export class TestClock implements Clock {
  stopped = false;

  now(): number {
    return performance.now();
  }

  pause(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  interrupted(): boolean {
    return this.stopped;
  }
}

export interface WatchedRun {
  /** In the order of the jobs; null for one that was not finished. */
  readonly replications: readonly (Replication | null)[];
  readonly shares: readonly number[];
}

/** `heard` is called after each thing that is told, with the number of finished jobs. */
export async function runWatched(
  executor: Executor,
  jobs: readonly Job[],
  heard: (finished: number) => void = () => undefined,
): Promise<WatchedRun> {
  const replications = new Array<Replication | null>(jobs.length).fill(null);
  const shares: number[] = [];
  let finished = 0;
  await executor.run(jobs, {
    finished: (index, replication) => {
      if (replications[index] !== null) throw new Error(`job ${index} is finished twice`);
      replications[index] = replication;
      finished++;
      heard(finished);
    },
    progressed: (share) => {
      shares.push(share);
      heard(finished);
    },
  });
  return { replications, shares };
}

/** So many replications of one input. */
export function jobsOf(input: MailPathInput, number: number, setting = 'default'): Job[] {
  return Array.from({ length: number }, (_, replication) => ({
    input,
    seed: 'executor',
    replication,
    setting,
  }));
}
