/** What clients do within a minute, counted; a new minute begins at 0 for all of them. */
import type { Now } from './clock.ts';

const MINUTE_MS = 60_000;
/** Clients that are counted one by one; all others of that minute are counted as one. */
const MOST_CLIENTS = 10_000;

export class PerMinute {
  private readonly now: Now;
  private since: number;
  private counts = new Map<string, number>();
  private all = 0;

  constructor(now: Now) {
    this.now = now;
    this.since = now();
  }

  /** One more; gives how many they are by now. */
  count(client: string): number {
    this.begin();
    const key = this.keyOf(client);
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    this.all++;
    return count;
  }

  of(client: string): number {
    this.begin();
    return this.counts.get(this.keyOf(client)) ?? 0;
  }

  get total(): number {
    this.begin();
    return this.all;
  }

  /** Until the next minute begins, 1 or more. */
  get secondsLeft(): number {
    return Math.max(1, Math.ceil((this.since + MINUTE_MS - this.now()) / 1000));
  }

  private keyOf(client: string): string {
    return this.counts.has(client) || this.counts.size < MOST_CLIENTS ? client : 'others';
  }

  private begin(): void {
    if (this.now() - this.since < MINUTE_MS) return;
    this.since = this.now();
    this.counts = new Map();
    this.all = 0;
  }
}
