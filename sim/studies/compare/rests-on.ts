/**
 * What the answer rests on: of the values that nobody measured here, those that move it most, found
 * by moving them.
 *
 *   1. each value at each of its ends, on the first day, under both settings of the verdict
 *   2. those that moved p99 most, at the end that did, on three more days
 *
 * The same mail and the same faults on each day, so that a day is held against itself. The budget is a
 * number of deliveries, never of seconds: the same seed gives the same bytes on any machine. What it
 * did not reach, and what no input stands for, is said. Left out: values that act together
 * (`sensitivity` looks for pairs).
 */
import { boundsResult } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { listed } from '../../document/quantity.ts';
import { paragraph, type Section, tables } from '../../document/report.ts';
import { columnOf, type MetricTable } from '../../document/text-layout.ts';
import { estimate } from '../estimate.ts';
import { unmeasured } from '../report-sections.ts';
import type { Result } from '../result/result-schema.ts';
import { sizeOf } from '../sensitivity/effects.ts';
import { inputValue } from '../sensitivity/input-row.ts';
import { inputsOf, inputsOfFields, type VariedInput } from '../sensitivity/inputs.ts';
import { Runs, type Trial, trialOf } from '../sensitivity/trials.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import { part, type Study } from '../study.ts';
import type { Experiment, NamedInput } from './compare.ts';
import { verdict } from './result.ts';

export type RestsOn = NonNullable<Result['restsOn']>;

const MEASURE = 'p99';
/** Days of the first look, and of those that moved most. */
const FIRST_DAYS = 1;
const DAYS = 4;
/** Values that are looked at on all days, unless requested otherwise. */
export const MOVED = 6;
/** Deliveries and deferrals that all of it may simulate. */
const BUDGET = 10_000_000;

/** A setting of the verdict, and its days as they are. */
interface Judged extends NamedInput {
  readonly outcome: SettingOutcome;
}

/** One value of an input under each of the settings, in their order. */
interface Move {
  readonly input: VariedInput;
  readonly end: number;
  readonly trials: readonly Trial[];
}

/** How much of the whole study this is, as its progress has it. */
export const SHARE_OF_STUDY = 0.6;

/** `fields`: of the scenario, that nobody measured; `many`: so many on all days. Null: nothing was moved. */
export function* restsOnStudy(
  { plan, outcomes, partial }: Experiment,
  fields: readonly string[],
  many: number,
): Study<RestsOn | null> {
  const days = Math.min(DAYS, outcomes[0].days);
  if (partial || many === 0 || days < DAYS || fields.length === 0) return null;
  const found = verdict(outcomes);
  const judged = plan.settings.flatMap((setting, i): Judged[] => {
    const isPart = setting.name === found.base.name || setting.name === found.best?.name;
    return isPart ? [{ ...setting, outcome: outcomes[i] }] : [];
  });
  const inputs = inputsOfFields(judged[0].input, fields);
  // What a day takes: mail that is put off again and again is work as well.
  const work = judged.reduce(
    (sum, { outcome }) => sum + outcome.lows('arrived')[0] + outcome.lows('deferrals')[0],
    0,
  );
  let dayPairs = 0;
  const affordable = inputs.filter(({ ends }, i) => {
    dayPairs += ends.length * FIRST_DAYS + (i < many ? DAYS - FIRST_DAYS : 0);
    return dayPairs * work <= BUDGET;
  });
  const moves = affordable.flatMap((input) => movesOf(input, judged));
  const planned = judged.length * (moves.length * FIRST_DAYS + many * (DAYS - FIRST_DAYS));
  const run = new Runs(plan.seed, planned);
  const bring = (some: readonly Move[], to: number): Study<void> =>
    part(
      run.bring(
        some.flatMap(({ trials }) => trials),
        to,
        'values that nobody measured',
      ),
      1 - SHARE_OF_STUDY,
      1,
    );
  yield* bring(moves, FIRST_DAYS);
  const chosen = furthest(moves, judged).slice(0, many);
  yield* bring(chosen, DAYS);
  if (run.stopped) return null;
  const isSame = (one: VariedInput) => (move: Move) => move.input.name === one.name;
  return {
    measure: MEASURE,
    days: DAYS,
    moved: furthest(chosen, judged).map((move) => movedResult(move, judged, DAYS)),
    looked: furthest(moves, judged)
      .filter(({ input }) => !chosen.some(isSame(input)))
      .map(({ input }) => input.label),
    notReached: inputs.filter((input) => !affordable.includes(input)).map(({ label }) => label),
    notMoved: fields.filter((field) => inputsOfFields(judged[0].input, [field]).length === 0),
  };
}

/** Each end of an input; a setting that has no such input stays as it is. */
function movesOf(input: VariedInput, judged: readonly Judged[]): Move[] {
  const own = judged.map((one, i) => {
    return i === 0 ? input : inputsOf(one.input, [input.name]).varied[0];
  });
  return input.ends.map(({ value }, end) => ({
    input,
    end,
    trials: judged.map(({ name, input: asIs }, i) => {
      const changed = own[i]?.ends.find((one) => one.value === value) ?? own[i]?.ends[end];
      return trialOf(name, changed?.input ?? asIs);
    }),
  }));
}

