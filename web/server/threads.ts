/**
 * What the threads of the server do for it, by Piscina: some for runs, some for previews (each
 * remembers what it ran; the first that is free is taken, so that whoever is alone always has the
 * same one), some for short questions, some for logs. Nothing is simulated or read on the server's
 * own thread.
 *
 * `client` is whose question it is (client.ts): threads are shared out between clients.
 */
import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { THREAD_ARGUMENTS } from '../../sim/executor/worker-threads.ts';
import { beyond, Failure } from './failure.ts';
import { FairQueue, shareOf } from './fair-queue.ts';
import type { Limits } from './limits.ts';
import type { Run } from './run.ts';
import type { StudyOutcome } from './thread/study-task.ts';
import type { TaskResult } from './thread/task.ts';
import type * as tasks from './thread/tasks.ts';

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

/** What every task may need beside its request. */
export interface ThreadContext {
  readonly places: Places;
  readonly limits: Limits;
  /** Threads that a run may have for its replications; 0: none. */
  readonly threadsOfRun: number;
}

type Tasks = typeof tasks;
type TaskName = keyof Tasks;
type RequestOf<N extends TaskName> = Parameters<Tasks[N]>[0]['request'];
type AnswerOf<N extends TaskName> = Extract<Awaited<ReturnType<Tasks[N]>>, { ok: true }>['value'];
/** Short questions; the answer of most is a text that is passed on as it is. */
type QuestionName = Exclude<TaskName, 'execute' | 'trace' | 'readLog'>;

/** A task on a thread that is ended, and replaced, once its time or its memory is over. */
interface ThreadTask<N extends TaskName> {
  readonly name: N;
  readonly request: RequestOf<N>;
  readonly transferList?: MessagePort[];
  /** Ends the thread. */
  readonly signal: AbortSignal;
  /** What is said then. */
  readonly late: () => Failure;
}

/** A run that was asked to stop has so long to do it before its thread is ended, ms. */
const STOP_WITHIN_MS = 2000;
/** Of each kind: one client has at most half of them. */
const QUESTION_THREADS = 2;
/** A run whose time is over has so long to tell what it has, ms. */
const REPORT_WITHIN_MS = 30_000;

/** As the queue of runs and the routes see them. */
export type Threads = ReturnType<typeof serverThreads>;

/** Each request rejects with a Failure where it is refused, or where there is no room or time for it. */
export function serverThreads(places: Places, limits: Limits) {
  const atOnce = limits['runs-at-once'];
  // As many runs as one client has at one time share the machine.
  const share = Math.floor(availableParallelism() / shareOf(atOnce));
  const context: ThreadContext = { places, limits, threadsOfRun: share > 1 ? share : 0 };
  const pools: Piscina[] = [];

  const newPool = (max: number, min = 0): Piscina => {
    const pool = new Piscina({
      filename: places.tasksFile,
      execArgv: THREAD_ARGUMENTS,
      minThreads: min,
      maxThreads: max,
      idleTimeout: 60_000,
      resourceLimits: { maxOldGenerationSizeMb: limits['thread-megabytes'] },
    });
    // One that dies without a task is replaced, and was nobody's.
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool;
  };
  const runs = newPool(atOnce, 1);
  const previews = fairPool(newPool(QUESTION_THREADS, 1), limits);
  const questions = fairPool(newPool(QUESTION_THREADS, 1), limits);
  const streams = {
    readLog: newPool(limits['logs-at-once']),
    trace: newPool(limits['logs-at-once']),
  };

  /** Its thread is ended where it does not end by itself: once its time is over, or nobody waits. */
  async function bounded<N extends 'execute' | 'trace' | 'readLog'>(
    pool: Piscina,
    task: Omit<ThreadTask<N>, 'signal' | 'transferList'>,
    ms: number,
    unwanted: AbortSignal,
  ): Promise<AnswerOf<N>> {
    const ending = new AbortController();
    const end = () => ending.abort();
    const timers = [setTimeout(end, ms)];
    unwanted.addEventListener('abort', () => timers.push(setTimeout(end, STOP_WITHIN_MS)));
    const { signal } = ending;
    try {
      return await onThread(pool, { ...task, signal, transferList: [task.request.port] });
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  async function onThread<N extends TaskName>(
    pool: Piscina,
    { name, request, transferList = [], signal, late }: ThreadTask<N>,
  ): Promise<AnswerOf<N>> {
    let result: TaskResult<AnswerOf<N>>;
    try {
      result = await pool.run({ request, context }, { name, transferList, signal });
    } catch (error) {
      if (signal.aborted) throw late();
      if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
      const what = 'This needs too much memory: ask for less at a time.';
      throw beyond('too-large', what, 'thread-megabytes', limits['thread-megabytes']);
    }
    if (!result.ok) throw Failure.of(result.failure);
    return result.value;
  }

  return {
    /** A scenario may be made so that it never ends; its thread is ended then, and replaced. */
    async ask<N extends QuestionName>(
      name: N,
      request: RequestOf<N>,
      client: string,
    ): Promise<AnswerOf<N>> {
      const fair = name === 'preview' || name === 'replay' ? previews : questions;
      const seconds = limits['question-seconds'];
      const signal = AbortSignal.timeout(seconds * 1000);
      const leave = await fair.enter(client, signal);
      const late = () =>
        beyond('busy', 'There is no answer in time.', 'question-seconds', seconds, 5);
      try {
        return await onThread(fair.pool, { name, request, signal, late });
      } finally {
        leave();
      }
    },

    /** Ends when the run does, or soon after it was asked to stop. */
    execute({ request, stop, cancelled }: Run, port: MessagePort): Promise<StudyOutcome> {
      const seconds = limits['run-seconds'];
      const late = () =>
        beyond('too-slow', 'The run had no result in time.', 'run-seconds', seconds);
      const task = { name: 'execute', request: { ...request, port, stop }, late } as const;
      return bounded(runs, task, seconds * 1000 + REPORT_WITHIN_MS, cancelled);
    },

    /** A log that streams. Ends when it is asked to, or soon after nobody wants it any more. */
    stream<N extends 'trace' | 'readLog'>(
      name: N,
      request: RequestOf<N>,
      unwanted: AbortSignal,
    ): Promise<AnswerOf<N>> {
      const seconds = limits['log-seconds'];
      const late = () => beyond('too-slow', 'The log took too long.', 'log-seconds', seconds);
      return bounded(streams[name], { name, request, late }, seconds * 1000, unwanted);
    },

    async close(): Promise<void> {
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

interface Question {
  readonly client: string;
  begin: () => void;
}

/** Threads for short questions, each client's in turn (fair-queue.ts). */
function fairPool(pool: Piscina, limits: Limits) {
  const max = limits['questions-queued'];
  const queue = new FairQueue<Question>(pool.maxThreads, max);
  const next = () => {
    for (let one = queue.take(); one !== null; one = queue.take()) one.begin();
  };
  /** Resolves once there is a thread for it, or its time is over; gives how to leave. */
  const enter = async (client: string, signal: AbortSignal): Promise<() => void> => {
    const question: Question = { client, begin: () => undefined };
    const begun = new Promise<void>((resolve) => {
      question.begin = resolve;
    });
    signal.addEventListener('abort', () => question.begin());
    if (!queue.add(question)) {
      const what = 'Too many questions wait. Try again soon.';
      throw beyond('busy', what, 'questions-queued', max, 2);
    }
    next();
    await begun;
    return () => {
      queue.remove(question);
      next();
    };
  };
  return { pool, enter };
}
