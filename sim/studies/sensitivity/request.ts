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
import { INPUT_NAMES } from './input-names.ts';
import { inputValue, type Range, rangeKind } from './input-row.ts';
import { INPUTS, inputsOf, tableName } from './inputs.ts';
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
      const { varied, leftOut } = inputsOf(plan.input, names, ranges);
      if (varied.length === 0) {
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

function requestedInputs(args: Arguments): readonly string[] {
  const only = args.text('only');
  return only === null ? INPUT_NAMES : only.split(',').map((name) => inputNamed(name.trim()));
}

/** A name of the table, or that of one fault. */
function inputNamed(name: string): string {
  if (tableName(name) !== null) return name;
  throw new UsageError(
    `There is no input "${name}".${didYouMean(name, INPUT_NAMES)} There are ${INPUT_NAMES.join(', ')}.`,
  );
}

function requestedRanges(args: Arguments): Map<string, Range> {
  const ranges = new Map<string, Range>();
  for (const text of args.list('range')) {
    const [left, right] = text.split(/=(.*)/s);
    if (right === undefined) {
      throw new UsageError(
        `--range ${text}: expected INPUT=LOW..HIGH, for instance --range goodput=0.25..4`,
      );
    }
    const name = inputNamed(left.trim());
    if (ranges.has(name)) throw new UsageError(`--range gives ${name} twice: give it once.`);
    const { unit, range } = INPUTS[tableName(name) ?? 'goodput'];
    if (range === null) {
      throw new UsageError(`--range ${name}: it has choices, which are all tried: leave it out.`);
    }
    const read = readRange(right, rangeKind(unit), range.low.kind === 'factor');
    if (typeof read === 'string') throw new UsageError(`--range ${name}: ${read}`);
    ranges.set(name, read);
  }
  return ranges;
}

/*
 * Which inputs the answer depends on: each at other values, one at a time, against the scenario as
 * it is, the same mail for all of them.
 *
 *   base; goodput 125 KB/s, goodput 500 KB/s; arrangement persistent; ...  -> one experiment -> sorted by swing
 *
 * Differences are taken day by day; which inputs matter is a verdict that holds for all together at
 * 95% (sign test, Holm), each interval by itself. Units: the metric's. Left out: what two inputs do
 * together.
 */

export interface SensitivityPlan {
  readonly input: MailPathInput;
  /** Of the table, or of one fault. */
  readonly names: readonly string[];
  /** Where another range is asked for than the table has. */
  readonly ranges: ReadonlyMap<string, Range>;
  readonly metric: MetricName;
  readonly seed: string;
  readonly replications: ExperimentPlan['replications'];
}

/** A swing below this share of the base is none. */
const MIN_SWING = 0.01;

export function sensitivityStudy(plan: SensitivityPlan): Study<Experiment> {
  const { input, names, ranges, seed, replications } = plan;
  const settings = [
    { name: 'base', input },
    ...inputsOf(input, names, ranges).varied.flatMap(({ name, unit, ends }) =>
      ends.map((end) => ({ name: `${name} ${inputValue(end.value, unit)}`, input: end.input })),
    ),
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
  const { varied, leftOut } = inputsOf(plan.input, plan.names, plan.ranges);
  const [base, ...outcomes] = experiment.outcomes;
  const differences = outcomes.map((outcome) => difference(base, outcome, name));
  const significant = holm(
    differences.map(({ less, more }) => signTest(less, more)),
    CONFIDENCE,
  );
  const typical = (outcome: SettingOutcome) => estimate(outcome, name).value.low;
  const min = MIN_SWING * Math.abs(typical(base));
  let place = 0;
  const inputs = varied.map((one) => {
    const places = one.ends.map(() => place++);
    const values = [base, ...places.map((at) => outcomes[at])].map(typical);
    // What never arrives is beyond every swing of what does.
    const swing = values.every((value) => value === values[0])
      ? 0
      : Math.max(...values) - Math.min(...values);
    const result: InputResult = {
      name: one.name,
      label: one.label,
      phrase: one.the,
      measuredBy: one.measuredBy,
      unit: one.unit,
      present: one.base,
      ends: one.ends.map(({ value }, i) => ({
        at: value,
        measure: { unit, ...estimateResult(estimate(outcomes[places[i]], name)) },
        difference: { unit, ...differenceOf(differences[places[i]]) },
      })),
      source: one.source,
      swing: known(swing),
      matters: places.some((at) => significant[at]) && swing > (Number.isFinite(min) ? min : 0),
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
    leftOut: [...leftOut],
  };
  return { ...facts, sentence: sensitivitySentence(facts) };
}
