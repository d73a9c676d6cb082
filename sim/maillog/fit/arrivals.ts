/**
 * When messages came and how large they were, from the from= lines: counts per minute, sizes on a
 * logarithmic scale, and, if asked for, each message (a recorded trace). Of them the rate by time of
 * day, and a distribution for the sizes. Units: ms since 1970, bytes.
 */
import { exp, ln, normalQuantile } from '../../engine/elementary.ts';
import { DelayHistogram } from '../../statistics/delay-histogram.ts';
import { DAY_MS } from '../calendar.ts';
import type { LogLine } from '../log-line.ts';
import type { LogListener } from '../log-reader.ts';
import { type FittedSizes, type FittedValue, measured } from './fitted-site.ts';

const MINUTE_MS = 60_000;
/** What one scenario file may refer to. */
export const MAX_RECORDED = 400_000;
/** A scenario's arrivals last 400 days at most (sim/scenario/scenario-schema.ts). */
export const MAX_FIT_MS = 400 * DAY_MS;
/** A profile needs a log of at least so long; below it the rate is taken for constant. */
const MIN_PROFILE_MS = 2 * 60 * MINUTE_MS;
const LONG_LOG_MS = 12 * 60 * MINUTE_MS;

/** What is known of arrivals, from all that was heard of so far. */
export class ArrivalFacts implements LogListener {
  count = 0;
  firstMs = Number.NaN;
  lastMs = Number.NaN;
  /** Sizes in bytes, on the histogram's scale (a bin is 1% wide or less). */
  readonly sizes = new DelayHistogram();
  /** Sum of ln size and of its square. */
  logSum = 0;
  logSquares = 0;
  recipients = 0;
  /** By the minute since 1970; empty where arrivals lie further apart than MAX_FIT_MS. */
  readonly perMinute = new Map<number, number>();
  /** Arrival and size of each; empty unless asked for, or if there are too many. */
  recorded: (readonly [ms: number, bytes: number])[] = [];
  private readonly keeps: boolean;

  /** `keeps`: each message, for a recorded trace. */
  constructor(keeps: boolean) {
    this.keeps = keeps;
  }

  accepted(_message: number, { timeMs, sizeBytes, recipients }: LogLine): void {
    this.count++;
    if (!(timeMs >= this.firstMs)) this.firstMs = timeMs;
    if (!(timeMs <= this.lastMs)) this.lastMs = timeMs;
    this.sizes.record(Math.max(1, sizeBytes));
    const log = ln(Math.max(1, sizeBytes));
    this.logSum += log;
    this.logSquares += log * log;
    this.recipients += recipients > 0 ? recipients : 1;
    const minute = Math.floor(timeMs / MINUTE_MS);
    if (this.lastMs - this.firstMs > MAX_FIT_MS) this.perMinute.clear();
    else this.perMinute.set(minute, (this.perMinute.get(minute) ?? 0) + 1);
    if (!this.keeps) return;
    if (this.count <= MAX_RECORDED) this.recorded.push([timeMs, sizeBytes]);
    else this.recorded = [];
  }
}

interface RateProfile {
  /** Mean over all slots of the day, messages/ms. */
  readonly meanPerMs: number;
  /** Relative to it, in equal slots of the day; empty: constant. */
  readonly slots: readonly number[];
  readonly burstiness: number;
}

