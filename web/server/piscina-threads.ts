/**
 * The threads of the server, by Piscina: some for runs, some for previews (each remembers what it
 * ran; the first that is free is taken, so that whoever is alone always has the same one), some for
 * short questions, some for logs.
 */
import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { THREAD_ARGUMENTS } from '../../sim/executor/worker-threads.ts';
import { beyond } from './failure.ts';
import { shareOf } from './fair-queue.ts';
import { FairThreads } from './fair-threads.ts';
import type { Limits } from './limits.ts';
import { onThread, type ThreadTask } from './on-thread.ts';
import type { Run } from './run.ts';
import type { RunRequest } from './run-request.ts';
import type { CheckTask } from './thread/check-task.ts';
import type { InquiryOutcome, InquiryTask } from './thread/inquiry-task.ts';
import type { LogAnswer, LogTask } from './thread/log-task.ts';
import type { ScenarioTask } from './thread/posted-scenario.ts';
import type { PreviewTask } from './thread/preview-task.ts';
import type { Told } from './thread/refusal.ts';
import type { ReplayTask } from './thread/replay-task.ts';
import type { TraceTask } from './thread/trace-task.ts';
import type { Asked, Places, Threads } from './threads.ts';

/** A run that was told to stop has so long to do it before its thread is ended, ms. */
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
    const pool = (most: number, least = 0) => {
      const threads = new Piscina({
        filename: places.tasksFile,
        execArgv: THREAD_ARGUMENTS,
        minThreads: least,
        maxThreads: most,
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

  async inquire(run: Run, port: MessagePort): Promise<Told<InquiryOutcome>> {
    const { request } = run;
    const { storeFolder, workerFile } = this.places;
    const task: InquiryTask = {
      ...this.scenarioTask(request),
      inquiry: request.inquiry,
      options: request.options,
      interim: request.interim,
      storeFolder,
      threads: this.threadsOfRun,
      workerFile,
      mostMessages: this.limits.messages,
      mostMs: this.limits['run-seconds'] * 1000,
      port,
      stop: run.stop,
    };
    const ending = new AbortController();
    const end = () => ending.abort();
    const timers = [setTimeout(end, task.mostMs + REPORT_WITHIN_MS)];
    run.cancelled.addEventListener('abort', () => {
      timers.push(setTimeout(end, STOP_WITHIN_MS));
    });
    const { signal } = ending;
    const late = () => {
      const seconds = this.limits['run-seconds'];
      return beyond('too-slow', 'The run came to nothing in time.', 'run-seconds', seconds);
    };
    try {
      const asked = { name: 'inquire', task, transferList: [port], signal, late };
      return await onThread(this.runs, asked, this.limits);
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  inspect(asked: Asked<ScenarioTask>, client: string): Promise<Told<string>> {
    return this.questions.ask(client, this.scenarioTask(asked), 'inspect');
  }

  changed(asked: Asked<ScenarioTask>, client: string): Promise<Told<string>> {
    return this.questions.ask(client, this.scenarioTask(asked), 'changed');
  }

  print(report: string, client: string): Promise<string> {
    return this.questions.ask(client, report, 'print');
  }

  check(request: RunRequest, client: string): Promise<Told<null>> {
    const { inquiry, options } = request;
    const task: CheckTask = { ...this.scenarioTask(request), inquiry, options };
    return this.questions.ask(client, task, 'check');
  }

  preview(asked: Asked<PreviewTask>, client: string): Promise<Told<string>> {
    const mostMessages = this.limits['preview-messages'];
    const task = { ...this.scenarioTask(asked), settings: asked.settings, mostMessages };
    return this.previews.ask(client, task satisfies PreviewTask, 'preview');
  }

  replay(asked: Asked<ReplayTask>, client: string): Promise<Told<string>> {
    const { setting, replication, fromMs, toMs } = asked;
    const task: ReplayTask = {
      ...this.scenarioTask(asked),
      setting,
      replication,
      fromMs,
      toMs,
      mostMessages: this.limits['preview-messages'],
    };
    return this.previews.ask(client, task, 'replay');
  }

  trace(asked: Asked<TraceTask>, unwanted: AbortSignal): Promise<Told<null>> {
    const { options, port } = asked;
    const task: TraceTask = {
      ...this.scenarioTask(asked),
      options,
      port,
      mostMessages: this.limits['preview-messages'],
    };
    return this.oneLog(this.traces, { name: 'trace', task, transferList: [port] }, unwanted);
  }

  readLog(asked: Asked<LogTask>, unwanted: AbortSignal): Promise<Told<LogAnswer>> {
    const task: LogTask = {
      ...asked,
      mostUnpackedBytes: this.limits['unpacked-log-bytes'],
      version: this.places.version,
    };
    const transferList = [asked.port];
    return this.oneLog(this.logs, { name: 'readLog', task, transferList }, unwanted);
  }

  /** Its thread is ended where it does not end by itself: once its time is over, or nobody waits. */
  private async oneLog<T>(
    pool: Piscina,
    task: Omit<ThreadTask, 'signal' | 'late'>,
    unwanted: AbortSignal,
  ): Promise<T> {
    const seconds = this.limits['log-seconds'];
    const ending = new AbortController();
    const end = () => ending.abort();
    const timers = [setTimeout(end, seconds * 1000)];
    unwanted.addEventListener('abort', () => timers.push(setTimeout(end, STOP_WITHIN_MS)));
    const late = () => beyond('too-slow', 'The log took too long.', 'log-seconds', seconds);
    try {
      return await onThread(pool, { ...task, signal: ending.signal, late }, this.limits);
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.destroy()));
  }

  private scenarioTask({ scenario, set }: Asked<ScenarioTask>): ScenarioTask {
    const { scenarioFolder, version } = this.places;
    return { scenario, set, scenarioFolder, version, mostQueued: this.limits.queued };
  }
}
