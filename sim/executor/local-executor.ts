/** What runs jobs on this machine: in this thread or in others, and only what the store has not. */
import { type Replication, startReplication } from '../studies/replicate.ts';
import type { Job } from '../studies/study.ts';
import { FILES_AT_A_TIME, Gate } from './disk.ts';
import {
  BETWEEN_TURNS_MS,
  type Clock,
  type Executor,
  runMissing,
  type Watcher,
} from './executor.ts';
import type { ReplicationStore } from './replication-store.ts';

/** Runs only what the store has not, and keeps what it ran as soon as it is finished. */
export function storedExecutor(inner: Executor, store: ReplicationStore, clock: Clock): Executor {
  /** Tells of the jobs that are stored; returns the others, as far as it came. */
  const lookUp = async (jobs: readonly Job[], watcher: Watcher): Promise<number[]> => {
    const missing: number[] = [];
    for (let first = 0; first < jobs.length && !clock.interrupted(); first += FILES_AT_A_TIME) {
      const found: (Replication | null)[] = await Promise.all(
        jobs.slice(first, first + FILES_AT_A_TIME).map((job) => store.find(job)),
      );
      found.forEach((replication, i) => {
        if (replication === null) missing.push(first + i);
        else watcher.finished(first + i, replication);
      });
      watcher.progressed((first + found.length - missing.length) / jobs.length);
    }
    return missing;
  };

  return {
    /** Resolves when what was run is also written: what is being written is never more than a batch. */
    async run(jobs, watcher) {
      const missing = await lookUp(jobs, watcher);
      if (clock.interrupted()) return;
      const gate = new Gate();
      const writes: Promise<void>[] = [];
      try {
        await runMissing(inner, { jobs, missing, watcher }, (job, replication) => {
          writes.push(gate.pass(() => store.put(job, replication)));
        });
      } finally {
        await Promise.all(writes);
      }
    },
    async close() {
      await inner.close();
      await store.close();
    },
  };
}

/** Jobs one after another in this thread, in slices, so that an interruption is felt. */
export function inLineExecutor(clock: Clock): Executor {
  return {
    async run(jobs, watcher) {
      let nextTurnAt = clock.now();
      for (const [index, { input, seed, replication }] of jobs.entries()) {
        const run = startReplication(input, seed, replication);
        while (run.step()) {
          if (clock.now() < nextTurnAt) continue;
          await clock.pause();
          if (clock.interrupted()) return;
          watcher.progressed((index + run.share()) / jobs.length);
          nextTurnAt = clock.now() + BETWEEN_TURNS_MS;
        }
        watcher.finished(index, run.finish());
      }
    },
    // Nothing is held open.
    close: async () => undefined,
  };
}

interface ExecutorOptions {
  /** Threads; 0: none, all is run in this one. */
  readonly workers: number;
  /** The compiled replication-worker. */
  readonly workerFile: string;
  /** Null: nothing is looked up or kept. */
  readonly store: ReplicationStore | null;
  readonly clock: Clock;
}

export async function openExecutor(options: ExecutorOptions): Promise<Executor> {
  const { workers, workerFile: file, store, clock } = options;
  const bare =
    workers === 0
      ? inLineExecutor(clock)
      : (await import('./worker-threads.ts')).workerThreads({ workers, file, clock });
  return store === null ? bare : storedExecutor(bare, store, clock);
}
