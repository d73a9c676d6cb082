/**
 * What is asked of a setting, and what its days say of it, also as the result has it.
 *
 * Objectives about days are judged together: a day is bad if it breaks one of them, or may (mail that
 * has not arrived could make it either), or has no figure. Those that hold on different shares of the
 * days are different groups. Objectives about a mean are judged one by one (objective.ts).
 * Days without mail say nothing and are left out.
 */
import { boundsResult, known } from '../../document/bounds.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { METRICS, metricOf } from '../../mailpath/metrics.ts';
import { upperBound } from '../../statistics/confidence.ts';
import { estimatesOf } from '../estimate.ts';
import { allowedShare, dayState, judge, type Objective } from '../objective.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Bounds, Circumstances } from './candidate.ts';
import type { Ledger } from './ledger.ts';
import type { AnswerResult, DayCountResult, RecommendationResult } from './result.ts';

export interface RecommendationPlan {
  /** The gateway as it stands. */
  readonly input: MailPathInput;
  readonly site: Omit<Circumstances, 'usualLimit'>;
  readonly seed: string;
  /** At least one. */
  readonly objectives: readonly Objective[];
  readonly bounds: Bounds;
  /** The objectives and bounds in words, and what else is asked for, as the result has it. */
  readonly requested: RecommendationResult['requested'];
  /** Also what else a planner asks: movements, the smallest change, an age limit, the procedure. */
  readonly full: boolean;
}

/** What every step of a recommendation is worked out from. */
export interface Basis {
  readonly plan: RecommendationPlan;
  readonly requirements: Requirements;
  readonly ledger: Ledger;
  /** Days that no part of the choice has seen. */
  readonly fresh: Ledger;
}

export interface DayGroup {
  /** Share of the days on which all of them have to hold. */
  readonly onDays: number;
  /** Share of the days that may be bad. */
  readonly allowed: number;
  readonly objectives: readonly Objective[];
}

export interface Requirements {
  readonly all: readonly Objective[];
  /** The one that has to hold on most days first. */
  readonly groups: readonly DayGroup[];
  readonly means: readonly Objective[];
}

export function requirementsOf(all: readonly Objective[]): Requirements {
  const shares = [...new Set(all.flatMap(({ onDays }) => onDays ?? []))].sort((a, b) => b - a);
  return {
    all,
    groups: shares.map((onDays) => ({
      onDays,
      allowed: allowedShare(onDays),
      objectives: all.filter((objective) => objective.onDays === onDays),
    })),
    means: all.filter(({ onDays }) => onDays === null),
  };
}

export type DayVerdict = 'good' | 'broken' | 'unknown';

/** A day of the group each, those with mail, in their order. */
export function daysOf(
  outcome: SettingOutcome,
  { objectives }: Pick<DayGroup, 'objectives'>,
): DayVerdict[] {
  const states = objectives.map((objective) =>
    outcome.of(objective.metric).map((value) => dayState(objective, value)),
  );
  return daysWithMail(outcome).map((day) => {
    const found = states.map((days) => days[day]);
    if (found.includes('broken')) return 'broken';
    return found.every((state) => state === 'kept') ? 'good' : 'unknown';
  });
}

/** Numbers of the days with mail, ascending. */
export function daysWithMail(outcome: SettingOutcome): number[] {
  return outcome.lows('arrived').flatMap((arrived, day) => (arrived > 0 ? [day] : []));
}

export function badDays(days: readonly DayVerdict[]): number {
  return days.filter((day) => day !== 'good').length;
}

/** Days on which any objective is broken, or may be; those about a mean count like the others. */
export function badDaysOf(
  outcome: SettingOutcome,
  { all }: Requirements,
): { bad: number; days: number } {
  const days = daysOf(outcome, { objectives: all });
  return { bad: badDays(days), days: days.length };
}

/** The days that count and its metrics on a typical one. */
export function figuresOf(
  outcome: SettingOutcome,
  { plan, requirements }: Basis,
): Pick<RecommendationResult['present'], 'bad' | 'measures'> {
  return {
    bad: dayCount(outcome, { plan, requirements }),
    measures: estimatesOf(outcome, METRICS),
  };
}

export function dayCount(
  outcome: SettingOutcome,
  { plan, requirements }: Pick<Basis, 'plan' | 'requirements'>,
): DayCountResult {
  const { bad, days } = badDaysOf(outcome, requirements);
  return {
    bad,
    days,
    upperBound: days === 0 ? 1 : upperBound(bad, days, plan.requested.confidence),
  };
}

/** Each objective by itself, by all the days that there are. */
export function answersOf(
  outcome: SettingOutcome,
  { all }: Requirements,
  { requested }: RecommendationPlan,
): AnswerResult[] {
  return all.map((objective) => {
    const found = judge(objective, outcome, 1 - requested.confidence);
    return {
      objective: objective.text,
      onDays: objective.onDays,
      state: found.state,
      unit: metricOf(objective.metric).unit,
      days: found.days,
      bad: found.badDays,
      unknown: found.unknownDays,
      low: known(found.low),
      high: known(found.high),
      mean: found.mean === null ? null : known(found.mean),
      worst: boundsResult(found.worst),
    };
  });
}

/**
 * Whether a setting leaves more mail undelivered than the gateway as it stands. All mail counts in an
 * objective about delays; one about cuts alone would be kept by a setting that delivers nothing.
 *
 * Day by day with the same mail; a thousandth of it more is no difference. What may never arrive
 * counts as what does not; a setting that leaves such mail has figures without an end, and is not
 * chosen either, whatever stands now.
 */

const ALLOWED = 0.001;

/** Mail that had not arrived by the end of the run, on the mean of the days: its figures have no end. */
export function leavesOpen(outcome: SettingOutcome): boolean {
  const lows = outcome.lows('never-share');
  return isMore(outcome.highs('never-share').map((high, day) => high - lows[day]));
}

/** By the mean over the days that both have. */
export function leavesMore(outcome: SettingOutcome, present: SettingOutcome): boolean {
  const [own, other] = [outcome.highs('never-share'), present.highs('never-share')];
  return isMore(own.slice(0, other.length).map((share, day) => share - other[day]));
}

/** A day without mail has no share. */
function isMore(shares: readonly number[]): boolean {
  const days = shares.filter((share) => !Number.isNaN(share));
  return days.reduce((sum, share) => sum + share, 0) > ALLOWED * days.length;
}
