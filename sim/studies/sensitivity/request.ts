/** What `sensitivity` does: which inputs the answer depends on, and so what to measure first. */

import { known } from '../../document/bounds.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { didYouMean } from '../../scenario/nearest-name.ts';
import { readRange } from '../../scenario/value-range.ts';
import { holm, signTest } from '../../statistics/order-statistics.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import {
  comparisonStudy,
  type Experiment,
  type ExperimentPlan,
  scopeResult,
} from '../compare/compare.ts';
import { type ScopeContext, studyRequest } from '../definition.ts';
import { CONFIDENCE, difference, differenceOf, estimate, estimateResult } from '../estimate.ts';
import { metricNamed, requestedReplications } from '../replications.ts';
import { sensitivityCsv } from '../result/metric-csv.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { inputOf } from '../subject.ts';
import { INPUT_NAMES, type InputName } from './input-names.ts';
import { changedInputs, INPUTS, type Range, UNITS } from './inputs.ts';
import {
  type InputResult,
  type SensitivityResult,
  sensitivityReport,
  sensitivitySchema,
  sensitivitySentence,
} from './result.ts';

export const request = studyRequest<Experiment, SensitivityResult>({
  schema: { title: 'Sensitivity of mailpath', of: sensitivitySchema },
  csv: sensitivityCsv,
  plan: (args) => {
    const metric = metricNamed(args.text('measure') ?? 'p99');
    const requested = requestedReplications(args, metric);
    const ranges = requestedRanges(args);
    const names = requestedInputs(args);
    return ({ scenario }) => {
      const setting = args.text('setting') ?? 'default';
      const plan = {
        input: inputOf(scenario, setting),
        names,
        ranges,
        metric,
        seed: args.text('seed') ?? scenario.seed,
        replications: requested ?? scenario.replications,
      };
      const { changed, leftOut } = chosenInputs(plan);
      if (changed.length === 0) {
        const reasons = leftOut.map(({ name, why }) => `${name}: ${why}`);
        throw new UsageError(`There is nothing to change. ${reasons.join('. ')}.`);
      }
      return {
        study: sensitivityStudy(plan),
        settings: [setting],
        result: (experiment, context) =>
          experiment.replications.finished === 0
            ? null
            : buildSensitivityResult(plan, experiment, { ...context, setting }),
        report: (result, command) => sensitivityReport(result, { input: plan.input, command }),
      };
    };
  },
});

function requestedInputs(args: Arguments): readonly InputName[] {
  const only = args.text('only');
  return only === null ? INPUT_NAMES : only.split(',').map((name) => inputNamed(name.trim()));
}

function inputNamed(name: string): InputName {
  const found = INPUT_NAMES.find((known) => known === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `There is no input "${name}".${didYouMean(name, INPUT_NAMES)} There are ${INPUT_NAMES.join(', ')}.`,
  );
}

function requestedRanges(args: Arguments): Map<InputName, Range> {
  const ranges = new Map<InputName, Range>();
  for (const text of args.list('range')) {
    const [left, right] = text.split(/=(.*)/s);
    if (right === undefined) {
      throw new UsageError(
        `--range ${text}: expected INPUT=LOW..HIGH, for instance --range goodput=0.25..4`,
      );
    }
    const name = inputNamed(left.trim());
    if (ranges.has(name)) throw new UsageError(`--range gives ${name} twice: give it once.`);
    const { unit, range } = INPUTS[name];
    const read = readRange(right, UNITS[unit].kind, range.low.kind === 'factor');
    if (typeof read === 'string') throw new UsageError(`--range ${name}: ${read}`);
    ranges.set(name, read);
  }
  return ranges;
}

/*
 * Which inputs the answer depends on: each at a low and at a high value, one at a time, against the
 * scenario as it is, the same mail for all of them.
 *
 *   base; goodput low, goodput high; size low, size high; ...  -> one experiment -> sorted by swing
 *
 * Differences are taken day by day; which inputs matter is a verdict that holds for all together at
 * 95% (sign test, Holm), each interval by itself. Units: the metric's. Left out: what two inputs do
 * together.
 */

