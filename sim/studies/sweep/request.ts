/**
 * What `sweep` does: a grid of values, and from where on more of them buys nothing.
 *
 * Its points are the scenario read again for each of them, with its values applied as --set would, so
 * that every check of scenarios holds for every point. Grids beyond a limit are refused, with their
 * size and the option that raises the limit.
 */

import type { MetricName } from '../../mailpath/metrics.ts';
import type { NamedSet } from '../../scenario/merge.ts';
import { formatProblem, type Problem } from '../../scenario/problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { readVaried, type Varied } from '../../scenario/value-range.ts';
import { type Arguments, InvalidScenario, UsageError } from '../arguments.ts';
import { studyRequest } from '../definition.ts';
import { metricNamed, type Precision, requestedReplications } from '../replications.ts';
import { sweepCsv } from '../result/metric-csv.ts';
import { inputOf, type OpenScenario, problemText } from '../subject.ts';
import { sweepReport } from './report.ts';
import { buildSweepResult, type SweepResult, sweepSchema } from './result.ts';
import { type GridPoint, gridOrder, pointName, type Sweep, sweepStudy } from './study.ts';

export const request = studyRequest<Sweep, SweepResult>({
  schema: { title: 'Sweep of mailpath', of: sweepSchema },
  csv: sweepCsv,
  plan: (args) => {
    const metrics = readMetrics(args);
    const requested = requestedReplications(args, metrics[0]);
    const { setting, varied } = readDimensions(args);
    const maxPoints = args.whole('max-points', 2, MAX_POINTS_OPTION) ?? MAX_POINTS;
    refuseTooMuch(varied, typeof requested === 'number' ? requested : 0, maxPoints);
    return ({ scenario: base, set }, subject) => {
      const input = inputOf(base, setting);
      const replications = withinBudget(varied, requested ?? base.replications, maxPoints);
      const { points, scenario } = readPoints(subject.opened, set, varied, setting);
      const seed = args.text('seed') ?? scenario.seed;
      return {
        study: sweepStudy({ dimensions: varied, points, metrics, seed, replications }),
        scenario,
        settings: [setting],
        result: (found, context) =>
          found.experiment.replicationsDone === 0
            ? null
            : buildSweepResult(found, { ...context, setting, input }),
        report: (result, command) => sweepReport(result, { input, command }),
      };
    };
  },
});

function readMetrics(args: Arguments): MetricName[] {
  const names = (args.text('measure') ?? 'p99').split(',').map((name) => name.trim());
  return [...new Set(names.map(metricNamed))];
}

function readDimensions(args: Arguments): { setting: string; varied: readonly Varied[] } {
  const texts = args.list('vary');
  if (texts.length === 0) {
    throw new UsageError(
      'mailpath sweep needs to know what to vary, for example: mailpath sweep main --vary runners=1..8',
    );
  }
  const read = readVaried(texts, args.text('setting'));
  if (!read.ok) throw new UsageError(`--vary: ${read.message}`);
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
    const grid = varied.length === 1 ? `${digits(points)}` : `${product} = ${digits(points)}`;
    throw new UsageError(
      `The grid has ${grid} points; a sweep has at most ${digits(maxPoints)}. Vary fewer values, or allow it: --max-points ${points}`,
    );
  }
  const all = points * replications;
  const allowed = maxPoints * REPLICATIONS_A_POINT;
  if (all > allowed) {
    throw new UsageError(
      `${digits(points)} points with ${digits(replications)} replications each are ${digits(all)} replications; a sweep has at most ${digits(allowed)}. Take fewer, or allow it: --max-points ${Math.ceil(all / REPLICATIONS_A_POINT)}`,
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

function digits(value: number): string {
  return value.toLocaleString('en-US');
}

interface SweptPoints {
  readonly points: readonly GridPoint[];
  /** The scenario at the first point: what it assumes, with the varied fields stated. */
  readonly scenario: Scenario;
}

/**
 * Throws InvalidScenario with every error of every point. An error is reported once, with the value
 * that causes it; one that is not at a varied value (two values that contradict each other) is
 * reported with the first point that has it.
 */
function readPoints(
  opened: OpenScenario,
  set: readonly string[],
  varied: readonly Varied[],
  setting: string,
): SweptPoints {
  const points: GridPoint[] = [];
  const problems = new Map<string, Problem>();
  let scenario: Scenario | null = null;
  for (const at of gridOrder(varied)) {
    const result = opened.read([...set, ...varied.map((v, d) => pointSet(v, d, at[d]))]);
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

function pointSet({ path, values }: Varied, dimension: number, value: number): NamedSet {
  return { text: `${path}=${values[value].text}`, from: `--vary ${dimension + 1}` };
}
