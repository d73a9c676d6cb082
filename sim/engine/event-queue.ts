/**
 * The clock and the pending events of a simulation, ordered by (time, sequence).
 *
 * A binary heap in typed arrays: nothing is allocated for an event. Events of equal time come out
 * in the order in which they were scheduled. Taking an event leaves a hole at the top, which the
 * next event scheduled fills in place: one pass down the heap where a removal and an insertion
 * would take two. Times are in the caller's unit; an event carries a kind and a subject.
 * Left out: cancelling an event; who schedules one can recognise it as overtaken by its time.
 */
import { InvariantError } from './invariant.ts';

/** Kinds share an int32 with the subject: kinds 0 to 15, subjects up to 2^27 - 1. */
const KIND_BITS = 4;
const KINDS = 1 << KIND_BITS;
const SUBJECTS = 1 << (31 - KIND_BITS);

export class EventQueue {
  /** The time of the event last taken, or what `advance` set. */
  now = 0;
  /** Kind and subject of the event last taken. */
  kind = 0;
  subject = 0;
  private times: Float64Array;
  private sequences: Float64Array;
  private payloads: Int32Array;
  /** Places used in the heap, the hole at its top included. */
  private used = 0;
  private hole = false;
  private sequence = 0;

  constructor(capacity = 1024) {
    this.times = new Float64Array(capacity);
    this.sequences = new Float64Array(capacity);
    this.payloads = new Int32Array(capacity);
  }

  /** Events that are pending. */
  get size(): number {
    return this.hole ? this.used - 1 : this.used;
  }

  /** Time of the earliest pending event; Infinity if there is none. */
  peekTime(): number {
    const { times, used } = this;
    if (!this.hole) return used === 0 ? Number.POSITIVE_INFINITY : times[0];
    if (used > 2) return times[1] < times[2] ? times[1] : times[2];
    return used === 2 ? times[1] : Number.POSITIVE_INFINITY;
  }

  /**
   * Schedules an event. Throws an InvariantError if `time` lies before `now` (or is NaN), or if
   * kind or subject do not fit.
   */
  schedule(time: number, kind: number, subject: number): void {
    if (!(time >= this.now)) throw new InvariantError('an event cannot be scheduled in the past');
    if (kind >>> 0 >= KINDS || subject >>> 0 >= SUBJECTS) {
      throw new InvariantError('kind or subject of an event is out of range');
    }
    const payload = (subject << KIND_BITS) | kind;
    if (this.hole) {
      this.hole = false;
      this.siftDown(time, this.sequence++, payload);
    } else {
      if (this.used === this.times.length) this.grow();
      this.siftUp(time, this.sequence++, payload);
    }
  }

  /** Takes the earliest event: `now`, `kind` and `subject` are its. False if there is none. */
  next(): boolean {
    if (this.hole) this.closeHole();
    if (this.used === 0) return false;
    const payload = this.payloads[0];
    this.now = this.times[0];
    this.kind = payload & (KINDS - 1);
    this.subject = payload >>> KIND_BITS;
    this.hole = true;
    return true;
  }

  /** Sets the clock forward without an event. Throws if that would pass one, or go back. */
  advance(time: number): void {
    if (!(time >= this.now) || time > this.peekTime()) {
      throw new InvariantError('the clock can only advance up to the next event');
    }
    this.now = time;
  }

  private closeHole(): void {
    this.hole = false;
    const last = --this.used;
    if (last > 0) this.siftDown(this.times[last], this.sequences[last], this.payloads[last]);
  }

  private siftUp(time: number, sequence: number, payload: number): void {
    const { times, sequences, payloads } = this;
    let i = this.used++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      // Its sequence is the highest of all, so among equal times it stays behind.
      if (times[parent] <= time) break;
      times[i] = times[parent];
      sequences[i] = sequences[parent];
      payloads[i] = payloads[parent];
      i = parent;
    }
    times[i] = time;
    sequences[i] = sequence;
    payloads[i] = payload;
  }

  private siftDown(time: number, sequence: number, payload: number): void {
    const { times, sequences, payloads, used } = this;
    let i = 0;
    for (let child = 1; child < used; child = 2 * i + 1) {
      const right = child + 1;
      if (right < used) {
        const difference = times[right] - times[child];
        if (difference < 0 || (difference === 0 && sequences[right] < sequences[child])) {
          child = right;
        }
      }
      const childTime = times[child];
      if (time < childTime || (time === childTime && sequence < sequences[child])) break;
      times[i] = childTime;
      sequences[i] = sequences[child];
      payloads[i] = payloads[child];
      i = child;
    }
    times[i] = time;
    sequences[i] = sequence;
    payloads[i] = payload;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    const times = new Float64Array(capacity);
    const sequences = new Float64Array(capacity);
    const payloads = new Int32Array(capacity);
    times.set(this.times);
    sequences.set(this.sequences);
    payloads.set(this.payloads);
    this.times = times;
    this.sequences = sequences;
    this.payloads = payloads;
  }
}
