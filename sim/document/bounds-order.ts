/**
 * Figures that may be bounds, in order: by the upper end, then by the lower. What is not known to
 * arrive stands behind all that is; what has no value comes last.
 */
import type { Metric } from '../mailpath/metrics.ts';
import { boundsOf } from './bounds.ts';
import type { BoundsResult } from './bounds-schema.ts';

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
