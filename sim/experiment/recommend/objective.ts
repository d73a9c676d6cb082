/**
 * Objectives: what a setting has to reach, and whether it does, as far as its replications tell.
 *
 * A measure with a bound (`p99 < 5m`, `over-5m <= 1%`) is about its mean over the replications: a
 * typical day. `max`, and a count that is to be nothing (`cuts = 0`), are about every single day: a
 * mean would say nothing of the worst one. They hold if, with the stated confidence, at most one day
 * in twenty breaks them. Bounds are one-sided: Student's t for means, Clopper and Pearson for days.
 */
import { lowerBound, upperBound } from '../../statistics/binomial-bound.ts';
import { moments, oneSidedBounds } from '../../statistics/confidence.ts';
import { measureOf } from '../measure.ts';
import type { SettingOutcome } from '../setting-outcome.ts';

export type Comparison = '<' | '<=' | '>' | '>=' | '==';

export interface Objective {
  /** As the user wrote it. */
  readonly text: string;
  /** Of MEASURES. */
  readonly measure: string;
  readonly comparison: Comparison;
  /** In the measure's unit. */
  readonly bound: number;
}

/** Share of days that may break an objective about every day. */
export const DAYS_THAT_MAY_FAIL = 0.05;

export type ObjectiveState = 'met' | 'missed' | 'open';

export interface ObjectiveAnswer {
  readonly objective: Objective;
  readonly state: ObjectiveState;
  /** Mean over the replications; of an objective about every day the worst one. */
  readonly value: number;
  /** One-sided bounds of the mean; of an objective about every day, of the share of bad days. */
  readonly low: number;
  readonly high: number;
  /** Days that broke it; null for an objective about the mean. */
  readonly badDays: number | null;
  readonly days: number;
}

export function isAboutEveryDay({ measure, comparison, bound }: Objective): boolean {
  if (measure === 'max' || comparison === '==') return true;
  // `resets <= 0` and `resets < 1` say the same as `resets = 0`.
  const nothing = (comparison === '<=' && bound < 1) || (comparison === '<' && bound <= 1);
  return nothing && measureOf(measure).unit === 'count';
}

/** Whether a value by itself keeps the objective; NaN never does. */
export function keeps({ comparison, bound }: Objective, value: number): boolean {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '==':
      return value === bound;
  }
}

/** What the replications say; `error`: the chance that a decision is wrong, for each side. */
export function judge(
  objective: Objective,
  outcome: SettingOutcome,
  error: number,
): ObjectiveAnswer {
  return isAboutEveryDay(objective)
    ? judgeDays(objective, outcome, error)
    : judgeMean(objective, outcome, error);
}

function judgeDays(objective: Objective, outcome: SettingOutcome, error: number): ObjectiveAnswer {
  const values = valuesOfDays(outcome, objective.measure);
  const days = values.length;
  const badDays = values.filter((value) => !keeps(objective, value)).length;
  const low = lowerBound(badDays, days, 1 - error);
  const high = upperBound(badDays, days, 1 - error);
  const state = high <= DAYS_THAT_MAY_FAIL ? 'met' : low > DAYS_THAT_MAY_FAIL ? 'missed' : 'open';
  return { objective, state, value: worst(objective, values), low, high, badDays, days };
}

function worst({ comparison, bound }: Objective, values: readonly number[]): number {
  if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN;
  if (comparison === '>' || comparison === '>=') return Math.min(...values);
  if (comparison !== '==') return Math.max(...values);
  return values.reduce((far, v) => (Math.abs(v - bound) > Math.abs(far - bound) ? v : far));
}

function judgeMean(objective: Objective, outcome: SettingOutcome, error: number): ObjectiveAnswer {
  const values = valuesOfDays(outcome, objective.measure);
  const shared = { objective, badDays: null, days: values.length };
  const bounds = oneSidedBounds(values, 1 - error);
  const { mean: value } = moments(values);
  if (bounds === null) {
    const state = values.some(Number.isNaN) ? 'missed' : 'open';
    return { ...shared, state, value, low: Number.NaN, high: Number.NaN };
  }
  const { low, high } = bounds;
  const [bad, good] = [low, high].map((end) => keeps(objective, end));
  const state = bad && good ? 'met' : keeps(objective, value) || bad || good ? 'open' : 'missed';
  return { ...shared, state, value, low, high };
}

/**
 * A measure on the days that had mail: a day without any says nothing of a setting. NaN on a day
 * with mail means that none of it was delivered.
 */
function valuesOfDays(outcome: SettingOutcome, measure: string): number[] {
  const arrived = outcome.of('arrived');
  return outcome.of(measure).filter((_, day) => arrived[day] > 0);
}
