/**
 * The clock and the pending events of a simulation, ordered by (time, sequence).
 *
 * A binary heap in typed arrays: nothing is allocated for an event. Events of equal time come out
 * in the order in which they were scheduled, or, of those who took a rank once for all their
 * events, in the order of the ranks: however many events somebody needed to come so far, he stands
 * where he stood. Taking an event leaves a hole at the top, which the next event scheduled fills in
 * place: one pass down the heap where a removal and an insertion would take two. Times are in the
 * caller's unit; an event carries a kind and a subject. Left out: cancelling an event; who
 * schedules one can recognise it as overtaken by its time.
 */
import { InvariantError } from './invariant.ts';

/** Kinds share an int32 with the subject: kinds 0 to 15, subjects up to 2^27 - 1. */
const KIND_BITS = 4;
const KINDS = 1 << KIND_BITS;
const SUBJECTS = 1 << (31 - KIND_BITS);

/** Places beyond the last one, so that both children of the top can always be looked at. */
const SENTINELS = 3;

export class EventQueue {
  /** The time of the event last taken, or what `advance` set. */
  now = 0;
  /** Kind and subject of the event last taken. */
  kind = 0;
  subject = 0;
  /** Infinity beyond the places used, so that a missing child never comes first. */
  private times: Float64Array;
  /** 32 bits that wrap around: compared by their difference, right while no event waits 2^31 others. */
  private sequences: Int32Array;
  private payloads: Int32Array;
  private capacity: number;
  /** Places used in the heap, the hole at its top included. */
  private used = 0;
  private hole = false;
  private sequence = 0;

  constructor(capacity = 1024) {
    this.capacity = Math.max(1, capacity);
    this.times = new Float64Array(this.capacity + SENTINELS).fill(Number.POSITIVE_INFINITY);
    this.sequences = new Int32Array(this.capacity + SENTINELS);
    this.payloads = new Int32Array(this.capacity + SENTINELS);
  }

  /** Events that are pending. */
  get size(): number {
    return this.hole ? this.used - 1 : this.used;
  }

  /** Time of the earliest pending event; Infinity if there is none. */
  peekTime(): number {
    const { times } = this;
    if (!this.hole) return times[0];
    return times[1] < times[2] ? times[1] : times[2];
  }

  /** A rank for events that are scheduled later: that of an event scheduled now. */
  takeRank(): number {
    const rank = this.sequence;
    this.sequence = (this.sequence + 1) | 0;
    return rank;
  }

  /**
   * Schedules an event. Throws an InvariantError if `time` lies before `now` (or is NaN or
   * Infinity), or if kind or subject do not fit.
   */
  schedule(time: number, kind: number, subject: number): void {
    this.scheduleRanked(time, kind, subject, this.takeRank());
  }

  /** Schedules an event with a rank taken before: no two pending events of one time may share one. */
  scheduleRanked(time: number, kind: number, subject: number, rank: number): void {
    if (!(time >= this.now && time < Number.POSITIVE_INFINITY)) {
      throw new InvariantError('an event cannot be scheduled in the past, or never');
    }
    if (kind >>> 0 >= KINDS || subject >>> 0 >= SUBJECTS) {
      throw new InvariantError('kind or subject of an event is out of range');
    }
    if (this.used === this.capacity && !this.hole) this.grow();
    const i = this.hole ? this.placeFromTop(time, rank) : this.moveUp(this.used++, time, rank);
    this.times[i] = time;
    this.sequences[i] = rank;
    this.payloads[i] = (subject << KIND_BITS) | kind;
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

  /** Moves the hole at the top down to where an event at `time` of that rank belongs. */
  private placeFromTop(time: number, rank: number): number {
    const { times, sequences, payloads, used } = this;
    this.hole = false;
    let i = 0;
    for (let child = 1; child < used; child = 2 * i + 1) {
      let childTime = times[child];
      const rightTime = times[child + 1];
      if (
        rightTime <= childTime &&
        (rightTime < childTime || ((sequences[child + 1] - sequences[child]) | 0) < 0)
      ) {
        child++;
        childTime = rightTime;
      }
      if (time <= childTime && (time < childTime || ((rank - sequences[child]) | 0) < 0)) break;
      times[i] = childTime;
      sequences[i] = sequences[child];
      payloads[i] = payloads[child];
      i = child;
    }
    return i;
  }

  /** Moves a free place at `from` up to where an event at `time` of that rank belongs. */
  private moveUp(from: number, time: number, rank: number): number {
    const { times, sequences, payloads } = this;
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const parentTime = times[parent];
      if (parentTime <= time && (parentTime < time || ((sequences[parent] - rank) | 0) < 0)) break;
      times[i] = parentTime;
      sequences[i] = sequences[parent];
      payloads[i] = payloads[parent];
      i = parent;
    }
    return i;
  }

  /** Fills the hole with the last event: all the way down, then up to where it belongs. */
  private closeHole(): void {
    const { times, sequences, payloads } = this;
    this.hole = false;
    const last = --this.used;
    const time = times[last];
    const sequence = sequences[last];
    const payload = payloads[last];
    times[last] = Number.POSITIVE_INFINITY;
    if (last === 0) return;
    let i = 0;
    for (let child = 1; child < last; child = 2 * i + 1) {
      const rightTime = times[child + 1];
      const childTime = times[child];
      if (
        rightTime <= childTime &&
        (rightTime < childTime || ((sequences[child + 1] - sequences[child]) | 0) < 0)
      ) {
        child++;
      }
      times[i] = times[child];
      sequences[i] = sequences[child];
      payloads[i] = payloads[child];
      i = child;
    }
    i = this.moveUp(i, time, sequence);
    times[i] = time;
    sequences[i] = sequence;
    payloads[i] = payload;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    const times = new Float64Array(capacity + SENTINELS).fill(Number.POSITIVE_INFINITY);
    const sequences = new Int32Array(capacity + SENTINELS);
    const payloads = new Int32Array(capacity + SENTINELS);
    times.set(this.times);
    sequences.set(this.sequences);
    payloads.set(this.payloads);
    this.times = times;
    this.sequences = sequences;
    this.payloads = payloads;
    this.capacity = capacity;
  }
}
