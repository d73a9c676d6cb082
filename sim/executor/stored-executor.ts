/** An executor that runs only what the store has not, and keeps what it ran as soon as it is finished. */
import type { Replication } from '../studies/replicate.ts';
import type { Job } from '../studies/study.ts';
import { FILES_AT_A_TIME, Gate } from './disk.ts';
import { type Clock, type Executor, InLineExecutor, runMissing, type Watcher } from './executor.ts';
import type { ReplicationStore } from './replication-store.ts';

export class StoredExecutor implements Executor {
  private readonly inner: Executor;
  private readonly store: ReplicationStore;
  private readonly clock: Clock;

  constructor(inner: Executor, store: ReplicationStore, clock: Clock) {
    this.inner = inner;
    this.store = store;
    this.clock = clock;
  }

  /** Resolves when what was run is also written: what is being written is never more than a batch. */
  async run(jobs: readonly Job[], watcher: Watcher): Promise<void> {
    const missing = await this.lookUp(jobs, watcher);
    if (this.clock.interrupted()) return;
    const gate = new Gate();
    const writes: Promise<void>[] = [];
    try {
      await runMissing(this.inner, { jobs, missing, watcher }, (job, replication) => {
        writes.push(gate.pass(() => this.store.put(job, replication)));
      });
    } finally {
      await Promise.all(writes);
    }
  }

  async close(): Promise<void> {
    await this.inner.close();
    await this.store.close();
  }

  /** Tells of the jobs that are stored; returns the others, as far as it came. */
  private async lookUp(jobs: readonly Job[], watcher: Watcher): Promise<number[]> {
    const missing: number[] = [];
    for (
      let first = 0;
      first < jobs.length && !this.clock.interrupted();
      first += FILES_AT_A_TIME
    ) {
      const found: (Replication | null)[] = await Promise.all(
        jobs.slice(first, first + FILES_AT_A_TIME).map((job) => this.store.find(job)),
      );
      found.forEach((replication, i) => {
        if (replication === null) missing.push(first + i);
        else watcher.finished(first + i, replication);
      });
      watcher.progressed((first + found.length - missing.length) / jobs.length);
    }
    return missing;
  }
}

export interface ExecutorOptions {
  /** Threads; 0: none, all is run in this one. */
  readonly workers: number;
  /** The compiled replication-worker. */
  readonly workerFile: string;
  /** Null: nothing is looked up or kept. */
  readonly store: ReplicationStore | null;
  readonly clock: Clock;
}

/** What runs jobs on this machine. */
export async function openExecutor(options: ExecutorOptions): Promise<Executor> {
  const { workers, workerFile: file, store, clock } = options;
  const bare =
    workers === 0
      ? new InLineExecutor(clock)
      : new (await import('./worker-threads.ts')).WorkerThreads({ workers, file, clock });
  return store === null ? bare : new StoredExecutor(bare, store, clock);
}
