/** What `sensitivity` does: which inputs the answer depends on, and so what to measure first. */

import { didYouMean } from '../../scenario/nearest-name.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { readRange } from '../../scenario/value-range.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { objectiveOf } from '../compare/result.ts';
import { studyRequest } from '../definition.ts';
import { metricNamed, requestedReplications } from '../replications.ts';
import { sensitivityCsv } from '../result/metric-csv.ts';
import { inputOf } from '../subject.ts';
import { INPUT_NAMES } from './input-names.ts';
import { type Range, rangeKind } from './input-row.ts';
import { INPUTS, inputsOf, tableName } from './inputs.ts';
import { sensitivityReport } from './report.ts';
import { buildSensitivityResult, type SensitivityResult, sensitivitySchema } from './result.ts';
import { type Found, type SensitivityPlan, sensitivityStudy } from './study.ts';
import type { Verdict } from './turns.ts';

export const request = studyRequest<Found, SensitivityResult>({
  schema: { title: 'Sensitivity of mailpath', of: sensitivitySchema },
  csv: sensitivityCsv,
  plan: (args) => {
    const metric = metricNamed(args.text('measure') ?? 'p99');
    const requested = requestedReplications(args, metric);
    const ranges = requestedRanges(args);
    const names = requestedInputs(args);
    return ({ scenario }) => {
      const setting = args.text('setting') ?? 'default';
      const input = inputOf(scenario, setting);
      const { varied, leftOut } = inputsOf(input, names, ranges);
      if (varied.length === 0) {
        const reasons = leftOut.map(({ name, why }) => `${name}: ${why}`);
        throw new UsageError(`There is nothing to change. ${reasons.join('. ')}.`);
      }
      const plan: SensitivityPlan = {
        base: { name: setting, input },
        inputs: varied,
        metric,
        verdict: verdictOf(scenario, setting),
        seed: args.text('seed') ?? scenario.seed,
        replications: requested ?? scenario.replications,
        isStated: requested !== null,
      };
      return {
        study: sensitivityStudy(plan),
        settings: [setting],
        result: (found, context) =>
          found.replications.finished === 0
            ? null
            : buildSensitivityResult(plan, found, { ...context, leftOut: [...leftOut] }),
        report: (result, command) => sensitivityReport(result, { input, command }),
      };
    };
  },
});

/** What the scenario states: its objectives; without any, what `compare` would compare. */
function verdictOf(scenario: Scenario, setting: string): Verdict {
  const objectives = scenario.objectives.map(objectiveOf);
  const beside =
    setting === 'recommended' ? (objectives.length > 0 ? null : 'default') : 'recommended';
  return {
    objectives,
    other: beside === null ? null : { name: beside, input: inputOf(scenario, beside) },
  };
}

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
