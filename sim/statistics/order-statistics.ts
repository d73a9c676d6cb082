/**
 * The median of independent days, and how sure it is, whatever the distribution.
 *
 * The k-th smallest and the k-th largest of n values hold the median with probability
 * 1 - 2 P(X < k), X binomial(n, 1/2), at least; ties only add to it (David and Nagaraja 2003, Order
 * Statistics, 7.1). No interval of a mean can promise as much: with days of two kinds n days may show
 * one of them only (Bahadur and Savage 1956). The sign test and Holm's procedure are of the same
 * kind. Values may be infinite, not NaN. Units: the values'.
 */
import { interpolate } from '../engine/distributions.ts';
import { incompleteBeta } from './incomplete-beta.ts';

/** Fewest values with an interval: below it the smallest and the largest hold the median too seldom. */
export const FEWEST_FOR_INTERVAL = 5;

export interface MedianInterval {
  /** Positions in the sorted values, from 0. */
  readonly low: number;
  readonly high: number;
  /** How often it holds the median, at least: 0.9375 for the smallest to the largest of 5. */
  readonly coverage: number;
}

/**
 * Positions of the interval's ends among n sorted values: the narrowest that covers `confidence`, or
 * the smallest to the largest where none does. Null below FEWEST_FOR_INTERVAL values.
 */
export function medianInterval(n: number, confidence = 0.95): MedianInterval | null {
  if (n < FEWEST_FOR_INTERVAL) return null;
  let low = 0;
  while (low + 1 < n / 2 && coverageFrom(low + 1, n) >= confidence) low++;
  return { low, high: n - 1 - low, coverage: coverageFrom(low, n) };
}

/** 1 - 2 P(X <= low), X binomial(n, 1/2). */
function coverageFrom(low: number, n: number): number {
  return 1 - 2 * binomialCdf(low, n);
}

/** P(X <= k), X binomial(n, 1/2). */
function binomialCdf(k: number, n: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : 1 - incompleteBeta(0.5, k + 1, n - k);
}

/** The middle value; of an even number the mean of the two middle ones. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  if (sorted.length % 2 === 1) return sorted[middle];
  const [a, b] = [sorted[middle - 1], sorted[middle]];
  return a === b ? a : (a + b) / 2;
}

/** The value of the middle day: of an even number the larger of the two middle ones. NaN of none. */
export function middleValue(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : ascending(values)[Math.floor(values.length / 2)];
}

export function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/** How likely so uneven a split is by chance, if either sign is equally likely: two-sided. */
export function signTest(negative: number, positive: number): number {
  const n = negative + positive;
  return n === 0 ? 1 : Math.min(1, 2 * binomialCdf(Math.min(negative, positive), n));
}

/**
 * Which hypotheses are rejected if all rejections together are to be right with that confidence
 * (Holm 1979, Scandinavian Journal of Statistics 6).
 */
export function holm(pValues: readonly number[], confidence = 0.95): boolean[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const rejected = pValues.map(() => false);
  for (const [rank, i] of order.entries()) {
    if (pValues[i] > (1 - confidence) / (pValues.length - rank)) break;
    rejected[i] = true;
  }
  return rejected;
}

/** The p-quantile of values sorted ascending; NaN if there is none. */
export function percentile(sorted: readonly number[], p: number): number {
  return sorted.length === 0 ? Number.NaN : interpolate(sorted, p);
}

/** How many of the ascending values lie below a limit. */
export function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
