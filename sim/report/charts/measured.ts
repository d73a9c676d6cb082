/**
 * A measure as charts have it: values with intervals, and the axis that they are read from.
 *
 * Units: the measure's (milliseconds, shares from 0 to 1, bytes, counts).
 */
import type { MeasureUnit } from '../../experiment/measure.ts';
import { NOTHING, quantity } from '../quantity.ts';
import { evenTicks, logDurationTicks, type Tick } from './ticks.ts';

export interface MeasureInfo {
  /** As readers know it: `p99`. */
  readonly measure: string;
  readonly unit: MeasureUnit;
  /** Which is better; less, if nothing is said. */
  readonly better?: 'less' | 'more' | 'neither';
}

export interface MeasuredValue {
  /** Null: there is none. */
  readonly value: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

export interface MeasureScale {
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

/** An axis for the values; even ones begin at 0, so that lengths can be compared. */
export function measureScale(
  values: readonly number[],
  unit: MeasureUnit,
  most: number,
): MeasureScale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (unit === 'ms' && low > 0 && high / low > WIDE_RANGE) {
    const domain: [number, number] = [low / 1.3, high * 1.3];
    return {
      scale: { type: 'log', domain, nice: false, clamp: true },
      ticks: logDurationTicks(domain[0], domain[1], most),
    };
  }
  const domain: [number, number] = [Math.min(0, low), high > 0 ? high * 1.06 : 1];
  return {
    scale: { type: 'linear', domain, nice: false, clamp: true },
    ticks: evenTicks(domain[0], domain[1], unit, most),
  };
}

/** All ends of the values and their intervals that there are. */
export function ends(values: readonly MeasuredValue[]): number[] {
  return values.flatMap(({ value, low, high }) => [value, low, high].filter(isNumber));
}

export const isNumber = (value: unknown): value is number => typeof value === 'number';

/** `4 min 2 s`. */
export function told({ value }: MeasuredValue, { unit }: MeasureInfo): string {
  return value === null ? NOTHING : quantity(value, unit);
}

/** `3 min 50 s to 4 min 14 s`. */
export function toldInterval({ low, high }: MeasuredValue, { unit }: MeasureInfo): string {
  if (!isNumber(low) || !isNumber(high)) return NOTHING;
  return `${quantity(low, unit)} to ${quantity(high, unit)}`;
}

/** The best of the items that have a value; undefined if none has. */
export function best<T extends MeasuredValue>(
  items: readonly T[],
  { better }: MeasureInfo,
): T | undefined {
  const sign = better === 'more' ? -1 : 1;
  return items
    .filter(({ value }) => value !== null)
    .reduce<T | undefined>(
      (least, item) =>
        least === undefined || sign * (item.value ?? 0) < sign * (least.value ?? 0) ? item : least,
      undefined,
    );
}

/** `Lowest p99: 4 min 2 s, at runners 4`; where neither way is better, from where to where it goes. */
export function extremeWords<T extends MeasuredValue>(
  items: readonly T[],
  info: MeasureInfo,
  at: (item: T) => string,
): string {
  const { measure, better } = info;
  const least = best(items, { ...info, better: 'less' });
  const most = best(items, { ...info, better: 'more' });
  if (least === undefined || most === undefined) return `There is no ${measure} to show`;
  const [low, high] = [told(least, info), told(most, info)];
  if (low === high) return `${measure}: ${low} everywhere`;
  if (better === 'neither')
    return `${measure}: from ${low} at ${at(least)} to ${high} at ${at(most)}`;
  return better === 'more'
    ? `Highest ${measure}: ${high}, at ${at(most)}`
    : `Lowest ${measure}: ${low}, at ${at(least)}`;
}
