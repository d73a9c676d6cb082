/**
 * The mail of a log as a whole: how much, how late, and which part of the delay belongs to what; and
 * where its stamps do not follow each other. Lines are numbered from 1.
 * Units: milliseconds since 1970, bytes.
 */
import { DelayHistogram } from '../../statistics/delay-histogram.ts';
import type { LogLine } from '../log-line.ts';
import { LOG_PART_NAMES, type LogPartName, PART_COUNT } from '../log-part.ts';
import type { LogListener } from '../log-reader.ts';
import type { MessageTable } from '../message-table.ts';

/** Lines of one moment are written in any order, by clocks that agree to a second or two. */
const ORDER_MS = 5000;

export interface StampOrder {
  /** How often a line is older than the one before it, by more than a moment. */
  readonly back: number;
  /** The first such line, and the most that any goes back; 0: none does. */
  readonly firstBackLine: number;
  readonly maxBackMs: number;
  /** The line before which the longest time lies, and that time; 0: there is none. */
  readonly leapLine: number;
  readonly leapMs: number;
}

class StampOrderRecorder {
  private lastMs = Number.NaN;
  private back = 0;
  private firstBackLine = 0;
  private maxBackMs = 0;
  private leapLine = 0;
  private leapMs = 0;

  /** Every line with a time, whatever it is. */
  observe({ timeMs, number }: LogLine): void {
    const step = timeMs - this.lastMs;
    this.lastMs = timeMs;
    if (step > this.leapMs) {
      this.leapMs = step;
      this.leapLine = number;
    } else if (step < -ORDER_MS) {
      this.back++;
      if (this.back === 1) this.firstBackLine = number;
      this.maxBackMs = Math.max(this.maxBackMs, -step);
    }
  }

  order(): StampOrder {
    const { back, firstBackLine, maxBackMs, leapLine, leapMs } = this;
    return { back, firstBackLine, maxBackMs, leapLine, leapMs };
  }
}

export interface TrafficFacts {
  /** From the first to the last line that has a time. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly order: StampOrder;
  readonly accepted: number;
  /** From the first arrival to the last. */
  readonly arrivingMs: number;
  readonly delivered: number;
  readonly returned: number;
  /** Messages that wait at the end of the log, and the age of the oldest of them. */
  readonly waiting: number;
  readonly oldestMs: number;
  /** How often they have been tried, on average. */
  readonly waitingTries: number;
  /** Of delivered messages, by the log's whole seconds. */
  readonly delays: DelayHistogram;
  /** All delays of delivered messages added up, by part. */
  readonly parts: Readonly<Record<LogPartName, number>>;
  /** The same with the time that those which still wait have waited so far. */
  readonly partsWithWaiting: Readonly<Record<LogPartName, number>>;
  readonly meanBytes: number;
}

export class TrafficRecorder implements LogListener {
  private readonly messages: MessageTable;
  private readonly delays = new DelayHistogram();
  private readonly parts = new Float64Array(PART_COUNT);
  private readonly order = new StampOrderRecorder();
  private fromMs = Number.NaN;
  private toMs = Number.NaN;
  private acceptedCount = 0;
  private firstArrivalMs = Number.NaN;
  private lastArrivalMs = Number.NaN;
  private bytes = 0;
  private delivered = 0;
  private returned = 0;

  constructor(messages: MessageTable) {
    this.messages = messages;
  }

  /** Every line with a time, whatever it is. */
  observe(line: LogLine): void {
    const { timeMs } = line;
    if (Number.isNaN(timeMs)) return;
    this.order.observe(line);
    if (!(timeMs >= this.fromMs)) this.fromMs = timeMs;
    if (!(timeMs <= this.toMs)) this.toMs = timeMs;
  }

  accepted(_message: number, { sizeBytes, timeMs }: LogLine): void {
    if (!(timeMs >= this.firstArrivalMs)) this.firstArrivalMs = timeMs;
    if (!(timeMs <= this.lastArrivalMs)) this.lastArrivalMs = timeMs;
    this.acceptedCount++;
    this.bytes += sizeBytes;
  }

  finished(message: number, atMs: number, sent: boolean): void {
    const { of } = this.messages;
    if (of.tries[message] === 0) return;
    if (!sent) {
      this.returned++;
      return;
    }
    this.delivered++;
    this.delays.record(Math.max(0, atMs - of.arrivedMs[message]));
    const at = message * PART_COUNT;
    for (let part = 0; part < PART_COUNT; part++) this.parts[part] += of.parts[at + part];
  }

  facts(): TrafficFacts {
    const { messages, parts, toMs } = this;
    const all = parts.slice();
    let waiting = 0;
    let oldestMs = 0;
    let tries = 0;
    const { of } = messages;
    messages.each((message) => {
      if (of.tries[message] === 0 && of.queued[message] === 0) return;
      waiting++;
      tries += of.tries[message];
      oldestMs = Math.max(oldestMs, toMs - of.arrivedMs[message]);
      const at = message * PART_COUNT;
      for (let part = 0; part < PART_COUNT; part++) all[part] += of.parts[at + part];
      all[of.waitsFor[message]] += Math.max(0, toMs - of.triedMs[message]);
    });
    return {
      fromMs: this.fromMs,
      toMs,
      order: this.order.order(),
      accepted: this.acceptedCount,
      arrivingMs: this.acceptedCount > 1 ? this.lastArrivalMs - this.firstArrivalMs : 0,
      delivered: this.delivered,
      returned: this.returned,
      waiting,
      oldestMs,
      waitingTries: waiting > 0 ? tries / waiting : 0,
      delays: this.delays,
      parts: named(parts),
      partsWithWaiting: named(all),
      meanBytes: this.bytes / this.acceptedCount,
    };
  }
}

function named(parts: Float64Array): Record<LogPartName, number> {
  return Object.fromEntries(LOG_PART_NAMES.map((name, i) => [name, parts[i]])) as Record<
    LogPartName,
    number
  >;
}
