/** Of a bench and of tests: what common random numbers are worth. */
import { moments } from '../../sim/statistics/confidence.ts';

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
