/**
 * What a sweep found, in sentences: the best point, and for each dimension from where on nothing
 * clear is gained, and where the curve bends. The words of a sweep are all here.
 */
import { compareBounds } from '../../document/bounds-order.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { quantity } from '../../document/quantity.ts';
import { capitalised } from '../../document/words.ts';
import { daysNeeded, tooFewDays } from '../interval-words.ts';
import type { EstimateResult } from '../result/result-schema.ts';
import type { SweepLineResult, SweepResult } from './sweep-schema.ts';

type Facts = Omit<SweepResult, 'sentences'>;

/** What may yet be gained, as a share of the value, that only more days would tell. */
const WIDE = 0.25;

export function sweepSentences(facts: Facts): string[] {
  const [judged] = facts.measures;
  if (facts.best === null) {
    return [
      `Of ${judged.name} neither less nor more is better, so no value is the best. --measure p99 judges the delay.`,
    ];
  }
  const sentences = facts.lines.map((line) =>
    capitalised(`${where(facts, line)}${lineSentence(facts, line)}`),
  );
  if (facts.dimensions.length > 1) sentences.unshift(bestSentence(facts, facts.best));
  return sentences;
}

/** The dimension's value in words: `6 runners`, `retry-interval 5m`. */
export function valueWords(name: string, text: string): string {
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
  const equal = facts.points.filter(({ clearlyWorse }) => clearlyWorse !== true).length - 1;
  const few = fewDays(facts, facts.points.length - 1);
  const others =
    few !== null
      ? ` ${few}.`
      : equal === 0
        ? ' Every other point is clearly worse.'
        : ` Of the other points ${equal} ${equal === 1 ? 'is' : 'are'} not clearly worse.`;
  return `Best: ${words.join(', ')} (${told(facts, best)}).${others}`;
}

/** `With retry-interval 1m: `, where other dimensions are held at their best. */
function where(facts: Facts, { dimension }: SweepLineResult): string {
  if (facts.best === null) return '';
  const { values } = facts.points[facts.best];
  const held = facts.dimensions.flatMap(({ name }, d) =>
    name === dimension ? [] : [valueWords(name, values[d])],
  );
  return held.length === 0 ? '' : `With ${held.join(', ')}: `;
}

/**
 * `4 days tell too little: take 9 or more`, where so few cannot make any of the verdicts clear; null
 * where they can.
 */
function fewDays({ replications: { finished } }: Facts, verdicts: number): string | null {
  const needed = daysNeeded(verdicts);
  return finished < needed ? tooFewDays(finished, needed) : null;
}

function lineSentence(facts: Facts, line: SweepLineResult): string {
  const { points, shape, from, to, knee } = line;
  const last = points[points.length - 1];
  const at = (point: number) => words(facts, line, point);
  // Each value is held against each other one.
  const few = fewDays(facts, points.length * (points.length - 1));
  if (few !== null && !isLevel(facts, line)) {
    const best = facts.best ?? points[0];
    return `the best ${facts.measures[0].name} is at ${at(best)} (${told(facts, best)}); ${few}.`;
  }
  switch (shape) {
    case 'flat':
      return points.some((point) => isWorse(facts, line, point))
        ? choiceSentence(facts, line, knee)
        : flatSentence(facts, line);
    case 'up':
      if (from === last) {
        return `it gets clearly better all the way to ${at(last)}, the last value here (${told(facts, last)}): look further.${bend(facts, line, from)}`;
      }
      return `from ${at(from)} on, nothing clear is gained (${told(facts, from)}${further(facts, line)}).${bend(facts, line, from)}`;
    case 'down':
      if (to === points[0]) {
        return `it gets clearly better all the way down to ${at(to)}, the smallest value here (${told(facts, to)}).${bend(facts, line, to)}`;
      }
      return `from ${at(to)} down, nothing clear is gained (${told(facts, to)}${further(facts, line)}).${bend(facts, line, to)}`;
    case 'valley': {
      const best = facts.best ?? from;
      const found = `${told(facts, best)}${from === to ? '' : ` at ${at(best)}`}`;
      return from === to
        ? `best at ${at(from)} (${found}); less and more are clearly worse.`
        : `from ${at(from)} to ${at(to)} nothing clear is gained or lost (${found}); below and above it gets worse.`;
    }
    case 'choice':
      return choiceSentence(facts, line, knee);
  }
}

