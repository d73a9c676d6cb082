/**
 * The result of a sweep: its JSON, format `mailpath-sweep/2`, and what it shows, in sentences: the best
 * point, and for each dimension from where on nothing significant is gained, and where the curve bends.
 *
 * One source for the published JSON Schema (docs/sweep.schema.json), for the type that reports are
 * written from, and for the check that what is written keeps to it. Units as in result-schema.ts.
 * NaN and Infinity become null, since JSON has neither.
 */

import { z } from 'zod';
import { compareBounds } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { capitalised, quantity } from '../../document/quantity.ts';
import { daysNeeded, tooFewDays } from '../days-words.ts';
import {
  changeSchema,
  type EstimateResult,
  estimateSchema,
  measureSchema,
  metricName,
  scopeSchema,
} from '../result/result-schema.ts';

const value = z.object({
  text: z.string().describe('As one would write it.'),
  number: z
    .number()
    .nullable()
    .describe('In milliseconds, bytes, bytes/ms, messages/ms or plain; null: unlimited, or none.'),
});

const dimension = z.object({
  path: z.string().describe('As --set takes it.'),
  name: z.string(),
  ordered: z.boolean().describe('Its values are amounts.'),
  values: z.array(value),
});

const point = z.object({
  values: z.array(z.string()).describe('One for each dimension.'),
  at: z.array(z.number()).describe('Their indices.'),
  significantlyWorse: z
    .boolean()
    .nullable()
    .describe(
      'Than the best point: on so many days, by more than 1%, that all such verdicts hold together at 95% (sign test, Holm); null: so few days cannot tell.',
    ),
  measures: z.record(metricName, estimateSchema),
});

const line = z.object({
  dimension: z.string(),
  points: z
    .array(z.number())
    .describe('Indices of points: through the best one, by ascending value.'),
  significantlyWorse: z
    .array(z.boolean().nullable())
    .describe('Of each of them: than the best of this line; null: so few days cannot tell.'),
  shape: z
    .enum(['flat', 'up', 'down', 'valley', 'choice'])
    .describe(
      'flat: no significant difference; up: larger values are better, down: smaller ones; valley: both ends are worse; choice: values without order.',
    ),
  from: z.number().describe('Point: from here ...'),
  to: z.number().describe('... to here nothing significant is gained or lost.'),
  further: z
    .object({
      point: z.number(),
      maxGain: z.number().nullable().describe('null: no end is known, mail may never arrive.'),
    })
    .nullable()
    .describe('How much a value beyond these may still gain at most, on a typical day.'),
  knee: z.number().nullable().describe('Point where the curve bends (Kneedle), chance or not.'),
});

export const sweepSchema = scopeSchema.extend({
  format: z.literal('mailpath-sweep/2'),
  setting: z.string().describe('The setting that was swept.'),
  measures: z.array(
    measureSchema.extend({
      requested: z.boolean().describe('By --measure; the first one is judged.'),
    }),
  ),
  dimensions: z.array(dimension),
  points: z.array(point).describe('The last dimension fastest.'),
  best: z.number().nullable().describe('Index of a point; null: neither way is better.'),
  lines: z.array(line).describe('One for each dimension, through the best point.'),
  changes: z
    .array(changeSchema)
    .describe('From the setting as it is to the best point, or to the value that is enough.'),
  sentences: z.array(z.string()).describe('The answer, then what else was found.'),
});

export type SweepResult = z.infer<typeof sweepSchema>;
export type SweepMeasure = SweepResult['measures'][number];
export type LineResult = SweepResult['lines'][number];
/** What is found, before anything is said of it. */
export type Facts = Omit<SweepResult, 'changes' | 'sentences'>;

/** The cheapest point from which nothing significant is gained; null where it still gets better, or none is. */
export function enoughPoint({ shape, from, to, points }: LineResult): number | null {
  if (shape === 'up') return from === points[points.length - 1] ? null : from;
  return shape === 'down' && to !== points[0] ? to : null;
}

/** What to set: the value that is enough, or the best point; null where nothing makes a difference. */
export function chosenPoint({ lines, best }: Facts): number | null {
  if (lines.every(({ shape }) => shape === 'flat')) return null;
  return (lines.length === 1 ? enoughPoint(lines[0]) : null) ?? best;
}

