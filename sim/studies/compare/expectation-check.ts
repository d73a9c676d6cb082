/**
 * Holds an experiment to what its scenario expects: `expect:` of the settings it names, and
 * `objectives:` of every setting that is compared beside the first.
 *
 * An expectation is about the typical day (`max` about the largest of all days, shares of the delay
 * about the sums over all days). An objective is about so many of the days that were run, or about
 * their mean. What depends on mail that has not arrived is unknown, and does not count as met.
 */
import { boundsResult } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { share } from '../../document/quantity.ts';
import { isMetricName, metricOf } from '../../mailpath/metrics.ts';
import {
  type Expectation,
  evaluateExpectation,
  type Operand,
  type OperandName,
  PART_SHARE,
  type StatedObjective,
} from '../../scenario/expectation.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Bounds, known, NOTHING_KNOWN } from '../../statistics/bounds.ts';
import { daysText, shownText } from '../days-words.ts';
import { estimate } from '../estimate.ts';
import { allowedShare, type Comparison, dayShare, judge, type Objective } from '../objective.ts';
import type { Result } from '../result/result-schema.ts';
import type { SettingOutcome } from '../setting-outcome.ts';

type Checks = NonNullable<Result['checks']>;

/** Of a decision about a mean, on each side. */
const ERROR = 0.05;

/** Settings that the expectations of a scenario speak of. */
export function settingsNamed(scenario: Scenario): string[] {
  const operands = scenario.expect.flatMap(({ left, right }) =>
    right.kind === 'metric' ? [left, right.operand] : [left],
  );
  return [...new Set(operands.map(({ setting }) => setting))].filter((name) => name !== '');
}

/** The result of each expectation and objective, in the scenario's order. */
export function checkExpectations(
  scenario: Pick<Scenario, 'expect' | 'objectives'>,
  outcomes: readonly SettingOutcome[],
): Checks {
  const held = scenario.expect.map((expectation) => checkExpectation(expectation, outcomes));
  const [, ...others] = outcomes;
  const candidates = others.length === 0 ? outcomes : others;
  const objectives = scenario.objectives.flatMap((objective) =>
    candidates.map((outcome) => checkObjective(objective, outcome)),
  );
  return [...held, ...objectives];
}

function checkExpectation(
  expectation: Expectation,
  outcomes: readonly SettingOutcome[],
): Checks[number] {
  const outcomeOf = ({ setting }: Operand) => outcomes.find(({ name }) => name === setting);
  const { left, right } = expectation;
  if (right.kind === 'word') {
    const { holds, left: found } = evaluateExpectation(
      expectation,
      (operand) => outcomeOf(operand)?.partsBySize()[0].name ?? Number.NaN,
    );
    return {
      expectation: expectation.text,
      state: holds ? 'met' : 'missed',
      found: `it is ${found}`,
    };
  }
  const value = (operand: Operand): Bounds => figureOf(outcomeOf(operand), operand.metric);
  const own = value(left);
  const other = right.kind === 'value' ? known(right.value) : value(right.operand);
  // Whatever lies between the ends: if all four corners agree, so does everything between them.
  const verdicts = [own.low, own.high].flatMap((one) =>
    [other.low, other.high].map(
      (two) => evaluateExpectation(expectation, (operand) => (operand === left ? one : two)).holds,
    ),
  );
  const holds = verdicts.every((verdict) => verdict);
  const text = (bounds: Bounds): string => boundsText(boundsResult(bounds), unitOf(left.metric));
  const against = right.kind === 'metric' ? `, the other side ${text(other)}` : '';
  return {
    expectation: expectation.text,
    state: holds ? 'met' : verdicts.includes(true) ? 'unknown' : 'missed',
    found: `it is ${text(own)}${against}`,
  };
}

function figureOf(outcome: SettingOutcome | undefined, name: OperandName): Bounds {
  if (outcome === undefined) return NOTHING_KNOWN;
  if (isMetricName(name)) {
    return name === 'max' ? outcome.largest('max') : estimate(outcome, name).value;
  }
  const part = outcome.partsBySize().find((one) => `${PART_SHARE}${one.name}` === name);
  return known(part?.share ?? Number.NaN);
}

function unitOf(name: OperandName) {
  return isMetricName(name) ? metricOf(name).unit : 'share';
}

function checkObjective(expectation: StatedObjective, outcome: SettingOutcome): Checks[number] {
  const objective = objectiveOf(expectation);
  if (objective === null) throw new Error(`"${expectation.text}" is no objective`);
  const answer = judge(objective, outcome, ERROR);
  const { days, badDays, unknownDays, worst } = answer;
  const named = `${outcome.name}: ${objective.text}`;
  const worstText = boundsText(boundsResult(worst), unitOf(objective.metric));
  if (objective.onDays === null) {
    const mean =
      answer.mean === null
        ? 'its mean cannot be estimated from so few days of each kind'
        : `its mean is ${boundsText(boundsResult(known(answer.mean)), unitOf(objective.metric))}`;
    const state = answer.state === 'open' ? 'unknown' : answer.state;
    return { expectation: named, state, found: `${mean}, the worst day ${worstText}` };
  }
  const allowed = allowedShare(objective.onDays) * days;
  const state = badDays > allowed ? 'missed' : badDays + unknownDays > allowed ? 'unknown' : 'met';
  const kept = days - badDays - unknownDays;
  const open = unknownDays === 0 ? '' : `; on ${daysText(unknownDays)} it is unknown`;
  const shown = shownText(dayShare(badDays + unknownDays, days));
  return {
    expectation: named,
    state,
    found: `kept on ${kept} of ${daysText(days)} (required: ${share(objective.onDays)})${open}; the worst day ${worstText}; of all such days ${shown} break it`,
  };
}

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
