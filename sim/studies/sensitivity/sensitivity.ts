/**
 * Which inputs the answer hangs on: each at a low and at a high value, one at a time, against the
 * scenario as it is, the same mail for all of them.
 *
 *   base; goodput low, goodput high; size low, size high; ...  -> one experiment -> sorted by swing
 *
 * Differences are taken day by day; which inputs matter is a verdict that holds for all together at
 * 95% (sign test, Holm), each interval by itself. One at a time: what two inputs do together is left out. Units: the metric's.
 */

import type { MailPathInput } from '../../mailpath/input.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import { holm } from '../../statistics/order-statistics.ts';
import { comparisonStudy, type Experiment, type ExperimentPlan } from '../compare/compare.ts';
import {
  CONFIDENCE,
  type Difference,
  difference,
  type Estimate,
  estimate,
  pValue,
} from '../estimate.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import {
  type ChangedInput,
  changedInputs,
  INPUTS,
  type InputUnit,
  type LeftOutReason,
  type Range,
} from './sensitivity-inputs.ts';
import { INPUT_NAMES, type InputName } from './sensitivity-names.ts';

export interface SensitivityPlan {
  readonly input: MailPathInput;
  readonly names: readonly InputName[];
  /** Where another range is asked for than INPUTS has. */
  readonly ranges: ReadonlyMap<InputName, Range>;
  readonly metric: MetricName;
  readonly seed: string;
  readonly replications: ExperimentPlan['replications'];
}

export interface Sensitivity {
  readonly plan: SensitivityPlan;
  readonly experiment: Experiment;
  readonly base: Estimate;
  /** Largest swing first. */
  readonly inputs: readonly InputEffect[];
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly name: InputName;
  readonly reason: LeftOutReason;
}

export interface InputEffect {
  readonly name: InputName;
  readonly unit: InputUnit;
  /** The input's present value. */
  readonly present: number;
  readonly low: EndEffect;
  readonly high: EndEffect;
  /** From the smallest to the largest of the metric at low, base and high; NaN: it has no value. */
  readonly swing: number;
  /** An end is clearly different, and the swing is more than 1% of the base. */
  readonly matters: boolean;
}

export interface EndEffect {
  /** The input's value. */
  readonly at: number;
  readonly value: Estimate;
  /** To the base. */
  readonly difference: Difference;
}

/** A swing below this share of the base is none. */
const LEAST_SWING = 0.01;

interface Changed {
  readonly name: InputName;
  readonly base: number;
  readonly low: ChangedInput;
  readonly high: ChangedInput;
}

export function* sensitivityStudy(plan: SensitivityPlan): Study<Sensitivity> {
  const { input, seed, replications, metric } = plan;
  const { changed, leftOut } = chosenInputs(plan);
  const settings = [
    { name: 'base', input },
    ...changed.flatMap(({ name, low, high }) => [
      { name: `${name} low`, input: low.input },
      { name: `${name} high`, input: high.input },
    ]),
  ];
  const experiment = yield* comparisonStudy({
    settings,
    seed,
    replications,
    keepsCurves: false,
  });
  const [base, ...ends] = experiment.outcomes;
  const found = changed.map((one, i) => effectOf(one, base, ends[2 * i], ends[2 * i + 1], metric));
  const differences = found.flatMap(({ low, high }) => [low.difference, high.difference]);
  const clear = holm(differences.map(pValue), CONFIDENCE);
  const least = LEAST_SWING * Math.abs(estimate(base, metric).value.low);
  const effects = found.map((effect, i): InputEffect => {
    const isClear = clear[2 * i] || clear[2 * i + 1];
    return { ...effect, matters: isClear && effect.swing > (Number.isFinite(least) ? least : 0) };
  });
  const size = ({ swing }: InputEffect) => (Number.isNaN(swing) ? -1 : swing);
  return {
    plan,
    experiment,
    base: estimate(base, metric),
    inputs: effects.sort((a, b) => size(b) - size(a)),
    leftOut,
  };
}

/** The inputs that apply, with both of their ends, and those that do not, with the reason. */
export function chosenInputs({ input, names, ranges }: SensitivityPlan): {
  changed: readonly Changed[];
  leftOut: readonly LeftOut[];
} {
  const changed: Changed[] = [];
  const leftOut: LeftOut[] = [];
  for (const name of INPUT_NAMES.filter((one) => names.includes(one))) {
    const found = changedInputs(input, name, ranges.get(name) ?? INPUTS[name].range);
    if (typeof found === 'string') leftOut.push({ name, reason: found });
    else changed.push({ name, ...found });
  }
  return { changed, leftOut };
}

function effectOf(
  { name, base: present, low, high }: Changed,
  base: SettingOutcome,
  atLow: SettingOutcome,
  atHigh: SettingOutcome,
  metric: MetricName,
): Omit<InputEffect, 'matters'> {
  const end = ({ value }: ChangedInput, outcome: SettingOutcome): EndEffect => ({
    at: value,
    value: estimate(outcome, metric),
    difference: difference(base, outcome, metric),
  });
  const typical = [base, atLow, atHigh].map((outcome) => estimate(outcome, metric).value.low);
  return {
    name,
    unit: INPUTS[name].unit,
    present,
    low: end(low, atLow),
    high: end(high, atHigh),
    // What never arrives is beyond every swing of what does.
    swing: typical.every((value) => value === typical[0])
      ? 0
      : Math.max(...typical) - Math.min(...typical),
  };
}
