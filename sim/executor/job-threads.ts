/** The threads that run jobs, as an executor sees them; and those of Piscina. */
import { Piscina } from 'piscina';
import { THREAD_ARGUMENTS } from './thread-loading.ts';
import type { WorkerAnswer, WorkerTask } from './worker-task.ts';

export interface JobThreads {
  /**
   * Runs a task on a thread that is free, or will be. Rejects where the thread ends before it has
   * answered (another takes its place), and where `signal` is aborted.
   */
  run(task: WorkerTask, signal: AbortSignal): Promise<WorkerAnswer>;
  /** Why there is no thread any more, and will be none; null as long as there is one. */
  readonly noneBegins: string | null;
  /** Ends them all. */
  destroy(): Promise<void>;
}

export class PiscinaThreads implements JobThreads {
  private readonly pool: Piscina;
  /** Such a thread is replaced, unless it died before it was ready. */
  private deathWithoutJob = '';

  /** `file`: the compiled replication-worker. */
  constructor(number: number, file: string) {
    this.pool = new Piscina({
      filename: file,
      minThreads: number,
      maxThreads: number,
      execArgv: THREAD_ARGUMENTS,
    });
    this.pool.on('error', (error: Error) => {
      this.deathWithoutJob = error.message;
    });
  }

  run(task: WorkerTask, signal: AbortSignal): Promise<WorkerAnswer> {
    return this.pool.run(task, { signal });
  }

  get noneBegins(): string | null {
    return this.pool.threads.length === 0 ? this.deathWithoutJob : null;
  }

  async destroy(): Promise<void> {
    await this.pool.destroy();
  }
}
