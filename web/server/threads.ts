/**
 * What the threads of the server do for it. Nothing is simulated or read on the server's own thread.
 *
 * `client` is whose question it is (client.ts): threads are shared out between clients.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Run } from './run.ts';
import type { RunRequest } from './run-request.ts';
import type { LogAnswer, LogTask } from './thread/log-task.ts';
import type { ScenarioTask } from './thread/posted-scenario.ts';
import type { PreviewTask, ReplayTask } from './thread/preview-tasks.ts';
import type { StudyOutcome } from './thread/study-task.ts';
import type { TaskResult } from './thread/task-result.ts';
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

/** A task without what the threads add to it: where the program lies, the server's limits. */
export type TaskRequest<T> = Omit<T, keyof ScenarioTask | 'maxMessages' | 'maxUnpackedBytes'> &
  (T extends ScenarioTask ? Pick<ScenarioTask, 'scenario' | 'set'> : unknown);

/** Each rejects with a Failure where there is no room or no time for it. */
export interface Threads {
  /** Ends when the run does, or soon after it was asked to stop. */
  execute(run: Run, port: MessagePort): Promise<TaskResult<StudyOutcome>>;
  /** An Inspection as JSON; so too Preview and Replay: they are passed on as they are. */
  inspect(request: TaskRequest<ScenarioTask>, client: string): Promise<TaskResult<string>>;
  changed(request: TaskRequest<ScenarioTask>, client: string): Promise<TaskResult<string>>;
  /** A kept report as the text of its file. */
  print(report: string, client: string): Promise<string>;
  check(request: RunRequest, client: string): Promise<TaskResult<null>>;
  preview(request: TaskRequest<PreviewTask>, client: string): Promise<TaskResult<string>>;
  replay(request: TaskRequest<ReplayTask>, client: string): Promise<TaskResult<string>>;
  /** Ends when it is asked to, or soon after nobody wants it any more. */
  trace(request: TaskRequest<TraceTask>, unwanted: AbortSignal): Promise<TaskResult<null>>;
  readLog(request: TaskRequest<LogTask>, unwanted: AbortSignal): Promise<TaskResult<LogAnswer>>;
  close(): Promise<void>;
}

/** Words of shared memory that tell a thread how its run is to end. */
export const STOP = {
  /** With what there is, which is kept. */
  early: 1,
  /** Nobody reads it any more. */
  cancelled: 2,
} as const;
