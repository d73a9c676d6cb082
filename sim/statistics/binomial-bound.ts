/**
 * How large, or how small, a probability may be that was seen k times in n independent trials.
 *
 * The exact bounds of Clopper and Pearson (1934, Biometrika 26): each is one-sided and holds at
 * least as often as it promises, whatever the probability; two at (1 + confidence) / 2 make the
 * two-sided interval. 0 of n still has an upper bound, near 3 / n at 95% ("rule of three"). Left
 * out: trials that depend on each other, such as the messages of one run.
 */
import { incompleteBeta } from './incomplete-beta.ts';

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

/** Where a function that rises from 0 to 1 on (0, 1) takes the value, by bisection. */
function solve(rising: (p: number) => number, value: number): number {
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    // To 12 digits; the second condition ends it where the numbers between are used up.
    if (high - low <= 1e-12 * high || middle === low || middle === high) return middle;
    if (rising(middle) < value) low = middle;
    else high = middle;
  }
}
