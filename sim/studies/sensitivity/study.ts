/**
 * Which inputs the answer depends on, in runs and in what order.
 *
 *   1. first look   every input at each of its other values, one at a time, on three days
 *   2. five days    those that stayed within 1% so far, which may be shown not to matter, and of each
 *                   other input the value that moves the measure more, the largest effects first
 *   3. more days    so many as Holm's procedure needs, then all that were asked for, the same way
 *   4. pairs        inputs that act together (pairs.ts)
 *   5. turns        the values at which the scenario's verdict turns round (turns.ts)
 *
 * The same mail and the same faults for each value on each day. If --replications does not say how many
 * days, the looks have a budget of runs, and what it does not reach stays open.
 */
import type { MetricName } from '../../mailpath/metrics.ts';
import type { NamedInput } from '../compare/compare.ts';
import { daysNeeded } from '../days-words.ts';
import { type Precision, precisionFound, replicationsNeeded } from '../replications.ts';
import type { Scope } from '../result/result-schema.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { effectsOf, sizeOf, WITHIN } from './effects.ts';
import type { VariedInput } from './inputs.ts';
import { type FoundPairs, NO_PAIRS, pairsStudy } from './pairs.ts';
import { type End, Runs, type Trial, trialOf } from './trials.ts';
import { type FoundTurns, turnsStudy, type Verdict } from './turns.ts';

export interface SensitivityPlan {
  /** The setting as it is. */
  readonly base: NamedInput;
  readonly inputs: readonly VariedInput[];
  readonly metric: MetricName;
  readonly verdict: Verdict;
  readonly seed: string;
  /** At most so many days of each; or as many as a precision of the base takes. */
  readonly replications: number | Precision;
  /** They were asked for: no budget of runs then. */
  readonly isStated: boolean;
}

export interface Found {
  readonly base: SettingOutcome;
  /** In the order of the inputs and of their ends. */
  readonly ends: readonly End[];
  /** How often a verdict on an effect could have been taken. */
  readonly looks: number;
  readonly pairs: FoundPairs;
  readonly turns: FoundTurns | null;
  readonly runs: number;
  readonly replications: Scope['replications'];
  readonly partial: boolean;
  readonly precision: Scope['precision'];
}

const FIRST_DAYS = 3;
/** So few days that all within 1% say something of the typical day (effects.ts). */
const SECOND_DAYS = 5;
/** Runs of the looks where nobody asked for more. */
const LOOK_RUNS = 300;
/** Of pairs and turns, for the progress: about as many as they take. */
const OTHER_RUNS = 170;

export function* sensitivityStudy(plan: SensitivityPlan): Study<Found> {
  const { base: named, inputs, metric, seed, isStated } = plan;
  const base = trialOf(named.name, named.input);
  const ends = inputs.flatMap((input) =>
    input.ends.map(
      ({ value, input: changed }): End => ({
        input,
        value,
        trial: trialOf(`${named.name}, ${input.name} ${value}`, changed),
      }),
    ),
  );
  const runs = new Runs(seed, LOOK_RUNS + OTHER_RUNS);
  const max = yield* maxDays(plan, base, runs);
  const first = Math.min(FIRST_DAYS, max);
  if (isStated) runs.expect((1 + ends.length) * max + OTHER_RUNS);
  const needed = daysNeeded(ends.length);
  // Another look than the first that can show anything is another chance to err: they share the error.
  const looks = max > needed ? 2 : 1;
  const all = ends.map(({ trial }) => trial);
  for (let days = 1; days <= first; days++) {
    const doing = `${inputs.length} inputs at ${ends.length} values${soFar(base, ends, metric)}`;
    yield* runs.bring([base, ...all], days, doing);
  }
  const budget = isStated ? Number.POSITIVE_INFINITY : LOOK_RUNS;
  for (const wanted of [SECOND_DAYS, daysNeeded(looks * ends.length), max]) {
    const days = Math.min(max, wanted);
    const open = undecided(base.outcome, ends, metric, looks);
    const affordable = withinBudget(open, days, budget - runs.done - (days - base.outcome.days));
    if (affordable.length === 0) continue;
    const doing = `${affordable.length} values on ${days} days${soFar(base, ends, metric)}`;
    yield* runs.bring([base, ...affordable], days, doing);
  }
  const pairs = runs.stopped
    ? NO_PAIRS
    : yield* pairsStudy({ base, ends, metric, looks, max }, runs);
  const turns =
    runs.stopped || base.outcome.days === 0
      ? null
      : yield* turnsStudy({ base, ends, verdict: plan.verdict, metric, isStated }, runs);
  return {
    base: base.outcome,
    ends,
    looks,
    pairs,
    turns,
    runs: runs.done,
    replications: {
      planned: runs.stopped ? max : base.outcome.days,
      // A result has something of each value.
      finished: all.every(({ outcome }) => outcome.days > 0) ? base.outcome.days : 0,
    },
    partial: runs.stopped,
    precision:
      typeof plan.replications === 'number'
        ? null
        : precisionFound([base.outcome], plan.replications),
  };
}

/** Days of each value at most; where a precision says so, after those of the base that it takes. */
function* maxDays({ replications }: SensitivityPlan, base: Trial, runs: Runs): Study<number> {
  if (typeof replications === 'number') return replications;
  for (;;) {
    const { days } = base.outcome;
    const wanted = replicationsNeeded([base.outcome], replications, days);
    if (wanted === days || runs.stopped) return days;
    yield* runs.bring([base], wanted, 'the scenario as it is');
  }
}

/**
 * What is still open. First what stayed within 1% so far; then of each input the value that moves
 * the measure more, the largest effects first; then the rest.
 */
function undecided(
  base: SettingOutcome,
  ends: readonly End[],
  metric: MetricName,
  looks: number,
): Trial[] {
  const outcomes = ends.map(({ trial }) => trial.outcome);
  const effects = effectsOf(base, outcomes, metric, looks);
  const sorted = ends
    .map(({ input, trial }, i) => {
      const size = sizeOf(base, trial.outcome, metric);
      return { input, trial, size, isOpen: ['unknown', 'likely'].includes(effects[i].effect) };
    })
    .sort((a, b) => b.size - a.size);
  const isStill = ({ trial, size }: (typeof sorted)[number]) =>
    trial.outcome.days < SECOND_DAYS && size <= WITHIN;
  const isFirst = ({ input, trial }: (typeof sorted)[number]) =>
    sorted.find((one) => one.input === input)?.trial === trial;
  const rank = (one: (typeof sorted)[number]) => (isStill(one) ? 0 : isFirst(one) ? 1 : 2);
  return [0, 1, 2].flatMap((wanted) =>
    sorted.flatMap((one) => (one.isOpen && rank(one) === wanted ? [one.trial] : [])),
  );
}

/** As many of them, from the first, as the runs are enough for. */
function withinBudget(trials: readonly Trial[], days: number, runs: number): Trial[] {
  let left = runs;
  return trials.filter(({ outcome }) => {
    left -= Math.max(0, days - outcome.days);
    return left >= 0 && outcome.days < days;
  });
}

/** `, so far the length of the fault moves p99 most`. */
function soFar(base: Trial, ends: readonly End[], metric: MetricName): string {
  const sizes = ends.map(({ trial }) => sizeOf(base.outcome, trial.outcome, metric));
  const largest = sizes.indexOf(Math.max(...sizes));
  return sizes[largest] > 0 ? `, so far ${ends[largest].input.the} moves ${metric} most` : '';
}
