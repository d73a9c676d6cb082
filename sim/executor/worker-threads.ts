/**
 * Jobs on worker threads. A worker that dies (out of memory, ended from outside) is
 * replaced and its job tried once more; if that one dies too, the job is named. What a job throws is
 * no death: it would be thrown again, and is passed on.
 *
 * Stopping takes a slice of work; what is still queued or has not noticed by then is ended.
 */
import { setMaxListeners } from 'node:events';
import { Piscina } from 'piscina';
import { CapacityError } from '../mailpath/capacity.ts';
import type { Replication } from '../studies/replicate.ts';
import type { Job } from '../studies/study.ts';
import { BETWEEN_TURNS_MS, type Clock, type Executor, WorkerDied } from './executor.ts';
import { SharedProgress, type WorkerAnswer, type WorkerTask } from './worker-task.ts';

/** How long threads are waited for once they were asked to stop, ms: some slices of work. */
const STOP_WITHIN_MS = 200;

export interface WorkerThreadsOptions {
  /** Threads, 1 or more. */
  readonly workers: number;
  /** The compiled replication-worker. */
  readonly file: string;
  readonly clock: Clock;
  /** By default threads of this process. */
  readonly threads?: JobThreads;
  /** Waits for `work`, so many milliseconds at most; by default as the system's clock has them. */
  readonly waitFor?: (work: Promise<unknown>, ms: number) => Promise<void>;
}

export function workerThreads({
  workers,
  file,
  clock,
  threads = piscinaThreads(workers, file),
  waitFor = waitForReal,
}: WorkerThreadsOptions): Executor {
  return {
    async run(jobs, watcher) {
      const shared = SharedProgress.of(jobs.length);
      const queue = new AbortController();
      setMaxListeners(0, queue.signal);
      let failure: unknown = null;
      /** All jobs have ended, or nobody waits for them any more. */
      let isOver = false;
      let share = 0;
      const all = Promise.all(
        jobs.map(async (job, index) => {
          try {
            const task = { job, index, shared: shared.buffer };
            const replication = await runJob(threads, task, shared, queue.signal);
            if (replication !== null && !isOver) watcher.finished(index, replication);
          } catch (error) {
            failure ??= error;
            shared.stop();
          }
        }),
      ).then(() => {
        isOver = true;
      });
      try {
        while (!isOver) {
          await waitFor(all, BETWEEN_TURNS_MS);
          await clock.pause();
          const { noneBegins: reason } = threads;
          if (reason !== null) throw noneBegins(reason);
          // A job that is tried again begins anew; reported progress never goes back.
          share = Math.max(share, shared.share);
          watcher.progressed(share);
          if (isOver || (failure === null && !clock.interrupted())) continue;
          shared.stop();
          await waitFor(all, STOP_WITHIN_MS);
          break;
        }
      } finally {
        isOver = true;
        queue.abort();
      }
      if (failure !== null) throw failure;
    },
    close: () => threads.destroy(),
  };
}

/** Null if it was asked to stop. */
async function runJob(
  threads: JobThreads,
  task: WorkerTask,
  shared: SharedProgress,
  signal: AbortSignal,
): Promise<Replication | null> {
  let deaths = 0;
  for (;;) {
    try {
      return unpack(await threads.run(task, signal));
    } catch (error) {
      if (error instanceof CapacityError || error instanceof ModelFault) throw error;
      if (shared.stopped) return null;
      deaths++;
      if (deaths > 1) throw diedTwice(task.job, (error as Error).message);
    }
  }
}

export function diedTwice({ replication, setting }: Job, reason: string): WorkerDied {
  return new WorkerDied(
    `The worker thread that ran replication ${replication + 1} of ${setting} ended twice before it was finished (${reason}). If memory is short, run fewer at a time: --workers 1.`,
  );
}

function noneBegins(reason: string): WorkerDied {
  return new WorkerDied(
    `No worker thread can be started (${reason}). Run without any, on one core: --workers 0.`,
  );
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
async function waitForReal(work: Promise<unknown>, ms: number): Promise<void> {
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

/** Threads that run jobs: those of this process, or a test's. */
export type JobThreads = ReturnType<typeof piscinaThreads>;

/** `file`: the compiled replication-worker. */
function piscinaThreads(number: number, file: string) {
  const pool = new Piscina({
    filename: file,
    minThreads: number,
    maxThreads: number,
    execArgv: THREAD_ARGUMENTS,
  });
  /** Such a thread is replaced, unless it died before it was ready. */
  let deathWithoutJob = '';
  pool.on('error', (error: Error) => {
    deathWithoutJob = error.message;
  });
  return {
    /**
     * Runs a task on a thread that is free, or will be. Rejects where the thread ends before it has
     * answered (another takes its place), and where `signal` is aborted.
     */
    run: (task: WorkerTask, signal: AbortSignal): Promise<WorkerAnswer> =>
      pool.run(task, { signal }),
    /** Why there is no thread any more, and will be none; null as long as there is one. */
    get noneBegins(): string | null {
      return pool.threads.length === 0 ? deathWithoutJob : null;
    },
    destroy: () => pool.destroy(),
  };
}

const BY_IMPORT = '--no-experimental-require-module';

/** Arguments of Node for each thread; older ones know neither the flag nor the fault. */
export const THREAD_ARGUMENTS: string[] = process.allowedNodeEnvironmentFlags.has(BY_IMPORT)
  ? [BY_IMPORT]
  : [];