function flatSentence(facts: Facts, line: SweepLineResult): string {
  const { dimension, points } = line;
  const { name, unit } = facts.measures[0];
  const verb = dimension === 'runners' ? 'make' : 'makes';
  const values = points.map((point) => measured(facts, point)).sort(compareBounds);
  const [low, high] = [values[0], values[values.length - 1]].map((one) => boundsText(one, unit));
  if (isLevel(facts, line)) {
    return `${dimension} ${verb} no difference to the typical day here (${name} is ${low} at every value).`;
  }
  return `${dimension} ${verb} no clear difference here (${name} on a typical day from ${low} to ${high}).`;
}

/**
 * Than the best: among the values of the line, or among all points. Either set of verdicts holds
 * together at 95%, and the one may show what the other does not.
 */
function isWorse({ points }: Facts, line: SweepLineResult, point: number): boolean {
  const inLine = line.clearlyWorse[line.points.indexOf(point)];
  return inLine === true || points[point].clearlyWorse === true;
}

/** The typical day is the same at every value. */
function isLevel(facts: Facts, { points }: SweepLineResult): boolean {
  const values = points.map((point) => measured(facts, point));
  return values.every((value) => compareBounds(value, values[0]) === 0);
}

function choiceSentence(facts: Facts, line: SweepLineResult, knee: number | null): string {
  const best = facts.best ?? line.points[0];
  const others = line.points.filter((point) => point !== best);
  const worse = others.filter((point) => isWorse(facts, line, point));
  const equal = others.filter((point) => !worse.includes(point));
  const list = (some: readonly number[]) => some.map((point) => words(facts, line, point));
  const tail = [
    ...(worse.length === 0
      ? []
      : [
          `clearly worse with ${worse.map((point) => `${words(facts, line, point)} (${amount(facts, point)})`).join(', ')}`,
        ]),
    ...(equal.length === 0 ? [] : [`no clear difference to ${list(equal).join(', ')}`]),
  ];
  const bends = knee === null ? '' : ` The curve bends at ${words(facts, line, knee)} (Kneedle).`;
  return `best with ${words(facts, line, best)} (${told(facts, best)}); ${tail.join('; ')}.${bends}`;
}

function further(facts: Facts, line: SweepLineResult): string {
  if (line.further === null) return '; no further value is better';
  const [{ unit, better }] = facts.measures;
  const { point, gainAtMost } = line.further;
  const enough = line.shape === 'up' ? line.from : line.to;
  const { low } = measured(facts, enough);
  const where = textOf(facts, line, point);
  const { finished } = facts.replications;
  if (gainAtMost === null) {
    return `; what ${where} may yet gain has no end that is known, since mail may never arrive`;
  }
  const value = Math.abs(low ?? Number.POSITIVE_INFINITY);
  // Nothing falls below zero, however wide the interval.
  const most = better === 'less' ? Math.min(gainAtMost, value) : gainAtMost;
  const gain = `${quantity(most, unit)} ${better === 'less' ? 'less' : 'more'} with ${where}`;
  return most > WIDE * value ? `; ${finished} days leave open up to ${gain}` : `; at most ${gain}`;
}

function bend(facts: Facts, line: SweepLineResult, enough: number): string {
  if (line.knee === null) return '';
  if (line.knee === enough) return ' The curve bends there too (Kneedle).';
  return ` The curve bends at ${words(facts, line, line.knee)} (Kneedle).`;
}

function textOf(facts: Facts, { dimension }: SweepLineResult, point: number): string {
  const d = facts.dimensions.findIndex(({ name }) => name === dimension);
  return facts.points[point].values[d];
}

function words(facts: Facts, line: SweepLineResult, point: number): string {
  return valueWords(line.dimension, textOf(facts, line, point));
}

/** `p99 3 min 2 s on a typical day`. */
function told(facts: Facts, point: number): string {
  return `${facts.measures[0].name} ${amount(facts, point)} on a typical day`;
}

function amount(facts: Facts, point: number): string {
  const found = measured(facts, point);
  return boundsText(found, found.unit);
}

function measured(facts: Facts, point: number): EstimateResult {
  return facts.points[point].measures[facts.measures[0].name];
}
