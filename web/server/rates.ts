/** Rates of clients, by a clock that never goes back: requests a minute, bytes of a log a second. */
import { beyond, type Failure } from './failure.ts';
import type { Limits } from './limits.ts';

/** Time that never goes back, ms from an arbitrary moment: what the server measures everything by. */
export type Now = () => number;

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
 * The time of a log that a client sends, or takes: in all, and at which pace, for which only the time
 * counts in which the server waits for him. `late` is called once either is over; who is too slow has
 * a grace before.
 */
export function paceOf(limits: Limits, now: Now, late: (failure: Failure) => void) {
  const graceMs = limits['request-seconds'] * 1000;
  const bytesPerMs = limits['log-bytes-per-second'] / 1000;
  let bytes = 0;
  let waitedMs = 0;
  /** Since when the server waits; null: it does not. */
  let since: number | null = null;
  const waitingMs = () => (since === null ? 0 : now() - since);
  const fail = (what: string, name: 'log-seconds' | 'log-bytes-per-second') =>
    late(beyond('too-slow', what, name, limits[name]));
  const deadline = setTimeout(
    () => fail('The log took too long.', 'log-seconds'),
    limits['log-seconds'] * 1000,
  );
  const looks = setInterval(() => {
    const isTooSlow = waitedMs + waitingMs() > graceMs + bytes / bytesPerMs;
    if (isTooSlow) fail('The log came too slowly.', 'log-bytes-per-second');
  }, LOOK_EVERY_MS);
  looks.unref();
  return {
    /** It is the client's turn. */
    waits(): void {
      since ??= now();
    },
    /** He has sent, or taken, so many bytes. */
    moved(more: number): void {
      waitedMs += waitingMs();
      since = null;
      bytes += more;
    },
    /** All has come: it is no longer his time that passes. */
    whole(): void {
      clearInterval(looks);
    },
    end(): void {
      clearInterval(looks);
      clearTimeout(deadline);
    },
  };
}

export type Pace = ReturnType<typeof paceOf>;
