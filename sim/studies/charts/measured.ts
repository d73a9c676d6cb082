/**
 * A metric as charts have it: values with intervals, as far as they are known, and the axis that
 * they are read from.
 *
 * A bound without an upper end is drawn up to the end of the axis: `open` says so, and whoever draws
 * it puts an arrow there. Units: the metric's (milliseconds, shares from 0 to 1, bytes, counts).
 */

import { boundsOf, compareBounds } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { boundsText, intervalText } from '../../document/bounds-text.ts';
import { evenTicks, logDurationTicks, type Tick } from '../../document/charts/ticks.ts';
import { NOTHING } from '../../document/quantity.ts';
import type { MetricUnit } from '../../mailpath/metrics.ts';
import type { EstimateResult } from '../result/result-schema.ts';

export interface MeasureInfo {
  /** As readers know it: `p99`. */
  readonly measure: string;
  readonly unit: MetricUnit;
  /** Which is better; less, if nothing is said. */
  readonly better?: 'less' | 'more' | 'neither';
}

/** Of the typical day. */
export interface MeasuredValue extends Readonly<BoundsResult> {
  readonly interval?: Readonly<BoundsResult> | null | undefined;
}

/** Of an estimate, what charts draw. */
export function measuredOf({ kind, low, high, interval }: EstimateResult): MeasuredValue {
  return { kind, low, high, interval };
}

/** What is known. */
export function exactly(value: number): MeasuredValue {
  return { kind: 'exact', low: value, high: value };
}

interface MeasureScale {
  readonly scale: {
    readonly type: 'log' | 'linear';
    readonly domain: [number, number];
    readonly nice: false;
    readonly clamp: true;
  };
  readonly ticks: readonly Tick[];
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
): MeasureScale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (unit === 'ms' && low > 0 && high / low > WIDE_RANGE) {
    const domain: [number, number] = [low / 1.3, high * (open ? 2 : 1.3)];
    return {
      scale: { type: 'log', domain, nice: false, clamp: true },
      ticks: logDurationTicks(domain[0], domain[1], maxTicks),
    };
  }
  const domain: [number, number] = [Math.min(0, low), high > 0 ? high * (open ? 1.2 : 1.06) : 1];
  return {
    scale: { type: 'linear', domain, nice: false, clamp: true },
    ticks: evenTicks(domain[0], domain[1], unit, maxTicks, widthPx),
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
export function valueText(value: BoundsResult, { unit }: Pick<MeasureInfo, 'unit'>): string {
  return boundsText(value, unit);
}

/** `3.83 to 4.23 min`. */
export function valueIntervalText(
  { interval }: MeasuredValue,
  { unit }: Pick<MeasureInfo, 'unit'>,
): string {
  return interval ? (intervalText(interval, unit) ?? boundsText(interval, unit)) : NOTHING;
}

/**
 * `Lowest p99 on a typical day: 4 min 2 s, at runners 4`; where neither way is better, from where to
 * where it goes.
 */
export function extremeWords<T extends MeasuredValue>(
  items: readonly T[],
  info: MeasureInfo,
  at: (item: T) => string,
): string {
  const { measure, better } = info;
  const sorted = items.filter(({ kind }) => kind !== 'none').sort(compareBounds);
  const [lowest, highest] = [sorted[0], sorted[sorted.length - 1]];
  if (lowest === undefined || highest === undefined) return `There is no ${measure} to show`;
  const [low, high] = [valueText(lowest, info), valueText(highest, info)];
  const typical = `${measure} on a typical day`;
  if (low === high) return `${typical}: ${low} everywhere`;
  if (better === 'neither')
    return `${typical}: from ${low} at ${at(lowest)} to ${high} at ${at(highest)}`;
  return better === 'more'
    ? `Highest ${typical}: ${high}, at ${at(highest)}`
    : `Lowest ${typical}: ${low}, at ${at(lowest)}`;
}
