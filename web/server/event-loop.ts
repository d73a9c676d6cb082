/**
 * How late the server's own thread is with what is due, ms, since the server began: what everybody
 * waits for, whatever he asks.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const LOOK_EVERY_MS = 10;
const NANOSECONDS = 1e6;

export class EventLoopDelay {
  private readonly times = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });

  constructor() {
    this.times.enable();
  }

  /** Not even looked at yet: 0. */
  percentile(share: number): number {
    const between = this.times.percentile(100 * share) / NANOSECONDS;
    return Math.max(0, between - LOOK_EVERY_MS);
  }

  close(): void {
    this.times.disable();
  }
}
