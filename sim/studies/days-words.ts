/**
 * Days in words: how many were bad and what that shows, how intervals were made, why mail never
 * arrives. Everything that a report says of days is put together here.
 */

import { boundsOf } from '../document/bounds.ts';
import type { BoundsResult } from '../document/bounds-schema.ts';
import { boundsText, intervalText } from '../document/bounds-text.ts';
import { count, duration, messages, share } from '../document/quantity.ts';
import { isPartName, PART_WORDS } from '../mailpath/delay-part.ts';
import type { MetricName } from '../mailpath/metrics.ts';
import { FEWEST_FOR_INTERVAL, signTest } from '../statistics/order-statistics.ts';
import { CONFIDENCE } from './estimate.ts';
import { type BadDayReason, MARKED_TOO_LONG_MS } from './objective.ts';
import type {
  DaysResult,
  DifferenceResult,
  EstimateResult,
  Result,
  Scope,
  SettingResult,
} from './result/result-schema.ts';

export const BAD_DAY_WORDS: Readonly<Record<BadDayReason, string>> = {
  marked: `mail held up by a mark of over ${duration(MARKED_TOO_LONG_MS)}`,
  cut: 'a connection cut at its lifetime',
  objective: 'an objective missed',
};

export function daysText(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

/** What the days show of all days like them: `at most 14%`, `at least 86%`, `3.2% to 38%`. */
export function shownText(found: Pick<DaysResult, 'bad' | 'days' | 'shown'>): string {
  const { bad, days, shown } = found;
  if (bad === 0) return `at most ${rounded(shown.high)}`;
  if (bad === days) return `at least ${rounded(shown.low)}`;
  return `${rounded(shown.low)} to ${rounded(shown.high)}`;
}

/** To the percent, or to a tenth below ten: no more is known of it. */
function rounded(value: number): string {
  return share(Number(value.toFixed(value < 0.1 ? 3 : 2)));
}

type Intervals = Pick<Scope, 'replications' | 'confidence'>;

/** How the intervals of a result were made, as a sentence; empty where there are none. */
export function intervalWords({ replications, confidence }: Intervals): string {
  const { finished } = replications;
  if (finished < 5) return `${daysText(finished)}: too few for intervals (5 or more)`;
  const level = finished === 5 ? 'smallest to largest of 5 days, 94%' : `${share(confidence)}`;
  return `intervals in brackets: ${level} of the typical day (the median over the days) by order statistics, each by itself`;
}

/** The same in a few words, for a line that says more than that. */
export function shortIntervals({ replications, confidence }: Intervals): string {
  const { finished } = replications;
  if (finished < 5) return 'too few for intervals (5 or more)';
  return `${finished === 5 ? '94%' : share(confidence)} intervals in brackets`;
}

/** Why mail never arrives or is late for a reason of the settings, a sentence a reason. */
export function undeliveredSentences(setting: SettingResult): string[] {
  const { undelivered, greylistedRetries, notFollowed, retryIntervalMs, measures, name } = setting;
  const never = boundsOf(measures['never-share']);
  const sentences: string[] = [];
  if (undelivered.length > 0) {
    const [low, high] = [never.low, never.high].map(share);
    const how = low === high ? low : `${low} to ${high}`;
    const reasons = undelivered
      .slice(0, MAX_REASONS)
      .map(
        ({ cause, destination, messages: number }) =>
          `${messages(number)} a day to ${destination}: ${causeWords(cause)}`,
      );
    sentences.push(
      `Under ${name} ${how} of the mail on a typical day never arrives${low === high ? '' : ', or had not when it was followed no further'}. ${reasons.join('; ')}.`,
    );
  }
  for (const [how, days] of Object.entries(notFollowed)) {
    if (days === 0) continue;
    sentences.push(
      `Under ${name}, on ${daysText(days)} mail was left when ${FOLLOW_UP_WORDS[how]}: figures that it could change are bounds.`,
    );
  }
  for (const { host, retries, minimumMs, penaltyMs } of greylistedRetries) {
    const [minimum, penalty] = [minimumMs, penaltyMs].map(duration);
    const later = penaltyMs > 0 ? `, and puts each off by ${penalty} more` : '';
    const longer = duration(Math.max(minimumMs, penaltyMs));
    sentences.push(
      `Under ${name} ${host} refuses ${count(retries)} retries a day as too soon: it wants ${minimum} between two tries${later}; the gateway retries every ${duration(retryIntervalMs)}, and a queue run may follow a first attempt sooner. A minimum queue age of ${minimum}, or a retry interval well above ${longer}, ends that.`,
    );
  }
  return sentences;
}

const FOLLOW_UP_WORDS: Readonly<Record<string, string>> = {
  'given-up': 'it had been tried limits.follow-up times more without an end',
  ended: 'the run ended, after the age at which it is returned (return-after)',
};

const MAX_REASONS = 4;

function causeWords(cause: string): string {
  if (cause === 'rejected') return 'rejected permanently by the remote server';
  if (cause === 'greylisting')
    return 'each retry comes too soon for the remote server (greylisting), and is refused';
  return isPartName(cause) ? PART_WORDS[cause].spent : cause;
}

/** What the answer depends on where queue runs overlap, a sentence for each setting. */
export function runnersSentences({ runnersInAll }: Result): string[] {
  return runnersInAll.map(({ setting, runners, gateways, peak, days, perRun, inAll }) => {
    const where = gateways === 1 ? '' : ` at each of ${count(gateways)} gateways`;
    const [as, other] = [perRun, inAll].map((bounds) => boundsText(bounds, 'ms'));
    const what =
      as === other
        ? `p99 would be the same, ${as}`
        : `p99 on a typical day would be ${other} instead of ${as}`;
    return `Under ${setting} queue runs overlap: each run starts ${runners === 1 ? '1 runner' : `${runners} runners`}${where}, and up to ${count(peak)} work at one time${gateways === 1 ? '' : ' in all'}. If at most ${count(runners)}${where} may work at one time (MaxQueueChildren), ${what} (${daysText(days)} of each).`;
  });
}

/** The metric that it is reported by. */
export const NEVER_SHARE: MetricName = 'never-share';

type Measures = Readonly<Record<string, EstimateResult>>;

/** Whether some mail never arrives, on a typical day or on one within the interval. */
export function losesMail(measures: Measures): boolean {
  const found = measures[NEVER_SHARE];
  if (found === undefined) return false;
  const { interval, ...value } = found;
  return [value, interval ?? value].some((bounds) => boundsOf(bounds).high > 0);
}

/** `0.1% to 2%`, of the typical day; where that has none, with its interval. */
export function neverShare(measures: Measures): string {
  const found = measures[NEVER_SHARE];
  if (found === undefined) return '';
  const { interval, unit, ...value } = found;
  const text = boundsText(value, unit);
  if (interval === null || boundsOf(value).high > 0 || !losesMail(measures)) return text;
  return `${text} (${intervalText(interval, unit) ?? text})`;
}

/** `where`: `2% under default, 0% under recommended`. */
export function neverCaution(where: string): string {
  return `Some mail never arrives, or had not arrived by the end of the follow-up. Its share of all mail on a typical day: ${where}. Its delays count as never, or as its age at least.`;
}

/** Whether verdicts of a result hold for all of them together, or each by itself. */
const VERDICTS = {
  together: 'What is called significant holds for all of it together (sign test, Holm).',
  each: 'Better and worse are significant by their own interval.',
  matters: 'What is said to matter holds for all of it together (sign test, Holm).',
};
type Verdicts = keyof typeof VERDICTS;

/** For which verdicts of a result they hold; with too few days, that there are none. */
export function verdictNote({ replications }: Pick<Scope, 'replications'>, kind: Verdicts): string {
  const { finished } = replications;
  return finished < FEWEST_FOR_INTERVAL ? `${tooFewDays(finished)}.` : VERDICTS[kind];
}

/** The same with how the intervals were made, for where the head of a report does not say it. */
export function intervalNote(scope: Intervals, kind: Verdicts): string {
  const { finished } = scope.replications;
  if (finished < FEWEST_FOR_INTERVAL) {
    return `Figures are those of the typical day. ${tooFewDays(finished)}, for intervals and verdicts.`;
  }
  return `Figures are those of the typical day; ${intervalWords(scope)}. ${VERDICTS[kind]}`;
}

/** `4 days tell too little: take 5 or more`. */
export function tooFewDays(days: number, needed = FEWEST_FOR_INTERVAL): string {
  return `${daysText(days)} ${days === 1 ? 'tells' : 'tell'} too little: take ${needed} or more`;
}

/**
 * The fewest days that can show a significant difference among so many verdicts that hold together: all
 * days agree, and the sign test still has to pass the first step of Holm's procedure.
 */
export function daysNeeded(verdicts: number): number {
  let days = FEWEST_FOR_INTERVAL;
  while (signTest(0, days) > (1 - CONFIDENCE) / Math.max(1, verdicts)) days++;
  return days;
}

/*
 * Figures and differences in sentences, with their intervals: `1 h 13 min (65 to 80 min)`,
 * `−59 min (−63 to −55 min)`; within brackets `−59 min [−63 to −55 min]`.
 */

export function figureWords({ unit, interval, ...value }: EstimateResult): string {
  return withRange(boundsText(value, unit), interval && intervalText(interval, unit), '()');
}

/** `brackets`: square ones where the whole stands in round ones. */
export function changeWords(
  { unit, interval, ...value }: DifferenceResult,
  brackets: '()' | '[]' = '()',
): string {
  const text = neverWords(value) ?? boundsText(value, unit, '+');
  const range = interval && (neverWords(interval) ?? intervalText(interval, unit, '+'));
  return withRange(text, range, brackets);
}

function withRange(text: string, range: string | null, [open, close]: string): string {
  return range === null || range === text ? text : `${text} ${open}${range}${close}`;
}

/** In a sentence nobody sees what a table's neighbours are. */
function neverWords({ kind }: BoundsResult): string | null {
  if (kind === 'never-before') return 'arrives where it never did';
  return kind === 'never' ? 'never arrives where it did' : null;
}
