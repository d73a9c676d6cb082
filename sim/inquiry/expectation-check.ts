/**
 * Holds an experiment to what its scenario expects: `expect:` of the settings it names, and
 * `objectives:` of every setting that is compared beside the first.
 *
 * A measure is the mean over the replications; `max` the largest of all.
 */

import { MEASURES } from '../experiment/measure.ts';
import type { SettingOutcome } from '../experiment/setting-outcome.ts';
import { quantity } from '../report/quantity.ts';
import type { Result } from '../report/result-schema.ts';
import { type Expectation, evaluateExpectation, type Operand } from '../scenario/expectation.ts';
import type { Scenario } from '../scenario/scenario.ts';

type Checks = NonNullable<Result['checks']>;

/** Settings that the expectations of a scenario speak of. */
export function settingsNamed(scenario: Scenario): string[] {
  const operands = scenario.expect.flatMap(({ left, right }) =>
    right.kind === 'measure' ? [left, right.operand] : [left],
  );
  return [...new Set(operands.map(({ setting }) => setting))].filter((name) => name !== '');
}

/** What each expectation and objective came to, in the scenario's order. */
export function checkExpectations(
  scenario: Pick<Scenario, 'expect' | 'objectives'>,
  outcomes: readonly SettingOutcome[],
): Checks {
  const held = scenario.expect.map((expectation) => check(expectation, outcomes, null));
  const [, ...others] = outcomes;
  const candidates = others.length === 0 ? outcomes : others;
  const objectives = scenario.objectives.flatMap((objective) =>
    candidates.map((outcome) => check(objective, outcomes, outcome)),
  );
  return [...held, ...objectives];
}

/** `own`: the setting that an objective is asked of. */
function check(
  expectation: Expectation,
  outcomes: readonly SettingOutcome[],
  own: SettingOutcome | null,
): Checks[number] {
  const lookup = ({ setting, measure }: Operand): number | string => {
    const outcome = setting === '' ? own : outcomes.find(({ name }) => name === setting);
    return outcome === undefined || outcome === null ? Number.NaN : measured(outcome, measure);
  };
  const { holds, left, right } = evaluateExpectation(expectation, lookup);
  const { measure } = expectation.left;
  const against =
    expectation.right.kind === 'measure' ? `, the other side ${told(right, measure)}` : '';
  return {
    expectation: own === null ? expectation.text : `${own.name}: ${expectation.text}`,
    met: holds,
    found: `it is ${told(left, measure)}${against}`,
  };
}

function measured(outcome: SettingOutcome, measure: string): number | string {
  if (measure === 'largest-part') return outcome.partsBySize()[0].name;
  return measure === 'max' ? outcome.largest('max') : outcome.mean(measure);
}

function told(value: number | string, measure: string): string {
  if (typeof value === 'string') return value;
  const unit = MEASURES.find(({ name }) => name === measure)?.unit ?? 'count';
  return quantity(value, unit);
}
