/**
 * What days say together, from the definitions: the typical day, its interval by order statistics, paired
 * differences, shares of days by Clopper and Pearson; and how often a statement with such a promise may fail.
 *
 * Written for itself, from sums of binomial probabilities: a mistake in the product's statistics cannot
 * hide here. Values may be infinite; NaN is no value.
 */
import type { Ends } from './day.ts';

export interface Typical {
  readonly value: Ends;
  readonly interval: Ends | null;
  readonly coverage: number | null;
  readonly days: number;
}

export interface Paired extends Typical {
  readonly less: number;
  readonly more: number;
  readonly same: number;
  readonly significant: boolean | null;
}

const CONFIDENCE = 0.95;
const FEWEST = 5;

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => (a === b ? 0 : a < b ? -1 : 1));
}

function lnFactorials(): (n: number) => number {
  const known = [0];
  return (n) => {
    for (let i = known.length; i <= n; i++) known.push(known[i - 1] + Math.log(i));
    return known[n];
  };
}
const lnFactorial = lnFactorials();

export function choose(n: number, k: number): number {
  return Math.exp(lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k));
}

/** P(X = k), X binomial(n, p). */
function binomial(k: number, n: number, p: number): number {
  if (p === 0 || p === 1) return k === n * p ? 1 : 0;
  return Math.exp(
    lnFactorial(n) -
      lnFactorial(k) -
      lnFactorial(n - k) +
      k * Math.log(p) +
      (n - k) * Math.log1p(-p),
  );
}

/** P(X <= k). */
export function atMost(k: number, n: number, p: number): number {
  let sum = 0;
  for (let i = 0; i <= Math.min(k, n); i++) sum += binomial(i, n, p);
  return Math.min(1, sum);
}

/** The worse of the two middle days of an even number. */
export function typical(days: readonly Ends[], moreIsBetter: boolean): Typical {
  const some = days.filter(hasValue);
  const { lows, highs } = sorted(some);
  const n = some.length;
  const middle = moreIsBetter ? Math.floor((n - 1) / 2) : Math.floor(n / 2);
  const at = (values: readonly number[]) => (n === 0 ? Number.NaN : values[middle]);
  return { value: { low: at(lows), high: at(highs) }, ...intervalOf(lows, highs) };
}

/** `others` minus `bases`, day by day. */
export function paired(bases: readonly Ends[], others: readonly Ends[]): Paired {
  const pairs = others.flatMap((other, day) =>
    hasValue(other) && hasValue(bases[day]) ? [minus(other, bases[day])] : [],
  );
  const { lows, highs } = sorted(pairs);
  const found = intervalOf(lows, highs);
  const many = (is: (pair: Ends) => boolean) => pairs.filter(is).length;
  return {
    value: { low: median(lows), high: median(highs) },
    ...found,
    less: many(({ high }) => high < 0),
    more: many(({ low }) => low > 0),
    same: many(({ low, high }) => low === 0 && high === 0),
    significant: found.interval && (found.interval.low > 0 || found.interval.high < 0),
  };
}

/** What never comes is no later than what never comes either. */
export function minus(a: Ends, b: Ends): Ends {
  const known = a.low - b.high;
  const possible = a.high - b.low;
  return {
    low: Number.isNaN(known) ? 0 : known,
    high: Number.isNaN(possible) ? 0 : possible,
  };
}

export function hasValue({ low, high }: Ends): boolean {
  return !Number.isNaN(low) && !Number.isNaN(high);
}

function sorted(days: readonly Ends[]) {
  return {
    lows: ascending(days.map(({ low }) => low)),
    highs: ascending(days.map(({ high }) => high)),
  };
}

export function median(values: readonly number[]): number {
  const n = values.length;
  const [a, b] = [values[Math.floor((n - 1) / 2)], values[Math.floor(n / 2)]];
  return n === 0 ? Number.NaN : a === b ? a : (a + b) / 2;
}

/** How many values are left out on each side: the most with which the rest still covers 95%. */
export function leftOut(n: number): number {
  let out = 0;
  while (2 * (out + 1) < n && 1 - 2 * atMost(out + 1, n, 0.5) >= CONFIDENCE) out++;
  return out;
}

function intervalOf(lows: readonly number[], highs: readonly number[]) {
  const days = lows.length;
  if (days < FEWEST) return { interval: null, coverage: null, days };
  const out = leftOut(days);
  const interval = { low: lows[out], high: highs[days - 1 - out] };
  return { interval, coverage: 1 - 2 * atMost(out, days, 0.5), days };
}

/** Clopper and Pearson: the smallest and the largest share that k of n do not refute, each with that error. */
export function shareBounds(k: number, n: number, error: number): Ends {
  if (n === 0) return { low: 0, high: 1 };
  return {
    low: k === 0 ? 0 : bisect((p) => 1 - atMost(k - 1, n, p) < error),
    high: k === n ? 1 : bisect((p) => atMost(k, n, p) > error),
  };
}

/** The largest p at which it still holds, of what holds up to some p. */
function bisect(holds: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * How often the middle of `fresh` further days of the same law lies outside the interval of n days, at
 * most: whatever the law, since all orders of all the days are equally likely.
 */
export function missChance(n: number, fresh: number): number {
  const rank = Math.floor(fresh / 2) + 1;
  const out = leftOut(n);
  // Exactly j of the n days lie below the fresh day of that rank.
  const below = (j: number) =>
    (choose(j + rank - 1, j) * choose(n - j + fresh - rank, n - j)) / choose(n + fresh, n);
  let chance = 0;
  for (let j = 0; j <= n; j++) if (j <= out || j >= n - out) chance += below(j);
  return chance;
}

/** The fewest failures of so many statements that chance alone would exceed with less than `error`. */
export function allowance(statements: number, chance: number, error: number): number {
  let allowed = 0;
  while (allowed < statements && 1 - atMost(allowed, statements, chance) > error) allowed++;
  return allowed;
}
/** Two-sided. */
export function signTest(one: number, other: number): number {
  return Math.min(1, 2 * atMost(Math.min(one, other), one + other, 0.5));
}

/** Which of these hold together at 95%. */
export function holm(pValues: readonly number[]): boolean[] {
  const order = [...pValues.keys()].sort((a, b) => pValues[a] - pValues[b]);
  const firstKept = order.findIndex(
    (at, rank) => pValues[at] > (1 - CONFIDENCE) / (pValues.length - rank),
  );
  const shown = new Set(firstKept < 0 ? order : order.slice(0, firstKept));
  return pValues.map((_, i) => shown.has(i));
}
