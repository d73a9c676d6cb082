/**
 * Threads in name only: tasks are worked off in the main thread, message by message, in an order that
 * is chosen under a seed. A message is what passes between an executor and a thread: a task that is
 * taken, progress that is told, an answer. At any of them the thread may die, or fall silent.
 */
import seedrandom from 'seedrandom';
import {
  SharedProgress,
  type WorkerAnswer,
  type WorkerTask,
} from '../../sim/executor/worker-task.ts';
import type { JobThreads } from '../../sim/executor/worker-threads.ts';

export type ThreadFault =
  /** The thread ends before the message is sent. */
  | 'death'
  /** Nothing comes from it any more, though it is there. */
  | 'silence';

export interface Message {
  /** From 1. */
  readonly number: number;
  readonly kind: 'task' | 'progress' | 'answer';
  readonly task: WorkerTask;
}

export interface ThreadPlan {
  readonly threads: number;
  /** What a task comes to. */
  readonly work: (task: WorkerTask) => WorkerAnswer;
  readonly faultOf?: (message: Message) => ThreadFault | null;
  /** What comes of a task where nobody waits any more: an answer that was under way. */
  readonly lateAnswer?: ((task: WorkerTask) => WorkerAnswer) | null;
}

interface Given {
  readonly task: WorkerTask;
  readonly answer: (answer: WorkerAnswer) => void;
  readonly fail: (error: Error) => void;
  /** Messages that it has still to send. */
  left: number;
}

const MESSAGE_MS = 5;
const MAX_PROGRESS = 3;
/** Of promises that follow each other, from an answer to whoever waits. */
const TURNS = 50;

export class SimulatedThreads implements JobThreads {
  readonly noneBegins = null;
  /** Every message, in order. */
  readonly trace: string[] = [];
  private readonly plan: ThreadPlan;
  private readonly random: () => number;
  private readonly waiting: Given[] = [];
  /** What each thread works at; 'silent': it never ends. */
  private readonly threads: (Given | 'silent' | null)[];

  constructor(seed: string, plan: ThreadPlan) {
    this.plan = plan;
    this.random = seedrandom(seed);
    this.threads = new Array(plan.threads).fill(null);
  }

  get messages(): number {
    return this.trace.length;
  }

  run(task: WorkerTask, signal: AbortSignal): Promise<WorkerAnswer> {
    return new Promise((answer, fail) => {
      const left = 2 + Math.floor(this.random() * MAX_PROGRESS);
      this.waiting.push({ task, answer, fail, left });
      signal.addEventListener('abort', () => {
        const { lateAnswer = null } = this.plan;
        if (lateAnswer !== null) answer(lateAnswer(task));
        else fail(new Error('The task has been aborted'));
      });
    });
  }

  async destroy(): Promise<void> {
    this.threads.fill('silent');
  }

  /** Time passes as messages do. */
  readonly waitFor = async (work: Promise<unknown>, ms: number): Promise<void> => {
    let isDone = false;
    void work.then(() => {
      isDone = true;
    });
    // Others have a turn too: a test that waits in vain ends by its own limit.
    await new Promise((resolve) => setImmediate(resolve));
    for (let passed = 0; passed < ms && !isDone; passed += MESSAGE_MS) {
      this.next();
      for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
    }
  };

  /** One of the threads takes or sends its next message. */
  private next(): void {
    const thread = Math.floor(this.random() * this.threads.length);
    const given = this.threads[thread];
    if (given === 'silent') return;
    if (given === null) {
      const next = this.waiting.shift();
      if (next !== undefined) this.send(thread, next, 'task');
    } else {
      this.send(thread, given, given.left === 1 ? 'answer' : 'progress');
    }
  }

  private send(thread: number, given: Given, kind: Message['kind']): void {
    const { task } = given;
    const { replication, setting } = task.job;
    const number = this.trace.length + 1;
    const fault = this.plan.faultOf?.({ number, kind, task }) ?? null;
    const told = `${number} ${kind} of ${setting} ${replication} on ${thread}`;
    this.trace.push(fault === null ? told : `${told}: ${fault}`);
    this.threads[thread] = given;
    if (fault === 'silence') {
      this.threads[thread] = 'silent';
    } else if (fault === 'death') {
      this.threads[thread] = null;
      given.fail(new Error('worker exited with code: 1'));
    } else if (kind === 'answer') {
      this.threads[thread] = null;
      // Copied, as what passes between threads is.
      given.answer(structuredClone(this.plan.work(task)));
    } else {
      given.left--;
      new SharedProgress(task.shared).tell(task.index, 1 / (1 + given.left));
    }
  }
}
