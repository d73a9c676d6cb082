/**
 * Objectives: what a setting has to reach, and on how many days.
 *
 *   p99 < 5m                  on at least 95% of the days
 *   p99 < 5m on 90% of days   on so many
 *   mean p99 < 5m             the mean over all days
 *
 * Of one day an objective is kept if all that is possible for its mail keeps it, broken if nothing
 * does, and cannot be told otherwise. What the days together say: objective-answer.ts.
 */
import type { MetricName } from '../mailpath/metrics.ts';
import type { Bounds } from '../statistics/bounds.ts';

export type Comparison = '<' | '<=' | '>' | '>=' | '==';

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

function compares(value: number, comparison: Comparison, bound: number): boolean {
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

/** Share of days that may be bad: 0.05 of 0.95, not the 0.050000000000000044 of a subtraction. */
export function allowedShare(onDays: number): number {
  return Math.round((1 - onDays) * 1e9) / 1e9;
}
