/**
 * The threads of the server, by Piscina: some for runs, some for previews (each remembers what it
 * ran; the first that is free is taken, so that whoever is alone always has the same one), some for
 * short questions, some for logs.
 */
import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { THREAD_ARGUMENTS } from '../../sim/executor/worker-threads.ts';
import { beyond, type Failure } from './failure.ts';
import { FairQueue, shareOf } from './fair-queue.ts';
import type { Limits } from './limits.ts';
import type { Run } from './run.ts';
import type { RunRequest } from './run-request.ts';
import type { LogAnswer, LogTask } from './thread/log-task.ts';
import type { ScenarioTask } from './thread/posted-scenario.ts';
import type { PreviewTask, ReplayTask } from './thread/preview-tasks.ts';
import type { CheckTask } from './thread/question-tasks.ts';
import type { StudyOutcome, StudyTask } from './thread/study-task.ts';
import type { TaskResult } from './thread/task-result.ts';
import type { TraceTask } from './thread/trace-task.ts';
import type { Places, TaskRequest, Threads } from './threads.ts';

/** A run that was asked to stop has so long to do it before its thread is ended, ms. */
const STOP_WITHIN_MS = 2000;
/** Of each kind: one client has at most half of them. */
const QUESTION_THREADS = 2;
/** A run whose time is over has so long to tell what it has, ms. */
const REPORT_WITHIN_MS = 30_000;

export class PiscinaThreads implements Threads {
  private readonly places: Places;
  private readonly limits: Limits;
  private readonly runs: Piscina;
  private readonly previews: FairThreads;
  private readonly questions: FairThreads;
  private readonly logs: Piscina;
  private readonly traces: Piscina;
  private readonly pools: Piscina[] = [];
  private readonly threadsOfRun: number;

  constructor(places: Places, limits: Limits) {
    this.places = places;
    this.limits = limits;
    const atOnce = limits['runs-at-once'];
    const pool = (max: number, min = 0) => {
      const threads = new Piscina({
        filename: places.tasksFile,
        execArgv: THREAD_ARGUMENTS,
        minThreads: min,
        maxThreads: max,
        idleTimeout: 60_000,
        resourceLimits: { maxOldGenerationSizeMb: limits['thread-megabytes'] },
      });
      // One that dies without a task is replaced, and was nobody's.
      threads.on('error', () => undefined);
      this.pools.push(threads);
      return threads;
    };
    this.runs = pool(atOnce, 1);
    this.previews = new FairThreads(pool(QUESTION_THREADS, 1), limits);
    this.questions = new FairThreads(pool(QUESTION_THREADS, 1), limits);
    this.logs = pool(limits['logs-at-once']);
    this.traces = pool(limits['logs-at-once']);
    // As many runs as one client has at one time share the machine.
    const share = Math.floor(availableParallelism() / shareOf(atOnce));
    this.threadsOfRun = share > 1 ? share : 0;
  }

  async execute(run: Run, port: MessagePort): Promise<TaskResult<StudyOutcome>> {
    const { request } = run;
    const { storeFolder, workerFile } = this.places;
    const task: StudyTask = {
      ...this.scenarioTask(request),
      study: request.study,
      options: request.options,
      interim: request.interim,
      storeFolder,
      threads: this.threadsOfRun,
      workerFile,
      maxMessages: this.limits.messages,
      maxMs: this.limits['run-seconds'] * 1000,
      port,
      stop: run.stop,
    };
    const late = () => {
      const seconds = this.limits['run-seconds'];
      return beyond('too-slow', 'The run had no result in time.', 'run-seconds', seconds);
    };
    const named = { name: 'execute', task, transferList: [port], late };
    return this.bounded(this.runs, named, task.maxMs + REPORT_WITHIN_MS, run.cancelled);
  }

  inspect(request: TaskRequest<ScenarioTask>, client: string): Promise<TaskResult<string>> {
    return this.questions.submit(client, this.scenarioTask(request), 'inspect');
  }

  changed(request: TaskRequest<ScenarioTask>, client: string): Promise<TaskResult<string>> {
    return this.questions.submit(client, this.scenarioTask(request), 'changed');
  }

  print(report: string, client: string): Promise<string> {
    return this.questions.submit(client, report, 'print');
  }

  check(request: RunRequest, client: string): Promise<TaskResult<null>> {
    const { study, options } = request;
    const task: CheckTask = { ...this.scenarioTask(request), study, options };
    return this.questions.submit(client, task, 'check');
  }

  preview(request: TaskRequest<PreviewTask>, client: string): Promise<TaskResult<string>> {
    const maxMessages = this.limits['preview-messages'];
    const task = { ...this.scenarioTask(request), settings: request.settings, maxMessages };
    return this.previews.submit(client, task satisfies PreviewTask, 'preview');
  }

