/**
 * What a run is measured by, gathered while it runs: sums, counts, histograms, two series.
 *
 * Two kinds: what is counted of all mail up to the reading time (run-result.ts, Reading), and what
 * becomes of the cohort, which goes on after it. Memory does not grow with the messages that have
 * passed. Units: milliseconds, bytes.
 */

import { ArrivalSeries } from '../statistics/arrival-series.ts';
import { DelayHistogram } from '../statistics/delay-histogram.ts';
import { TimeSeries } from '../statistics/time-series.ts';
import type { Connection, ConnectionEnd } from './connection.ts';
import { PARTS } from './delay-part.ts';
import { DEFERRAL_TEXTS, type DeferralText } from './fault-columns.ts';
import type { Ending } from './faults.ts';
import { SKIP_TEXTS } from './host-status-table.ts';
import type { MailPathInput } from './input.ts';
import type { MessagePool } from './message-pool.ts';
import { type UndeliveredCause, UndeliveredCounts } from './undelivered.ts';

/** Why a real attempt failed: what went wrong, or the connection's lifetime. */
export type FailureCause = Ending | 'lifetime';

/** What became of the messages of the cohort so far. */
export class Cohort {
  /** Delays of those that were delivered. */
  readonly delays = new DelayHistogram();
  /** Sum over the cohort of each part of the delay, charged until a message left or the run ended. */
  readonly parts = new Float64Array(PARTS);
  size = 0;
  delivered = 0;
  deliveredAtFirst = 0;
  triesOfDelivered = 0;
  returned = 0;
  lastDeliveryAt = 0;
  /** When the last of those that have left did so. */
  lastLeftAt = 0;

  /** Messages that have not left yet. */
  get left(): number {
    return this.size - this.delivered - this.returned;
  }

  addParts(messages: MessagePool, slot: number): void {
    for (let part = 0; part < PARTS; part++) this.parts[part] += messages.parts[slot + part];
  }
}

export class Measures {
  readonly cohort = new Cohort();
  /** Mean delay by the time of arrival, of the messages before the cohort: a warm-up, a pilot. */
  readonly byArrival = new ArrivalSeries();
  arrived = 0;
  delivered = 0;
  /** Tries that ended without delivery, skips too: the work that a run without progress takes. */
  tries = 0;
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
  readonly undelivered = new UndeliveredCounts();
  readonly backlog = new TimeSeries();
  backlogNow = 0;
  readonly busyRunners = new TimeSeries();
  busyRunnersNow = 0;
  private seriesAreOpen = true;
  /** Retries that a host refused as too soon, by host. */
  readonly hastyRetries: Float64Array;
  private readonly countFromMs: number;
  private readonly countToMs: number;

  constructor({ countFromMs, countToMs, hosts }: MailPathInput) {
    // Mail that waits at the start arrived before time 0, and counts where everything does.
    this.countFromMs = countFromMs > 0 ? countFromMs : Number.NEGATIVE_INFINITY;
    this.countToMs = countToMs;
    this.hastyRetries = new Float64Array(hosts.length);
  }

  /** Does a message that arrived then belong to the cohort? */
  counts(arrivedAt: number): boolean {
    return arrivedAt >= this.countFromMs && arrivedAt <= this.countToMs;
  }

  arrival(at: number): void {
    this.arrived++;
    if (this.counts(at)) this.cohort.size++;
  }

  delivery(messages: MessagePool, slot: number, at: number): void {
    const arrivedAt = messages.arrivedAt[slot];
    const delay = at - arrivedAt;
    this.delivered++;
    this.deliveredBytes += messages.size[slot];
    if (!this.counts(arrivedAt)) {
      if (arrivedAt < this.countFromMs) this.byArrival.record(arrivedAt, delay);
      return;
    }
    const { cohort } = this;
    cohort.delivered++;
    cohort.delays.record(delay);
    cohort.addParts(messages, slot);
    cohort.triesOfDelivered += messages.tries[slot];
    if (messages.tries[slot] === 1) cohort.deliveredAtFirst++;
    cohort.lastDeliveryAt = at;
    cohort.lastLeftAt = at;
  }

  return(messages: MessagePool, slot: number, at: number, cause: UndeliveredCause): void {
    this.returned++;
    if (!this.counts(messages.arrivedAt[slot])) return;
    this.cohort.returned++;
    this.cohort.lastLeftAt = at;
    this.cohort.addParts(messages, slot);
    this.undelivered.add(cause, messages.destination[slot]);
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
    if (this.seriesAreOpen) this.backlog.record(at, this.backlogNow);
  }

  busyRunnersChange(at: number, change: number): void {
    this.busyRunnersNow += change;
    if (this.seriesAreOpen) this.busyRunners.record(at, this.busyRunnersNow);
  }

  /** Ends both series: what comes after the reading would only coarsen them. */
  closeSeries(at: number): void {
    this.backlogChanges(at, 0);
    this.busyRunnersChange(at, 0);
    this.seriesAreOpen = false;
  }
}
