/**
 * A sweep: every point of a grid of values, the same mail for each, and where more stops paying.
 *
 *   dimensions x values -> points (the last dimension fastest) -> one experiment -> best point,
 *   and a line through it along each dimension (judge.ts)
 *
 * Points are settings of one comparison, so that all of them see the same arrivals, sizes, machines
 * and faults. Units: the metrics'.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { comparisonStudy, type Experiment, type ExperimentPlan } from '../compare/compare.ts';
import type { Study } from '../study.ts';
import { Judge, judgeLine, type Line } from './judge.ts';

export interface Dimension {
  /** As --set takes it. */
  readonly path: string;
  readonly name: string;
  /** In the order of the report; `number` is null where the values have no order. */
  readonly values: readonly { readonly text: string; readonly number: number | null }[];
}

export interface GridPoint {
  /** The index of a value for each dimension. */
  readonly at: readonly number[];
  readonly input: MailPathInput;
}

export interface SweepPlan {
  readonly dimensions: readonly Dimension[];
  /** In the order of `gridOrder`. */
  readonly points: readonly GridPoint[];
  /** What is looked at; the first of them is judged. */
  readonly metrics: readonly MetricName[];
  readonly seed: string;
  readonly replications: ExperimentPlan['replications'];
}

export interface Sweep {
  readonly plan: SweepPlan;
  readonly experiment: Experiment;
  /** Null where there is nothing to judge: neither way of the metric is better, or nothing ran. */
  readonly judgement: Judgement | null;
}

export interface Judgement {
  /** Index of a point. */
  readonly best: number;
  /** Of each point: significantly worse than the best; null: so few replications cannot tell. */
  readonly worse: readonly (boolean | null)[];
  /** One a dimension, through the best point. */
  readonly lines: readonly SweepLine[];
}

export interface SweepLine extends Line {
  /** Indices of points in the order of the line: ascending values where they are numbers. */
  readonly points: readonly number[];
}

/** Every combination of values, as indices, the last dimension fastest. */
export function gridOrder(
  dimensions: readonly { readonly values: readonly unknown[] }[],
): number[][] {
  return dimensions.reduce<number[][]>(
    (points, { values }) => points.flatMap((at) => values.map((_, i) => [...at, i])),
    [[]],
  );
}

/** `runners=4, retry-interval=5m`. */
export function pointName(dimensions: readonly Dimension[], at: readonly number[]): string {
  return dimensions.map(({ name, values }, d) => `${name}=${values[at[d]].text}`).join(', ');
}

/** Its values are amounts. */
export function isOrdered({ values }: Dimension): boolean {
  return values.every(({ number }) => number !== null);
}

export function* sweepStudy(plan: SweepPlan): Study<Sweep> {
  const { dimensions, points, seed, replications } = plan;
  const settings = points.map(({ at, input }) => ({ name: pointName(dimensions, at), input }));
  const experiment = yield* comparisonStudy({
    settings,
    seed,
    replications,
    keepsCurves: false,
  });
  return { plan, experiment, judgement: judge(plan, experiment) };
}

function judge(
  { dimensions, points, metrics: [metric] }: SweepPlan,
  { outcomes, replicationsDone }: Experiment,
): Judgement | null {
  const { better } = metricOf(metric);
  if (better === 'neither' || replicationsDone === 0) return null;
  const whole = new Judge({ metric, better });
  const best = whole.best(outcomes);
  const others = outcomes.filter((_, i) => i !== best);
  const verdicts = whole.areSignificantlyBetter(others.map((outcome) => [outcome, outcomes[best]]));
  return {
    best,
    worse: outcomes.map((outcome, i) => (i === best ? false : verdicts[others.indexOf(outcome)])),
    lines: dimensions.map((dimension, d): SweepLine => {
      const along = points.flatMap(({ at }, i) =>
        at.every((value, other) => other === d || value === points[best].at[other]) ? [i] : [],
      );
      const x = (point: number): number => dimension.values[points[point].at[d]].number ?? 0;
      const ordered = isOrdered(dimension);
      if (ordered) along.sort((a, b) => x(a) - x(b));
      const line = along.map((point) => outcomes[point]);
      return {
        ...judgeLine(line, ordered ? along.map(x) : null, { metric, better }),
        points: along,
      };
    }),
  };
}
