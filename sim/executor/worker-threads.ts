/**
 * Jobs on worker threads, by Piscina. A worker that dies (out of memory, ended from outside) is
 * replaced and its job tried once more; if that one dies too, the job is named. What a job throws is
 * no death: it would be thrown again, and is passed on.
 *
 * To be told to stop takes a slice of work; what is still queued or has not noticed by then is ended.
 */
import { setMaxListeners } from 'node:events';
import { Piscina } from 'piscina';
import type { Replication } from '../experiment/replicate.ts';
import type { Job } from '../experiment/study.ts';
import { CapacityError } from '../mailpath/capacity.ts';
import { BETWEEN_TURNS_MS, type Clock, type Executor, type Watcher } from './executor.ts';
import { THREAD_ARGUMENTS } from './thread-loading.ts';
import { diedTwice, noneBegins } from './worker-died.ts';
import { SharedProgress, type WorkerAnswer, type WorkerTask } from './worker-task.ts';

/** How long threads are waited for once they are told to stop, ms: some slices of work. */
const STOP_WITHIN_MS = 200;

export interface WorkerThreadsOptions {
  /** Threads, 1 or more. */
  readonly workers: number;
  /** The compiled replication-worker. */
  readonly file: string;
  readonly clock: Clock;
}

export class WorkerThreads implements Executor {
  private readonly pool: Piscina;
  private readonly clock: Clock;
  /** Such a thread is replaced, unless it died before it was ready. */
  private deathWithoutJob = '';

  constructor({ workers, file, clock }: WorkerThreadsOptions) {
    this.clock = clock;
    this.pool = new Piscina({
      filename: file,
      minThreads: workers,
      maxThreads: workers,
      execArgv: THREAD_ARGUMENTS,
    });
    this.pool.on('error', (error: Error) => {
      this.deathWithoutJob = error.message;
    });
  }

  async run(jobs: readonly Job[], watcher: Watcher): Promise<void> {
    const shared = SharedProgress.of(jobs.length);
    const queue = new AbortController();
    setMaxListeners(0, queue.signal);
    let failure: unknown = null;
    let settled = false;
    let share = 0;
    const all = Promise.all(
      jobs.map(async (job, index) => {
        try {
          const replication = await this.runJob(
            { job, index, shared: shared.buffer },
            shared,
            queue.signal,
          );
          if (replication !== null) watcher.finished(index, replication);
        } catch (error) {
          failure ??= error;
          shared.stop();
        }
      }),
    ).then(() => {
      settled = true;
    });
    while (!settled) {
      await waitFor(all, BETWEEN_TURNS_MS);
      await this.clock.pause();
      if (this.pool.threads.length === 0) throw noneBegins(this.deathWithoutJob);
      // A job that is tried again begins anew; what is told never goes back.
      share = Math.max(share, shared.share);
      watcher.progressed(share);
      if (this.clock.interrupted() && !settled) {
        shared.stop();
        await waitFor(all, STOP_WITHIN_MS);
        queue.abort();
        break;
      }
    }
    if (failure !== null) throw failure;
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  /** Null if it was told to stop. */
  private async runJob(
    task: WorkerTask,
    shared: SharedProgress,
    signal: AbortSignal,
  ): Promise<Replication | null> {
    let deaths = 0;
    for (;;) {
      try {
        return unpack((await this.pool.run(task, { signal })) as WorkerAnswer);
      } catch (error) {
        if (error instanceof CapacityError || error instanceof ModelFault) throw error;
        if (shared.stopped) return null;
        deaths++;
        if (deaths > 1) throw diedTwice(task.job, (error as Error).message);
      }
    }
  }
}

/** What the model threw in a thread. */
class ModelFault extends Error {}

function unpack(answer: WorkerAnswer): Replication | null {
  switch (answer.kind) {
    case 'finished':
      return answer.replication;
    case 'stopped':
      return null;
    case 'capacity':
      throw new CapacityError(answer.of.resource, answer.of.limit, answer.of.doing);
    case 'fault': {
      const fault = new ModelFault(answer.message);
      fault.stack = answer.stack;
      throw fault;
    }
  }
}

/** Waits for `work`, so long at most. A timer that is left would keep the program from ending. */
async function waitFor(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([work, timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}
