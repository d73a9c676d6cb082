/**
 * The threads of the server: some for runs, one for previews (it remembers what it ran), one for
 * short questions, some for logs. Nothing is simulated or read on the server's own thread.
 */
import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { THREAD_ARGUMENTS } from '../../sim/executor/thread-loading.ts';
import { beyond } from './failure.ts';
import type { Limits } from './limits.ts';
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

/** Where the program lies: its scenarios, its compiled threads, its store. */
export interface Places {
  readonly version: string;
  readonly scenarioFolder: string;
  /** The compiled thread/tasks. */
  readonly tasksFile: string;
  /** The compiled executor/replication-worker. */
  readonly workerFile: string;
  /** Of finished replications; null: none are kept. */
  readonly storeFolder: string | null;
}

type Asked<T extends ScenarioTask> = Omit<T, 'scenarioFolder' | 'version'>;

/** A run that was told to stop has so long to do it before its thread is ended, ms. */
const STOP_WITHIN_MS = 2000;
/** A run whose time is over has so long to tell what it has, ms. */
const REPORT_WITHIN_MS = 30_000;

export class Threads {
  private readonly places: Places;
  private readonly limits: Limits;
  private readonly runs: Piscina;
  private readonly previews: Piscina;
  private readonly questions: Piscina;
  private readonly logs: Piscina;
  private readonly traces: Piscina;
  /** Questions that have no answer yet, one of them in its thread. */
  private readonly asked = new Map<Piscina, number>();
  private readonly threadsOfRun: number;

  constructor(places: Places, limits: Limits) {
    this.places = places;
    this.limits = limits;
    const atOnce = limits['runs-at-once'];
    const pool = (most: number, least = 0) =>
      new Piscina({
        filename: places.tasksFile,
        execArgv: THREAD_ARGUMENTS,
        minThreads: least,
        maxThreads: most,
        idleTimeout: 60_000,
      });
    this.runs = pool(atOnce, 1);
    this.previews = pool(1, 1);
    this.questions = pool(1, 1);
    this.logs = pool(limits['logs-at-once']);
    this.traces = pool(limits['logs-at-once']);
    const share = Math.floor(availableParallelism() / atOnce);
    this.threadsOfRun = share > 1 ? share : 0;
  }

  /** Ends when the run does, or soon after it was told to stop. */
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
    try {
      const options = { name: 'inquire', transferList: [port], signal: ending.signal };
      return await this.runs.run(task, options);
    } catch (error) {
      if (!ending.signal.aborted) throw error;
      const seconds = this.limits['run-seconds'];
      throw beyond('too-slow', 'The run came to nothing in time.', 'run-seconds', seconds);
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  /** An Inspection as JSON; so too Preview and Replay: they are passed on as they are. */
  inspect(asked: Asked<ScenarioTask>): Promise<Told<string>> {
    return this.ask(this.questions, this.scenarioTask(asked), 'inspect');
  }

  changed(asked: Asked<ScenarioTask>): Promise<Told<string>> {
    return this.ask(this.questions, this.scenarioTask(asked), 'changed');
  }

  /** A kept report as the text of its file. */
  print(report: string): Promise<string> {
    return this.ask(this.questions, report, 'print');
  }

  check(request: RunRequest): Promise<Told<null>> {
    const { inquiry, options } = request;
    const task: CheckTask = { ...this.scenarioTask(request), inquiry, options };
    return this.ask(this.questions, task, 'check');
  }

  preview(asked: Omit<Asked<PreviewTask>, 'mostMessages'>): Promise<Told<string>> {
    const mostMessages = this.limits['preview-messages'];
    const task = { ...this.scenarioTask(asked), settings: asked.settings, mostMessages };
    return this.ask(this.previews, task satisfies PreviewTask, 'preview');
  }

  replay(asked: Omit<Asked<ReplayTask>, 'mostMessages'>): Promise<Told<string>> {
    const { setting, replication, fromMs, toMs } = asked;
    const task: ReplayTask = {
      ...this.scenarioTask(asked),
      setting,
      replication,
      fromMs,
      toMs,
      mostMessages: this.limits['preview-messages'],
    };
    return this.ask(this.previews, task, 'replay');
  }

  /** Ends when it is told, or soon after its port was closed. */
  trace(asked: Omit<Asked<TraceTask>, 'mostMessages'>): Promise<Told<null>> {
    const { options, port } = asked;
    const task: TraceTask = {
      ...this.scenarioTask(asked),
      options,
      port,
      mostMessages: this.limits['preview-messages'],
    };
    return this.traces.run(task, { name: 'trace', transferList: [port] });
  }

  /** Ends soon after its port was closed. */
  readLog(asked: Omit<LogTask, 'mostUnpackedBytes' | 'version'>): Promise<Told<LogAnswer>> {
    const task: LogTask = {
      ...asked,
      mostUnpackedBytes: this.limits['unpacked-log-bytes'],
      version: this.places.version,
    };
    return this.logs.run(task, { name: 'readLog', transferList: [asked.port] });
  }

  async close(): Promise<void> {
    const pools = [this.runs, this.previews, this.questions, this.logs, this.traces];
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  /**
   * A scenario may be made so that it takes for ever; its thread is ended then, and replaced. What
   * waits is counted here: the pool does not count what may be ended.
   */
  private async ask<T>(pool: Piscina, task: unknown, name: string): Promise<T> {
    const most = this.limits['questions-queued'];
    const asked = this.asked.get(pool) ?? 0;
    if (asked > most) {
      const what = 'Too many questions wait. Try again soon.';
      throw beyond('busy', what, 'questions-queued', most, 2);
    }
    const seconds = this.limits['question-seconds'];
    const signal = AbortSignal.timeout(seconds * 1000);
    this.asked.set(pool, asked + 1);
    try {
      return await pool.run(task, { name, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw beyond('busy', 'There is no answer in time.', 'question-seconds', seconds, 5);
    } finally {
      this.asked.set(pool, (this.asked.get(pool) ?? 1) - 1);
    }
  }

  private scenarioTask({ scenario, set }: Asked<ScenarioTask>): ScenarioTask {
    const { scenarioFolder, version } = this.places;
    return { scenario, set, scenarioFolder, version };
  }
}
