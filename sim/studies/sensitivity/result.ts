/**
 * The result of a sensitivity study, format `mailpath-sensitivity/2`, and its findings in sentences.
 *
 * One source for the published JSON Schema (docs/sensitivity.schema.json), for the type that its report
 * is written from, and for the check that what is written keeps to it. Units as in result-schema.ts.
 */
import { z } from 'zod';
import { compareBounds, known } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { capitalised, listed } from '../../document/quantity.ts';
import { metricOf } from '../../mailpath/metrics.ts';
import { daysText } from '../days-words.ts';
import type { ScopeContext } from '../definition.ts';
import { CONFIDENCE, differenceOf, estimate, estimateResult } from '../estimate.ts';
import { difference, estimateSchema, measureSchema, scopeSchema } from '../result/result-schema.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import { EFFECTS, effectsOf } from './effects.ts';
import { INPUT_UNITS, type InputValue, inputValue } from './input-row.ts';
import type { LeftOutInput } from './inputs.ts';
import { effectAlone } from './pairs.ts';
import type { Found, SensitivityPlan } from './study.ts';
import { type FoundTurns, STATES } from './turns.ts';

const number = z.number().nullable();
const name = z
  .string()
  .describe('As --only takes it; of one fault of several with its number: fault-length-2.');
const label = z.string();
const value = z
  .union([z.number(), z.string()])
  .describe('A number in the input’s unit, unlimited, or a choice.');
const effect = z
  .enum(EFFECTS)
  .describe(
    'moves: significantly (sign test and Holm, all values together) by more than 1%; likely: by more than 1% in one direction on each day, of five or more; some-days: the typical day stays within 1%, other days do not; still: every day stays within 1%, of five or more; unknown: too few days to tell.',
  );

const end = z.object({
  at: value,
  effect,
  measure: estimateSchema,
  difference: difference.describe('To the same days as it is; each interval holds by itself.'),
});

const input = z.object({
  name,
  label,
  phrase: z.string().describe('The label, in the middle of a sentence.'),
  measuredBy: z
    .string()
    .nullable()
    .describe('How it is measured at the site; null: the administrator sets it.'),
  unit: z.enum(INPUT_UNITS),
  present: value.describe('Its value in the scenario; of a distribution the mean.'),
  ends: z.array(end).describe('At each other value that was tried, in ascending order.'),
  source: z.string().describe('Where these values come from.'),
  effect: effect.describe('The strongest of its ends; unknown, if only that is open.'),
  swing: number.describe(
    'Of the typical day: from the smallest to the largest of base and ends; null: no value, or one of them never arrives.',
  ),
  searched: z
    .tuple([value, value])
    .nullable()
    .describe('Between which values it was looked for what turns the verdict; null: its choices.'),
});

const states = z.array(
  z.object({
    setting: z.string(),
    state: z.enum(STATES).describe('On more than half of the days; unknown: none is.'),
    onDays: z.number().describe('On so many.'),
    days: z.number(),
  }),
);
const changedTo = z.object({ name, label, at: value });

const turn = z.object({
  name,
  from: value.nullable().describe('The last value at which the verdict stands; null: a choice.'),
  to: value.describe('The first at which it has turned on each of the days, or the choice.'),
  states: states.describe('Of the settings whose verdict turns.'),
});

const pair = z.object({
  inputs: z.tuple([changedTo, changedTo]),
  days: z.number(),
  alone: z.tuple([number, number]).describe('What each changes on the typical day.'),
  both: estimateSchema,
  beyond: number.describe('What both change beyond the sum of the two, on the typical day.'),
  together: z
    .boolean()
    .describe(
      'Significant (sign test and Holm, all pairs together), and more than a tenth of what the larger changes alone.',
    ),
});

