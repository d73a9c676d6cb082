/**
 * Ticks of an axis: where people would put them, and what they would write there.
 *
 * Durations at 30 s, 5 min, 1 h rather than at powers of ten of a millisecond; shares as percents;
 * counts in steps of 1, 2 and 5. Units in: milliseconds, shares from 0 to 1, bytes.
 */

import { clockTime } from '../../maillog/calendar.ts';
import type { MetricUnit } from '../../mailpath/metrics.ts';
import { DAY, duration, HOUR, MINUTE, quantity, SECOND } from '../quantity.ts';
import { widest } from './chart.ts';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** On a logarithmic axis, coarse to fine. */
const LOG_DURATIONS: readonly (readonly number[])[] = [
  [1, SECOND, HOUR, 10 * DAY],
  [1, SECOND, MINUTE, HOUR, DAY, 10 * DAY],
  [1, 10, 100, SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 10 * DAY],
  [1, 10, 100, SECOND, 5 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR],
];
const FINE_REST = [10 * HOUR, DAY, 3 * DAY, 10 * DAY];

/** Steps of an even axis. */
const EVEN_DURATIONS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((n) => n * DAY),
];

/**
 * Ticks of a logarithmic axis of durations from `low` to `high` (both above 0): as fine as can be with
 * neighbours at least a `most`-th of the axis apart.
 */
export function logDurationTicks(low: number, high: number, maxTicks: number): Tick[] {
  const within = LOG_DURATIONS.map((values, i) =>
    (i === LOG_DURATIONS.length - 1 ? [...values, ...FINE_REST] : values).filter(
      (value) => value >= low && value <= high,
    ),
  );
  const fine = within.filter((values) => areApart(values, high / low, maxTicks)).pop() ?? within[0];
  const chosen = fine.length >= 2 ? fine : [low, high];
  return chosen.map((value) => ({ value, label: duration(value) }));
}

/** Is each ratio of neighbours, to the power of `most`, at least that of the whole axis? */
function areApart(values: readonly number[], whole: number, maxTicks: number): boolean {
  return values.every((value, i) => {
    if (i === 0) return true;
    let power = 1;
    for (let k = 0; k < maxTicks; k++) power *= value / values[i - 1];
    return power >= whole;
  });
}

/** Powers of ten from `low` to `high`, both above 0. */
export function powersOfTen(low: number, high: number): number[] {
  const powers: number[] = [];
  for (let power = 1, k = 0; k < 12; k++, power /= 10) {
    if (power >= low / 1.000001 && power <= high) powers.unshift(Number(power.toPrecision(6)));
  }
  for (let power = 10; power <= high; power *= 10) if (power >= low) powers.push(power);
  return powers;
}

/** A round step of 1, 2 or 5 times a power of ten, at least `min`. */
function roundStep(min: number): number {
  let power = 1;
  while (power > min) power /= 10;
  while (power * 10 <= min) power *= 10;
  const step = [1, 2, 5, 10].find((n) => n * power >= min * 0.999999) ?? 10;
  return Number((step * power).toPrecision(6));
}

/** Between labels beside each other, px. */
const LABEL_GAP_PX = 8;

/**
 * Ticks of an even axis from `low` to `high`: about `maxTicks` of them, fewer where their labels have no
 * room beside each other on `widthPx`.
 */
export function evenTicks(
  low: number,
  high: number,
  unit: MetricUnit,
  maxTicks: number,
  widthPx = Number.POSITIVE_INFINITY,
): Tick[] {
  const minStep = (high - low) / maxTicks;
  if (!(minStep > 0)) return [{ value: low, label: quantity(low, unit) }];
  const step =
    unit === 'ms'
      ? (EVEN_DURATIONS.find((ms) => ms >= minStep) ?? roundStep(minStep))
      : roundStep(minStep);
  const ticks: Tick[] = [];
  const first = Math.ceil(low / step - 1e-9) + 0;
  for (let k = first; k * step <= high * (1 + 1e-9) && ticks.length < 50; k++) {
    const value = Number((k * step).toPrecision(10));
    ticks.push({ value, label: quantity(value, unit) });
  }
  const needed = widest(ticks.map(({ label }) => label)) + LABEL_GAP_PX;
  const fits = needed <= (widthPx * step) / (high - low);
  return fits || maxTicks <= 2 ? ticks : evenTicks(low, high, unit, maxTicks - 1, widthPx);
}

/**
 * Ticks of time since the start of a run: as times of day where the run has one (`startsAtMs` after
 * midnight), else as durations.
 */
export function timeTicks(endMs: number, startsAtMs: number, maxTicks: number): Tick[] {
  const minStep = endMs / maxTicks;
  const step = EVEN_DURATIONS.find((ms) => ms >= minStep) ?? roundStep(minStep);
  // From 0, not from the -0 that rounding up would make of it.
  const first = Math.ceil(startsAtMs / step - 1e-9) * step + 0;
  const ticks: Tick[] = [];
  for (let clock = first; clock - startsAtMs <= endMs * (1 + 1e-9); clock += step) {
    const value = clock - startsAtMs;
    ticks.push({ value, label: startsAtMs > 0 ? timeOfDay(clock) : duration(value) });
  }
  return ticks;
}

/** `09:05`, on a later day `+1 d 09:05`; with seconds where they matter. */
export function timeOfDay(clockMs: number): string {
  const days = Math.floor(clockMs / DAY);
  return `${days > 0 ? `+${days} d ` : ''}${clockTime(clockMs).replace(/:00$/, '')}`;
}