/** The rate by time of day. Slots that the log does not cover get the mean of those that it does. */
export function rateProfile({ count, firstMs, lastMs, perMinute }: ArrivalFacts): RateProfile {
  const spanMs = Math.max(1000, lastMs - firstMs);
  const overall = count / spanMs;
  if (spanMs > MAX_FIT_MS) return { meanPerMs: overall, slots: [], burstiness: Number.NaN };
  const constant = {
    meanPerMs: overall,
    slots: [],
    burstiness: dispersion(perMinute, firstMs, lastMs, () => overall),
  };
  if (spanMs < MIN_PROFILE_MS) return constant;
  const slotCount = spanMs >= LONG_LOG_MS ? 48 : 96;
  const slotMs = DAY_MS / slotCount;
  const counts = new Float64Array(slotCount);
  const covered = new Float64Array(slotCount);
  const slotOf = (ms: number): number => Math.floor((ms % DAY_MS) / slotMs);
  for (const [minute, messages] of perMinute) counts[slotOf(minute * MINUTE_MS)] += messages;
  for (let ms = firstMs; ms < lastMs; ) {
    const end = Math.min(lastMs, (Math.floor(ms / slotMs) + 1) * slotMs);
    covered[slotOf(ms)] += end - ms;
    ms = end;
  }
  const rates = Array.from(counts, (messages, slot) =>
    // A sliver of a slot tells nothing.
    covered[slot] < slotMs / 10 ? overall : messages / covered[slot],
  );
  // Slots that differ by no more than chance are no profile.
  const expected = Array.from(covered, (ms) => overall * ms);
  const seen = expected.filter((messages) => messages > 0).length;
  const squares = rates.reduce((sum, rate, i) => sum + (rate / overall - 1) ** 2 * expected[i], 0);
  if (squares <= seen + 4 * Math.sqrt(2 * seen)) return constant;
  const meanPerMs = rates.reduce((sum, rate) => sum + rate, 0) / slotCount;
  return {
    meanPerMs,
    slots: rates.map((rate) => rate / meanPerMs),
    burstiness: dispersion(perMinute, firstMs, lastMs, (ms) => rates[slotOf(ms)]),
  };
}

/** Variance over mean of the counts per minute, around the rate: 1 for Poisson arrivals. */
function dispersion(
  perMinute: ReadonlyMap<number, number>,
  firstMs: number,
  lastMs: number,
  rateAt: (ms: number) => number,
): number {
  let squares = 0;
  let expected = 0;
  const first = Math.ceil(firstMs / MINUTE_MS);
  const last = Math.floor(lastMs / MINUTE_MS);
  for (let minute = first; minute < last; minute++) {
    const mean = rateAt(minute * MINUTE_MS) * MINUTE_MS;
    squares += ((perMinute.get(minute) ?? 0) - mean) ** 2;
    expected += mean;
  }
  return expected > 0 ? squares / expected : Number.NaN;
}

/** Values of an empirical distribution: means of equal shares. */
const VALUES = 200;
/** A lognormal is taken if it has these quantiles within so much. */
const HELD_TO = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99];
const WITHIN = 0.12;
/** The largest that a scenario takes (sim/scenario/field.ts). */
const MAX_SIGMA = 5;

/** Constant, lognormal where that has the log's quantiles, the values themselves otherwise. */
export function fitSizes({
  sizes,
  logSum,
  logSquares,
  count,
}: ArrivalFacts): FittedValue<FittedSizes> {
  const { min, max, mean } = sizes;
  if (count === 0) {
    return measured(
      { kind: 'lognormal', mean: 75_000, sigma: 1.5, from: 1000, to: 35e6 },
      'assumed: the log has no from= lines',
    );
  }
  if (max <= min * 1.01) {
    return measured({ kind: 'constant', bytes: Math.round(mean) }, `all of ${count} alike`);
  }
  const mu = logSum / count;
  const sigma = Math.sqrt(Math.max(0, logSquares / count - mu * mu));
  const off = Math.max(
    ...HELD_TO.map((p) => {
      const expected = Math.max(min, Math.min(max, exp(mu + sigma * normalQuantile(p))));
      return Math.abs(expected / sizes.quantile(p) - 1);
    }),
  );
  const about = `from ${count} messages, mean ${Math.round(mean)} B, largest ${Math.round(max)} B`;
  const offWords = `${(100 * off).toFixed(0)}%`;
  if (off <= WITHIN && count >= VALUES && sigma <= MAX_SIGMA) {
    return measured(
      { kind: 'lognormal', mean: exp(mu + (sigma * sigma) / 2), sigma, from: min, to: max },
      `${about}; a lognormal has its quantiles within ${offWords}`,
    );
  }
  const points = Math.min(VALUES, count);
  const values = Array.from({ length: points }, (_, i) =>
    Math.round(sizes.quantile((i + 0.5) / points)),
  );
  // The last value stands for the tail: what it lacks of the mean is its own.
  const lacking = mean * points - values.reduce((sum, value) => sum + value, 0);
  values[points - 1] = Math.round(
    Math.max(values[Math.max(0, points - 2)], Math.min(max, values[points - 1] + lacking)),
  );
  return measured(
    { kind: 'empirical', values },
    `${about}; as they are, ${points} values of equal share (a lognormal is ${offWords} off)`,
  );
}
