/**
 * A figure that is known, or known to lie between two ends.
 *
 *   { 5, 5 }          known
 *   { 5, Infinity }   at least 5: some mail has not arrived, and may never
 *   { Infinity, Infinity }   never
 *   { NaN, NaN }      there is nothing to say
 *
 * The unit is the figure's. Left out: how likely each value between the ends is; nobody knows.
 */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const NOTHING_KNOWN: Bounds = { low: Number.NaN, high: Number.NaN };

export function known(value: number): Bounds {
  return { low: value, high: value };
}

export function isKnown({ low, high }: Bounds): boolean {
  return low === high && Number.isFinite(low);
}

/**
 * `a - b`, as far as it is known. What never comes is never sooner than anything else, nor later
 * than what never comes either.
 */
export function minus(a: Bounds, b: Bounds): Bounds {
  return { low: lowest(a.low, b.high), high: highest(a.high, b.low) };
}

function lowest(a: number, b: number): number {
  if (a === Number.POSITIVE_INFINITY) return b === a ? 0 : a;
  return b === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : a - b;
}

function highest(a: number, b: number): number {
  if (b === Number.POSITIVE_INFINITY) return a === b ? 0 : Number.NEGATIVE_INFINITY;
  return a === Number.POSITIVE_INFINITY ? a : a - b;
}
