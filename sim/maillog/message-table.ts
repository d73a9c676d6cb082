/**
 * The messages of a log that are on their way: `from=` joined to its `to=` lines by queue id.
 *
 * A table of numbers, keyed by two hashes of the queue id (64 bits: among ten million messages two
 * are taken for one with a chance of a millionth). A message leaves when all its recipients are
 * settled. Bounded: past the most it holds, messages that wait longest in it are given up and
 * counted. Units: milliseconds, bytes; NaN is not known.
 */
import { PART_COUNT } from './log-part.ts';

export const NO_MESSAGE = -1;
const FEWEST_SLOTS = 4096;

/** Two hashes of a queue id. */
export interface MessageKey {
  a: number;
  b: number;
}

export function hashQueueId(bytes: Uint8Array, from: number, to: number, into: MessageKey): void {
  let a = 0x811c9dc5 | 0;
  let b = 0x9747b28c | 0;
  for (let p = from; p < to; p++) {
    a = Math.imul(a ^ bytes[p], 0x01000193);
    b = Math.imul(b, 31) + bytes[p];
    b ^= b >>> 15;
  }
  into.a = a;
  into.b = b | 0;
}

/** What is known of each message: a column each, by slot. */
class MessageColumns {
  readonly slots: number;
  readonly used: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** When it arrived; from the delay of its first line, if its from= line is not in the log. */
  readonly arrivedMs: Float64Array;
  readonly sizeBytes: Float64Array;
  /** Its priority before any attempt. */
  readonly priority: Float64Array;
  /** Recipients that are not settled yet. */
  readonly recipients: Int32Array;
  /** The end of its last attempt or skip. */
  readonly triedMs: Float64Array;
  readonly tries: Int32Array;
  /** 1: the log says that it was put into the queue before any try. */
  readonly queued: Uint8Array;
  /** The end of its last real attempt; its arrival before any. */
  readonly attemptedMs: Float64Array;
  /** The part of the delay that the time since its last line belongs to (log-part.ts). */
  readonly waitsFor: Int8Array;
  /** Time in each part so far: `parts[slot * PART_COUNT + part]`. */
  readonly parts: Float64Array;

  constructor(slots: number) {
    this.slots = slots;
    this.used = new Uint8Array(slots);
    this.a = new Int32Array(slots);
    this.b = new Int32Array(slots);
    this.arrivedMs = new Float64Array(slots);
    this.sizeBytes = new Float64Array(slots);
    this.priority = new Float64Array(slots);
    this.recipients = new Int32Array(slots);
    this.triedMs = new Float64Array(slots);
    this.tries = new Int32Array(slots);
    this.queued = new Uint8Array(slots);
    this.attemptedMs = new Float64Array(slots);
    this.waitsFor = new Int8Array(slots);
    this.parts = new Float64Array(slots * PART_COUNT);
  }

  copy(source: MessageColumns, from: number, to: number): void {
    this.used[to] = 1;
    this.a[to] = source.a[from];
    this.b[to] = source.b[from];
    this.arrivedMs[to] = source.arrivedMs[from];
    this.sizeBytes[to] = source.sizeBytes[from];
    this.priority[to] = source.priority[from];
    this.recipients[to] = source.recipients[from];
    this.triedMs[to] = source.triedMs[from];
    this.tries[to] = source.tries[from];
    this.queued[to] = source.queued[from];
    this.attemptedMs[to] = source.attemptedMs[from];
    this.waitsFor[to] = source.waitsFor[from];
    for (let i = 0; i < PART_COUNT; i++) {
      this.parts[to * PART_COUNT + i] = source.parts[from * PART_COUNT + i];
    }
  }

  /** The first free slot for a key, from its own place on. */
  free(a: number): number {
    const mask = this.slots - 1;
    let slot = a & mask;
    while (this.used[slot] === 1) slot = (slot + 1) & mask;
    return slot;
  }
}

export class MessageTable {
  count = 0;
  givenUp = 0;
  /** Replaced when the table grows. */
  of = new MessageColumns(FEWEST_SLOTS);
  private readonly most: number;
  /** Where the next message to give up is looked for. */
  private hand = 0;

  constructor(most = 1_000_000) {
    this.most = most;
  }

  find({ a, b }: MessageKey): number {
    const { of } = this;
    const mask = of.slots - 1;
    for (let slot = a & mask; of.used[slot] === 1; slot = (slot + 1) & mask) {
      if (of.a[slot] === a && of.b[slot] === b) return slot;
    }
    return NO_MESSAGE;
  }

  /** Makes room for a message that is not there. */
  add({ a, b }: MessageKey, arrivedMs: number): number {
    if (this.count >= this.most) this.giveUpOne();
    if (2 * (this.count + 1) > this.of.slots) this.grow();
    const { of } = this;
    const slot = of.free(a);
    of.used[slot] = 1;
    of.a[slot] = a;
    of.b[slot] = b;
    of.arrivedMs[slot] = arrivedMs;
    of.sizeBytes[slot] = Number.NaN;
    of.priority[slot] = Number.NaN;
    of.recipients[slot] = 0;
    of.triedMs[slot] = arrivedMs;
    of.tries[slot] = 0;
    of.queued[slot] = 0;
    of.attemptedMs[slot] = arrivedMs;
    of.waitsFor[slot] = 0;
    of.parts.fill(0, slot * PART_COUNT, (slot + 1) * PART_COUNT);
    this.count++;
    return slot;
  }

  /** Takes a message out; those that were pushed past its place move up. */
  remove(slot: number): void {
    const { of } = this;
    const mask = of.slots - 1;
    let hole = slot;
    for (let next = (slot + 1) & mask; of.used[next] === 1; next = (next + 1) & mask) {
      const home = of.a[next] & mask;
      const reaches = hole <= next ? home <= hole || home > next : home <= hole && home > next;
      if (!reaches) continue;
      of.copy(of, next, hole);
      hole = next;
    }
    of.used[hole] = 0;
    this.count--;
  }

  /** Calls back for each message that is still there, in no order that means anything. */
  each(visit: (slot: number) => void): void {
    for (let slot = 0; slot < this.of.slots; slot++) if (this.of.used[slot] === 1) visit(slot);
  }

  private giveUpOne(): void {
    const mask = this.of.slots - 1;
    while (this.of.used[this.hand & mask] !== 1) this.hand++;
    this.remove(this.hand & mask);
    this.givenUp++;
  }

  private grow(): void {
    const old = this.of;
    this.of = new MessageColumns(old.slots * 2);
    for (let slot = 0; slot < old.slots; slot++) {
      if (old.used[slot] === 1) this.of.copy(old, slot, this.of.free(old.a[slot]));
    }
  }
}
