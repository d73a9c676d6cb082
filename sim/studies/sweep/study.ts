/**
 * A sweep: every point of a grid of values, the same mail for each, and where more stops paying.
 *
 *   dimensions x values -> points (the last dimension fastest) -> one experiment -> best point,
 *   and a line through it along each dimension
 *
 * Points are settings of one comparison, so that all of them see the same arrivals, sizes, machines
 * and faults. Units: the metrics'.
 */

import type { MailPathInput } from '../../mailpath/input.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import type { Bounds } from '../../statistics/bounds.ts';
import { holm, signTest } from '../../statistics/order-statistics.ts';
import { comparisonStudy, type Experiment, type ExperimentPlan } from '../compare/compare.ts';
import { CONFIDENCE, difference, estimate, pairedDifferences } from '../estimate.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';

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

interface Judgement {
  /** Index of a point. */
  readonly best: number;
  /** Of each point: significantly worse than the best; null: so few replications cannot tell. */
  readonly worse: readonly (boolean | null)[];
  /** One a dimension, through the best point. */
  readonly lines: readonly SweepLine[];
}

interface SweepLine extends Line {
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

/*
 * Where more stops paying: one dimension of a sweep, along the line through its best point.
 *
 * Two answers. Kneedle's (knee) is where the curve of typical days bends, chance or not. The other
 * one holds up against chance: the first value from which no further one is significantly better by more
 * than 1%. For that each value is held against each other one, day by day (common random numbers), in
 * verdicts that hold all together at 95% (sign test, Holm). Units: the metric's.
 */

/** What is judged: a metric, and which way is better. */
interface Judged {
  readonly metric: MetricName;
  readonly better: 'less' | 'more';
}

/**
 * `flat`: no value is significantly worse than the best. `up`: larger values are better, up to a point;
 * `down`: smaller ones. `valley`: both ends are worse. `choice`: no order, or none that explains it.
 */
type LineShape = 'flat' | 'up' | 'down' | 'valley' | 'choice';

interface Line {
  readonly shape: LineShape;
  /** Between these two, both included, nothing significant is gained or lost. Positions on the line. */
  readonly from: number;
  readonly to: number;
  readonly best: number;
  /** Significantly worse than the best, by position; null: so few replications cannot tell. */
  readonly worse: readonly (boolean | null)[];
  /** From the end of the stretch that costs least (up, down): how much a further value may still gain. */
  readonly further: { readonly at: number; readonly maxGain: number } | null;
  /** Position of Kneedle's knee; null if there is none. */
  readonly knee: number | null;
}

/** What there is of each day. */
type Days = Pick<SettingOutcome, 'of'>;

/** A gain below this share of the value is none. */
const MIN_GAIN = 0.01;

/** Compares outcomes day by day, in verdicts that hold together. */
export class Judge {
  private readonly judged: Judged;

  constructor(judged: Judged) {
    this.judged = judged;
  }

  /**
   * For each pair [base, other], whether the other is significantly better: on so many more days than not
   * that this is not chance, by more than 1% of the base's value; all of them together at 95% (sign
   * test, Holm). Null where so few days could not tell even if all of them agreed.
   */
  areSignificantlyBetter(pairs: readonly (readonly [Days, Days])[]): (boolean | null)[] {
    const found = pairs.map(([base, other]) => this.days(base, other));
    const p = found.map(({ gained, rest }) => (gained > rest ? signTest(gained, rest) : 1));
    const rejected = holm(p, CONFIDENCE);
    return found.map(({ gained, rest }, i) => {
      if (rejected[i]) return true;
      const days = gained + rest;
      return signTest(0, days) > (1 - CONFIDENCE) / pairs.length && gained === days ? null : false;
    });
  }

  /** Days on which `other` gains more than 1% over `base`, and the others. */
  private days(base: Days, other: Days): { gained: number; rest: number } {
    const gains = this.gains(base, other);
    const from = base.of(this.judged.metric);
    const gained = gains.filter(({ low }, day) => {
      const min = MIN_GAIN * Math.abs(from[day].low);
      return low > (Number.isFinite(min) ? min : 0);
    }).length;
    return { gained, rest: gains.length - gained };
  }

  /** What `other` gains over `base` on each day: positive if it is better. */
  private gains(base: Days, other: Days): Bounds[] {
    const { metric, better } = this.judged;
    return better === 'less'
      ? pairedDifferences(other, base, metric)
      : pairedDifferences(base, other, metric);
  }

  /** How much `other` typically gains over `base` at most: the upper end of its interval; null: no interval. */
  maxGain(base: SettingOutcome, other: SettingOutcome): number | null {
    const { metric, better } = this.judged;
    const [from, to] = better === 'less' ? [other, base] : [base, other];
    return difference(from, to, metric).interval?.high ?? null;
  }

  /** The best outcome by its typical day; the earliest of several. */
  best(outcomes: readonly SettingOutcome[]): number {
    let best = 0;
    for (let i = 1; i < outcomes.length; i++) {
      if (this.isAhead(outcomes[i], outcomes[best])) best = i;
    }
    return best;
  }

