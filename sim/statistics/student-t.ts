/**
 * Student's t distribution: its cumulative probability and its quantile.
 *
 * By the regularised incomplete beta function, the quantile by bisection. Relative error below 1e-9
 * (test against tables).
 */
import { incompleteBeta } from './incomplete-beta.ts';

/** P(T <= t) with `freedom` degrees of freedom. */
export function studentCumulative(t: number, freedom: number): number {
  const x = freedom / (freedom + t * t);
  const tail = incompleteBeta(x, freedom / 2, 0.5) / 2;
  return t >= 0 ? 1 - tail : tail;
}

/** The p-quantile of Student's t with `freedom` (1 or more) degrees of freedom; p in (0, 1). */
export function studentQuantile(p: number, freedom: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  let low = 0;
  let high = 1;
  while (studentCumulative(high, freedom) < p) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentCumulative(middle, freedom) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
