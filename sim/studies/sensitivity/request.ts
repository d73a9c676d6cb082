/** What `sensitivity` does: which inputs the answer depends on, and so what to measure first. */
import { didYouMean } from '../../scenario/nearest-name.ts';
import type { QuantityKind } from '../../scenario/quantity.ts';
import { readRange } from '../../scenario/value-range.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { studyRequest } from '../definition.ts';
import { metricNamed, requestedReplications } from '../replications.ts';
import { sensitivityCsv } from '../result/metric-csv.ts';
import { inputOf } from '../subject.ts';
import { INPUT_NAMES, type InputName } from './input-names.ts';
import { INPUTS, type InputUnit, leftOutWords, type Range } from './inputs.ts';
import { sensitivityReport } from './report.ts';
import { type SensitivityResult, sensitivitySchema } from './result.ts';
import {
  buildSensitivityResult,
  chosenInputs,
  type Sensitivity,
  type SensitivityPlan,
  sensitivityStudy,
} from './study.ts';

export const request = studyRequest<Sensitivity, SensitivityResult>({
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
      refuseNothing(plan);
      return {
        study: sensitivityStudy(plan),
        seed: plan.seed,
        settings: [setting],
        result: (found, context) =>
          found.experiment.replicationsDone === 0
            ? null
            : buildSensitivityResult(found, { ...context, setting }),
        report: (result, command) => sensitivityReport(result, { input: plan.input, command }),
      };
    };
  },
});

function refuseNothing(plan: SensitivityPlan): void {
  const { changed, leftOut } = chosenInputs(plan);
  if (changed.length > 0) return;
  const reasons = leftOut.map(({ name, reason }) => `${name}: ${leftOutWords(reason)}`);
  throw new UsageError(`There is nothing to change. ${reasons.join('. ')}.`);
}

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

/** How a value of an input is written. */
const KINDS: Readonly<Record<InputUnit, QuantityKind | null>> = {
  'bytes/ms': 'goodput',
  bytes: 'size',
  'messages/ms': 'rate',
  ms: 'duration',
  sigma: null,
  count: null,
};

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
    const read = readRange(right, KINDS[unit], range.low.kind === 'factor');
    if (!read.ok) throw new UsageError(`--range ${name}: ${read.message}`);
    const end = ({ kind, amount }: typeof read.low) =>
      kind === 'factor' ? { kind, factor: amount } : { kind, value: amount };
    ranges.set(name, { low: end(read.low), high: end(read.high) });
  }
  return ranges;
}
