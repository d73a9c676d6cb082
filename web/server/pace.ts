/**
 * How fast a client sends a log, or takes one: only the time counts in which the server waits for
 * him. Who is slower than he may be, after a grace, is let go.
 */
import type { Now } from './clock.ts';
import type { Limits } from './limits.ts';

/** How often it is looked at, ms. */
const LOOK_EVERY_MS = 500;

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
