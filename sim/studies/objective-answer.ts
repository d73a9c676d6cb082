/**
 * Whether a setting reaches an objective, as far as the days that were run can tell.
 *
 * The share of days that break it is bounded by Clopper and Pearson, whatever the distribution of the
 * figure. A mean over all days is told only where there are ten days of each kind (bad-days.ts): days
 * of one kind say nothing of the other; then Student's t. Bounds are one-sided.
 */
import type { MetricName } from '../mailpath/metrics.ts';
import type { Bounds } from '../statistics/bounds.ts';
import { lowerBound, moments, oneSidedBounds, upperBound } from '../statistics/confidence.ts';
import { kindsOfDays } from './bad-days.ts';
import { allowedShare, type DayState, dayState, type Objective } from './objective.ts';
import type { SettingOutcome } from './setting-outcome.ts';

/** Fewest days of each kind for a mean over all of them. */
export const FEWEST_FOR_MEAN = 10;

export type ObjectiveState = 'met' | 'missed' | 'open';

export interface ObjectiveAnswer {
  readonly objective: Objective;
  /** With the confidence that was asked for. */
  readonly state: ObjectiveState;
  /** Days with mail. */
  readonly days: number;
  /** Days that broke it, and that cannot be told; of an objective about the mean too. */
  readonly badDays: number;
  readonly unknownDays: number;
  /** One-sided bounds of the share of bad days; of an objective about the mean, of the mean. */
  readonly low: number;
  readonly high: number;
  /** The mean over the days; null for an objective about days, and where it cannot be told. */
  readonly mean: number | null;
  /** The value of the worst day. */
  readonly worst: Bounds;
}

/** What the days say; `error`: the chance that a decision is wrong, for each side. */
export function judge(
  objective: Objective,
  outcome: SettingOutcome,
  error: number,
): ObjectiveAnswer {
  const values = valuesOfDays(outcome, objective.metric);
  const states = values.map((value) => dayState(objective, value) ?? 'unknown');
  const badDays = states.filter((state) => state === 'broken').length;
  const unknownDays = states.filter((state) => state === 'unknown').length;
  const shared = {
    objective,
    days: values.length,
    badDays,
    unknownDays,
    worst: worst(objective, values),
  };
  return objective.onDays === null
    ? { ...shared, ...judgeMean(objective, outcome, values, error) }
    : { ...shared, ...judgeDays(objective.onDays, values.length, badDays, unknownDays, error) };
}

function judgeDays(onDays: number, days: number, bad: number, unknown: number, error: number) {
  const low = days === 0 ? 0 : lowerBound(bad, days, 1 - error);
  const high = days === 0 ? 1 : upperBound(bad + unknown, days, 1 - error);
  const allowed = allowedShare(onDays);
  const state: ObjectiveState = high <= allowed ? 'met' : low > allowed ? 'missed' : 'open';
  return { state, low, high, mean: null };
}

function judgeMean(
  objective: Objective,
  outcome: SettingOutcome,
  values: readonly Bounds[],
  error: number,
) {
  const enough = kindsWith(objective, outcome).every(
    (days) => days === 0 || days >= FEWEST_FOR_MEAN,
  );
  const lows = values.map(({ low }) => low);
  const highs = values.map(({ high }) => high);
  const below = oneSidedBounds(lows, 1 - error);
  const above = oneSidedBounds(highs, 1 - error);
  const low = below?.low ?? Number.NaN;
  const high = above?.high ?? Number.POSITIVE_INFINITY;
  const known = enough && below !== null && above !== null;
  const state = known ? dayState(objective, { low, high }) : 'unknown';
  const states: Readonly<Record<DayState, ObjectiveState>> = {
    kept: 'met',
    broken: 'missed',
    unknown: 'open',
  };
  return { state: states[state ?? 'unknown'], low, high, mean: known ? moments(lows).mean : null };
}

/** Days of either kind: bad by an event of the run, or since they break the bound themselves. */
function kindsWith(objective: Objective, outcome: SettingOutcome): readonly [number, number] {
  const byEvent = new Set(kindsOfDays(outcome).bad);
  const bad = outcome
    .of(objective.metric)
    .filter((value, day) => byEvent.has(day) || dayState(objective, value) === 'broken').length;
  return [bad, outcome.days - bad];
}

/** The value farthest from the bound on the wrong side. */
function worst({ comparison, bound }: Objective, values: readonly Bounds[]): Bounds {
  const pick = (ends: readonly number[]): number => {
    if (ends.length === 0) return Number.NaN;
    if (comparison === '>' || comparison === '>=') return Math.min(...ends);
    if (comparison !== '==') return Math.max(...ends);
    return ends.reduce((far, end) => (Math.abs(end - bound) > Math.abs(far - bound) ? end : far));
  };
  return { low: pick(values.map(({ low }) => low)), high: pick(values.map(({ high }) => high)) };
}

/** A metric on the days that had mail: a day without any says nothing of a setting. */
function valuesOfDays(outcome: SettingOutcome, metric: MetricName): Bounds[] {
  const arrived = outcome.lows('arrived');
  return outcome.of(metric).filter((_, day) => arrived[day] > 0);
}