export const sensitivitySchema = scopeSchema.extend({
  format: z.literal('mailpath-sensitivity/2'),
  setting: z.string(),
  measure: measureSchema,
  base: estimateSchema,
  inputs: z.array(input).describe('The largest swing first.'),
  leftOut: z.array(z.object({ name, label, why: z.string() })),
  pairs: z.object({
    trajectories: z.number().describe('Of the elementary effects (Morris 1991).'),
    screened: z
      .array(
        changedTo.extend({
          meanSize: number.describe('Mean size of its elementary effects.'),
          departure: number.describe('Mean distance of these from its effect alone.'),
        }),
      )
      .describe('Those that move the measure most.'),
    tested: z.array(pair),
  }),
  verdict: z
    .object({
      objectives: z.array(z.string()),
      states: states.describe('As it is.'),
      turns: z
        .array(turn)
        .describe(
          'What is measured first, then what is set; the nearest value first, then choices.',
        ),
      days: z.number().describe('Of each value that turns it.'),
    })
    .nullable()
    .describe('What the scenario asks, and what turns it round; null: stopped before.'),
  runs: z.number().describe('Of all settings and values.'),
  verdictSentence: z.string(),
  sentence: z.string(),
});

export type SensitivityResult = z.infer<typeof sensitivitySchema>;
export type InputResult = SensitivityResult['inputs'][number];
export type EndResult = InputResult['ends'][number];

/** The ends with the least and with the most of the measure, in the order in which they stand. */
export function outerEnds({ ends }: InputResult): readonly EndResult[] {
  if (ends.length <= 2) return ends;
  const sorted = [...ends].sort((one, other) => compareBounds(one.measure, other.measure));
  const outer = [sorted[0], sorted[sorted.length - 1]];
  return ends.filter((one) => outer.includes(one));
}

/** Of a study with at least one finished day of each value. */
export function buildSensitivityResult(
  plan: SensitivityPlan,
  found: Found,
  { leftOut, ...context }: ScopeContext & { readonly leftOut: LeftOutInput[] },
): SensitivityResult {
  const { name: metric, unit, better } = metricOf(plan.metric);
  const { base, ends, looks, pairs, turns, runs, replications, partial, precision } = found;
  const effects = effectsOf(
    base,
    ends.map(({ trial }) => trial.outcome),
    metric,
    looks,
  );
  const measureOf = (outcome: SettingOutcome) => ({
    unit,
    ...estimateResult(estimate(outcome, metric)),
  });
  const typical = (outcome: SettingOutcome) => estimate(outcome, metric).value.low;
  const inputs = plan.inputs.map((one) => {
    const own = ends.flatMap((tried, i) =>
      tried.input === one ? [{ ...tried, ...effects[i] }] : [],
    );
    const swings = own.map(({ trial: { outcome } }) => {
      const values = [base.first(outcome.days), outcome].map(typical);
      return values[0] === values[1] ? 0 : values[1] - values[0];
    });
    // What never arrives is beyond every swing of what does.
    const swing = Math.max(0, ...swings) - Math.min(0, ...swings);
    const result: InputResult = {
      name: one.name,
      label: one.label,
      phrase: one.the,
      measuredBy: one.measuredBy,
      unit: one.unit,
      present: one.base,
      ends: own.map(({ value: at, trial, effect: ownEffect, difference: change }) => ({
        at,
        effect: ownEffect,
        measure: measureOf(trial.outcome),
        difference: { unit, ...differenceOf(change) },
      })),
      source: one.source,
      effect: strongest(own.map((tried) => tried.effect)),
      swing: known(swing),
      searched: searchedOf(turns?.searched.get(one)),
    };
    return { one, result, size: Number.isNaN(swing) ? -1 : swing };
  });
  const sorted = inputs.sort((a, b) => b.size - a.size);
  const changed = ({ input: one, value: at }: (typeof ends)[number]) => ({
    name: one.name,
    label: one.label,
    at,
  });
  const facts = {
    format: 'mailpath-sensitivity/2' as const,
    ...context,
    assumptions: [...context.assumptions],
    seed: plan.seed,
    confidence: CONFIDENCE,
    replications,
    partial,
    precision,
    setting: plan.base.name,
    measure: { name: metric, unit, better },
    base: measureOf(base),
    inputs: sorted.map(({ result }) => result),
    leftOut,
    pairs: {
      trajectories: pairs.trajectories,
      screened: pairs.screened.map(({ end: one, meanSize, departure }) => ({
        ...changed(one),
        meanSize: known(meanSize),
        departure: known(departure),
      })),
      tested: pairs.tested.map(({ one, other, both, days, beyond, together }) => ({
        inputs: [changed(one), changed(other)] as [
          ReturnType<typeof changed>,
          ReturnType<typeof changed>,
        ],
        days,
        alone: [known(effectAlone(base, one, metric)), known(effectAlone(base, other, metric))] as [
          number | null,
          number | null,
        ],
        both: measureOf(both),
        beyond: known(beyond),
        together,
      })),
    },
    verdict:
      turns === null
        ? null
        : {
            objectives: plan.verdict.objectives.map(({ text }) => text),
            states: [...turns.states],
            turns: [...turns.turns]
              .sort((a, b) => distance(a) - distance(b))
              .map(({ input: one, from, to, states: after }) => ({
                name: one.name,
                from,
                to,
                states: [...after],
              })),
            days: turns.days,
          },
    runs,
  };
  return {
    ...facts,
    verdictSentence: verdictSentence(facts),
    sentence: sensitivitySentence(facts),
  };
}

