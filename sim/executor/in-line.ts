/** Jobs one after another in the main thread, in slices, so that an interruption is felt. */
import { ReplicationRun } from '../studies/replicate.ts';
import type { Job } from '../studies/study.ts';
import { BETWEEN_TURNS_MS, type Clock, type Executor, type Watcher } from './executor.ts';

export class InLineExecutor implements Executor {
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async run(jobs: readonly Job[], watcher: Watcher): Promise<void> {
    const { clock } = this;
    let nextTurnAt = clock.now();
    for (const [index, { input, seed, replication }] of jobs.entries()) {
      const run = new ReplicationRun(input, seed, replication);
      while (run.step()) {
        if (clock.now() < nextTurnAt) continue;
        await clock.pause();
        if (clock.interrupted()) return;
        watcher.progressed((index + run.share) / jobs.length);
        nextTurnAt = clock.now() + BETWEEN_TURNS_MS;
      }
      watcher.finished(index, run.finish());
    }
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}
