/**
 * Figures between two ends as JSON has them, with neither NaN nor Infinity: what is known of a figure
 * is said by its kind, an end that does not exist is null.
 */

import type { Metric } from '../mailpath/metrics.ts';
import type { Bounds } from '../statistics/bounds.ts';
import type { BoundsResult } from './bounds-schema.ts';

export function boundsResult({ low, high }: Bounds): BoundsResult {
  if (Number.isNaN(low) || Number.isNaN(high)) return { kind: 'none', low: null, high: null };
  if (low === high && Number.isFinite(low)) return { kind: 'exact', low, high };
  if (low === Number.POSITIVE_INFINITY) return { kind: 'never', low: null, high: null };
  if (high === Number.NEGATIVE_INFINITY) return { kind: 'never-before', low: null, high: null };
  if (low === Number.NEGATIVE_INFINITY) {
    return high === Number.POSITIVE_INFINITY
      ? { kind: 'unknown', low: null, high: null }
      : { kind: 'at-most', low: null, high };
  }
  return high === Number.POSITIVE_INFINITY
    ? { kind: 'at-least', low, high: null }
    : { kind: 'between', low, high };
}

/** The same as two numbers again. */
export function boundsOf({ kind, low, high }: BoundsResult): Bounds {
  const [never, ever] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  switch (kind) {
    case 'none':
      return { low: Number.NaN, high: Number.NaN };
    case 'never':
      return { low: never, high: never };
    case 'never-before':
      return { low: ever, high: ever };
    default:
      return { low: low ?? ever, high: high ?? never };
  }
}

/** NaN and Infinity become null: JSON has neither. */
export function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/*
 * Figures that may be bounds, in order: by the upper end, then by the lower. What is not known to
 * arrive stands behind all that is; what has no value comes last.
 */

/** Negative: `a` comes first. */
export function compareBounds(a: BoundsResult, b: BoundsResult): number {
  if (a.kind === 'none' || b.kind === 'none') {
    return Number(a.kind === 'none') - Number(b.kind === 'none');
  }
  const [left, right] = [boundsOf(a), boundsOf(b)];
  return order(left.high, right.high) || order(left.low, right.low);
}

/** The better one first. */
export function compareByWorth(a: BoundsResult, b: BoundsResult, better: Metric['better']): number {
  const has = a.kind !== 'none' && b.kind !== 'none';
  return better === 'more' && has ? compareBounds(b, a) : compareBounds(a, b);
}

/** Infinity minus itself would be no number. */
function order(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The upper end: what a figure is shaded and drawn by; Infinity without one, NaN for no value. */
export function upperEnd(bounds: BoundsResult): number {
  return boundsOf(bounds).high;
}