function strongest(effects: readonly (typeof EFFECTS)[number][]): (typeof EFFECTS)[number] {
  const order = ['moves', 'likely', 'unknown', 'some-days', 'still'] as const;
  return order.find((one) => effects.includes(one)) ?? 'unknown';
}

function searchedOf(
  found: readonly [InputValue, InputValue] | undefined,
): [InputValue, InputValue] | null {
  return found === undefined ? null : [found[0], found[1]];
}

/** What nobody knows yet comes before what an administrator sets; numbers by their distance. */
function distance({ input: { measuredBy, base }, to }: FoundTurns['turns'][number]): number {
  const isNumber = typeof base === 'number' && typeof to === 'number';
  const [low, high] = isNumber ? [base, to].sort((a, b) => a - b) : [0, 1];
  const near = low > 0 ? 1 - low / high : 1;
  return (measuredBy === null ? 2 : 0) + near;
}

type Facts = Omit<SensitivityResult, 'sentence' | 'verdictSentence'>;

/** At most so many of what turns the verdict stand in a sentence. */
const MAX_TURNS = 1;

/** What the verdict is, and what turns it round. */
function verdictSentence({ verdict, inputs, measure, setting }: Facts): string {
  if (verdict === null || verdict.states.length === 0) return '';
  const is = statesWords(verdict, setting, measure.name);
  // Of an input that turns it on both sides the first is enough here.
  const turns = verdict.turns.filter(
    ({ name: own }, i) => verdict.turns.findIndex((one) => one.name === own) === i,
  );
  if (turns.length === 0) return `${is}; no value of an input that was tried turns that round.`;
  const words = turns.slice(0, MAX_TURNS).map((one) => {
    const of = inputs.find(({ name: own }) => own === one.name);
    return of === undefined ? '' : `${of.phrase} (${turnWords(one, of)})`;
  });
  const more = turns.length - words.length;
  const rest = more > 0 ? [...words, more === 1 ? '1 other input' : `${more} other inputs`] : words;
  return `${is}; that turns round with ${listed(rest)}.`;
}

type VerdictResult = NonNullable<SensitivityResult['verdict']>;

function statesWords(
  { objectives, states: found }: Pick<VerdictResult, 'objectives' | 'states'>,
  setting: string,
  measure: string,
): string {
  if (objectives.length === 0) {
    const [{ setting: other, state }] = found;
    const words = {
      better: `has a better ${measure} than`,
      worse: `has a worse ${measure} than`,
      equal: `has the ${measure} (within 5%) of`,
    };
    return state in words
      ? `On a typical day ${other} ${words[state as keyof typeof words]} ${setting}`
      : `Whether ${other} has a better ${measure} than ${setting} on a typical day is unknown`;
  }
  const [first, ...rest] = found;
  const isOne = objectives.length === 1;
  const text = isOne ? objectives[0] : `the objectives (${objectives.join(', ')})`;
  const said = ({ setting: own, state, onDays, days }: (typeof found)[number], object: string) => {
    if (state === 'unknown') return `whether ${own} keeps ${object} is unknown`;
    const does = state === 'misses' && !isOne ? 'does not keep all of' : state;
    const some = onDays < days ? ` on ${onDays} of ${daysText(days)}` : '';
    return `${own} ${does} ${object}${some}`;
  };
  const others = rest.map((one) =>
    one.state === first.state && one.onDays === one.days && first.onDays === first.days
      ? `so does ${one.setting}`
      : said(one, isOne ? 'it' : 'them'),
  );
  return `On a typical day ${[said(first, text), ...others].join(', ')}`;
}

