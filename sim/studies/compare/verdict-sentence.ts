/**
 * The one sentence that says what happened: the delay on a typical day under the first setting, where
 * it went, how many days were bad; what the best other setting makes of it, and on how many days.
 */

import { boundsResult } from '../../document/bounds.ts';
import { boundsText, intervalText } from '../../document/bounds-text.ts';
import { share } from '../../document/quantity.ts';
import { PART_WORDS } from '../../mailpath/delay-part.ts';
import { type Bounds, isKnown } from '../../statistics/bounds.ts';
import { badDaysSentence, daysText } from '../days-words.ts';
import type { Difference } from '../estimate.ts';
import type { SettingVerdict, Verdict } from './verdict.ts';

/** Below this relative change of p99 two settings are told as equal: a bin of the histogram. */
const SAME = 0.005;

export function verdictSentence(found: Verdict): string {
  const { base, best, days } = found;
  if (!(base.arrived > 0)) return 'No message arrived, so there is no delay to tell of.';
  const opening = `On a typical day under ${base.name}, one message in a hundred ${howLong(base.p99)} (the worst${days === 1 ? '' : ` of ${daysText(days)}`}: ${ms(base.worst)})${whereItWent(base)}; ${badDaysSentence(base.badDays)}`;
  return best === null ? `${opening}.` : `${opening}. ${comparison(found, best)}.`;
}

function comparison({ base, p99, days }: Verdict, best: SettingVerdict): string {
  const bad = badDaysSentence(best.badDays);
  if (p99 !== null && p99.same === p99.days && p99.days > 0) {
    return `Under ${best.name} p99 is the same on every day; ${bad}`;
  }
  const figures = `${ms(best.p99)} (the worst: ${ms(best.worst)})`;
  const rest = `${certainty(p99, days)}${whereItWent(best)}; ${bad}`;
  const [from, to] = [base.p99, best.p99];
  const isSame =
    Number.isFinite(from.low) && isKnown(to) && Math.abs(to.low - from.low) <= SAME * from.low;
  if (to.low === Number.POSITIVE_INFINITY && from.low < to.low) {
    return `Under ${best.name} it never arrives${rest}`;
  }
  if (isSame) return `The setting ${best.name} leaves that at ${figures}${rest}`;
  if (to.high < from.low) return `The setting ${best.name} brings that down to ${figures}${rest}`;
  if (to.low > from.high) return `The setting ${best.name} raises that to ${figures}${rest}`;
  return `Under ${best.name} it is ${figures}${rest}`;
}

function howLong(p99: Bounds): string {
  if (p99.low === Number.POSITIVE_INFINITY) return 'never arrives';
  return isKnown(p99) ? `takes ${ms(p99)} or longer` : `takes ${ms(p99)}`;
}

function ms(bounds: Bounds): string {
  return boundsText(boundsResult(bounds), 'ms');
}

function whereItWent({ largestPart }: SettingVerdict): string {
  if (largestPart === null) return '';
  const { spent } = PART_WORDS[largestPart.name];
  return `, and ${share(largestPart.share)} of all delay is ${spent}`;
}

function certainty(p99: Difference | null, days: number): string {
  if (p99 === null || days < 2) return days < 2 ? ' (one day: chance is not told apart)' : '';
  const { less, more, clear, interval } = p99;
  const isOpen = interval === null || !Number.isFinite(interval.low + interval.high);
  const range = isOpen ? null : intervalText(boundsResult(positive(interval)), 'ms');
  const by = range === null ? '' : `, typically by ${range}`;
  const which =
    less >= more
      ? `less on ${less} of ${daysText(p99.days)}`
      : `more on ${more} of ${daysText(p99.days)}`;
  const chance =
    clear === null ? ': too few days to tell chance apart' : clear ? by : ': this may be chance';
  return ` (${which}${chance})`;
}

/** A difference without its sign: the words have it. */
function positive({ low, high }: Bounds): Bounds {
  return high <= 0 ? { low: -high, high: -low } : { low, high };
}
