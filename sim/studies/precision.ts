/**
 * How many days: a number, or as many as it takes to know what is asked closely enough.
 *
 * What is asked: the typical day of a metric, to a share of its value (half the width of its
 * interval), or the share of bad days (half the width of its interval, in points of a share).
 * Sequential: after so many days the width is looked at, and if one is too wide, the number that it
 * would take is estimated (the width falls with the root of n), at most doubled at a time. Few looks
 * at ever more days: stopping at the first lucky look is what makes sequential intervals too short
 * (Law, Simulation Modeling and Analysis, 9.4.1). A floor and a ceiling bound it.
 */
import type { MetricName } from '../mailpath/metrics.ts';
import { dayShare, kindsOfDays } from './bad-days.ts';
import { estimate } from './estimate.ts';
import type { SettingOutcome } from './setting-outcome.ts';

/** Stands for a metric where the share of bad days is to be known. */
export const BAD_DAYS = 'bad-days';

export interface Precision {
  /** The metric that is to be known, for every setting; or BAD_DAYS. */
  readonly metric: MetricName | typeof BAD_DAYS;
  /** Half-width over value that is asked for (of BAD_DAYS: half-width), above 0. */
  readonly relative: number;
  /** Days before the first look, 5 or more, and at most. */
  readonly atLeast: number;
  readonly atMost: number;
}

/** What a precision came to. */
export interface PrecisionFound {
  readonly metric: MetricName | typeof BAD_DAYS;
  readonly asked: number;
  /** The widest of all settings; NaN where a metric has no interval, or an open one. */
  readonly found: number;
  readonly reached: boolean;
}

/** Days before the first look: fewer tell too little of a spread. */
export const FEWEST_FOR_PRECISION = 10;
/** Growth between two looks. */
const MOST_GROWTH = 2;
const LEAST_GROWTH = 1.2;

export function precisionFound(
  outcomes: readonly SettingOutcome[],
  { metric, relative }: Precision,
): PrecisionFound {
  const found = Math.max(...outcomes.map((outcome) => halfWidth(outcome, metric)));
  return { metric, asked: relative, found, reached: found <= relative };
}

/** Days to look at next; `done` itself where there is nothing more to do. */
export function replicationsNeeded(
  outcomes: readonly SettingOutcome[],
  precision: Precision,
  done: number,
): number {
  if (done < precision.atLeast) return Math.min(precision.atLeast, precision.atMost);
  const { found, reached } = precisionFound(outcomes, precision);
  // A metric without an interval, or with mail that may never arrive, has none with more days.
  if (reached || Number.isNaN(found)) return done;
  const excess = found / precision.relative;
  const estimated = done * Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, excess * excess));
  return Math.min(precision.atMost, Math.ceil(estimated));
}

function halfWidth(outcome: SettingOutcome, metric: Precision['metric']): number {
  if (metric === BAD_DAYS) {
    const { interval } = dayShare(kindsOfDays(outcome).bad.length, outcome.days);
    return (interval.high - interval.low) / 2;
  }
  const { value, interval } = estimate(outcome, metric);
  if (interval === null || !Number.isFinite(interval.high)) return Number.NaN;
  // A value of 0 that never varies is known; one of 0 that does is not, to any share of itself.
  if (interval.high === interval.low) return 0;
  return (interval.high - interval.low) / 2 / Math.abs(value.low);
}