type TurnResult = VerdictResult['turns'][number];

/** `between 4 min and 5 min, now 2 min`; `in all, not per run`. */
export function turnWords(turned: TurnResult, of: InputResult): string {
  const now = inputValue(of.present, of.unit);
  const at = turnedAt(turned, of);
  return turned.from === null
    ? `${at}, not ${now}`
    : `between ${at.replace(' to ', ' and ')}, now ${now}`;
}

/** `4 min to 5 min`; `in all`. */
export function turnedAt({ from, to }: TurnResult, { unit }: InputResult): string {
  if (from === null) return inputValue(to, unit);
  const [low, high] = Number(from) < Number(to) ? [from, to] : [to, from];
  return `${inputValue(low, unit)} to ${inputValue(high, unit)}`;
}

/** The value that moves the measure most. */
export function strongestEnd({ ends }: InputResult): EndResult {
  return [...ends].sort((a, b) => sizeOf(b) - sizeOf(a))[0];
}

/** Shown among all values, or by itself. */
export function doesMatter({ effect: own }: InputResult): boolean {
  return own === 'moves' || own === 'likely';
}

function isLikely({ effect: own }: EndResult): boolean {
  return own === 'likely';
}

/** Of its median difference; what never arrives is beyond all else. */
function sizeOf({ difference: { low, high, kind } }: EndResult): number {
  if (kind === 'never' || kind === 'never-before') return Number.POSITIVE_INFINITY;
  return Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0));
}

function isBetween(one: BoundsResult, a: BoundsResult, b: BoundsResult): boolean {
  return compareBounds(a, one) * compareBounds(one, b) >= 0;
}

/** What to measure first, or what can be said so far. */
export function sensitivitySentence(result: Facts): string {
  const { inputs, measure, base } = result;
  const [first, ...others] = inputs.filter(doesMatter);
  const spanOf = (one: InputResult): string => {
    const asItIs = { at: one.present, measure: base };
    const ends = outerEnds(one);
    // Choices have no order, and a value may go up on both sides of the present one.
    const isSpan = ends.length === 2 && isBetween(base, ends[0].measure, ends[1].measure);
    const points = isSpan && one.unit !== 'choice' ? ends : [asItIs, strongestEnd(one)];
    const [from, to] = points.map(({ at }) => inputValue(at, one.unit));
    const [low, high] = points.map((point) => boundsText(point.measure, measure.unit));
    return `between ${from} and ${to} ${measure.name} of a typical day goes from ${low} to ${high}`;
  };
  if (first === undefined) {
    const [largest] = inputs.filter(({ effect: own }) => own === 'unknown');
    if (largest !== undefined) {
      const days = daysText(Math.max(...largest.ends.map(({ difference: { days: own } }) => own)));
      return (largest.swing ?? Number.POSITIVE_INFINITY) > 0
        ? `${capitalised(largest.phrase)} has the largest effect so far: ${spanOf(largest)}; ${days} cannot tell whether that is more than chance.`
        : `${capitalised(days)} cannot tell what matters.`;
    }
    const is = `it is ${boundsText(base, measure.unit)} on a typical day`;
    return inputs.every(({ effect: own }) => own === 'still')
      ? `None of these inputs moves ${measure.name} by more than 1% on any day that was tried: ${is}.`
      : `None of these inputs moves ${measure.name} by more than 1% on a typical day: ${is}.`;
  }
  const days = Math.min(...first.ends.filter(isLikely).map(({ difference: own }) => own.days));
  const span = `${first.effect === 'moves' ? '' : `the same way on each of ${daysText(days)}, `}${spanOf(first)}`;
  if (first.measuredBy === null) {
    return `${capitalised(first.phrase)} matters most: ${span}.`;
  }
  const [second] = others;
  const next = second === undefined ? '' : `; ${second.phrase} comes next`;
  return `Measure ${first.phrase} first: ${span}${next}.`;
}
