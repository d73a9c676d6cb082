/**
 * Days of two kinds: what makes a day bad, and how many of them are.
 *
 * The rule is fixed beforehand and is about events of the run, never about a gap found in the
 * outcomes: a host was marked for over five minutes in all and mail was skipped for it (a mark that
 * holds up nobody, since the route has other names, makes no bad day), a connection was cut at its
 * lifetime, or an objective of the scenario was broken. Then the share of bad days is a binomial, whatever the
 * distribution of the delays, and Clopper and Pearson's bounds hold (confidence.ts). With a share
 * p of bad days, n days show none with probability (1 - p)^n: what n days can show is said beside it.
 */

import type { Bounds } from '../statistics/bounds.ts';
import { lowerBound, upperBound } from '../statistics/confidence.ts';
import { dayState } from './objective.ts';
import type { SettingOutcome } from './setting-outcome.ts';

/** A mark that stands this long, in all, makes a day bad: an assumption. */
export const MARKED_TOO_LONG_MS = 5 * 60_000;

export type BadDayReason = 'marked' | 'cut' | 'objective';

/** In the order in which reports name them. */
export const BAD_DAY_REASONS: readonly BadDayReason[] = ['marked', 'cut', 'objective'];

export interface KindsOfDays {
  /** Numbers of days, ascending. */
  readonly bad: readonly number[];
  readonly good: readonly number[];
  /** Bad days by each reason; a day may have several. */
  readonly byReason: Readonly<Record<BadDayReason, number>>;
}

export function kindsOfDays(outcome: SettingOutcome): KindsOfDays {
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

/** How many of all days are like those that were counted. */
export interface DayShare {
  readonly bad: number;
  readonly days: number;
  /** Clopper and Pearson's interval, two-sided. */
  readonly interval: Bounds;
  /**
   * What so many days show, one-sided: of 20 without a bad one that at most 14% are, of 20 that are
   * all bad that at least 86% are; of a mixture the interval.
   */
  readonly shown: Bounds;
}

export function dayShare(bad: number, days: number, confidence = 0.95): DayShare {
  const twoSided = (1 + confidence) / 2;
  const interval = {
    low: days === 0 ? 0 : lowerBound(bad, days, twoSided),
    high: days === 0 ? 1 : upperBound(bad, days, twoSided),
  };
  const low = bad === days && days > 0 ? lowerBound(bad, days, confidence) : interval.low;
  const high = bad === 0 && days > 0 ? upperBound(bad, days, confidence) : interval.high;
  return { bad, days, interval, shown: { low, high } };
}
