/**
 * What a sweep found, in sentences: the best point, and for each dimension from where on nothing
 * clear is gained, and where the curve bends. The words of a sweep are all here.
 */
import { quantity } from './quantity.ts';
import type { SweepLineResult, SweepResult } from './sweep-schema.ts';

type Facts = Omit<SweepResult, 'sentences'>;

/** With fewer replications "no clear difference" says more of them than of the values. */
const FEW_REPLICATIONS = 5;
/** What may yet be gained, as a share of the value, that only more replications would tell. */
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

function capitalised(sentence: string): string {
  return sentence[0].toUpperCase() + sentence.slice(1);
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
  const equal = facts.points.filter(({ clearlyWorse }) => clearlyWorse === false).length - 1;
  const others =
    facts.replications.finished === 1
      ? ' One replication: chance is not told apart.'
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

function lineSentence(facts: Facts, line: SweepLineResult): string {
  const { points, shape, from, to, knee } = line;
  const last = points[points.length - 1];
  const at = (point: number) => words(facts, line, point);
  if (facts.replications.finished === 1) {
    const best = facts.best ?? points[0];
    return `the best ${facts.measures[0].name} is at ${at(best)} (${told(facts, best)}); one replication does not tell chance apart.`;
  }
  switch (shape) {
    case 'flat':
      return flatSentence(facts, line);
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

function flatSentence(facts: Facts, { dimension, points }: SweepLineResult): string {
  const { name, unit } = facts.measures[0];
  const verb = dimension === 'runners' ? 'make' : 'makes';
  const values = points.map((point) => facts.points[point].measures[name].value ?? Number.NaN);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) {
    return `${dimension} ${verb} no difference at all here (${name} is ${quantity(low, unit)} at every value).`;
  }
  const { finished } = facts.replications;
  const few =
    finished >= FEW_REPLICATIONS ? '' : ` ${finished} replications tell little: take more.`;
  return `${dimension} ${verb} no clear difference here (${name} from ${quantity(low, unit)} to ${quantity(high, unit)}).${few}`;
}

function choiceSentence(facts: Facts, line: SweepLineResult, knee: number | null): string {
  const best = facts.best ?? line.points[0];
  const others = line.points.filter((point) => point !== best);
  const worse = others.filter((point) => line.clearlyWorse[line.points.indexOf(point)] === true);
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
  const [{ name, unit, better }] = facts.measures;
  const { point, gainAtMost } = line.further;
  const enough = line.shape === 'up' ? line.from : line.to;
  const value = Math.abs(facts.points[enough].measures[name].value ?? 0);
  // Nothing falls below zero, however wide the interval.
  const most = better === 'less' ? Math.min(gainAtMost, value) : gainAtMost;
  const gain = `${quantity(most, unit)} ${better === 'less' ? 'less' : 'more'} with ${textOf(facts, line, point)}`;
  return most > WIDE * value
    ? `; ${facts.replications.finished} replications leave open up to ${gain}`
    : `; at most ${gain}`;
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

/** `p99 3 min 2 s`. */
function told(facts: Facts, point: number): string {
  return `${facts.measures[0].name} ${amount(facts, point)}`;
}

function amount(facts: Facts, point: number): string {
  const { value, unit } = facts.points[point].measures[facts.measures[0].name];
  return quantity(value ?? Number.NaN, unit);
}
