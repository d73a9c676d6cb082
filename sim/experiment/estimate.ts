/**
 * How sure each measure is: its mean over the replications with a 95% interval, the difference of
 * two settings replication by replication, and what common random numbers bought.
 *
 * Means, counts and shares: Student's t. Quantiles and maxima, which one bad day draws: bootstrap-t,
 * which assumes no normal law (bootstrap-interval.ts; Student's t below 8 and above 200 replications).
 * Units are the measures'. With one replication there is a value and no interval.
 */
import { bootstrapInterval, pairedBootstrapInterval } from '../statistics/bootstrap-interval.ts';
import { meanInterval, pairedInterval, varianceRatio } from '../statistics/confidence.ts';
import { measureOf } from './measure.ts';
import type { SettingOutcome } from './setting-outcome.ts';

export const CONFIDENCE = 0.95;

export interface Estimate {
  /** NaN where no replication has a value. */
  readonly value: number;
  /** Null without an interval: one replication, or a replication without a value. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Difference extends Estimate {
  /** The interval does not contain 0: more than chance. Null without an interval. */
  readonly clear: boolean | null;
}

/** The mean over the replications. */
export function estimate(outcome: SettingOutcome, measure: string): Estimate {
  const values = outcome.of(measure);
  const interval = measureOf(measure).skewed
    ? bootstrapInterval(values, CONFIDENCE)
    : meanInterval(values, CONFIDENCE);
  return {
    value: outcome.mean(measure),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
}

/** `other` minus `base`: both with the same replications. */
export function difference(
  base: SettingOutcome,
  other: SettingOutcome,
  measure: string,
): Difference {
  const pair = [base.of(measure), other.of(measure)] as const;
  const interval = measureOf(measure).skewed
    ? pairedBootstrapInterval(...pair, CONFIDENCE)
    : pairedInterval(...pair, CONFIDENCE);
  if (interval === null) {
    const value = other.mean(measure) - base.mean(measure);
    return { value, low: null, high: null, clear: null };
  }
  const { mean: value, low, high } = interval;
  return { value, low, high, clear: low > 0 || high < 0 };
}

/** Variance of the paired difference over that of independent runs; null where it has no meaning. */
export function commonNumbersRatio(
  base: SettingOutcome,
  other: SettingOutcome,
  measure: string,
): number | null {
  const all = [...base.of(measure), ...other.of(measure)];
  if (!all.every(Number.isFinite)) return null;
  return varianceRatio(base.of(measure), other.of(measure));
}
