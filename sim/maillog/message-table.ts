/**
 * The messages of a log that are on their way: `from=` joined to its `to=` lines by queue id.
 *
 *   queue id -> hash -> place in the index -> record -> its columns
 *
 * Numbers only, found by two hashes of the queue id (64 bits: among ten million messages two are
 * taken for one with a chance of a millionth). A message leaves when all its recipients are finished.
 * Bounded: past the most it holds, the message that came first is given up. Units: milliseconds,
 * bytes; NaN is not known.
 */
import { PART_COUNT } from './log-part.ts';

export const NO_MESSAGE = -1;
const MIN_COUNT = 2048;

/** Two hashes of a queue id. */
export interface MessageKey {
  readonly a: number;
  readonly b: number;
}

/** What is known of each message: a column each, by record. */
function columns(records: number) {
  return {
    a: new Int32Array(records),
    b: new Int32Array(records),
    /** Its neighbours in the order in which they came; of a free record, the next free one. */
    before: new Int32Array(records),
    after: new Int32Array(records),
    /** When it arrived; from the delay of its first line, if its from= line is not in the log. */
    arrivedMs: new Float64Array(records),
    sizeBytes: new Float64Array(records),
    /** Its priority before any attempt. */
    priority: new Float64Array(records),
    /** Recipients that are not finished yet. */
    recipients: new Float64Array(records),
    /** The end of its last attempt or skip. */
    triedMs: new Float64Array(records),
    tries: new Int32Array(records),
    /** 1: the log says that it was put into the queue before any try. */
    queued: new Uint8Array(records),
    /** The end of its last real attempt; its arrival before any. */
    attemptedMs: new Float64Array(records),
    /** The part of the delay that the time since its last line belongs to (log-part.ts). */
    waitsFor: new Int8Array(records),
    /** Time in each part so far: `parts[record * PART_COUNT + part]`. */
    parts: new Float64Array(records * PART_COUNT),
  };
}

export class MessageTable {
  count = 0;
  /** Replaced when the table grows. */
  of = columns(MIN_COUNT);
  private readonly max: number;
  /** Records by place: the number of a record and 1; 0: none. Twice as many places as records. */
  private index = new Int32Array(2 * MIN_COUNT);
  private used = 0;
  private free = NO_MESSAGE;
  private first = NO_MESSAGE;
  private last = NO_MESSAGE;

  constructor(max = 1_000_000) {
    this.max = max;
  }

  find({ a, b }: MessageKey): number {
    const { of, index } = this;
    const mask = index.length - 1;
    for (let place = a & mask; index[place] !== 0; place = (place + 1) & mask) {
      const record = index[place] - 1;
      if (of.a[record] === a && of.b[record] === b) return record;
    }
    return NO_MESSAGE;
  }

  /** Makes room for a message that is not there. */
  add({ a, b }: MessageKey, arrivedMs: number): number {
    if (this.count >= this.max) this.remove(this.first);
    const record = this.takeRecord();
    const { of } = this;
    of.a[record] = a;
    of.b[record] = b;
    of.arrivedMs[record] = arrivedMs;
    of.sizeBytes[record] = Number.NaN;
    of.priority[record] = Number.NaN;
    of.recipients[record] = 0;
    of.triedMs[record] = arrivedMs;
    of.tries[record] = 0;
    of.queued[record] = 0;
    of.attemptedMs[record] = arrivedMs;
    of.waitsFor[record] = 0;
    of.parts.fill(0, record * PART_COUNT, (record + 1) * PART_COUNT);
    of.before[record] = this.last;
    of.after[record] = NO_MESSAGE;
    if (this.last === NO_MESSAGE) this.first = record;
    else of.after[this.last] = record;
    this.last = record;
    this.place(record);
    this.count++;
    return record;
  }

  remove(record: number): void {
    const { of } = this;
    const [before, after] = [of.before[record], of.after[record]];
    if (before === NO_MESSAGE) this.first = after;
    else of.after[before] = after;
    if (after === NO_MESSAGE) this.last = before;
    else of.before[after] = before;
    this.displace(record);
    of.after[record] = this.free;
    this.free = record;
    this.count--;
  }

  /** Calls back for each message that is still there, in the order in which they came. */
  each(visit: (record: number) => void): void {
    const { after } = this.of;
    for (let record = this.first; record !== NO_MESSAGE; record = after[record]) visit(record);
  }

  private takeRecord(): number {
    const record = this.free;
    if (record !== NO_MESSAGE) {
      this.free = this.of.after[record];
      return record;
    }
    if (2 * this.used === this.index.length) this.grow();
    return this.used++;
  }

  /** Into the first free place from its own on. */
  private place(record: number): void {
    const { index } = this;
    const mask = index.length - 1;
    let place = this.of.a[record] & mask;
    while (index[place] !== 0) place = (place + 1) & mask;
    index[place] = record + 1;
  }

  /** Out of its place; those that were pushed past it move up. */
  private displace(record: number): void {
    const { index, of } = this;
    const mask = index.length - 1;
    let hole = of.a[record] & mask;
    while (index[hole] !== record + 1) hole = (hole + 1) & mask;
    for (let next = (hole + 1) & mask; index[next] !== 0; next = (next + 1) & mask) {
      const home = of.a[index[next] - 1] & mask;
      const reaches = hole <= next ? home <= hole || home > next : home <= hole && home > next;
      if (!reaches) continue;
      index[hole] = index[next];
      hole = next;
    }
    index[hole] = 0;
  }

  private grow(): void {
    const larger = columns(this.index.length);
    for (const [name, column] of Object.entries(larger)) {
      column.set(this.of[name as keyof typeof larger]);
    }
    this.of = larger;
    this.index = new Int32Array(2 * this.index.length);
    this.each((record) => this.place(record));
  }
}
