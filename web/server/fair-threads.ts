/** Threads for short questions, each client's in turn (fair-queue.ts), each ended at its time. */
import type { Piscina } from 'piscina';
import { beyond } from './failure.ts';
import { FairQueue } from './fair-queue.ts';
import type { Limits } from './limits.ts';
import { onThread } from './on-thread.ts';

interface Question {
  readonly client: string;
  readonly begin: () => void;
}

export class FairThreads {
  private readonly pool: Piscina;
  private readonly limits: Limits;
  private readonly queue: FairQueue<Question>;

  constructor(pool: Piscina, limits: Limits) {
    this.pool = pool;
    this.limits = limits;
    this.queue = new FairQueue(pool.maxThreads, limits['questions-queued']);
  }

  /** A scenario may be made so that it takes for ever; its thread is ended then, and replaced. */
  async ask<T>(client: string, task: unknown, name: string): Promise<T> {
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
    let question: Question | null = null;
    const begun = new Promise<void>((resolve) => {
      question = { client, begin: resolve };
      signal.addEventListener('abort', () => resolve());
    });
    const asked = question as unknown as Question;
    if (!this.queue.add(asked)) {
      const what = 'Too many questions wait. Try again soon.';
      throw beyond('busy', what, 'questions-queued', this.limits['questions-queued'], 2);
    }
    this.next();
    await begun;
    return () => {
      this.queue.remove(asked);
      this.next();
    };
  }

  private next(): void {
    for (let one = this.queue.take(); one !== null; one = this.queue.take()) one.begin();
  }
}