  replay(request: TaskRequest<ReplayTask>, client: string): Promise<TaskResult<string>> {
    const { setting, replication, fromMs, toMs } = request;
    const task: ReplayTask = {
      ...this.scenarioTask(request),
      setting,
      replication,
      fromMs,
      toMs,
      maxMessages: this.limits['preview-messages'],
    };
    return this.previews.submit(client, task, 'replay');
  }

  trace(request: TaskRequest<TraceTask>, unwanted: AbortSignal): Promise<TaskResult<null>> {
    const { options, port } = request;
    const task: TraceTask = {
      ...this.scenarioTask(request),
      options,
      port,
      maxMessages: this.limits['preview-messages'],
    };
    return this.oneLog(this.traces, { name: 'trace', task, transferList: [port] }, unwanted);
  }

  readLog(request: TaskRequest<LogTask>, unwanted: AbortSignal): Promise<TaskResult<LogAnswer>> {
    const task: LogTask = {
      ...request,
      maxUnpackedBytes: this.limits['unpacked-log-bytes'],
      version: this.places.version,
    };
    const transferList = [request.port];
    return this.oneLog(this.logs, { name: 'readLog', task, transferList }, unwanted);
  }

  private oneLog<T>(
    pool: Piscina,
    task: Omit<ThreadTask, 'signal' | 'late'>,
    unwanted: AbortSignal,
  ): Promise<T> {
    const seconds = this.limits['log-seconds'];
    const late = () => beyond('too-slow', 'The log took too long.', 'log-seconds', seconds);
    return this.bounded(pool, { ...task, late }, seconds * 1000, unwanted);
  }

  /** Its thread is ended where it does not end by itself: once its time is over, or nobody waits. */
  private async bounded<T>(
    pool: Piscina,
    task: Omit<ThreadTask, 'signal'>,
    ms: number,
    unwanted: AbortSignal,
  ): Promise<T> {
    const ending = new AbortController();
    const end = () => ending.abort();
    const timers = [setTimeout(end, ms)];
    unwanted.addEventListener('abort', () => timers.push(setTimeout(end, STOP_WITHIN_MS)));
    try {
      return await onThread(pool, { ...task, signal: ending.signal }, this.limits);
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.destroy()));
  }

  private scenarioTask({ scenario, set }: TaskRequest<ScenarioTask>): ScenarioTask {
    const { scenarioFolder, version } = this.places;
    return { scenario, set, scenarioFolder, version, maxQueued: this.limits.queued };
  }
}

interface Question {
  readonly client: string;
  readonly begin: () => void;
}

/** Threads for short questions, each client's in turn (fair-queue.ts), each ended at its time. */
class FairThreads {
  private readonly pool: Piscina;
  private readonly limits: Limits;
  private readonly queue: FairQueue<Question>;

  constructor(pool: Piscina, limits: Limits) {
    this.pool = pool;
    this.limits = limits;
    this.queue = new FairQueue(pool.maxThreads, limits['questions-queued']);
  }

  /** A scenario may be made so that it never ends; its thread is ended then, and replaced. */
  async submit<T>(client: string, task: unknown, name: string): Promise<T> {
    const seconds = this.limits['question-seconds'];
    const signal = AbortSignal.timeout(seconds * 1000);
    const leave = await this.enter(client, signal);
    const late = () =>
      beyond('busy', 'There is no answer in time.', 'question-seconds', seconds, 5);
    try {
      return await onThread(this.pool, { name, task, signal, late }, this.limits);
    } finally {
      leave();
    }
  }

  /** Resolves once there is a thread for it, or its time is over; gives how to leave. */
  private async enter(client: string, signal: AbortSignal): Promise<() => void> {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    signal.addEventListener('abort', () => begin());
    const question: Question = { client, begin };
    if (!this.queue.add(question)) {
      const what = 'Too many questions wait. Try again soon.';
      throw beyond('busy', what, 'questions-queued', this.limits['questions-queued'], 2);
    }
    this.next();
    await begun;
    return () => {
      this.queue.remove(question);
      this.next();
    };
  }

  private next(): void {
    for (let one = this.queue.take(); one !== null; one = this.queue.take()) one.begin();
  }
}

/** A task on a thread that is ended, and replaced, once its time or its memory is over. */
interface ThreadTask {
  /** Of thread/tasks. */
  readonly name: string;
  readonly task: unknown;
  readonly transferList?: MessagePort[];
  /** Ends the thread. */
  readonly signal: AbortSignal;
  /** What is said then. */
  readonly late: () => Failure;
}

/** Rejects with a Failure where the thread was ended. */
async function onThread<T>(
  pool: Piscina,
  { name, task, transferList = [], signal, late }: ThreadTask,
  limits: Limits,
): Promise<T> {
  try {
    return await pool.run(task, { name, transferList, signal });
  } catch (error) {
    if (signal.aborted) throw late();
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    const what = 'This needs too much memory: ask for less at a time.';
    throw beyond('too-large', what, 'thread-megabytes', limits['thread-megabytes']);
  }
}
