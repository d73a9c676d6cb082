/**
 * What a chart of a ladder draws: the metric that was asked for at each step, group by group.
 *
 * A group opens with what its steps are held against (the base; for `removed` the target), whose
 * `clear` is null. Units: the metric's (result.measure). The drawing is somebody else's.
 */
import { metricOf } from '../../mailpath/metrics.ts';
import { type MeasuredValue, measuredOf } from '../charts/measured.ts';
import type { Ladder, LadderStep } from './ladder-chart.ts';
import type { LadderResult, LadderStepResult } from './ladder-schema.ts';

export interface LadderPoint extends MeasuredValue {
  readonly group: LadderStepResult['group'];
  readonly step: string;
  /** Its difference to what it is held against is more than chance; null: no telling. */
  readonly clear: boolean | null;
  /** What the difference means; null: it is what the others are held against. */
  readonly effect: LadderStepResult['effect'] | null;
}

export function ladderPoints({ from, to, steps, measure }: LadderResult): LadderPoint[] {
  const groups = ['in order', 'alone', 'removed'] as const;
  return groups.flatMap((group): LadderPoint[] => {
    const reference = group === 'removed' ? to : from;
    const held = measuredOf(reference.measures[measure.name]);
    return [
      { group, step: reference.name, ...held, clear: null, effect: null },
      ...steps
        .filter((step) => step.group === group)
        .map(({ name, measures, differences, effect }): LadderPoint => {
          const { clear } = differences[measure.name];
          return { group, step: name, ...measuredOf(measures[measure.name]), clear, effect };
        }),
    ];
  });
}

/** The same as a chart takes it. */
export function ladderData(result: LadderResult): Ladder {
  const { measure, from } = result;
  return {
    measure: metricOf(measure.name).label,
    unit: measure.unit,
    better: measure.better,
    base: measuredOf(from.measures[measure.name]),
    steps: ladderPoints(result).map(({ effect, ...point }) => ({ ...point, clear: told(effect) })),
  };
}

function told(effect: LadderPoint['effect']): LadderStep['clear'] {
  if (effect === null) return 'held';
  if (effect === 'unknown') return null;
  return effect === 'better' || effect === 'worse' ? effect : 'unsure';
}
