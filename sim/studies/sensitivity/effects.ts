/**
 * What another value of an input does to the measure, by the days on which both were run.
 *
 *   moves      significant (sign test, and Holm over all values that were tried), by more than 1%
 *   likely     by more than 1%, in the same direction on each of five days or more: significant by itself
 *              at 94%, not among so many
 *   some-days  the typical day stays within 1%, other days do not
 *   still      every day stays within 1%, five or more of them: so the typical day does, at 95%, for
 *              five days within 1% are likely in 1 of 32 cases if it does not
 *   unknown    the days are too few to tell
 *
 * Differences are taken day by day, relative to that day as it is. Of mail that may never arrive both
 * ends of a difference count.
 */
import type { MetricName } from '../../mailpath/metrics.ts';
import type { Bounds } from '../../statistics/bounds.ts';
import {
  ascending,
  FEWEST_FOR_INTERVAL,
  holm,
  medianInterval,
  signTest,
} from '../../statistics/order-statistics.ts';
import { CONFIDENCE, type Difference, difference, estimate } from '../estimate.ts';
import type { SettingOutcome } from '../setting-outcome.ts';

export const EFFECTS = ['moves', 'likely', 'some-days', 'still', 'unknown'] as const;
export type Effect = (typeof EFFECTS)[number];

/** Share of a day's value within which a difference is none. */
export const WITHIN = 0.01;

/** Of each of these outcomes. `looks`: how often a verdict could have been taken, which share the error. */
export function effectsOf(
  base: SettingOutcome,
  outcomes: readonly SettingOutcome[],
  metric: MetricName,
  looks: number,
): { readonly difference: Difference; readonly effect: Effect }[] {
  const differences = outcomes.map((outcome) => difference(base, outcome, metric));
  const significant = holm(
    differences.map(({ less, more }) => signTest(less, more)),
    1 - (1 - CONFIDENCE) / looks,
  );
  return outcomes.map((outcome, i) => {
    const found = differences[i];
    const relative = relativeDifferences(base, outcome, metric);
    const typical = Math.abs(estimate(base.first(found.days), metric).value.low);
    const nearest = Math.min(Math.abs(found.value.low), Math.abs(found.value.high));
    return {
      difference: found,
      effect: effectOf(relative, significant[i] && nearest > WITHIN * typical),
    };
  });
}

function effectOf(relative: readonly Bounds[], moves: boolean): Effect {
  if (relative.length < FEWEST_FOR_INTERVAL) return 'unknown';
  if (relative.every(isWithin)) return 'still';
  if (moves) return 'moves';
  const isUp = relative.every(({ low }) => low > WITHIN);
  if (isUp || relative.every(({ high }) => high < -WITHIN)) return 'likely';
  const positions = medianInterval(relative.length, CONFIDENCE);
  if (positions === null) return 'unknown';
  const low = ascending(relative.map((one) => one.low))[positions.low];
  const high = ascending(relative.map((one) => one.high))[positions.high];
  return isWithin({ low, high }) ? 'some-days' : 'unknown';
}

function isWithin({ low, high }: Bounds): boolean {
  return low >= -WITHIN && high <= WITHIN;
}

/** Of each day that both have: 0.5 for half as much again. */
export function relativeDifferences(
  base: SettingOutcome,
  other: SettingOutcome,
  metric: MetricName,
): Bounds[] {
  const from = base.of(metric);
  return other.of(metric).flatMap(({ low, high }, day) => {
    const before = from[day];
    if (before === undefined || Number.isNaN(before.low) || Number.isNaN(low)) return [];
    return [{ low: relative(low, before.high), high: relative(high, before.low) }];
  });
}

/** Nothing to nothing is no change, and never to never neither. */
function relative(value: number, before: number): number {
  if (value === before) return 0;
  return before === 0 || !Number.isFinite(before)
    ? (value > before ? 1 : -1) * Number.POSITIVE_INFINITY
    : (value - before) / Math.abs(before);
}

/**
 * How far it goes on a typical day, as a share of the smaller of the two, so that a tenth is as far as
 * ten times: for what to look at next.
 */
export function sizeOf(base: SettingOutcome, other: SettingOutcome, metric: MetricName): number {
  const sizes = relativeDifferences(base, other, metric).map((found) =>
    Math.max(...[found.low, found.high].map((share) => (share < 0 ? 1 / (1 + share) - 1 : share))),
  );
  return sizes.length === 0 ? 0 : ascending(sizes)[Math.floor(sizes.length / 2)];
}
