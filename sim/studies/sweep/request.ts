/**
 * What `sweep` does: every point of a grid of values, the same mail for each, and where more stops
 * paying.
 *
 *   dimensions x values -> points (the last dimension fastest) -> one experiment -> best point,
 *   and a line through it along each dimension
 *
 * A point is the scenario read again with its values applied as --set would, so that every check of
 * scenarios holds for every point; it is a setting of one comparison, so that all of them see the same
 * arrivals, sizes, machines and faults. Grids beyond a limit are refused, with their size and the
 * option that raises the limit. Units: the metrics'.
 */

import { boundsResult, compareByWorth, known } from '../../document/bounds.ts';
import { count } from '../../document/quantity.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { formatProblem, type Problem } from '../../scenario/problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { readVaried, type Varied } from '../../scenario/value-range.ts';
import { holm, signTest } from '../../statistics/order-statistics.ts';
import { type Arguments, InvalidScenario, UsageError } from '../arguments.ts';
import {
  comparisonStudy,
  type Experiment,
  type ExperimentPlan,
  scopeResult,
} from '../compare/compare.ts';
import { NEVER_SHARE } from '../days-words.ts';
import { type ScopeContext, studyRequest } from '../definition.ts';
import {
  CONFIDENCE,
  type Days,
  difference,
  estimate,
  estimatesOf,
  pairedDifferences,
} from '../estimate.ts';
import { metricNamed, type Precision, requestedReplications } from '../replications.ts';
import { sweepCsv } from '../result/metric-csv.ts';
import { settingChanges } from '../setting-changes.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { inputOf, type OpenScenario, problemText } from '../subject.ts';
import { sweepReport } from './report.ts';
import {
  chosenPoint,
  type Facts,
  type LineResult,
  type SweepResult,
  sweepSchema,
  sweepSentences,
} from './result.ts';

export const request = studyRequest<Experiment, SweepResult>({
  schema: { title: 'Sweep of mailpath', of: sweepSchema },
  csv: sweepCsv,
  plan: (args) => {
    const measures = (args.text('measure') ?? 'p99').split(',');
    const metrics = [...new Set(measures.map((name) => metricNamed(name.trim())))];
    const requested = requestedReplications(args, metrics[0]);
    const { setting, varied } = readDimensions(args);
    const maxPoints = args.whole('max-points', 2, MAX_POINTS_OPTION) ?? MAX_POINTS;
    refuseTooMuch(varied, typeof requested === 'number' ? requested : 0, maxPoints);
    return ({ scenario: base, set, opened }) => {
      const input = inputOf(base, setting);
      const replications = withinBudget(varied, requested ?? base.replications, maxPoints);
      const { points, scenario } = readPoints(opened, set, varied, setting);
      const seed = args.text('seed') ?? scenario.seed;
      const plan = { dimensions: varied, points, metrics, seed, replications };
      return {
        study: sweepStudy(plan),
        scenario,
        settings: [setting],
        result: (experiment, context) =>
          experiment.replications.finished === 0
            ? null
            : buildSweepResult(plan, experiment, { ...context, setting, input }),
        report: (result, command) => sweepReport(result, { input, command }),
      };
    };
  },
});

function readDimensions(args: Arguments): { setting: string; varied: readonly Varied[] } {
  const texts = args.list('vary');
  if (texts.length === 0) {
    throw new UsageError(
      'mailpath sweep needs to know what to vary, for example: mailpath sweep main --vary runners=1..8',
    );
  }
  const read = readVaried(texts, args.text('setting'));
  if (typeof read === 'string') throw new UsageError(`--vary: ${read}`);
  return read;
}

/** Some minutes for the main scenario on two cores. */
const MAX_POINTS = 400;
/** Of each point, on average. */
const REPLICATIONS_A_POINT = 100;
/** More would not fit into memory. */
const MAX_POINTS_OPTION = 100_000;

