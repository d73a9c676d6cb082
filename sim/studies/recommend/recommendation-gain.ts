/**
 * What the choice buys against the gateway as it stands, and what the strongest settings would gain
 * more: by pairs of days with the same mail, in sentences.
 */

import { boundsOf } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { count, quantity, share } from '../../document/quantity.ts';
import { settingsWords } from '../remedy-words.ts';
import type { DifferenceResult, EstimateResult } from '../result/result-schema.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import { daysWords } from './recommendation-words.ts';

/** In place of what stands now; null where there is no choice, or nothing is changed. */
export function boughtWords({ choice, present, asked }: RecommendationResult): string | null {
  if (choice === null || choice.changes.length === 0 || present.bad.days === 0) return null;
  const { criterion } = asked;
  const now = typical(present.measures[criterion]);
  const then = typical(choice.measures[criterion]);
  const pairs = choice.present[criterion];
  return `${criterion} on a typical day: ${then} in place of ${now}; ${lessWords(pairs)}. ${badNow(present.bad)}`;
}

function badNow({ bad, days }: RecommendationResult['present']['bad']): string {
  return `As it stands ${count(bad)} of the first ${count(days)} of these days are bad.`;
}

/** What more could be had; null where there is no choice. */
export function strongestWords({ choice, asked }: RecommendationResult): string | null {
  if (choice === null) return null;
  const { strongest } = choice;
  if (strongest === null) return 'It is the strongest candidate within the bounds.';
  const { criterion } = asked;
  const pairs = strongest.differences[criterion];
  const told = `The strongest within the bounds (${settingsWords(strongest.settings)})`;
  const { less, more, same, days, clear } = pairs;
  if (same === days)
    return `${told} changes nothing in ${criterion} on any of ${count(days)} days.`;
  if (clear !== true) {
    return `${told} makes no difference to ${criterion} that ${count(days)} days can tell: less on ${count(less)}, more on ${count(more)} of them.`;
  }
  const isLess = boundsOf(pairs.interval ?? pairs).high < 0;
  const word = isLess ? 'less' : 'more';
  return `${told}: ${criterion} by pairs of days ${size(pairs)} ${word}, ${word} on ${count(isLess ? less : more)} of ${count(days)}; ${daysWords(strongest.bad)}.`;
}

function typical({ unit, interval: _, ...value }: EstimateResult): string {
  return boundsText(value, unit);
}

/** `present` minus the choice, as what the choice saves: `1 h 9 min less (1 h 2 min to 1 h 12 min)`. */
function lessWords(pairs: DifferenceResult): string {
  const { less, more, days, clear } = pairs;
  if (clear !== true) {
    return `by pairs of days no difference that ${count(days)} of them can tell (less on ${count(more)}, more on ${count(less)})`;
  }
  const saves = boundsOf(pairs.interval ?? pairs).low > 0;
  const word = saves ? 'less' : 'more';
  return `by pairs of days ${size(pairs)} ${word}, ${word} on ${count(saves ? more : less)} of ${count(days)}${coverageWords(pairs)}`;
}

/** The size of a difference with its interval, without its sign. */
function size({ unit, interval, ...value }: DifferenceResult): string {
  const told = absolute(value, unit);
  const range = interval === null ? told : absolute(interval, unit);
  return range === told ? told : `${told} (${range})`;
}

function absolute(
  bounds: Pick<EstimateResult, 'kind' | 'low' | 'high'>,
  unit: EstimateResult['unit'],
): string {
  const { low, high } = boundsOf(bounds);
  const ends = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  if (!Number.isFinite(ends[0])) return 'beyond all measure';
  if (!Number.isFinite(ends[1])) return `at least ${quantity(ends[0], unit)}`;
  const [from, to] = ends.map((end) => quantity(end, unit));
  return from === to ? from : `${from} to ${to}`;
}

function coverageWords({ interval, coverage }: DifferenceResult): string {
  if (interval === null || coverage === null) return '';
  return ` (interval: ${share(Math.min(0.95, coverage))}, by itself)`;
}
