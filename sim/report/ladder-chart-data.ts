/**
 * What a chart of a ladder draws: the measure that was asked for at each step, group by group.
 *
 * A group opens with what its steps are held against (the base; for `removed` the target), whose
 * `clear` is null. Units: the measure's (result.measure). The drawing is somebody else's.
 */
import type { LadderResult, LadderStepResult } from './ladder-schema.ts';

export interface LadderPoint {
  readonly group: LadderStepResult['group'];
  readonly step: string;
  /** Null: no replication has a value. */
  readonly value: number | null;
  /** The 95% interval; null without one. */
  readonly low: number | null;
  readonly high: number | null;
  /** Its difference to what it is held against is more than chance; null: no telling. */
  readonly clear: boolean | null;
}

export function ladderPoints({ from, to, steps, measure }: LadderResult): LadderPoint[] {
  const groups = ['in order', 'alone', 'removed'] as const;
  return groups.flatMap((group): LadderPoint[] => {
    const reference = group === 'removed' ? to : from;
    const { value, low, high } = reference.measures[measure.name];
    return [
      { group, step: reference.name, value, low, high, clear: null },
      ...steps
        .filter((step) => step.group === group)
        .map(({ name, measures, differences }): LadderPoint => {
          const found = measures[measure.name];
          const { clear } = differences[measure.name];
          return { group, step: name, value: found.value, low: found.low, high: found.high, clear };
        }),
    ];
  });
}
