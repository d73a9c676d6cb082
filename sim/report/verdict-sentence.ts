/**
 * What happened, in one sentence with its numbers: the delay under the first setting and where it
 * went, what the best other setting makes of it, and whether that is more than chance.
 */
import type { Difference } from '../experiment/estimate.ts';
import type { SettingVerdict, Verdict } from '../experiment/verdict.ts';
import { duration, halfWidth, messages, share } from './quantity.ts';
import { PART_WORDS } from './words.ts';

/** Below this relative change of p99 two settings are told as equal: a bin of the histogram. */
const SAME = 0.005;

export function verdictSentence(found: Verdict): string {
  const { base, best } = found;
  if (Number.isNaN(base.meanMs)) return nothingDelivered(base);
  const opening = `Under ${base.name}, one message in a hundred takes ${duration(base.p99Ms)} or longer (the worst ${duration(base.worstMs)}), the mean is ${duration(base.meanMs)}${whereItWent(base)}${remainder(base)}`;
  if (best === null) return `${opening}.`;
  if (Number.isNaN(best.meanMs)) return `${opening}; under ${best.name} nothing is delivered.`;
  return `${opening}; ${comparison(found, best)}.`;
}

function comparison({ base, mean, replications }: Verdict, best: SettingVerdict): string {
  if (mean !== null && mean.value === 0 && best.p99Ms === base.p99Ms) {
    return `under ${best.name} it is the same`;
  }
  const change = best.p99Ms - base.p99Ms;
  const same = Math.abs(change) <= SAME * base.p99Ms;
  const figures = `${duration(best.p99Ms)} (the worst ${duration(best.worstMs)})`;
  const means = `the mean ${best.meanMs < base.meanMs ? 'falls' : 'rises'} to ${duration(best.meanMs)}`;
  const sure = certainty(mean, replications);
  const rest = `${whereItWent(best)}${remainder(best)}`;
  if (same) return `${best.name} leaves that at ${figures}, ${means}${sure}${rest}`;
  const verb = change < 0 ? 'brings that down to' : 'raises that to';
  return `${best.name} ${verb} ${figures}, ${means}${sure}${rest}`;
}

function whereItWent({ largestPart }: SettingVerdict): string {
  if (largestPart === null) return '';
  const { spent } = PART_WORDS[largestPart.name];
  return `, and ${share(largestPart.share)} of the delay is ${spent}`;
}

/** What was not delivered, in words; nothing if all was. */
export function leftBehind(queued: number, returned: number): string {
  return [
    ...(queued >= 1 ? [`${messages(queued)} still queued`] : []),
    ...(returned >= 1 ? [`${messages(returned)} returned to the sender`] : []),
  ].join(', ');
}

function remainder({ undelivered, returned }: SettingVerdict): string {
  const left = leftBehind(undelivered, returned);
  return left === '' ? '' : ` (not delivered: ${left})`;
}

function certainty(mean: Difference | null, replications: number): string {
  if (mean === null || mean.low === null || mean.high === null) {
    return replications < 2 ? ' (one replication: chance is not told apart)' : '';
  }
  const half = (mean.high - mean.low) / 2;
  const by = `by ${duration(Math.abs(mean.value))} ${halfWidth(half, 'ms')}`;
  return mean.clear ? ` (${by})` : ` (${by}: this may be chance)`;
}

function nothingDelivered(base: SettingVerdict): string {
  if (base.arrived === 0) return 'No message arrived, so there is no delay to tell of.';
  return `Under ${base.name}, none of ${messages(base.arrived)} is delivered${remainder(base)}.`;
}
