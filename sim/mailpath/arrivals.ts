/**
 * When mail arrives: Poisson with a profile over the day, bulk injections, recorded times.
 *
 * Arrivals are the site's: which gateway a message comes in at is drawn later (acceptance.ts). Each
 * source has a random stream of its own, so that neither settings nor the number of gateways change
 * when mail arrives. Units: milliseconds, messages per millisecond.
 */
import { quantise } from '../engine/distributions.ts';
import { ln } from '../engine/elementary.ts';
import { RandomStream } from '../engine/random-stream.ts';
import type { ArrivalProcess, BulkArrivals, PoissonArrivals, RecordedArrivals } from './input.ts';

/** A source of arrivals: successive times, Infinity at its end; a recorded size, or -1. */
export interface ArrivalSource {
  next(): number;
  /** Size of the message whose time `next` gave last, bytes; -1: to be drawn. */
  size: number;
}

/**
 * The rate is constant in each slot of the profile, so that the next arrival is found exactly: an
 * exponential amount of expected messages is used up, slot by slot (inversion of the cumulative
 * rate). One draw an arrival, where thinning takes several.
 */
class PoissonSource implements ArrivalSource {
  size = -1;
  private readonly input: PoissonArrivals;
  private readonly random: RandomStream;
  private readonly slotMs: number;
  private slot: number;
  private slotEndsAt: number;
  private time: number;

  constructor(input: PoissonArrivals, random: RandomStream) {
    this.input = input;
    this.random = random;
    this.time = input.fromMs;
    const slots = input.profile.length;
    this.slotMs = slots === 0 ? Number.POSITIVE_INFINITY : input.periodMs / slots;
    this.slot = slots === 0 ? 0 : Math.floor(input.fromMs / this.slotMs);
    this.slotEndsAt = slots === 0 ? Number.POSITIVE_INFINITY : (this.slot + 1) * this.slotMs;
  }

  next(): number {
    const { toMs } = this.input;
    let expected = -ln(this.random.uniform());
    while (this.time < toMs) {
      const rate = this.rate();
      const gap = expected / rate;
      if (this.time + gap <= this.slotEndsAt) {
        this.time += gap;
        return this.time < toMs ? quantise(this.time) : Number.POSITIVE_INFINITY;
      }
      expected -= (this.slotEndsAt - this.time) * rate;
      this.time = this.slotEndsAt;
      this.slot++;
      this.slotEndsAt = (this.slot + 1) * this.slotMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  private rate(): number {
    const { profile, ratePerMs } = this.input;
    return profile.length === 0 ? ratePerMs : ratePerMs * profile[this.slot % profile.length];
  }
}

class BulkSource implements ArrivalSource {
  size = -1;
  private readonly input: BulkArrivals;
  private sent = 0;

  constructor(input: BulkArrivals) {
    this.input = input;
  }

  next(): number {
    const { atMs, overMs, count } = this.input;
    if (this.sent >= count) return Number.POSITIVE_INFINITY;
    return quantise(atMs + (overMs * this.sent++) / count);
  }
}

class RecordedSource implements ArrivalSource {
  size = -1;
  private readonly input: RecordedArrivals;
  private index = 0;

  constructor(input: RecordedArrivals) {
    this.input = input;
  }

  next(): number {
    const { timesMs, sizes } = this.input;
    if (this.index >= timesMs.length) return Number.POSITIVE_INFINITY;
    this.size = sizes === null ? -1 : sizes[this.index];
    return quantise(timesMs[this.index++]);
  }
}

/** A fresh source; `index` is its place among the site's sources. */
export function openSource(
  input: ArrivalProcess,
  seed: string,
  replication: number,
  index: number,
): ArrivalSource {
  switch (input.kind) {
    case 'poisson':
      // The 0 is part of the name: another name would be another sample of the same mail.
      return new PoissonSource(input, new RandomStream(seed, replication, `arrivals-0-${index}`));
    case 'bulk':
      return new BulkSource(input);
    case 'recorded':
      return new RecordedSource(input);
  }
}
