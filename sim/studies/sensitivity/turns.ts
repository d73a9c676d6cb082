/**
 * What would turn the scenario's verdict round, an input at a time: the choice that does, or the nearest
 * value, between two that were tried.
 *
 *   verdict     if the scenario states objectives: whether most days keep them, under the setting that
 *               is asked about and under `recommended`; else which of the two has the better measure
 *   1. within   at each value that was tried: turned is what says otherwise on each of three days, so
 *               that the first day rules most values out
 *   2. beyond   numbers beyond their ranges, as far as a row reaches, the largest effects first
 *   3. between  bisection of the stretch that it turns in, three days a step, three steps
 *
 * Where --replications does not say how much is to be run, 2. and 3. have a budget of runs each; of an
 * input that none is left for it is said between which values it was looked for, or turns.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { type Metric, type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { minus } from '../../statistics/bounds.ts';
import { dayState, type Objective } from '../objective.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { sizeOf } from './effects.ts';
import { type InputValue, isFixed } from './input-row.ts';
import type { VariedInput } from './inputs.ts';
import { type End, type Runs, type Trial, trialOf } from './trials.ts';

export interface Verdict {
  /** What a typical day has to keep; none: the settings are compared by the measure. */
  readonly objectives: readonly Objective[];
  /** Beside the setting that is asked about; null: there is none. */
  readonly other: { readonly name: string; readonly input: MailPathInput } | null;
}

/**
 * Of the settings one by one: whether a typical day keeps the objectives. Without any, of the other
 * setting alone: whether it is better than the one that is asked about.
 */
export const STATES = ['keeps', 'misses', 'better', 'worse', 'equal', 'unknown'] as const;
export type State = (typeof STATES)[number];

export interface SettingState {
  readonly setting: string;
  readonly state: State;
  /** On so many of the days. */
  readonly onDays: number;
  readonly days: number;
}

interface Turn {
  readonly input: VariedInput;
  /** The choice, or the value beyond which it has turned; and the last at which it has not. */
  readonly from: InputValue | null;
  readonly to: InputValue;
  /** Of the settings whose verdict turns. */
  readonly states: readonly SettingState[];
}

export interface FoundTurns {
  readonly states: readonly SettingState[];
  readonly turns: readonly Turn[];
  /** Of each input: from where to where it was looked for, in its order; choices: all of them. */
  readonly searched: ReadonlyMap<VariedInput, readonly [InputValue, InputValue]>;
  readonly days: number;
}

const DAYS = 3;
const BEYOND_RUNS = 24;
const STEPS = 3;
const BISECTION_RUNS = 36;
/** Of the day's value: two settings that differ by less are equal. */
const EQUAL = 0.05;

export interface Judged {
  readonly base: Trial;
  readonly ends: readonly End[];
  readonly verdict: Verdict;
  readonly metric: MetricName;
  /** No budget of runs. */
  readonly isStated: boolean;
}

/** An input at a value, under each of the settings. */
interface Point {
  readonly input: VariedInput;
  readonly value: InputValue;
  readonly trials: readonly Trial[];
}

