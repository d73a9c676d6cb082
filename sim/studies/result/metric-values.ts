/**
 * Metrics as a result states them: by name, each with its unit, what is known of the typical day,
 * and its interval. Units as in result-schema.ts. JSON has neither NaN nor Infinity: what is known of
 * a figure is said by its kind, an end that does not exist is null.
 */

import { boundsResult } from '../../document/bounds.ts';
import type { Metric, MetricName } from '../../mailpath/metrics.ts';
import { type Difference, difference, type Estimate, estimate } from '../estimate.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { DifferenceResult, EstimateResult } from './result-schema.ts';

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
  const { less, more, same, significant } = found;
  return { ...estimateResult(found), less, more, same, significant };
}
