/**
 * Measures as a result states them: by name, each with its unit and its interval, null where a value
 * does not exist. Units as in result-schema.ts.
 */
import { difference, type Estimate, estimate } from '../experiment/estimate.ts';
import type { Measure } from '../experiment/measure.ts';
import type { SettingOutcome } from '../experiment/setting-outcome.ts';
import type { DifferenceResult, EstimateResult } from './result-schema.ts';

/** What a setting came to. */
export function estimatesOf(
  outcome: SettingOutcome,
  measures: readonly Measure[],
): Record<string, EstimateResult> {
  return Object.fromEntries(
    measures.map(({ name, unit }) => {
      const { value, low, high } = estimate(outcome, name);
      return [name, { unit, value: known(value), low, high }];
    }),
  );
}

/** `other` minus `base`, replication by replication. */
export function differencesOf(
  base: SettingOutcome,
  other: SettingOutcome,
  measures: readonly Measure[],
): Record<string, DifferenceResult> {
  return Object.fromEntries(
    measures.map(({ name, unit }) => {
      const { value, low, high, clear } = difference(base, other, name);
      return [name, { unit, value: known(value), low, high, clear }];
    }),
  );
}

/** An estimate as data. */
export function estimateResult({ value, low, high }: Estimate): {
  value: number | null;
  low: number | null;
  high: number | null;
} {
  return { value: known(value), low, high };
}

/** NaN and Infinity become null: JSON has neither. */
export function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