/** Throws a UsageError where the grid, or its replications in all, are beyond the limit. */
function refuseTooMuch(varied: readonly Varied[], replications: number, maxPoints: number): void {
  const points = numberOfPoints(varied);
  const product = varied.map(({ values }) => values.length).join(' x ');
  if (points > maxPoints) {
    const grid = varied.length === 1 ? `${count(points)}` : `${product} = ${count(points)}`;
    throw new UsageError(
      `The grid has ${grid} points; a sweep has at most ${count(maxPoints)}. Vary fewer values, or allow it: --max-points ${points}`,
    );
  }
  const all = points * replications;
  const allowed = maxPoints * REPLICATIONS_A_POINT;
  if (all > allowed) {
    throw new UsageError(
      `${count(points)} points with ${count(replications)} replications each are ${count(all)} replications; a sweep has at most ${count(allowed)}. Take fewer, or allow it: --max-points ${Math.ceil(all / REPLICATIONS_A_POINT)}`,
    );
  }
}

/** A number that was checked, or a precision whose ceiling is within the limit. */
function withinBudget(
  varied: readonly Varied[],
  replications: number | Precision,
  maxPoints: number,
): number | Precision {
  if (typeof replications === 'number') {
    refuseTooMuch(varied, replications, maxPoints);
    return replications;
  }
  const ceiling = Math.floor((maxPoints * REPLICATIONS_A_POINT) / numberOfPoints(varied));
  return { ...replications, max: Math.min(replications.max, Math.max(2, ceiling)) };
}