/** A gain that is still possible, as a share of the value, from which on it takes more days to know. */
const WIDE = 0.25;

export function sweepSentences(facts: Facts): string[] {
  const [judged] = facts.measures;
  if (facts.best === null) {
    return [
      `Of ${judged.name} neither less nor more is better, so no value is the best. --measure p99 judges the delay.`,
    ];
  }
  const lines = facts.lines.map((line) => {
    const found = capitalised(`${where(facts, line)}${lineSentence(facts, line)}`);
    return [found, ...kneeSentence(facts, line)];
  });
  if (lines.length === 1) return lines[0];
  return [bestSentence(facts, facts.best), ...lines.map((found) => found.join(' '))];
}

/** More values are counted, not listed: the table has them. */
const MAX_LISTED = 3;

/** The dimension's value in words: `6 runners`, `retry-interval 5m`. */
function valueWords(name: string, text: string): string {
  if (name === 'runners') return text === '1' ? '1 runner' : `${text} runners`;
  if (name === 'messages-per-connection') {
    return text === '1' ? '1 message per connection' : `${text} messages per connection`;
  }
  return `${name} ${text}`;
}

function bestSentence(facts: Facts, best: number): string {
  const words = facts.dimensions.map(({ name }, d) =>
    valueWords(name, facts.points[best].values[d]),
  );
  const equal =
    facts.points.filter(({ significantlyWorse }) => significantlyWorse !== true).length - 1;
  const few = fewDays(facts, facts.points.length - 1);
  const others =
    few !== null
      ? few
      : equal === 0
        ? 'every other point is significantly worse'
        : `${equal} other ${equal === 1 ? 'point is' : 'points are'} not significantly worse`;
  return `${few === null ? 'Best' : 'Best so far'}: ${words.join(', ')} (${typical(facts, best)}); ${others}.`;
}

/** `With retry-interval 1m: `, where other dimensions are held at their best. */
function where(facts: Facts, { dimension }: LineResult): string {
  if (facts.best === null) return '';
  const { values } = facts.points[facts.best];
  const held = facts.dimensions.flatMap(({ name }, d) =>
    name === dimension ? [] : [valueWords(name, values[d])],
  );
  return held.length === 0 ? '' : `With ${held.join(', ')}: `;
}

/** `4 days tell too little: take 9 or more`, where so few make no verdict significant; null where they can. */
function fewDays({ replications: { finished } }: Facts, verdicts: number): string | null {
  const needed = daysNeeded(verdicts);
  return finished < needed ? tooFewDays(finished, needed) : null;
}

/** The same of a line, where each value is compared with each other one. */
function tooFew(facts: Facts, line: LineResult): string | null {
  const { length } = line.points;
  return isLevel(facts, line) ? null : fewDays(facts, length * (length - 1));
}

function lineSentence(facts: Facts, line: LineResult): string {
  const { points, shape, from, to } = line;
  const at = (point: number) => words(facts, line, point);
  const few = tooFew(facts, line);
  if (few !== null && facts.dimensions.length > 1) return `${few}.`;
  if (few !== null) {
    const best = facts.best ?? points[0];
    return `the best ${facts.measures[0].name} so far is at ${at(best)} (${typical(facts, best)}); ${few}.`;
  }
  const enough = enoughPoint(line);
  if (enough !== null) {
    return `from ${at(enough)} ${shape === 'up' ? 'on' : 'down'}, nothing significant is gained (${typical(facts, enough)}${further(facts, line, enough)}).`;
  }
  switch (shape) {
    case 'flat':
      return points.some((point) => isWorse(facts, line, point))
        ? choiceSentence(facts, line)
        : flatSentence(facts, line);
    case 'up':
      return `more is significantly better up to ${at(from)}, the largest value tried (${typical(facts, from)}): try larger ones.`;
    case 'down':
      return `less is significantly better down to ${at(to)}, the smallest value tried (${typical(facts, to)}).`;
    case 'valley': {
      const best = facts.best ?? from;
      return from === to
        ? `best at ${at(from)} (${typical(facts, best)}); less and more are significantly worse.`
        : `from ${at(from)} to ${at(to)} nothing significant is gained or lost (${typical(facts, best)} at ${at(best)}); below and above that it is significantly worse.`;
    }
    case 'choice':
      return choiceSentence(facts, line);
  }
}