/** Of each input the end that moves the measure most under either setting; the furthest first. */
function furthest(moves: readonly Move[], judged: readonly Judged[]): Move[] {
  const sized = moves
    .map((move) => ({ move, size: Math.max(...sizesOf(move, judged)) }))
    .sort((a, b) => b.size - a.size || a.move.end - b.move.end);
  const names = sized.map(({ move }) => move.input.name);
  return sized
    .filter(({ move }, i) => names.indexOf(move.input.name) === i)
    .map(({ move }) => move);
}

function sizesOf({ trials }: Move, judged: readonly Judged[]): number[] {
  return judged.map(({ outcome }, i) => {
    const days = trials[i].outcome.days;
    return days === 0 ? 0 : sizeOf(outcome.first(days), trials[i].outcome, MEASURE);
  });
}

function movedResult(
  move: Move,
  judged: readonly Judged[],
  days: number,
): RestsOn['moved'][number] {
  const { input, end, trials } = move;
  const { name, label, unit, base, ends } = input;
  const typical = (outcome: SettingOutcome) => boundsResult(estimate(outcome, MEASURE).value);
  return {
    name,
    label,
    unit,
    present: base,
    value: ends[end].value,
    size: Math.max(...sizesOf(move, judged)),
    settings: judged.map(({ name: setting, outcome }, i) => ({
      setting,
      asIs: typical(outcome.first(days)),
      moved: typical(trials[i].outcome),
    })),
    turns: turns(move, judged),
  };
}

/** On every one of its days the setting that is better as it is stops being it. */
function turns({ trials }: Move, judged: readonly Judged[]): boolean {
  if (trials.length < 2) return false;
  const isLess = (one: SettingOutcome, other: SettingOutcome, day: number): boolean =>
    one.highs(MEASURE)[day] < other.lows(MEASURE)[day];
  const [a, b] = trials.map(({ outcome }) => outcome);
  const [left, right] = judged.map(({ outcome }) => outcome);
  return Array.from({ length: a.days }, (_, day) => day).every(
    (day) => isLess(right, left, day) && !isLess(b, a, day),
  );
}

/*
 * In words: a line of the first screen, and a section.
 */

/** Within it nothing is moved. */
const NOTHING_SHARE = 0.01;

/** What moves the answer most, in a line of the first screen; null where nothing was moved. */
export function restsOnLine({ restsOn, assumptions }: RestingResult): string | null {
  if (restsOn === null || restsOn.moved.length === 0) return null;
  const { measure, moved } = restsOn;
  const values = unmeasured(assumptions);
  const turning = moved.find(({ turns: doesTurn }) => doesTurn);
  if (turning !== undefined) return `of ${values}, ${turning.label} turns the verdict`;
  if (!doesMove(moved[0])) return `${values}; none that was moved changes ${measure} by 1%`;
  return `${measure} hangs most on ${moved[0].label}, of ${values}`;
}

type RestingResult = Pick<Result, 'restsOn' | 'assumptions'>;
type MovedResult = RestsOn['moved'][number];

function doesMove({ size }: MovedResult): boolean {
  return size === null || size > NOTHING_SHARE;
}

export function restsOnSections({ restsOn }: RestingResult): Section[] {
  if (restsOn === null) return [];
  const { measure, days, moved, looked, notReached, notMoved } = restsOn;
  const names = moved[0]?.settings.map(({ setting }) => setting) ?? [];
  const rows = [null, ...moved];
  const table: MetricTable = {
    title: `${measure} of a typical day with one value moved (${days} days, each against itself)`,
    labels: rows.map((one) =>
      one === null ? 'as it is' : `${one.label}, ${inputValue(one.present, one.unit)}`,
    ),
    columns: [
      columnOf('moved to', rows, (one) => (one === null ? '' : inputValue(one.value, one.unit))),
      ...names.map((name, i) =>
        columnOf(name, rows, (one) => {
          const { asIs, moved: found } = (one ?? moved[0]).settings[i];
          return boundsText(one === null ? asIs : found, 'ms');
        }),
      ),
    ],
  };
  const turning = moved.filter(({ turns: doesTurn }) => doesTurn).map(({ label }) => label);
  const still = moved.filter((one) => !doesMove(one)).map(({ label }) => label);
  const lines = [
    ...(turning.length > 0
      ? [
          `The setting that is better as it is no longer is, on all of these days, with ${listed(turning)} moved.`,
        ]
      : []),
    ...(still.length > 0 ? [`Within 1%: ${listed(still)}.`] : []),
    ...(looked.length > 0
      ? [`Moved on one day, where they change ${measure} less than those above: ${listed(looked)}.`]
      : []),
    ...(notReached.length > 0
      ? [`Not moved, for want of time (--assumptions, sensitivity): ${listed(notReached)}.`]
      : []),
    ...(notMoved.length > 0
      ? [`Not moved, since nothing stands for it: ${listed(notMoved)}.`]
      : []),
  ];
  return [
    {
      heading: 'What the answer rests on',
      blocks: [
        paragraph(
          `Of the values that nobody measured here, those that move ${measure} most, each by itself, by as much as a guess of it is commonly wrong. “mailpath sensitivity” moves every input, and pairs.`,
        ),
        ...(moved.length === 0 ? [] : tables(table)),
        { kind: 'list', items: lines },
      ],
    },
  ];
}
