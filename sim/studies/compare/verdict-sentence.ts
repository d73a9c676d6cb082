/**
 * The one sentence that a comparison comes to: how long the slowest 1% of the mail waits on a typical
 * day, under the first setting and under the best of the others, and on how many days that is so.
 */

import { boundsResult } from '../../document/bounds.ts';
import { boundsText, intervalText } from '../../document/bounds-text.ts';
import { type Bounds, isKnown } from '../../statistics/bounds.ts';
import { daysText } from '../days-words.ts';
import type { Difference } from '../estimate.ts';
import type { SettingVerdict, Verdict } from './verdict.ts';

/** Below this relative change of p99 two settings are reported as equal: a bin of the histogram. */
const SAME = 0.005;
const SLOWEST = 'the slowest 1% of mail';

export function verdictSentence(found: Verdict): string {
  const { base, best } = found;
  if (!(base.arrived > 0)) return 'No message arrived, so there is no delay to report.';
  if (best === null) return `On a typical day under ${base.name}, ${whole(base.p99)}.`;
  return `${comparison(found, best)}.`;
}

function comparison({ base, p99, days }: Verdict, best: SettingVerdict): string {
  const [from, to] = [base.p99, best.p99];
  if (p99 !== null && p99.same === p99.days && p99.days > 0) {
    return `${best.name} changes nothing for ${SLOWEST}: on a typical day, under ${base.name} as under ${best.name}, ${whole(from)} (the same on ${p99.days === 1 ? 'the one day' : `all ${p99.days} days`})`;
  }
  const sure = certainty(p99, days);
  if (from.low === Number.POSITIVE_INFINITY || to.low === Number.POSITIVE_INFINITY) {
    return `On a typical day ${whole(to)} under ${best.name}; under ${base.name} ${whole(from)}${sure}`;
  }
  const isSame = isKnown(to) && Math.abs(to.low - from.low) <= SAME * from.low;
  if (isSame) {
    return `${best.name} makes no difference that could be felt: on a typical day ${SLOWEST} ${waits(to)}, instead of ${ms(from)} under ${base.name}${sure}`;
  }
  return `With ${best.name} ${SLOWEST} ${waits(to)} on a typical day instead of ${ms(from)} with ${base.name}${sure}`;
}

/** `the slowest 1% of mail waits 45 s or longer`. */
function whole(p99: Bounds): string {
  return p99.low === Number.POSITIVE_INFINITY
    ? 'one message in a hundred never arrives'
    : `${SLOWEST} ${waits(p99)}`;
}

function waits(p99: Bounds): string {
  return isKnown(p99) ? `waits ${ms(p99)} or longer` : `waits ${ms(p99)}`;
}

function ms(bounds: Bounds): string {
  return boundsText(boundsResult(bounds), 'ms');
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
