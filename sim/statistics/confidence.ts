/**
 * How sure a mean is (Student's t intervals over replications), and how sure a share: bounds of Clopper and
 * Pearson, and a test that it is small which may look more than once.
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

/*
 * Is the probability of an event at most so much? A test that may look at its trials more than once.
 *
 *   look 0   after n0 trials:  shown if none had the event
 *   look 1   after n1 trials:  shown if one had it
 *   look 2   after n2 trials:  shown if two had it ...
 *
 * All looks together say "at most p" with probability `error` at most where it is more: each look has
 * half of what is left of the error, and how likely it is to be passed at p, and not before, is worked
 * out exactly (binomial, look by look). Looking every day at Clopper and Pearson's fixed bound would
 * promise too much. What is shown in the end is the smallest bound that those looks support (the order
 * of the looks decides: Jennison and Turnbull, Group Sequential Methods, 8.4 and 12.1). Trials are
 * independent.
 */

export interface Look {
  readonly trials: number;
  /** At most so many of them had the event. */
  readonly events: number;
}

export interface RareEventTest {
  /** The probability that is asked about, and the error of all looks together. */
  readonly probability: number;
  readonly error: number;
  readonly looks: readonly Look[];
}

/** Share of the error that is left which the next look takes. */
const SHARE_OF_LOOK = 0.5;

/** Looks that allow 0 to `maxEvents` events, as far as they need no more than `maxTrials`. */
export function rareEventTest(
  probability: number,
  error: number,
  maxEvents: number,
  maxTrials: number,
): RareEventTest {
  const looks: Look[] = [];
  // Of so many events, and no look passed so far: how likely.
  let open = [1, ...new Array<number>(maxEvents).fill(0)];
  let left = error;
  for (let trials = 1; trials <= maxTrials && looks.length <= maxEvents; trials++) {
    open = afterTrial(open, probability);
    const events = looks.length;
    const last = looks.at(-1)?.trials ?? 0;
    // Fewer events than this look allows have passed an earlier one.
    if (trials <= last || open[events] > SHARE_OF_LOOK * left) continue;
    left -= open[events];
    open[events] = 0;
    looks.push({ trials, events });
  }
  return { probability, error, looks };
}

/** How likely such trials pass that look or one before it. */
export function chanceToPass(
  { looks }: Pick<RareEventTest, 'looks'>,
  look: number,
  probability: number,
): number {
  let open = [1, ...new Array<number>(look).fill(0)];
  let passed = 0;
  let done = 0;
  for (const { trials, events } of looks.slice(0, look + 1)) {
    for (; done < trials; done++) open = afterTrial(open, probability);
    passed += open[events];
    open[events] = 0;
  }
  return passed;
}

/** What the probability is at most, with confidence 1 - error, after that look was passed. */
export function shownUpperBound(test: RareEventTest, look: number): number {
  let [low, high] = [0, test.probability];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    // The rarer the event, the likelier it is to pass.
    if (chanceToPass(test, look, middle) > test.error) low = middle;
    else high = middle;
  }
  return high;
}

/** More events than there is room for are of no interest: no look is passed with them. */
function afterTrial(open: readonly number[], probability: number): number[] {
  return open.map(
    (chance, events) =>
      chance * (1 - probability) + (events > 0 ? open[events - 1] * probability : 0),
  );
}
