/** Places for logs that are read, or for those that are written: nobody waits for one. */
import { beyond } from './failure.ts';
import { FairQueue } from './fair-queue.ts';
import type { Limits } from './limits.ts';

export class LogPlaces {
  private readonly queue: FairQueue<{ readonly client: string }>;
  private readonly most: number;
  private readonly full: string;

  /** `full`: what is said where there is no place. */
  constructor(limits: Limits, full: string) {
    this.most = limits['logs-at-once'];
    this.queue = new FairQueue(this.most, 0);
    this.full = full;
  }

  /** Gives how to leave; throws a Failure where there is no place for the client. */
  enter(client: string): () => void {
    const log = { client };
    if (!this.queue.add(log)) throw beyond('busy', this.full, 'logs-at-once', this.most, 10);
    this.queue.take();
    return () => this.queue.remove(log);
  }
}
