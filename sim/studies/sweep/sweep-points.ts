/**
 * The points of a sweep: a scenario read again for each of them, with its values applied as --set
 * would, so that every check of scenarios holds for every point.
 *
 * An error is told once, with the value that causes it; one that is not at a varied value (two
 * values that contradict each other) is told with the first point that has it.
 */

import type { NamedSet } from '../../scenario/merge.ts';
import { formatProblem, type Problem } from '../../scenario/problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Varied } from '../../scenario/vary.ts';
import { InvalidScenario } from '../arguments.ts';
import { inputOf, type OpenScenario, problemText } from '../subject.ts';
import { type GridPoint, gridOrder, pointName } from './sweep.ts';

export interface SweptPoints {
  readonly points: readonly GridPoint[];
  /** The scenario at the first point: what it assumes, with the varied fields stated. */
  readonly scenario: Scenario;
}

/** Throws InvalidScenario with every error of every point. */
export function readPoints(
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
    throw new InvalidScenario(problemText(opened.file, [...problems.values()]), [
      ...problems.values(),
    ]);
  }
  return { points, scenario };
}

function pointSet({ path, values }: Varied, dimension: number, value: number): NamedSet {
  return { text: `${path}=${values[value].text}`, from: `--vary ${dimension + 1}` };
}
