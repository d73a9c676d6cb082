/** Drives a study on an executor, batch by batch, to its end or to an interruption. */
import type { Replication } from '../studies/replicate.ts';
import type { Study } from '../studies/study.ts';
import type { Clock, Executor } from './executor.ts';

export interface DriveOptions {
  readonly clock: Clock;
  /** `share` of the whole study is done, 0 to 1; `doing`: what is being done. */
  readonly progress: (share: number, doing: string) => void;
  /** What a study says before anything is run, where it does. */
  readonly opening?: (text: string) => void;
}

/** What the study came to; partial, as the study itself says, if it was interrupted. */
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