export function* turnsStudy(judged: Judged, runs: Runs): Study<FoundTurns | null> {
  const { base, ends, verdict, isStated } = judged;
  const { other } = verdict;
  const budget = (runsOfStep: number) => (isStated ? Number.POSITIVE_INFINITY : runsOfStep);
  const settings = [base, ...(other === null ? [] : [trialOf(other.name, other.input)])];
  const pointAt = (input: VariedInput, value: InputValue, own?: Trial): Point => ({
    input,
    value,
    trials: settings.map((setting, i) =>
      i === 0 && own !== undefined ? own : changedTrial(setting, input, value),
    ),
  });
  const within = ends.map(({ input, value, trial }) => pointAt(input, value, trial));
  const days = Math.min(DAYS, base.outcome.days);
  const doing = 'what turns the verdict round';
  yield* runs.bring(settings, days, doing);
  yield* runs.bring(trialsOf(within), 1, doing);
  if (runs.stopped) return null;
  const asItIs = statesOf(settings, base.outcome.days, judged);
  /** By the states: whether each has turned on all days that were run of it. */
  const turnedIn = ({ trials }: Point): boolean[] =>
    statesOf(trials, days, judged).map(
      ({ state, onDays, days: of }, i) =>
        state !== 'unknown' &&
        asItIs[i].state !== 'unknown' &&
        state !== asItIs[i].state &&
        onDays === of,
    );
  const isTurned = (point: Point): boolean => turnedIn(point).includes(true);
  function* turnedAmong(points: readonly Point[]): Study<Point[]> {
    const likely = points.filter(isTurned);
    yield* runs.bring(trialsOf(likely), days, doing);
    return runs.stopped ? [] : likely.filter(isTurned);
  }
  const turnedWithin = yield* turnedAmong(within);
  const sides = openSides(judged, turnedWithin);
  const beyond = affordable(
    sides.map(({ input, far }) => pointAt(input, far)),
    ({ trials }) => trials.filter((trial) => !settings.includes(trial)).length,
    budget(BEYOND_RUNS),
  );
  yield* runs.bring(trialsOf(beyond), 1, doing);
  if (runs.stopped) return null;
  const farther = yield* turnedAmong(beyond);
  const stretches = stretchesOf([...turnedWithin, ...farther], judged);
  const bisected = affordable(
    stretches.filter(({ from, to }) => typeof from === 'number' && typeof to.value === 'number'),
    ({ to }) => STEPS * days * turnedIn(to).filter((is) => is).length,
    budget(BISECTION_RUNS),
  );
  for (let step = 0; step < STEPS; step++) {
    const middles = bisected.map(({ input, from, to }) => {
      const middle = input.between(Number(from), Number(to.value));
      if (middle === null) return null;
      const point = pointAt(input, middle);
      // A setting that had not turned at its end is not run: it is as it was.
      const turned = turnedIn(to);
      return {
        ...point,
        trials: point.trials.map((trial, i) => (turned[i] ? trial : settings[i])),
      };
    });
    const some = middles.filter((point) => point !== null);
    yield* runs.bring(trialsOf(some), days, doing);
    if (runs.stopped) break;
    middles.forEach((point, i) => {
      if (point === null) return;
      if (isTurned(point)) bisected[i].to = point;
      else bisected[i].from = point.value;
    });
  }
  return {
    states: asItIs,
    turns: stretches.map(({ input, from, to }) => ({
      input,
      from: typeof to.value === 'number' && typeof from === 'number' ? from : null,
      to: to.value,
      states: statesOf(to.trials, days, judged).filter((_, i) => turnedIn(to)[i]),
    })),
    searched: searchedIn(judged, beyond),
    days,
  };
}

/** Where an input is not another under a setting, that setting itself: it has a value of its own. */
function changedTrial(setting: Trial, input: VariedInput, value: InputValue): Trial {
  const present = input.present(setting.input);
  if (isFixed(present) || present !== input.base) return setting;
  const name = `${setting.name}, ${input.name} ${value}`;
  return trialOf(name, input.changed(setting.input, value));
}

function trialsOf(points: readonly Point[]): Trial[] {
  return [...new Set(points.flatMap(({ trials }) => trials))];
}

/** Of at most so many days of each: what most of them say. */
function statesOf(
  trials: readonly Trial[],
  max: number,
  { base, verdict: { objectives, other }, metric }: Judged,
): SettingState[] {
  const [first, second] = trials.map(({ outcome }) => outcome);
  const names = [base.name, other?.name ?? ''];
  if (objectives.length > 0) {
    return trials.map(({ outcome }, i) => {
      const days = Array.from({ length: Math.min(max, outcome.days) }, (_, day) =>
        objectiveState(objectives, outcome, day),
      );
      return { setting: names[i], ...mostly(days) };
    });
  }
  if (second === undefined) return [];
  const days = Array.from({ length: Math.min(max, first.days, second.days) }, (_, day) =>
    comparedState(first, second, metricOf(metric), day),
  );
  return [{ setting: names[1], ...mostly(days) }];
}

