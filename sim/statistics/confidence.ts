/**
 * How sure a mean is (Student's t intervals over replications), and how sure a share (bounds of Clopper and
 * Pearson).
 *
 * Replications are independent, so that the textbook interval holds (Law, Simulation Modeling and
 * Analysis, 9.4) where each replication shows what all of them do; of days of two kinds it is void
 * (order-statistics.ts). The unit is the values'. Left out: trials that depend on each other, such as the
 * messages of one run.
 */
import { incompleteBeta } from './incomplete-beta.ts';

interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly halfWidth: number;
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
  return { mean, low: mean - halfWidth, high: mean + halfWidth, halfWidth };
}

/** P(T <= t) with `freedom` degrees of freedom, Student's t. Relative error below 1e-9 (tables). */
export function studentCumulative(t: number, freedom: number): number {
  const x = freedom / (freedom + t * t);
  const tail = incompleteBeta(x, freedom / 2, 0.5) / 2;
  return t >= 0 ? 1 - tail : tail;
}

/** The p-quantile of Student's t, by bisection: `freedom` (1 or more) degrees of freedom, p in (0, 1). */
export function studentQuantile(p: number, freedom: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  let high = 1;
  while (studentCumulative(high, freedom) < p) high *= 2;
  return solve((t) => studentCumulative(t, freedom), p, high);
}

// How large, or how small, a probability may be that was seen k times in n independent trials: the exact
// bounds of Clopper and Pearson (1934, Biometrika 26). Each is one-sided and holds at least as often as
// it promises, whatever the probability; two at (1 + confidence) / 2 make the two-sided interval. 0 of n
// still has an upper bound, near 3 / n at 95% ("rule of three").

/** What the probability is at most: seen k times or fewer with probability 1 - confidence. */
export function upperBound(k: number, n: number, confidence = 0.95): number {
  check(k, n);
  // P(X <= k) falls in p and is 1 - I_p(k + 1, n - k).
  return k === n ? 1 : solve((p) => incompleteBeta(p, k + 1, n - k), confidence);
}

/** What the probability is at least: seen k times or more with probability 1 - confidence. */
export function lowerBound(k: number, n: number, confidence = 0.95): number {
  check(k, n);
  // P(X >= k) rises in p and is I_p(k, n - k + 1).
  return k === 0 ? 0 : solve((p) => incompleteBeta(p, k, n - k + 1), 1 - confidence);
}

function check(k: number, n: number): void {
  if (!(Number.isInteger(k) && Number.isInteger(n) && k >= 0 && k <= n)) {
    throw new Error(`${k} of ${n} is no count of trials`);
  }
}

/** Where a function that rises on (0, `to`) takes the value, by bisection. */
function solve(rising: (x: number) => number, value: number, to = 1): number {
  let low = 0;
  let high = to;
  for (;;) {
    const middle = (low + high) / 2;
    // To 12 digits; the second condition ends it where the numbers between are used up.
    if (high - low <= 1e-12 * high || middle === low || middle === high) return middle;
    if (rising(middle) < value) low = middle;
    else high = middle;
  }
}
