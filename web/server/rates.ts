/** Rates of clients, by a clock that never goes back: requests a minute, bytes of a log a second. */
import type { Limits } from './limits.ts';

/** Time that never goes back, ms from an arbitrary moment: what the server measures everything by. */
export type Now = () => number;

export const monotonicNow: Now = () => performance.now();

const MINUTE_MS = 60_000;
/** Clients that are counted one by one; all others of that minute are counted as one. */
const MAX_CLIENTS = 10_000;

/** How often the pace of a log is looked at, ms. */
const LOOK_EVERY_MS = 500;

/** What clients do within a minute, counted; a new minute begins at 0 for all of them. */
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
    return this.counts.has(client) || this.counts.size < MAX_CLIENTS ? client : 'others';
  }

  private begin(): void {
    if (this.now() - this.since < MINUTE_MS) return;
    this.since = this.now();
    this.counts = new Map();
    this.all = 0;
  }
}

/**
 * How fast a client sends a log, or takes one: only the time counts in which the server waits for
 * him. Who is slower than he may be, after a grace, is let go.
 */
export class Pace {
  private readonly now: Now;
  private readonly graceMs: number;
  private readonly bytesPerMs: number;
  private readonly timer: NodeJS.Timeout;
  private bytes = 0;
  private waitedMs = 0;
  /** Since when the server waits; null: it does not. */
  private since: number | null = null;

  /** `slow` is called once the client has been too slow. */
  constructor(limits: Limits, now: Now, slow: () => void) {
    this.now = now;
    this.graceMs = limits['request-seconds'] * 1000;
    this.bytesPerMs = limits['log-bytes-per-second'] / 1000;
    this.timer = setInterval(() => {
      if (this.isTooSlow) slow();
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** It is the client's turn. */
  waits(): void {
    this.since ??= this.now();
  }

  /** He has sent, or taken, so many bytes. */
  moved(bytes: number): void {
    if (this.since !== null) this.waitedMs += this.now() - this.since;
    this.since = null;
    this.bytes += bytes;
  }

  end(): void {
    clearInterval(this.timer);
  }

  private get isTooSlow(): boolean {
    const waiting = this.since === null ? 0 : this.now() - this.since;
    return this.waitedMs + waiting > this.graceMs + this.bytes / this.bytesPerMs;
  }
}
