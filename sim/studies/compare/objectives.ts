/** Objectives as a study takes them, from those that a scenario or the command line states. */

import { isMetricName } from '../../mailpath/metrics.ts';
import type { StatedObjective } from '../../scenario/expectation.ts';
import type { Comparison, Objective } from '../objective.ts';

/** Null where it is none: it compares two settings, or says that something is not so. */
export function objectiveOf({
  text,
  left,
  operator,
  right,
  onDays,
}: StatedObjective): Objective | null {
  if (right.kind !== 'value' || operator === '!=' || left.setting !== '') return null;
  const { metric } = left;
  if (!isMetricName(metric)) return null;
  return { text, metric, comparison: operator as Comparison, bound: right.value, onDays };
}

export function objectivesOf(expectations: readonly StatedObjective[]): Objective[] {
  return expectations.flatMap((expectation) => objectiveOf(expectation) ?? []);
}
