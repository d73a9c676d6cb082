/** `sensitivity`: which inputs the answer hangs on, and so what to measure first. */
import { didYouMean } from '../../scenario/nearest-name.ts';
import type { QuantityKind } from '../../scenario/quantity.ts';
import { readRange } from '../../scenario/value-range.ts';
import type { Arguments } from '../arguments.ts';
import { answered, NOTHING_FINISHED, type Plan } from '../inquiry.ts';
import { about, inputOf } from '../named-setting.ts';
import { UsageError } from '../refusal.ts';
import { repeatedCommand } from '../repeated-command.ts';
import { metricNamed, replicationsAsked } from '../replications.ts';
import { sensitivityCsv } from '../result/metric-csv.ts';
import { assumptionLines, readSubject } from '../subject.ts';
import { chosenInputs, type SensitivityPlan, sensitivityStudy } from './sensitivity.ts';
import { INPUTS, type InputUnit, type Range } from './sensitivity-inputs.ts';
import { INPUT_NAMES, type InputName } from './sensitivity-names.ts';
import { sensitivityReport } from './sensitivity-report.ts';
import { buildSensitivityResult } from './sensitivity-result.ts';
import { sensitivityText } from './sensitivity-text.ts';
import { leftOutWords } from './sensitivity-words.ts';

/** Options that decide what is varied. */
const OWN = ['setting', 'measure', 'only', 'range'];

export function sensitivityAsked(args: Arguments): Plan {
  const metric = metricNamed(args.text('measure') ?? 'p99');
  const asked = replicationsAsked(args, metric);
  const ranges = rangesAsked(args);
  const names = inputsAsked(args);
  return (subject) => {
    const { scenario, file, set, version } = readSubject(subject);
    const setting = args.text('setting') ?? 'default';
    const plan = {
      input: inputOf(scenario, setting),
      names,
      ranges,
      metric,
      seed: args.text('seed') ?? scenario.seed,
      replications: asked ?? scenario.replications,
    };
    refuseNothing(plan);
    return answered(sensitivityStudy(plan), (found) => {
      if (found.experiment.replicationsDone === 0) return NOTHING_FINISHED;
      const result = buildSensitivityResult(found, {
        version,
        scenario: about(scenario, file, set),
        assumptions: assumptionLines(scenario, [setting]),
        setting,
      });
      const command = repeatedCommand('sensitivity', file, OWN, args, plan.seed);
      return {
        json: result,
        csv: () => sensitivityCsv(result),
        text: (page) => sensitivityText(result, page),
        report: () => sensitivityReport(result, { input: plan.input, command }),
        partial: found.experiment.partial,
        unmet: false,
      };
    });
  };
}

function refuseNothing(plan: SensitivityPlan): void {
  const { changed, leftOut } = chosenInputs(plan);
  if (changed.length > 0) return;
  const told = leftOut.map(({ name, reason }) => `${name}: ${leftOutWords(reason)}`);
  throw new UsageError(`There is nothing to change. ${told.join('. ')}.`);
}

function inputsAsked(args: Arguments): readonly InputName[] {
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

function rangesAsked(args: Arguments): Map<InputName, Range> {
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
