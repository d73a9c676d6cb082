/**
 * Objectives: what a setting has to reach, and on how many days.
 *
 *   p99 < 5m                  on at least 95% of the days
 *   p99 < 5m on 90% of days   on so many
 *   mean p99 < 5m             the mean over all days
 *
 * Of one day an objective is kept if all that is possible for its mail keeps it, broken if nothing
 * does, and is unknown otherwise. What the days together say stands below.
 */

import type { MetricName } from '../mailpath/metrics.ts';
import { compares, type Operator } from '../scenario/expectation.ts';
import type { Bounds } from '../statistics/bounds.ts';
import { lowerBound, meanInterval, moments, upperBound } from '../statistics/confidence.ts';
import { CONFIDENCE } from './estimate.ts';
import type { SettingOutcome } from './setting-outcome.ts';

export type Comparison = Exclude<Operator, '!='>;

export interface Objective {
  /** As the user wrote it. */
  readonly text: string;
  readonly metric: MetricName;
  readonly comparison: Comparison;
  /** In the metric's unit. */
  readonly bound: number;
  /** Share of the days on which it has to hold, above 0 and below 1; null: its mean has to. */
  readonly onDays: number | null;
}

/** On one day: `unknown` where mail that has not arrived could make it either. */
export type DayState = 'kept' | 'broken' | 'unknown';

/** What a figure of one day makes of the objective; null: that day has no such figure. */
export function dayState({ comparison, bound }: Objective, { low, high }: Bounds): DayState | null {
  if (Number.isNaN(low) || Number.isNaN(high)) return null;
  const keeps = (value: number): boolean => compares(value, comparison, bound);
  if (comparison === '==') {
    if (bound < low || bound > high) return 'broken';
    return low === high ? 'kept' : 'unknown';
  }
  const [worst, best] = comparison.startsWith('<') ? [high, low] : [low, high];
  if (keeps(worst)) return 'kept';
  return keeps(best) ? 'unknown' : 'broken';
}

/** Share of days that may be bad: 0.05 of 0.95, not the 0.050000000000000044 of a subtraction. */
export function allowedShare(onDays: number): number {
  return Math.round((1 - onDays) * 1e9) / 1e9;
}

/** Fewest days of each kind for a mean over all of them. */
export const FEWEST_FOR_MEAN = 10;

export type ObjectiveState = 'met' | 'missed' | 'open';

export interface ObjectiveAnswer {
  /** With the confidence that was asked for. */
  readonly state: ObjectiveState;
  /** Days with mail. */
  readonly days: number;
  /** Days that broke it, and that are unknown; of an objective about the mean too. */
  readonly badDays: number;
  readonly unknownDays: number;
  /** One-sided bounds of the share of bad days; of an objective about the mean, of the mean. */
  readonly low: number;
  readonly high: number;
  /** The mean over the days; null for an objective about days, and where it is unknown. */
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
  const daysThatAre = (state: DayState) => states.filter((one) => one === state).length;
  const days = values.length;
  const [badDays, unknownDays] = [daysThatAre('broken'), daysThatAre('unknown')];
  const found =
    objective.onDays === null
      ? judgeMean(objective, outcome, values, error)
      : judgeDays(objective.onDays, days, badDays, unknownDays, error);
  return { days, badDays, unknownDays, worst: worst(objective, values), ...found };
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
  // Each of their ends is by itself right with 1 - error.
  const confidence = 2 * (1 - error) - 1;
  const below = meanInterval(lows, confidence);
  const above = meanInterval(highs, confidence);
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

/** A mark that stands this long, in all, makes a day bad: an assumption. */
export const MARKED_TOO_LONG_MS = 5 * 60_000;

/** In the order in which reports name them. */
export const BAD_DAY_REASONS = ['marked', 'cut', 'objective'] as const;
export type BadDayReason = (typeof BAD_DAY_REASONS)[number];

/** Numbers of the bad and of the good days, ascending; bad days by each reason, of which a day may have several. */
export function kindsOfDays(outcome: SettingOutcome) {
  const bad: number[] = [];
  const good: number[] = [];
  const byReason = { marked: 0, cut: 0, objective: 0 };
  const marked = outcome.lows('marked-time');
  const skips = outcome.lows('skipped-mark');
  const cuts = outcome.lows('cuts');
  const broken = outcome.objectives.map((objective) =>
    outcome.of(objective.metric).map((value) => dayState(objective, value) === 'broken'),
  );
  for (let day = 0; day < outcome.days; day++) {
    const reasons = {
      marked: marked[day] > MARKED_TOO_LONG_MS && skips[day] > 0,
      cut: cuts[day] > 0,
      objective: broken.some((days) => days[day]),
    };
    for (const reason of BAD_DAY_REASONS) if (reasons[reason]) byReason[reason]++;
    (Object.values(reasons).includes(true) ? bad : good).push(day);
  }
  return { bad, good, byReason };
}

/**
 * How many of all days are like the `bad` of `days`: Clopper and Pearson's interval, two-sided; and what
 * so many days show, one-sided: of 20 without a bad one that at most 14% are, of 20 that are all bad that
 * at least 86% are; of a mixture the interval.
 */
export function dayShare(bad: number, days: number) {
  const twoSided = (1 + CONFIDENCE) / 2;
  const interval =
    days === 0
      ? { low: 0, high: 1 }
      : { low: lowerBound(bad, days, twoSided), high: upperBound(bad, days, twoSided) };
  const low = bad === days && days > 0 ? lowerBound(bad, days, CONFIDENCE) : interval.low;
  const high = bad === 0 && days > 0 ? upperBound(bad, days, CONFIDENCE) : interval.high;
  return { bad, days, interval, shown: { low, high } };
}
