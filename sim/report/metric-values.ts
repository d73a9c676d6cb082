/**
 * Metrics as a result states them: by name, each with its unit, what is known of the typical day,
 * and its interval. Units as in result-schema.ts. JSON has neither NaN nor Infinity: what is known of
 * a figure is said by its kind, an end that does not exist is null.
 */
import { type Difference, difference, type Estimate, estimate } from '../experiment/estimate.ts';
import type { SettingOutcome } from '../experiment/setting-outcome.ts';
import type { Metric, MetricName } from '../mailpath/metrics.ts';
import type { Bounds } from '../statistics/bounds.ts';
import type { BoundsResult, DifferenceResult, EstimateResult } from './result-schema.ts';

/** What a setting came to. */
export function estimatesOf(
  outcome: SettingOutcome,
  metrics: readonly Metric[],
): Record<MetricName, EstimateResult> {
  return Object.fromEntries(
    metrics.map(({ name, unit }) => [name, { unit, ...estimateResult(estimate(outcome, name)) }]),
  ) as Record<MetricName, EstimateResult>;
}

/** `other` minus `base`, day by day. */
export function differencesOf(
  base: SettingOutcome,
  other: SettingOutcome,
  metrics: readonly Metric[],
): Record<MetricName, DifferenceResult> {
  return Object.fromEntries(
    metrics.map(({ name, unit }) => {
      return [name, { unit, ...differenceOf(difference(base, other, name)) }];
    }),
  ) as Record<MetricName, DifferenceResult>;
}

/** An estimate as data. */
export function estimateResult({
  value,
  interval,
  coverage,
  days,
}: Estimate): Omit<EstimateResult, 'unit'> {
  return {
    ...boundsResult(value),
    interval: interval === null ? null : boundsResult(interval),
    coverage,
    days,
  };
}

/** A difference as data. */
export function differenceOf(found: Difference): Omit<DifferenceResult, 'unit'> {
  const { less, more, same, clear } = found;
  return { ...estimateResult(found), less, more, same, clear };
}

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
