/**
 * A metric as charts have it: values with intervals, as far as they are known, and the axis that
 * they are read from.
 *
 * A bound without an upper end is drawn up to the end of the axis: `open` says so, and whoever draws
 * it puts an arrow there. Units: the metric's (milliseconds, shares from 0 to 1, bytes, counts).
 */

import { boundsOf } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { boundsText, intervalText } from '../../document/bounds-text.ts';
import { evenTicks, logDurationTicks } from '../../document/charts/ticks.ts';
import { NOTHING } from '../../document/quantity.ts';
import type { MetricUnit } from '../../mailpath/metrics.ts';
import type { EstimateResult } from '../result/result-schema.ts';

/** Of the typical day. */
export interface MeasuredValue extends Readonly<BoundsResult> {
  readonly interval?: Readonly<BoundsResult> | null | undefined;
}

/** What is known. */
export function exactly(value: number): MeasuredValue {
  return { kind: 'exact', low: value, high: value };
}

/** From here on durations are put on a logarithmic axis: the largest over the smallest. */
const WIDE_RANGE = 30;

/**
 * An axis for the values; even ones begin at 0, so that lengths can be compared. `open`: something
 * has no upper end, so that there has to be room beyond the largest value. `widthPx`: of an axis whose
 * labels stand beside each other.
 */
export function measureScale(
  values: readonly number[],
  unit: MetricUnit,
  maxTicks: number,
  open = false,
  widthPx?: number,
) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isLog = unit === 'ms' && low > 0 && high / low > WIDE_RANGE;
  const [from, edge] = isLog
    ? [low / 1.3, high * (open ? 2 : 1.3)]
    : [Math.min(0, low), high > 0 ? high * (open ? 1.2 : 1.06) : 1];
  return {
    scale: { type: isLog ? 'log' : 'linear', domain: [from, edge], nice: false, clamp: true },
    ticks: isLog
      ? logDurationTicks(from, edge, maxTicks)
      : evenTicks(from, edge, unit, maxTicks, widthPx),
    edge,
  };
}

/** All ends of the values and their intervals that there are. */
export function ends(values: readonly MeasuredValue[]): number[] {
  return values.flatMap(({ low, high, interval }) =>
    [low, high, interval?.low, interval?.high].filter(isNumber),
  );
}

/** Whether any of them, or of their intervals, has no upper end. */
export function anyOpen(values: readonly MeasuredValue[]): boolean {
  return values.some(({ interval, ...value }) => isOpen(value) || (interval && isOpen(interval)));
}

export function isOpen({ kind }: BoundsResult): boolean {
  return kind === 'at-least' || kind === 'never';
}

/** A value on an axis that ends at `edge`. */
interface Placed {
  /** The upper end of what is known; the lower one where there is no upper end. Null: no value. */
  readonly value: number | null;
  /** Its interval and all that is possible; null where that is a point. */
  readonly low: number | null;
  readonly high: number | null;
  /** It goes on beyond the edge. */
  readonly open: boolean;
}

export function placed(found: MeasuredValue, edge: number): Placed {
  const within = (value: number): number => Math.min(edge, value);
  if (found.kind === 'none') {
    if (!found.interval) return { value: null, low: null, high: null, open: false };
    const { low, high } = boundsOf(found.interval);
    return { value: null, low: within(low), high: within(high), open: !Number.isFinite(high) };
  }
  const own = boundsOf(found);
  const range = boundsOf(found.interval ?? found);
  const value = Number.isFinite(own.high) ? own.high : own.low;
  const [low, high] = [Math.min(own.low, range.low), Math.max(own.high, range.high)];
  const isPoint = low === high && Number.isFinite(low);
  return {
    value: within(value),
    low: isPoint && !found.interval ? null : within(low),
    high: isPoint && !found.interval ? null : within(high),
    open: !Number.isFinite(high),
  };
}

export const isNumber = (value: unknown): value is number => typeof value === 'number';

/** `4 min 2 s`, `at least 24 min`, `never`. */
export function estimateText(estimate: EstimateResult): string {
  return boundsText(estimate, estimate.unit);
}

/** `3.83 to 4.23 min`. */
export function estimateIntervalText({ interval, unit }: EstimateResult): string {
  return interval ? (intervalText(interval, unit) ?? boundsText(interval, unit)) : NOTHING;
}