function flatSentence(facts: Facts, line: LineResult): string {
  const { dimension, points } = line;
  const { name, unit } = facts.measures[0];
  const verb = dimension === 'runners' ? 'make' : 'makes';
  const values = points.map((point) => measured(facts, point)).sort(compareBounds);
  const [low, high] = [values[0], values[values.length - 1]].map((one) => boundsText(one, unit));
  if (isLevel(facts, line)) {
    return `${dimension} ${verb} no difference to the typical day (${name} is ${low} at every value tried).`;
  }
  return `${dimension} ${verb} no significant difference (${name} on a typical day from ${low} to ${high}).`;
}

/**
 * Than the best: among the values of the line, or among all points. Either set of verdicts holds
 * together at 95%, and the one may show what the other does not.
 */
function isWorse({ points }: Facts, line: LineResult, point: number): boolean {
  const inLine = line.significantlyWorse[line.points.indexOf(point)];
  return inLine === true || points[point].significantlyWorse === true;
}

/** The typical day is the same at every value. */
function isLevel(facts: Facts, { points }: LineResult): boolean {
  const values = points.map((point) => measured(facts, point));
  return values.every((value) => compareBounds(value, values[0]) === 0);
}

function choiceSentence(facts: Facts, line: LineResult): string {
  const best = facts.best ?? line.points[0];
  const others = line.points.filter((point) => point !== best);
  const worse = others.filter((point) => isWorse(facts, line, point));
  const equal = others.filter((point) => !worse.includes(point));
  const list = (some: readonly number[], word: (point: number) => string) =>
    some.length > MAX_LISTED ? `${some.length} other values` : some.map(word).join(', ');
  const name = (point: number) => words(facts, line, point);
  const tail = [
    ...(worse.length === 0
      ? []
      : [
          `significantly worse with ${list(worse, (point) => `${name(point)} (${amount(facts, point)})`)}`,
        ]),
    ...(equal.length === 0 ? [] : [`no significant difference to ${list(equal, name)}`]),
  ];
  return `best with ${name(best)} (${typical(facts, best)}); ${tail.join('; ')}.`;
}

function further(facts: Facts, line: LineResult, enough: number): string {
  if (line.further === null) return '; no further value is better';
  const [{ unit, better }] = facts.measures;
  const { point, maxGain } = line.further;
  const { low } = measured(facts, enough);
  const where = textOf(facts, line, point);
  const { finished } = facts.replications;
  if (maxGain === null) {
    return `; what ${where} may still gain is not known, since mail may never arrive`;
  }
  const value = Math.abs(low ?? Number.POSITIVE_INFINITY);
  // Nothing falls below zero, however wide the interval.
  const max = better === 'less' ? Math.min(maxGain, value) : maxGain;
  const gain = `${quantity(max, unit)} ${better === 'less' ? 'less' : 'more'} with ${where}`;
  return max > WIDE * value ? `; ${finished} days leave open up to ${gain}` : `; at most ${gain}`;
}

/** Where the curve bends; none where too few days tell of a curve. */
function kneeSentence(facts: Facts, line: LineResult): string[] {
  const { knee, shape, points } = line;
  if (knee === null || shape === 'valley' || tooFew(facts, line) !== null) return [];
  const end = shape === 'up' ? points[points.length - 1] : shape === 'down' ? points[0] : null;
  const where =
    knee === (enoughPoint(line) ?? end) ? 'there too' : `at ${words(facts, line, knee)}`;
  return [`The curve bends ${where} (Kneedle).`];
}

function textOf(facts: Facts, { dimension }: LineResult, point: number): string {
  const d = facts.dimensions.findIndex(({ name }) => name === dimension);
  return facts.points[point].values[d];
}

function words(facts: Facts, line: LineResult, point: number): string {
  return valueWords(line.dimension, textOf(facts, line, point));
}

/** `p99 3 min 2 s on a typical day`. */
function typical(facts: Facts, point: number): string {
  return `${facts.measures[0].name} ${amount(facts, point)} on a typical day`;
}

function amount(facts: Facts, point: number): string {
  const found = measured(facts, point);
  return boundsText(found, found.unit);
}

function measured(facts: Facts, point: number): EstimateResult {
  return facts.points[point].measures[facts.measures[0].name];
}
