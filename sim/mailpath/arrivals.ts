/**
 * When mail arrives: Poisson with a profile over the day, bulk injections, recorded times.
 *
 * A Poisson process with a profile is thinned from one at the profile's peak rate (Lewis and
 * Shedler 1979), from a random stream of its own for each gateway and source, so that settings
 * never change the arrivals. Units: milliseconds, messages per millisecond.
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

class PoissonSource implements ArrivalSource {
  size = -1;
  private readonly input: PoissonArrivals;
  private readonly random: RandomStream;
  private readonly peak: number;
  private readonly meanGapMs: number;
  private time: number;

  constructor(input: PoissonArrivals, random: RandomStream) {
    this.input = input;
    this.random = random;
    this.peak = input.profile.length === 0 ? 1 : Math.max(...input.profile);
    this.meanGapMs = 1 / (input.ratePerMs * this.peak);
    this.time = input.fromMs;
  }

  next(): number {
    const { input, random, peak, meanGapMs } = this;
    const slots = input.profile.length;
    for (;;) {
      this.time -= meanGapMs * ln(random.uniform());
      if (!(this.time < input.toMs)) return Number.POSITIVE_INFINITY;
      if (slots === 0) break;
      const slot = Math.floor(((this.time % input.periodMs) / input.periodMs) * slots);
      if (random.uniform() * peak < input.profile[slot]) break;
    }
    return quantise(this.time);
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

/** A fresh source for one gateway; `index` tells apart the sources of a gateway. */
export function openSource(
  input: ArrivalProcess,
  seed: string,
  replication: number,
  gateway: number,
  index: number,
): ArrivalSource {
  switch (input.kind) {
    case 'poisson':
      return new PoissonSource(
        input,
        new RandomStream(seed, replication, `arrivals-${gateway}-${index}`),
      );
    case 'bulk':
      return new BulkSource(input);
    case 'recorded':
      return new RecordedSource(input);
  }
}