/** More than half of the days; unknown where there is no such state. */
function mostly(days: readonly State[]): Omit<SettingState, 'setting'> {
  const count = (state: State) => days.filter((one) => one === state).length;
  const state = STATES.find((one) => 2 * count(one) > days.length) ?? 'unknown';
  return { state, onDays: count(state), days: days.length };
}

function objectiveState(
  objectives: readonly Objective[],
  outcome: SettingOutcome,
  day: number,
): State {
  const states = objectives.map((one) => dayState(one, outcome.of(one.metric)[day]));
  if (states.includes('broken')) return 'misses';
  return states.every((state) => state === 'kept') ? 'keeps' : 'unknown';
}

/** Of the other setting beside the first. */
function comparedState(
  first: SettingOutcome,
  second: SettingOutcome,
  { name, better }: Metric,
  day: number,
): State {
  const [from, to] = [first, second].map((outcome) => outcome.of(name)[day]);
  const { low, high } = minus(to, from);
  const equal = EQUAL * Math.abs(from.low);
  if (Number.isNaN(low) || Number.isNaN(high)) return 'unknown';
  if (low >= -equal && high <= equal) return 'equal';
  if (high < -equal) return better === 'more' ? 'worse' : 'better';
  if (low > equal) return better === 'more' ? 'better' : 'worse';
  return 'unknown';
}

/** Numbers beyond their ranges on the sides on which nothing turned, the largest effects first. */
function openSides({ base, ends, metric }: Judged, turned: readonly Point[]) {
  return ends
    .flatMap(({ input, value, trial }) => {
      if (typeof value !== 'number' || typeof input.base !== 'number') return [];
      if (turned.some((point) => point.input === input && point.value === value)) return [];
      const far = input.beyond(value, value < input.base ? 'low' : 'high');
      return far === null
        ? []
        : [{ input, far, size: sizeOf(base.outcome, trial.outcome, metric) }];
    })
    .sort((a, b) => b.size - a.size);
}

/** As many of them, from the first, as the runs are enough for. */
function affordable<T>(all: readonly T[], costOf: (one: T) => number, runs: number): T[] {
  let left = runs;
  return all.filter((one) => {
    left -= costOf(one);
    return left >= 0;
  });
}

/** From the last value at which the verdict stands to the first at which it has turned. */
function stretchesOf(turned: readonly Point[], { ends }: Judged) {
  return turned.map((to) => {
    const { input, value } = to;
    const values = ends.filter((end) => end.input === input).map((end) => end.value);
    const nearer = [input.base, ...values].filter(
      (one): one is number =>
        typeof one === 'number' &&
        typeof value === 'number' &&
        typeof input.base === 'number' &&
        (value > input.base ? one >= input.base && one < value : one <= input.base && one > value),
    );
    const from =
      typeof value !== 'number' || typeof input.base !== 'number'
        ? input.base
        : value > input.base
          ? Math.max(...nearer)
          : Math.min(...nearer);
    return { input, from: from as InputValue, to };
  });
}

/** From the least to the most of what was tried. */
function searchedIn({ ends }: Judged, beyond: readonly Point[]): FoundTurns['searched'] {
  const searched = new Map<VariedInput, readonly [InputValue, InputValue]>();
  for (const { input } of ends) {
    const values = [...ends, ...beyond]
      .filter((one) => one.input === input)
      .flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
    if (typeof input.base === 'number' && values.length > 0) {
      const all = [input.base, ...values];
      searched.set(input, [Math.min(...all), Math.max(...all)]);
    }
  }
  return searched;
}
