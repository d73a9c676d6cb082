/**
 * How sure each metric is: the typical day and its interval, and the difference of two settings day
 * by day.
 *
 * The typical day is the median over the days, with an interval by order statistics, which holds
 * whatever the distribution; the lower ends come from what is known at least of each day, the upper
 * ends from what is possible at most, so that no mean of half-known values is formed. Two settings
 * with the same mail (common random numbers) are compared by the median of the paired differences.
 * Each interval holds by itself. Units are the metrics'. Left out: means over days of two kinds
 * (objective.ts says when one is known).
 */

import { boundsResult } from '../document/bounds.ts';
import { type Metric, type MetricName, metricOf } from '../mailpath/metrics.ts';
import { type Bounds, minus } from '../statistics/bounds.ts';
import { ascending, median, medianInterval, middleValue } from '../statistics/order-statistics.ts';
import type { DifferenceResult, EstimateResult } from './result/result-schema.ts';
import type { SettingOutcome } from './setting-outcome.ts';

export const CONFIDENCE = 0.95;

/** What there is of each day. */
export type Days = Pick<SettingOutcome, 'of'>;

interface Estimate {
  /** The typical day; NaN where no day has a value. */
  readonly value: Bounds;
  /** Null with fewer than five days. */
  readonly interval: Bounds | null;
  /** How often such an interval holds the typical day, at least; null without one. */
  readonly coverage: number | null;
  /** Days with a value. */
  readonly days: number;
}

export interface Difference extends Estimate {
  /** Days on which the other is shown to be less, more, the same; on the rest it is unknown. */
  readonly less: number;
  readonly more: number;
  readonly same: number;
  /** The interval does not contain 0: more than chance. Null without an interval. */
  readonly significant: boolean | null;
}

/** The typical day: of an even number of days the worse of the two middle ones. */
export function estimate(outcome: Days, metric: MetricName): Estimate {
  const values = outcome.of(metric).filter(hasValue);
  const [lows, highs] = [values.map(({ low }) => low), values.map(({ high }) => high)];
  const middle = metricOf(metric).better === 'more' ? lowerMiddle : middleValue;
  return { value: { low: middle(lows), high: middle(highs) }, ...ends(lows, highs) };
}

/** `other` minus `base`: both with the same days. */
export function difference(base: Days, other: Days, metric: MetricName): Difference {
  const pairs = pairedDifferences(base, other, metric);
  const [lows, highs] = [pairs.map(({ low }) => low), pairs.map(({ high }) => high)];
  const found = ends(lows, highs);
  return {
    value: { low: median(lows), high: median(highs) },
    ...found,
    ...signs(pairs),
    significant: found.interval === null ? null : found.interval.low > 0 || found.interval.high < 0,
  };
}

/** `other` minus `base`, on each day on which both have a value. */
export function pairedDifferences(base: Days, other: Days, metric: MetricName): Bounds[] {
  const from = base.of(metric);
  return other
    .of(metric)
    .flatMap((value, day) =>
      hasValue(value) && hasValue(from[day]) ? [minus(value, from[day])] : [],
    );
}

function hasValue({ low, high }: Bounds): boolean {
  return !Number.isNaN(low) && !Number.isNaN(high);
}

function lowerMiddle(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : ascending(values)[Math.floor((values.length - 1) / 2)];
}

function ends(
  lows: readonly number[],
  highs: readonly number[],
): Pick<Estimate, 'interval' | 'coverage' | 'days'> {
  const days = lows.length;
  const positions = medianInterval(days, CONFIDENCE);
  if (positions === null) return { interval: null, coverage: null, days };
  const low = ascending(lows)[positions.low];
  const high = ascending(highs)[positions.high];
  return { interval: { low, high }, coverage: positions.coverage, days };
}

function signs(pairs: readonly Bounds[]): Pick<Difference, 'less' | 'more' | 'same'> {
  const count = (is: (pair: Bounds) => boolean): number => pairs.filter(is).length;
  return {
    less: count(({ high }) => high < 0),
    more: count(({ low }) => low > 0),
    same: count(({ low, high }) => low === 0 && high === 0),
  };
}

/** `not-significant`: may be chance. `same`: no day differs. `unknown`: no interval to tell by. */
export const EFFECTS = [
  'better',
  'worse',
  'negligible',
  'not-significant',
  'same',
  'unknown',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** Below this share of the value that it is compared with, a difference is negligible. */
const FELT = 0.01;

/** `reference`: the typical day that the difference starts from. */
export function effectOf(
  { value, same, days, significant }: Difference,
  reference: Bounds,
  better: 'less' | 'more',
): Effect {
  if (same === days && days > 0) return 'same';
  if (significant === null) return 'unknown';
  if (!significant) return 'not-significant';
  const nearest = Math.min(Math.abs(value.low), Math.abs(value.high));
  if (nearest < FELT * Math.abs(reference.low)) return 'negligible';
  return value.high < 0 === (better === 'less') ? 'better' : 'worse';
}

/*
 * Metrics as a result states them: by name, each with its unit, what is known of the typical day,
 * and its interval. Units as in result-schema.ts. JSON has neither NaN nor Infinity: what is known of
 * a figure is said by its kind, an end that does not exist is null.
 */

/** The result of a setting. */
export function estimatesOf(
  outcome: SettingOutcome,
  metrics: readonly Metric[],
): Record<MetricName, EstimateResult> {
  return byName(metrics, ({ name, unit }) => {
    return { unit, ...estimateResult(estimate(outcome, name)) };
  });
}

/** `other` minus `base`, day by day. */
export function differencesOf(
  base: SettingOutcome,
  other: SettingOutcome,
  metrics: readonly Metric[],
): Record<MetricName, DifferenceResult> {
  return byName(metrics, ({ name, unit }) => {
    return { unit, ...differenceOf(difference(base, other, name)) };
  });
}

function byName<T>(metrics: readonly Metric[], of: (metric: Metric) => T): Record<MetricName, T> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, of(metric)])) as Record<
    MetricName,
    T
  >;
}

/** An estimate as data. */
export function estimateResult(found: Estimate): Omit<EstimateResult, 'unit'> {
  const { value, interval, coverage, days } = found;
  return { ...boundsResult(value), interval: interval && boundsResult(interval), coverage, days };
}

/** A difference as data. */
export function differenceOf(found: Difference): Omit<DifferenceResult, 'unit'> {
  const { less, more, same, significant } = found;
  return { ...estimateResult(found), less, more, same, significant };
}