export interface SensitivityPlan {
  readonly input: MailPathInput;
  readonly names: readonly InputName[];
  /** Where another range is asked for than INPUTS has. */
  readonly ranges: ReadonlyMap<InputName, Range>;
  readonly metric: MetricName;
  readonly seed: string;
  readonly replications: ExperimentPlan['replications'];
}

/** A swing below this share of the base is none. */
const MIN_SWING = 0.01;

export function sensitivityStudy(plan: SensitivityPlan): Study<Experiment> {
  const { input, seed, replications } = plan;
  const settings = [
    { name: 'base', input },
    ...chosenInputs(plan).changed.flatMap(({ name, low, high }) => [
      { name: `${name} low`, input: low.input },
      { name: `${name} high`, input: high.input },
    ]),
  ];
  return comparisonStudy({ settings, seed, replications, keepsCurves: false });
}

/** Of a study with at least one finished replication. */
export function buildSensitivityResult(
  plan: SensitivityPlan,
  experiment: Experiment,
  { setting, ...context }: ScopeContext & Pick<SensitivityResult, 'setting'>,
): SensitivityResult {
  const { name, unit, better } = metricOf(plan.metric);
  const { changed, leftOut } = chosenInputs(plan);
  const [base, ...outcomes] = experiment.outcomes;
  const differences = outcomes.map((outcome) => difference(base, outcome, name));
  const significant = holm(
    differences.map(({ less, more }) => signTest(less, more)),
    CONFIDENCE,
  );
  const typical = (outcome: SettingOutcome) => estimate(outcome, name).value.low;
  const min = MIN_SWING * Math.abs(typical(base));
  const inputs = changed.map((one, i) => {
    const [low, high] = [2 * i, 2 * i + 1];
    const values = [base, outcomes[low], outcomes[high]].map(typical);
    // What never arrives is beyond every swing of what does.
    const swing = values.every((value) => value === values[0])
      ? 0
      : Math.max(...values) - Math.min(...values);
    const end = (at: number, place: number) => ({
      at,
      measure: { unit, ...estimateResult(estimate(outcomes[place], name)) },
      difference: { unit, ...differenceOf(differences[place]) },
    });
    const definition = INPUTS[one.name];
    const result: InputResult = {
      name: one.name,
      unit: definition.unit,
      kind: definition.measuredBy === null ? 'set' : 'measured',
      present: one.base,
      low: end(one.low.value, low),
      high: end(one.high.value, high),
      swing: known(swing),
      matters: (significant[low] || significant[high]) && swing > (Number.isFinite(min) ? min : 0),
    };
    return { result, size: Number.isNaN(swing) ? -1 : swing };
  });
  const facts = {
    format: 'mailpath-sensitivity/2' as const,
    ...scopeResult(experiment, context),
    setting,
    measure: { name, unit, better },
    base: { unit, ...estimateResult(estimate(base, name)) },
    inputs: inputs.sort((a, b) => b.size - a.size).map(({ result }) => result),
    leftOut,
  };
  return { ...facts, sentence: sensitivitySentence(facts) };
}

/** The inputs that apply, with both of their ends, and those that do not, with the reason. */
export function chosenInputs({ input, names, ranges }: SensitivityPlan) {
  const found = INPUT_NAMES.filter((name) => names.includes(name)).map((name) => {
    return { name, of: changedInputs(input, name, ranges.get(name) ?? INPUTS[name].range) };
  });
  return {
    changed: found.flatMap(({ name, of }) => (typeof of === 'string' ? [] : [{ name, ...of }])),
    leftOut: found.flatMap(({ name, of }) => (typeof of === 'string' ? [{ name, why: of }] : [])),
  };
}