function numberOfPoints(varied: readonly Varied[]): number {
  return varied.reduce((product, { values }) => product * values.length, 1);
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
export function pointName(dimensions: readonly Varied[], at: readonly number[]): string {
  return dimensions.map(({ name, values }, d) => `${name}=${values[at[d]].text}`).join(', ');
}

/**
 * The points, and the scenario at the first of them: what it assumes, with the varied fields stated.
 *
 * Throws InvalidScenario with every error of every point. An error is reported once, with the value
 * that causes it; one that is not at a varied value (two values that contradict each other) is
 * reported with the first point that has it.
 */
function readPoints(
  opened: OpenScenario,
  set: readonly string[],
  varied: readonly Varied[],
  setting: string,
) {
  const points: GridPoint[] = [];
  const problems = new Map<string, Problem>();
  let scenario: Scenario | null = null;
  for (const at of gridOrder(varied)) {
    const changes = varied.map(({ path, values }, d) => {
      return { text: `${path}=${values[at[d]].text}`, from: `--vary ${d + 1}` };
    });
    const result = opened.read([...set, ...changes]);
    if (result.ok) {
      scenario ??= result.scenario;
      points.push({ at, input: inputOf(result.scenario, setting) });
      continue;
    }
    for (const problem of result.errors) {
      const atValue = problem.sourceName.startsWith('--vary');
      const where = atValue ? '' : `With ${pointName(varied, at)}: `;
      const key = atValue ? formatProblem(problem) : `${problem.code} ${problem.message}`;
      if (!problems.has(key)) {
        problems.set(key, { ...problem, message: `${where}${problem.message}` });
      }
    }
  }
  if (problems.size > 0 || scenario === null) {
    const all = [...problems.values()];
    throw new InvalidScenario(problemText(opened.file, all), all);
  }
  return { points, scenario };
}

export interface GridPoint {
  /** The index of a value for each dimension. */
  readonly at: readonly number[];
  readonly input: MailPathInput;
}

export interface SweepPlan {
  readonly dimensions: readonly Varied[];
  /** In the order of `gridOrder`. */
  readonly points: readonly GridPoint[];
  /** What is looked at; the first of them is judged. */
  readonly metrics: readonly MetricName[];
  readonly seed: string;
  readonly replications: ExperimentPlan['replications'];
}

/** Its values are amounts. */
function isOrdered({ values }: Varied): boolean {
  return values.every(({ number }) => number !== null);
}

export function sweepStudy(plan: SweepPlan): Study<Experiment> {
  const { dimensions, points, seed, replications } = plan;
  const settings = points.map(({ at, input }) => ({ name: pointName(dimensions, at), input }));
  return comparisonStudy({ settings, seed, replications, keepsCurves: false });
}

/** Shown beside those that were requested. */
const STANDARD: readonly MetricName[] = ['p99', 'p50', 'max', 'mean', 'cuts', 'deferrals'];

/** Of a sweep with at least one finished replication; `setting` and `input`: what was swept, as it is. */
export function buildSweepResult(
  plan: SweepPlan,
  experiment: Experiment,
  context: ScopeContext & { readonly setting: string; readonly input: MailPathInput },
): SweepResult {
  const { metrics, dimensions, points } = plan;
  const judgement = judge(plan, experiment);
  const all = [...new Set<MetricName>([...metrics, ...STANDARD, NEVER_SHARE])].map(metricOf);
  const facts: Facts = {
    format: 'mailpath-sweep/2',
    ...scopeResult(experiment, context),
    setting: context.setting,
    measures: all.map(({ name, unit, better }) => ({
      name,
      unit,
      better,
      requested: metrics.includes(name),
    })),
    dimensions: dimensions.map((dimension) => ({
      path: dimension.path,
      name: dimension.name,
      ordered: isOrdered(dimension),
      values: dimension.values.map(({ text, number }) => {
        return { text, number: known(number ?? Number.NaN) };
      }),
    })),
    points: points.map(({ at }, i) => ({
      values: at.map((value, d) => dimensions[d].values[value].text),
      at: [...at],
      significantlyWorse: judgement?.worse[i] ?? null,
      measures: estimatesOf(experiment.outcomes[i], all),
    })),
    best: judgement?.best ?? null,
    lines: judgement?.lines ?? [],
  };
  const chosen = chosenPoint(facts);
  return {
    ...facts,
    changes: chosen === null ? [] : settingChanges(context.input, points[chosen].input),
    sentences: sweepSentences(facts),
  };
}

/*
 * Where more stops paying: the best point, and each dimension along the line through it.
 *
 * Two answers. Kneedle's (knee) is where the curve of typical days bends, chance or not. The other
 * one holds up against chance: the first value from which no further one is significantly better by more
 * than 1%. For that each value is held against each other one, day by day (common random numbers), in
 * verdicts that hold all together at 95% (sign test, Holm). Units: the metric's.
 */

/** Null where neither way of the metric is better. */
export function judge(
  { dimensions, points, metrics: [metric] }: SweepPlan,
  { outcomes }: Experiment,
) {
  if (metricOf(metric).better === 'neither') return null;
  const best = bestOf(outcomes, metric);
  const others = outcomes.filter((_, i) => i !== best);
  const pairs = others.map((outcome) => [outcome, outcomes[best]] as const);
  const verdicts = areSignificantlyBetter(pairs, metric);
  return {
    /** Index of a point. */
    best,
    /** Of each point: significantly worse than the best; null: so few replications cannot tell. */
    worse: outcomes.map((outcome, i) => (i === best ? false : verdicts[others.indexOf(outcome)])),
    lines: dimensions.map((dimension, d) => {
      const along = points.flatMap(({ at }, i) =>
        at.every((value, other) => other === d || value === points[best].at[other]) ? [i] : [],
      );
      const x = (point: number): number => dimension.values[points[point].at[d]].number ?? 0;
      const ordered = isOrdered(dimension);
      if (ordered) along.sort((a, b) => x(a) - x(b));
      const line = along.map((point) => outcomes[point]);
      const found = judgeLine(line, along, ordered ? along.map(x) : null, metric);
      return { dimension: dimension.name, ...found };
    }),
  };
}

/** A gain below this share of the value is none. */
const MIN_GAIN = 0.01;

/**
 * For each pair [base, other], whether the other is significantly better: on so many more days than not
 * that this is not chance, by more than 1% of the base's value; all of them together at 95% (sign
 * test, Holm). Null where so few days could not tell even if all of them agreed.
 */
export function areSignificantlyBetter(
  pairs: readonly (readonly [Days, Days])[],
  metric: MetricName,
): (boolean | null)[] {
  const found = pairs.map(([base, other]) => daysGained(base, other, metric));
  const p = found.map(({ gained, rest }) => (gained > rest ? signTest(gained, rest) : 1));
  const rejected = holm(p, CONFIDENCE);
  return found.map(({ gained, rest }, i) => {
    if (rejected[i]) return true;
    const days = gained + rest;
    return signTest(0, days) > (1 - CONFIDENCE) / pairs.length && gained === days ? null : false;
  });
}

/** Days on which `other` gains more than 1% over `base`, and the others. */
function daysGained(base: Days, other: Days, metric: MetricName) {
  const gains = pairedDifferences(...inOrder(base, other, metric), metric);
  const values = base.of(metric);
  const gained = gains.filter(({ low }, day) => {
    const min = MIN_GAIN * Math.abs(values[day].low);
    return low > (Number.isFinite(min) ? min : 0);
  }).length;
  return { gained, rest: gains.length - gained };
}

/** What `other` gains over `base` is the second of these minus the first. */
function inOrder<T>(base: T, other: T, metric: MetricName): [T, T] {
  return metricOf(metric).better === 'less' ? [other, base] : [base, other];
}

/** The best outcome by its typical day; the earliest of several. */
function bestOf(outcomes: readonly SettingOutcome[], metric: MetricName): number {
  const values = outcomes.map((outcome) => boundsResult(estimate(outcome, metric).value));
  const { better } = metricOf(metric);
  return values.reduce((best, value, i) => {
    return compareByWorth(value, values[best], better) < 0 ? i : best;
  }, 0);
}

/**
 * Judges one line. `points`: what the result calls its outcomes. `xs`: ascending, one an outcome,
 * Infinity for "no limit"; null where the values have no order.
 */
function judgeLine(
  outcomes: readonly SettingOutcome[],
  points: number[],
  xs: readonly number[] | null,
  metric: MetricName,
): Omit<LineResult, 'dimension'> {
  const last = outcomes.length - 1;
  const best = bestOf(outcomes, metric);
  const positions = outcomes.map((_, i) => i);
  const pairs = positions.flatMap((i) =>
    positions.flatMap((j) => (i === j ? [] : [[i, j] as const])),
  );
  const verdicts = areSignificantlyBetter(
    pairs.map(([i, j]) => [outcomes[i], outcomes[j]]),
    metric,
  );
  const verdict = (i: number, j: number): boolean | null =>
    verdicts[i * last + (j < i ? j : j - 1)];
  const better = (i: number, j: number): boolean => verdict(i, j) === true;
  const worse = positions.map((i) => (i === best ? false : verdict(i, best)));
  // The best is in both: nothing is better than it.
  const from = positions.find((i) => !positions.some((j) => j > i && better(i, j))) ?? best;
  const to = positions.findLast((i) => !positions.some((j) => j < i && better(i, j))) ?? best;
  const shape = shapeOf(worse, xs !== null);
  // Where nothing is gained or lost; and where a further value may still gain, beyond the cheapest.
  const { stretch, beyond = [] } = {
    flat: { stretch: [0, last] },
    up: { stretch: [from, last], beyond: positions.slice(from + 1) },
    down: { stretch: [0, to], beyond: positions.slice(0, to).reverse() },
    valley: { stretch: [from, to] },
    choice: { stretch: [best, best] },
  }[shape];
  const bend = xs === null || shape === 'flat' ? null : kneeOf(outcomes, xs, metric);
  return {
    points,
    significantlyWorse: worse,
    shape,
    from: points[stretch[0]],
    to: points[stretch[1]],
    further: largestGain(outcomes, points, shape === 'down' ? to : from, beyond, metric),
    knee: bend === null ? null : points[bend],
  };
}

function shapeOf(worse: readonly (boolean | null)[], isOrdered: boolean): LineResult['shape'] {
  if (!worse.includes(true)) return 'flat';
  if (!isOrdered) return 'choice';
  const [first, last] = [worse[0] === true, worse[worse.length - 1] === true];
  if (first && last) return 'valley';
  return first ? 'up' : last ? 'down' : 'choice';
}

/** Of the values beyond `at`, the one that may gain most: the upper end of its interval. */
function largestGain(
  outcomes: readonly SettingOutcome[],
  points: readonly number[],
  at: number,
  beyond: readonly number[],
  metric: MetricName,
): LineResult['further'] {
  let largest = { point: 0, gain: 0 };
  for (const i of beyond) {
    const pair = inOrder(outcomes[at], outcomes[i], metric);
    const gain = difference(...pair, metric).interval?.high ?? 0;
    if (gain > largest.gain) largest = { point: points[i], gain };
  }
  return largest.gain === 0 ? null : { point: largest.point, maxGain: known(largest.gain) };
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
  const ys = points.map(({ y }) => y);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
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
