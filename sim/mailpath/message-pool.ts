/**
 * The messages that are queued or in flight: parallel arrays with a free list.
 *
 * A message occupies a slot from its arrival until it is delivered or returned; memory is bounded
 * by what is in the system, never by what has passed through it. `number` tells apart two messages
 * that used the same slot. Each gateway's messages are linked in order of arrival.
 * Units: milliseconds, bytes. Host-status and last-try times are whole seconds, as Sendmail keeps them.
 */
import { PARTS } from './delay-part.ts';

function grownFloat64(old: Float64Array, capacity: number): Float64Array {
  const grown = new Float64Array(capacity);
  grown.set(old);
  return grown;
}

function grownInt32(old: Int32Array, capacity: number): Int32Array {
  const grown = new Int32Array(capacity);
  grown.set(old);
  return grown;
}

export class MessagePool {
  /** Messages in the system now. */
  live = 0;
  number: Float64Array;
  arrivedAt: Float64Array;
  size: Float64Array;
  destination: Int32Array;
  priority: Float64Array;
  /** Attempts as Sendmail counts them (skips too), and real ones. */
  tries: Int32Array;
  attempts: Int32Array;
  /** Whole seconds of the wall clock. */
  lastTrySecond: Float64Array;
  /** The process that holds the queue file's lock, or -1. */
  lockedBy: Int32Array;
  warned: Int32Array;
  /** A far side with a rule against hasty retries welcomes the message from then on. */
  welcomeAt: Float64Array;
  /** The part of the delay that the clock is charged to, and since when. */
  part: Int32Array;
  chargedUpTo: Float64Array;
  parts: Float64Array;
  next: Int32Array;
  previous: Int32Array;
  private capacity: number;
  private free = -1;
  private used = 0;

  constructor(capacity = 1024) {
    this.capacity = capacity;
    this.number = new Float64Array(capacity).fill(-1);
    this.arrivedAt = new Float64Array(capacity);
    this.size = new Float64Array(capacity);
    this.destination = new Int32Array(capacity);
    this.priority = new Float64Array(capacity);
    this.tries = new Int32Array(capacity);
    this.attempts = new Int32Array(capacity);
    this.lastTrySecond = new Float64Array(capacity);
    this.lockedBy = new Int32Array(capacity);
    this.warned = new Int32Array(capacity);
    this.welcomeAt = new Float64Array(capacity);
    this.part = new Int32Array(capacity);
    this.chargedUpTo = new Float64Array(capacity);
    this.parts = new Float64Array(capacity * PARTS);
    this.next = new Int32Array(capacity);
    this.previous = new Int32Array(capacity);
  }

  /** The largest number of messages that were in the system at one time. */
  get mostAtOnce(): number {
    return this.used;
  }

  /** Takes a slot for a new message; its delay is charged to `part` from `arrivedAt` on. */
  add(number: number, arrivedAt: number, part: number): number {
    let slot = this.free;
    if (slot >= 0) {
      this.free = this.next[slot];
    } else {
      if (this.used === this.capacity) this.grow();
      slot = this.used++;
    }
    this.live++;
    this.number[slot] = number;
    this.arrivedAt[slot] = arrivedAt;
    this.tries[slot] = 0;
    this.attempts[slot] = 0;
    this.lastTrySecond[slot] = 0;
    this.lockedBy[slot] = -1;
    this.warned[slot] = 0;
    this.welcomeAt[slot] = 0;
    this.part[slot] = part;
    this.chargedUpTo[slot] = arrivedAt;
    this.parts.fill(0, slot * PARTS, slot * PARTS + PARTS);
    return slot;
  }

  /** Gives the slot back: the message has left the system. */
  remove(slot: number): void {
    this.number[slot] = -1;
    this.next[slot] = this.free;
    this.free = slot;
    this.live--;
  }

  /** Charges the time up to `now` to the part that the message was in, and moves it to `part`. */
  charge(slot: number, now: number, part: number): void {
    this.parts[slot * PARTS + this.part[slot]] += now - this.chargedUpTo[slot];
    this.chargedUpTo[slot] = now;
    this.part[slot] = part;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    this.number = grownFloat64(this.number, capacity);
    this.arrivedAt = grownFloat64(this.arrivedAt, capacity);
    this.size = grownFloat64(this.size, capacity);
    this.destination = grownInt32(this.destination, capacity);
    this.priority = grownFloat64(this.priority, capacity);
    this.tries = grownInt32(this.tries, capacity);
    this.attempts = grownInt32(this.attempts, capacity);
    this.lastTrySecond = grownFloat64(this.lastTrySecond, capacity);
    this.lockedBy = grownInt32(this.lockedBy, capacity);
    this.warned = grownInt32(this.warned, capacity);
    this.welcomeAt = grownFloat64(this.welcomeAt, capacity);
    this.part = grownInt32(this.part, capacity);
    this.chargedUpTo = grownFloat64(this.chargedUpTo, capacity);
    this.parts = grownFloat64(this.parts, capacity * PARTS);
    this.next = grownInt32(this.next, capacity);
    this.previous = grownInt32(this.previous, capacity);
    this.capacity = capacity;
  }
}
