/**
 * The messages that are queued or in flight: records in one block of numbers, with a free list.
 *
 * A message occupies a slot from its arrival until it is delivered or returned; memory is bounded
 * by what is in the system, never by what has passed through it. `number` tells apart two messages
 * that used the same slot.
 *
 * A slot is the index of its record's first number; the arrays below are views of the same block,
 * each shifted to its own field, so that `priority[slot]` and `tries[slot]` lie side by side: a long
 * queue is visited in the order of priorities, and its record costs three cache lines, not twenty.
 * Units: milliseconds, bytes. Host-status and last-try times are whole seconds, as Sendmail keeps them.
 */
import { InvariantError } from '../engine/invariant.ts';
import { CapacityError } from './capacity.ts';
import { PARTS } from './delay-part.ts';

/** Numbers of a record: 16 fields and the 8 parts of the delay, which fill three cache lines. */
const RECORD = 24;

export class MessagePool {
  /** Messages in the system now, and the most that were at one time: slots that were ever taken. */
  live = 0;
  maxAtOnce = 0;
  // What a skip touches comes first.
  number!: Float64Array;
  priority!: Float64Array;
  /** The process that holds the queue file's lock, or -1. */
  lockedBy!: Float64Array;
  /** Queue runs whose snapshot it is in and whose runners have not reached it yet. */
  snapshots!: Float64Array;
  /** Attempts as Sendmail counts them (skips too). */
  tries!: Float64Array;
  /** Whole seconds of the wall clock. */
  lastTrySecond!: Float64Array;
  /** The part of the delay that the clock is charged to, and since when. */
  part!: Float64Array;
  chargedUpTo!: Float64Array;
  /** At `parts[slot + part]`. */
  parts!: Float64Array;
  warned!: Float64Array;
  arrivedAt!: Float64Array;
  size!: Float64Array;
  destination!: Float64Array;
  /** Real attempts. */
  attempts!: Float64Array;
  /** A remote server that greylists accepts the message from then on. */
  welcomeAt!: Float64Array;
  /** How often it had been tried when such a remote server last refused it. */
  refusedTry!: Float64Array;
  /** Its place in its gateway's queue (gateway.ts). */
  place!: Float64Array;
  private records: Float64Array;
  private readonly limit: number;
  private capacity = 1024;
  /** The first free slot; a free record holds the next one in `place`. */
  private free = -1;

  /** `limit`: messages at one time. */
  constructor(limit: number) {
    this.limit = limit;
    this.records = new Float64Array(this.capacity * RECORD);
    this.setViews();
  }

  /**
   * Takes a slot for a new message; its delay is charged to `part` from `arrivedAt` on. Slots are
   * used again, last one first: what was touched last is still in the cache.
   */
  add(number: number, arrivedAt: number, part: number): number {
    let slot = this.free;
    if (slot >= 0) {
      this.free = this.place[slot];
    } else {
      if (this.maxAtOnce >= this.limit) throw new CapacityError('messages', this.limit);
      if (this.maxAtOnce === this.capacity) this.grow();
      slot = this.maxAtOnce++ * RECORD;
    }
    this.live++;
    const { records } = this;
    // Zero is right for nearly all fields; only the others are set.
    for (let i = slot; i < slot + RECORD; i++) records[i] = 0;
    this.number[slot] = number;
    this.lockedBy[slot] = -1;
    this.part[slot] = part;
    this.chargedUpTo[slot] = arrivedAt;
    this.arrivedAt[slot] = arrivedAt;
    return slot;
  }

  /**
   * Gives the slot back: the message has left the system. The number -1 belongs to no message, so
   * that a snapshot which still names the slot finds nobody.
   */
  remove(slot: number): void {
    this.number[slot] = -1;
    this.place[slot] = this.free;
    this.free = slot;
    this.live--;
  }

  /**
   * Charges the time up to `now` to the part that the message was in, and moves it to `part`.
   *
   * Every moment of a message's life is charged exactly once, by whoever moves it on: so the parts
   * sum to the delay to the grid of time, which a property test holds for every message.
   */
  charge(slot: number, now: number, part: number): void {
    this.parts[slot + this.part[slot]] += now - this.chargedUpTo[slot];
    this.chargedUpTo[slot] = now;
    this.part[slot] = part;
  }

  /** Twice as large, views and all: slots are indices, not references, so they stay right. */
  private grow(): void {
    this.capacity = Math.min(2 * this.capacity, this.limit);
    const records = new Float64Array(this.capacity * RECORD);
    records.set(this.records);
    this.records = records;
    this.setViews();
  }

  /**
   * A view for each field, shifted to its place in the record. Typed arrays on one buffer:
   * `priority[slot]` costs what a field of an object would, without the object.
   */
  private setViews(): void {
    const { buffer } = this.records;
    let field = 0;
    const view = (numbers = 1): Float64Array => {
      const shifted = new Float64Array(buffer, field * Float64Array.BYTES_PER_ELEMENT);
      field += numbers;
      return shifted;
    };
    this.number = view();
    this.priority = view();
    this.lockedBy = view();
    this.snapshots = view();
    this.tries = view();
    this.lastTrySecond = view();
    this.part = view();
    this.chargedUpTo = view();
    this.parts = view(PARTS);
    this.warned = view();
    this.arrivedAt = view();
    this.size = view();
    this.destination = view();
    this.attempts = view();
    this.welcomeAt = view();
    this.refusedTry = view();
    this.place = view();
    if (field > RECORD) throw new InvariantError('a record has more fields than places');
  }
}
