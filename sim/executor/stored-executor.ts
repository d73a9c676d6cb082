/** An executor that runs only what the store has not, and keeps what it ran as soon as it is finished. */
import type { Job } from '../experiment/study.ts';
import type { Executor, Watcher } from './executor.ts';
import type { ResultStore } from './result-store.ts';

export class StoredExecutor implements Executor {
  private readonly inner: Executor;
  private readonly store: ResultStore;
  private readonly writes = new Set<Promise<void>>();

  constructor(inner: Executor, store: ResultStore) {
    this.inner = inner;
    this.store = store;
  }

  async run(jobs: readonly Job[], watcher: Watcher): Promise<void> {
    const found = await Promise.all(jobs.map((job) => this.store.find(job)));
    const missing: number[] = [];
    found.forEach((replication, index) => {
      if (replication === null) missing.push(index);
      else watcher.finished(index, replication);
    });
    if (missing.length === 0) return;
    const known = jobs.length - missing.length;
    await this.inner.run(
      missing.map((index) => jobs[index]),
      {
        finished: (index, replication) => {
          this.keep(jobs[missing[index]], replication);
          watcher.finished(missing[index], replication);
        },
        progressed: (share) => watcher.progressed((known + share * missing.length) / jobs.length),
      },
    );
  }

  async close(): Promise<void> {
    await this.inner.close();
    await Promise.all(this.writes);
  }

  private keep(job: Job, replication: Parameters<Watcher['finished']>[1]): void {
    const write = this.store.keep(job, replication).finally(() => this.writes.delete(write));
    this.writes.add(write);
  }
}
