/**
 * How many replications: a number, or as many as it takes to know a measure to a share of its value.
 *
 * Sequential: after so many replications the half-width of each setting's 95% interval is looked at,
 * and if one is too wide, the number that it would take is estimated from the variance so far (the
 * half-width falls with the root of n), at most doubled at a time. Few looks at ever more
 * replications: stopping at the first lucky look is what makes sequential intervals too short (Law,
 * Simulation Modeling and Analysis, 9.4.1). A floor and a ceiling bound it.
 */
import { estimate } from './estimate.ts';
import type { SettingOutcome } from './setting-outcome.ts';

export interface Precision {
  /** The measure that is to be known, for every setting. */
  readonly measure: string;
  /** Half-width over value that is asked for, above 0. */
  readonly relative: number;
  /** Replications before the first look, 2 or more, and at most. */
  readonly atLeast: number;
  readonly atMost: number;
}

/** What a precision came to. */
export interface PrecisionFound {
  readonly measure: string;
  readonly asked: number;
  /** The widest half-width over value of all settings; NaN where a measure has no interval. */
  readonly found: number;
  readonly reached: boolean;
}

/** Replications before the first look: fewer tell too little of a variance. */
export const FEWEST_FOR_PRECISION = 10;
/** Growth between two looks. */
const MOST_GROWTH = 2;
const LEAST_GROWTH = 1.2;

export function precisionFound(
  outcomes: readonly SettingOutcome[],
  { measure, relative }: Precision,
): PrecisionFound {
  const found = Math.max(...outcomes.map((outcome) => relativeHalfWidth(outcome, measure)));
  return { measure, asked: relative, found, reached: found <= relative };
}

/** Replications to look at next; `done` itself where there is nothing more to do. */
export function replicationsNeeded(
  outcomes: readonly SettingOutcome[],
  precision: Precision,
  done: number,
): number {
  if (done < precision.atLeast) return Math.min(precision.atLeast, precision.atMost);
  const { found, reached } = precisionFound(outcomes, precision);
  // A measure without a value in some replication has no interval, however many there are.
  if (reached || Number.isNaN(found)) return done;
  const excess = found / precision.relative;
  const estimated = done * Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, excess * excess));
  return Math.min(precision.atMost, Math.ceil(estimated));
}

function relativeHalfWidth(outcome: SettingOutcome, measure: string): number {
  const { value, low, high } = estimate(outcome, measure);
  if (low === null || high === null) return Number.NaN;
  // A value of 0 that never varies is known; one of 0 that does is not, to any share of itself.
  return high === low ? 0 : (high - low) / 2 / Math.abs(value);
}
