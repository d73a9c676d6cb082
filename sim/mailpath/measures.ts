/**
 * What a run is measured by, gathered while it runs: sums, counts, a histogram, two series.
 *
 * Memory does not grow with the messages that have passed. Units: milliseconds, bytes.
 */

import { ArrivalSeries } from '../statistics/arrival-series.ts';
import { DelayHistogram } from '../statistics/delay-histogram.ts';
import { TimeSeries } from '../statistics/time-series.ts';
import type { Connection, ConnectionEnd } from './connection.ts';
import { PARTS } from './delay-part.ts';
import { SKIP_TEXTS } from './host-status-table.ts';
import { DEFERRAL_TEXTS, type DeferralText, type Ending } from './marking-table.ts';
import type { MessagePool } from './message-pool.ts';

/** Why a real attempt failed: what went wrong, or the connection's lifetime. */
export type FailureCause = Ending | 'lifetime';

export class Measures {
  /** Of messages that arrived at `countFromMs` or later, as are the parts. */
  readonly delays = new DelayHistogram();
  /** Mean delay by the time of arrival, of the messages that do not count: of a warm-up, a pilot. */
  readonly byArrival = new ArrivalSeries();
  /** Sum over the delivered messages of each part of their delay. */
  readonly parts = new Float64Array(PARTS);
  arrived = 0;
  delivered = 0;
  deliveredAtFirst = 0;
  triesOfDelivered = 0;
  deliveredBytes = 0;
  wastedBytes = 0;
  returned = 0;
  warned = 0;
  duplicates = 0;
  /** Failures at a host, by cause: more than deferrals where a route has several hosts. */
  readonly failures = new Map<FailureCause, number>();
  /** Messages deferred after a real attempt. */
  deferred = 0;
  /** Skips, by the origin of what the process knew (delivery-process.ts). */
  readonly skipped = new Float64Array(3);
  /** Deferrals by what their log lines say: after an attempt (with an address), and skips (without). */
  readonly attemptedTexts = new Float64Array(DEFERRAL_TEXTS.length);
  readonly skippedTexts = new Float64Array(SKIP_TEXTS.length);
  connections = 0;
  readonly ended: Record<ConnectionEnd, number> = { quit: 0, lifetime: 0, fault: 0, limit: 0 };
  longestConnectionMs = 0;
  mostOnConnection = 0;
  lostWrites = 0;
  runsStarted = 0;
  ticksLost = 0;
  readonly backlog = new TimeSeries();
  backlogNow = 0;
  readonly busyRunners = new TimeSeries();
  busyRunnersNow = 0;
  lastDeliveryAt = 0;
  private readonly countFromMs: number;

  constructor(countFromMs: number) {
    // Mail that waits at the start arrived before time 0, and counts where everything does.
    this.countFromMs = countFromMs > 0 ? countFromMs : Number.NEGATIVE_INFINITY;
  }

  delivery(messages: MessagePool, slot: number, at: number): void {
    const arrivedAt = messages.arrivedAt[slot];
    const delay = at - arrivedAt;
    if (arrivedAt >= this.countFromMs) {
      this.delays.record(delay);
      for (let part = 0; part < PARTS; part++) this.parts[part] += messages.parts[slot + part];
    } else {
      this.byArrival.record(arrivedAt, delay);
    }
    this.delivered++;
    this.triesOfDelivered += messages.tries[slot];
    if (messages.tries[slot] === 1) this.deliveredAtFirst++;
    this.deliveredBytes += messages.size[slot];
    this.lastDeliveryAt = at;
  }

  /** `text`: as the process remembers it, an index of SKIP_TEXTS. */
  skip(origin: number, text: number): void {
    this.skipped[origin]++;
    this.skippedTexts[text]++;
  }

  defer(text: DeferralText): void {
    this.deferred++;
    this.attemptedTexts[DEFERRAL_TEXTS.indexOf(text)]++;
  }

  attemptFailed(cause: FailureCause, sentBytes: number): void {
    this.failures.set(cause, (this.failures.get(cause) ?? 0) + 1);
    this.wastedBytes += sentBytes;
  }

  connectionOpened(): void {
    this.connections++;
  }

  connectionClosed(connection: Connection, at: number): void {
    this.ended[connection.end]++;
    const age = at - connection.openedAt;
    if (age > this.longestConnectionMs) this.longestConnectionMs = age;
    if (connection.brought > this.mostOnConnection) this.mostOnConnection = connection.brought;
  }

  /** Messages that wait in a queue: `change` more from now on. */
  backlogChanges(at: number, change: number): void {
    this.backlogNow += change;
    this.backlog.record(at, this.backlogNow);
  }

  busyRunnersChange(at: number, change: number): void {
    this.busyRunnersNow += change;
    this.busyRunners.record(at, this.busyRunnersNow);
  }
}
