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

/** Whether stamps follow each other. */
export class StampOrder {
  /** How often a line is older than the one before it, by more than a moment. */
  back = 0;
  /** The first such line, and the most that any goes back; 0: none does. */
  firstBackLine = 0;
  maxBackMs = 0;
  /** The line before which the longest time lies, and that time; 0: there is none. */
  leapLine = 0;
  leapMs = 0;
}

/** What is known of the mail, from all that was heard of so far. */
export class TrafficFacts implements LogListener {
  /** From the first to the last line that has a time. */
  fromMs = Number.NaN;
  toMs = Number.NaN;
  readonly order = new StampOrder();
  acceptedCount = 0;
  delivered = 0;
  returned = 0;
  /** Of delivered messages, by the log's whole seconds. */
  readonly delays = new DelayHistogram();
  /** Messages that wait at the end of the log, the age of the oldest of them, and their tries. */
  waiting = 0;
  oldestMs = 0;
  waitingTries = 0;
  /** All delays of delivered messages added up, by part; then with the time that others wait. */
  private readonly delivering = new Float64Array(PART_COUNT);
  private readonly all = new Float64Array(PART_COUNT);
  private lastLineMs = Number.NaN;
  private firstArrivalMs = Number.NaN;
  private lastArrivalMs = Number.NaN;

  /** From the first arrival to the last. */
  get arrivingMs(): number {
    return this.acceptedCount > 1 ? this.lastArrivalMs - this.firstArrivalMs : 0;
  }

  /** All delays of delivered messages added up, by part. */
  get parts(): Readonly<Record<LogPartName, number>> {
    return named(this.delivering);
  }

  /** The same with the time that those which still wait at the end have waited so far. */
  get partsWithWaiting(): Readonly<Record<LogPartName, number>> {
    return named(this.all);
  }

  /** Every line, whatever it is. */
  observe({ timeMs, number }: LogLine): void {
    if (Number.isNaN(timeMs)) return;
    const step = timeMs - this.lastLineMs;
    this.lastLineMs = timeMs;
    if (!(timeMs >= this.fromMs)) this.fromMs = timeMs;
    if (!(timeMs <= this.toMs)) this.toMs = timeMs;
    const { order } = this;
    if (step > order.leapMs) {
      order.leapMs = step;
      order.leapLine = number;
    } else if (step < -ORDER_MS) {
      order.back++;
      if (order.back === 1) order.firstBackLine = number;
      order.maxBackMs = Math.max(order.maxBackMs, -step);
    }
  }

  accepted(_message: number, { timeMs }: LogLine): void {
    if (!(timeMs >= this.firstArrivalMs)) this.firstArrivalMs = timeMs;
    if (!(timeMs <= this.lastArrivalMs)) this.lastArrivalMs = timeMs;
    this.acceptedCount++;
  }

  finished({ of }: MessageTable, message: number, atMs: number, sent: boolean): void {
    if (of.tries[message] === 0) return;
    if (!sent) {
      this.returned++;
      return;
    }
    this.delivered++;
    this.delays.record(Math.max(0, atMs - of.arrivedMs[message]));
    addParts(this.delivering, of.parts, message);
  }

  /** The log is over: what is there still waits. */
  end(messages: MessageTable): void {
    const { all, toMs } = this;
    const { of } = messages;
    all.set(this.delivering);
    messages.each((message) => {
      if (of.tries[message] === 0 && of.queued[message] === 0) return;
      this.waiting++;
      this.waitingTries += of.tries[message];
      this.oldestMs = Math.max(this.oldestMs, toMs - of.arrivedMs[message]);
      addParts(all, of.parts, message);
      all[of.waitsFor[message]] += Math.max(0, toMs - of.triedMs[message]);
    });
  }
}

function addParts(sums: Float64Array, parts: Float64Array, message: number): void {
  const at = message * PART_COUNT;
  for (let part = 0; part < PART_COUNT; part++) sums[part] += parts[at + part];
}

function named(parts: Float64Array): Record<LogPartName, number> {
  return Object.fromEntries(LOG_PART_NAMES.map((name, i) => [name, parts[i]])) as Record<
    LogPartName,
    number
  >;
}
