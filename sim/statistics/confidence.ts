/**
 * How sure a mean is: Student's t intervals over replications.
 *
 * Replications are independent, so that the textbook interval holds (Law, Simulation Modeling and
 * Analysis, 9.4) where each replication shows what all of them do; of days of two kinds it is void
 * (order-statistics.ts). The unit is the values'.
 */
import { studentQuantile } from './student-t.ts';

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly halfWidth: number;
  /** Replications that it rests on, 2 or more. */
  readonly n: number;
  readonly confidence: number;
}

/** Mean and unbiased variance of the values; NaN where there are too few. */
export function moments(values: readonly number[]): { mean: number; variance: number } {
  const n = values.length;
  let mean = 0;
  for (const value of values) mean += value / n;
  if (n === 0) return { mean: Number.NaN, variance: Number.NaN };
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { mean, variance: n > 1 ? squares / (n - 1) : Number.NaN };
}

/** The interval of the mean; null with fewer than two values, or one that is not finite. */
export function meanInterval(values: readonly number[], confidence = 0.95): Interval | null {
  const n = values.length;
  if (n < 2 || !values.every(Number.isFinite)) return null;
  const { mean, variance } = moments(values);
  const halfWidth = studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - halfWidth, high: mean + halfWidth, halfWidth, n, confidence };
}

/** A lower and an upper bound of the mean, each by itself right with that confidence; else null. */
export function oneSidedBounds(
  values: readonly number[],
  confidence: number,
): { readonly low: number; readonly high: number } | null {
  const interval = meanInterval(values, 2 * confidence - 1);
  return interval === null ? null : { low: interval.low, high: interval.high };
}

/**
 * What common random numbers bought: the variance of the paired difference against that of
 * independent runs, var(other - base) / (var(other) + var(base)). 1: nothing; 0.2: a fifth. Null
 * where it has no meaning (too few values, or none of them varies).
 */
export function varianceRatio(base: readonly number[], other: readonly number[]): number | null {
  const independent = moments(base).variance + moments(other).variance;
  if (!(independent > 0)) return null;
  return moments(differences(base, other)).variance / independent;
}

/** `other - base`, replication by replication. */
function differences(base: readonly number[], other: readonly number[]): number[] {
  if (base.length !== other.length) throw new Error('paired values come in equal numbers');
  return base.map((value, i) => other[i] - value);
}