  private isAhead(a: SettingOutcome, b: SettingOutcome): boolean {
    const { metric, better } = this.judged;
    const [value, other] = [a, b].map((outcome) => estimate(outcome, metric).value);
    if (Number.isNaN(other.low)) return !Number.isNaN(value.low);
    const [ends, others] = better === 'less' ? [value, other] : [other, value];
    return ends.high === others.high ? ends.low < others.low : ends.high < others.high;
  }
}

/**
 * Judges one line. `xs`: ascending, one an outcome, Infinity for "no limit"; null where the values
 * have no order.
 */
function judgeLine(
  outcomes: readonly SettingOutcome[],
  xs: readonly number[] | null,
  judged: Judged,
): Line {
  const last = outcomes.length - 1;
  const judge = new Judge(judged);
  const best = judge.best(outcomes);
  const positions = outcomes.map((_, i) => i);
  const pairs = positions.flatMap((i) =>
    positions.flatMap((j) => (i === j ? [] : [[i, j] as const])),
  );
  const verdicts = judge.areSignificantlyBetter(pairs.map(([i, j]) => [outcomes[i], outcomes[j]]));
  const verdict = (i: number, j: number): boolean | null =>
    verdicts[i * last + (j < i ? j : j - 1)];
  const better = (i: number, j: number): boolean => verdict(i, j) === true;
  const worse = positions.map((i) => (i === best ? false : verdict(i, best)));
  // The best is in both: nothing is better than it.
  const from = positions.find((i) => !positions.some((j) => j > i && better(i, j))) ?? best;
  const to = positions.findLast((i) => !positions.some((j) => j < i && better(i, j))) ?? best;
  const shape = shapeOf(worse, xs !== null);
  const stretch = {
    flat: [0, last],
    up: [from, last],
    down: [0, to],
    valley: [from, to],
    choice: [best, best],
  }[shape];
  const cheapest = shape === 'down' ? to : from;
  const beyond =
    shape === 'up'
      ? positions.slice(from + 1)
      : shape === 'down'
        ? positions.slice(0, to).reverse()
        : [];
  return {
    shape,
    from: stretch[0],
    to: stretch[1],
    best,
    worse,
    further: largestGain(judge, outcomes, cheapest, beyond),
    knee: xs === null || shape === 'flat' ? null : kneeOf(outcomes, xs, judged.metric),
  };
}

function shapeOf(worse: readonly (boolean | null)[], isOrdered: boolean): LineShape {
  if (!worse.includes(true)) return 'flat';
  if (!isOrdered) return 'choice';
  const [first, last] = [worse[0] === true, worse[worse.length - 1] === true];
  if (first && last) return 'valley';
  return first ? 'up' : last ? 'down' : 'choice';
}

/** Of the values beyond `at`, the one that may gain most: the upper end of its interval. */
function largestGain(
  judge: Judge,
  outcomes: readonly SettingOutcome[],
  at: number,
  beyond: readonly number[],
): Line['further'] {
  let largest: Line['further'] = null;
  for (const i of beyond) {
    const gain = judge.maxGain(outcomes[at], outcomes[i]);
    if (gain !== null && gain > (largest?.maxGain ?? 0)) largest = { at: i, maxGain: gain };
  }
  return largest;
}

/** "No limit" has no place on an axis: it is left out. */
function kneeOf(
  outcomes: readonly SettingOutcome[],
  xs: readonly number[],
  metric: MetricName,
): number | null {
  const points = outcomes
    .map((outcome, i) => ({ i, x: xs[i], y: estimate(outcome, metric).value.low }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const found = knee(points);
  return found === null ? null : points[found].i;
}

/**
 * Minimum distance from the chord, as a share of the range of y: an assumption. A parabola from one
 * end to its vertex has 0.25, 1/x over one decade 0.52, a straight line 0.
 */
const MIN_BEND = 0.1;

/**
 * The knee of a curve: from where on more of x buys little, or begins to cost much.
 *
 * Kneedle in its simple form (Satopaa, Albrecht, Irwin and Raghavan 2011, ICDCS workshops): both
 * axes scaled to 0..1, the knee is the point farthest below the chord between the first and the
 * last point. It serves a convex curve whose small y is good, falling (delay against processes) or
 * rising (delay against load). x may be unevenly spaced, in the order of the points and in either
 * direction; a logarithmic axis is the caller's to take. Left out: the smoothing spline and the
 * sensitivity of the paper, that is noise (give means), a curve with several knees (the deepest is
 * taken), and a concave one (null). The knee depends on the range of x that was looked at.
 *
 * Returns the index of the knee in the points; null where there is no bend worth the name.
 */
export function knee(points: readonly { readonly x: number; readonly y: number }[]): number | null {
  if (points.length < 3) return null;
  const first = points[0];
  const last = points[points.length - 1];
  const width = last.x - first.x;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { y } of points) {
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  if (!(Math.abs(width) > 0 && high > low && Number.isFinite(high - low))) return null;
  let best: number | null = null;
  let bend = MIN_BEND;
  points.forEach(({ x, y }, i) => {
    const chord = first.y + ((x - first.x) / width) * (last.y - first.y);
    const below = (chord - y) / (high - low);
    if (below > bend) {
      bend = below;
      best = i;
    }
  });
  return best;
}
