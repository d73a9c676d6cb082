/**
 * The words of a recommendation: what the article calls the settings, and sentences about limits,
 * days and bounds, each from plain data.
 */

import { boundsText } from '../../document/bounds-text.ts';
import { count, duration, messages, quantity, share } from '../../document/quantity.ts';
import { listed } from '../../document/words.ts';
import { PART_WORDS } from '../../mailpath/delay-part.ts';
import { ARTICLE_LIMIT, DIMENSIONS, type Dimension } from '../../mailpath/remedies.ts';
import { SETTINGS as GATEWAY_SETTINGS } from '../../mailpath/settings.ts';
import { settingsWords, valueWords } from '../remedy-words.ts';
import type {
  AnswerResult,
  ChangeResult,
  DayCountResult,
  RecommendationResult,
  ShownResult,
} from './recommendation-schema.ts';

export type Setting = ChangeResult['setting'];

/** In the article's order. */
export const SETTINGS: readonly Setting[] = DIMENSIONS.map(({ setting }) => setting);

function remedyOf(setting: Setting): Dimension {
  return DIMENSIONS.find((remedy) => remedy.setting === setting) as Dimension;
}

/** As the article and Proofpoint's pages have it. */
export function articleName(setting: Setting): string {
  return remedyOf(setting).label;
}

export function settingValue(setting: Setting, value: number | boolean | null): string {
  return valueWords(remedyOf(setting), value);
}

/** `HostStat from on to off and Message retry interval from 30 min to 1 min`; of no change: `nothing`. */
export function changesWords(changes: readonly ChangeResult[]): string {
  if (changes.length === 0) return 'nothing';
  return listed(
    changes.map(
      ({ setting, from, to }) =>
        `${articleName(setting)} from ${settingValue(setting, from)} to ${settingValue(setting, to)}`,
    ),
  );
}

/** What an objective came to: `0 bad of 107 days; the worst 48 s`; of a mean `55 s, below 58 s`. */
export function answerWords(answer: AnswerResult, confidence: number): string {
  const { onDays, low, high, unit, bad, unknown, days, mean, objective, worst } = answer;
  const untold = unknown === 0 ? '' : `, ${count(unknown)} that cannot be told`;
  const told = `${count(bad)} bad of ${count(days)} days${untold}; the worst: ${boundsText(worst, unit)}`;
  if (onDays !== null) return told;
  const wantsMore = />/.test(objective);
  const end = wantsMore ? low : high;
  if (mean === null || end === null) return `the mean cannot be told; ${told}`;
  const bound = quantity(end, unit).replace(/^[<>]/, '');
  return `${quantity(mean, unit)} on average, ${wantsMore ? 'above' : 'below'} ${bound} with ${share(confidence)} confidence, if no other kind of day exists; ${told}`;
}

/** What is promised: `0 bad of 107 fresh days: at most 4.4% of days are (95%)`. */
export function shownWords({ days, bad, atMost }: ShownResult, confidence: number): string {
  return `${count(bad)} bad of ${count(days)} fresh days: at most ${share(atMost)} of days are, ${share(confidence)}`;
}

/** `20 bad of 20 days`; of none nothing. */
export function daysWords({ bad, days }: DayCountResult): string {
  return `${count(bad)} bad of ${count(days)} days`;
}

type Limit = NonNullable<RecommendationResult['limit']>;

/** The first answer, in closed form: is its number right here? */
export function limitWords({ limit }: Pick<RecommendationResult, 'limit'>): string {
  if (limit === null) return 'The host lets connections live for ever: no limit is needed.';
  return articleLimitWords(limit);
}

/** Is the article's number right for this site, and why. */
function articleLimitWords(limit: Limit): string {
  const { tailAware, accepted, articleOverrun, lifetimeMs, singleOverrun } = limit;
  const life = duration(lifetimeMs);
  if (singleOverrun > 0.005) {
    return `No limit helps everything here: ${share(singleOverrun)} of the messages outlive the ${life} of a connection on their own.`;
  }
  if (tailAware === null) return `Any number is safe here: no connection reaches ${life}.`;
  if (articleOverrun > accepted) {
    const advised = tailAware >= 1 ? `at most ${messages(tailAware)}` : 'a single message';
    return `${ARTICLE_LIMIT} is too many for this site: ${share(articleOverrun)} of the connections that carry ${ARTICLE_LIMIT} messages outlive their ${life}. With ${advised} it is at most ${share(accepted)}.`;
  }
  return `${ARTICLE_LIMIT} is right for this site, and conservative: up to ${messages(tailAware)}, ${times(tailAware / ARTICLE_LIMIT)} as many, would fit into ${life} on all but ${share(accepted)} of the connections.`;
}

/** `6 times`, `1.5 times`. */
function times(ratio: number): string {
  return `${Number(ratio.toPrecision(2))} times`;
}

/** The article's literal rule beside the one that knows the tail. */
export function rulesWords({ literal, byMean, tailAware }: Limit): string {
  const tail = tailAware === null ? 'any number' : count(tailAware);
  return `The article’s rule taken literally (mean size over mean throughput, into the lifetime) gives ${count(literal)}; with set-up, latency and the gateway’s own work ${count(byMean)}; with the tail of sizes and goodput ${tail}.`;
}

/** The article's procedure: begin with its number and lower it. */
export function procedureWords({ procedure }: Limit): string | null {
  if (procedure === null) return null;
  const { trials, settledTrials, limit, days, incidents } = procedure;
  if (incidents.most === 0) {
    return `The article’s procedure (${ARTICLE_LIMIT}, lowered while resets are logged) would leave it at ${ARTICLE_LIMIT}: no reset in any of ${trials} simulated trials.`;
  }
  const range =
    limit.least === limit.most
      ? count(limit.median)
      : `${count(limit.median)} (${count(limit.least)} to ${count(limit.most)})`;
  const settled =
    settledTrials === trials
      ? `It settles at ${range} messages`
      : `In ${settledTrials} of ${trials} trials it settles, at ${range} messages`;
  return `The article’s procedure, simulated: begin with ${ARTICLE_LIMIT}, lower it to three quarters after each day with a reset. ${settled} after ${count(days.mean)} days on average (at most ${count(days.most)}), with ${count(incidents.mean)} days of resets on the way (at most ${count(incidents.most)}).`;
}

const SCREENED: Readonly<Record<string, string>> = {
  overrun: 'let too many connections outlive their lifetime',
  unstable: 'ask more of the runners than they can do',
  waits: 'let first attempts wait longer than the objective',
};

/** How many candidates there were, and what became of them. */
export function consideredWords({ considered, choice }: RecommendationResult): string {
  const { candidates, screenedOut, looked, out, notShown, leaveMail } = considered;
  const reasons = Object.entries(screenedOut).map(
    ([reason, n]) => `${n} ${SCREENED[reason] ?? reason}`,
  );
  const closed = reasons.length === 0 ? '' : ` By closed form ${reasons.join(', ')}.`;
  const failed =
    notShown === 0
      ? ''
      : ` ${notShown} ${notShown === 1 ? 'was' : 'were'} tried with fresh days and not shown to keep the objectives.`;
  const left =
    leaveMail === 0
      ? ''
      : ` ${leaveMail} ${leaveMail === 1 ? 'leaves' : 'leave'} mail undelivered, more than now or with no end.`;
  const until = choice === null ? '' : ' until one was shown';
  return `${candidates} combinations of the four settings were considered.${closed} The others were looked at from the cheapest on, ${looked} of them${until}: ${out} had too many bad days among the first 2 to 20.${failed}${left}`;
}

/** What was asked: `p99 < 5m; within runners <= 8`. */
export function askedWords({ asked }: RecommendationResult): string {
  const bounds = asked.bounds.length === 0 ? '' : `; within ${asked.bounds.join(', ')}`;
  return `${asked.objectives.join(', ')}${bounds}`;
}

/** What nobody stated or measured: bounds first. */
export function assumptionsOf({ asked, assumptions }: RecommendationResult): string[] {
  return [...asked.assumedBounds.map((bound) => `bound ${bound}`), ...assumptions];
}

/** What is promised of the choice, and what is not. */
export function guaranteeWords({ choice, asked }: RecommendationResult): string[] {
  if (choice === null) return [];
  const sure = share(asked.confidence);
  return [
    `With ${sure} confidence, whatever is chosen keeps the objectives on as many days as they ask for, of days like these: so many fresh days, which had chosen nothing, show it, all looks at them and all candidates that were tried together.`,
    'Cheaper settings had too many bad days, or could not be shown to keep the objectives: one of them may keep them by a little. Each interval of a figure holds by itself.',
  ];
}

/** A bound of a setting, or of a measure by its text. */
export function boundWords(bound: string): string {
  const remedy = DIMENSIONS.find(({ setting }) => setting === bound);
  if (remedy === undefined) return `the bound ${bound}`;
  const { label } = GATEWAY_SETTINGS[remedy.field];
  return remedy.kind === 'switch' ? `that ${label} cannot be changed` : `the bound on the ${label}`;
}

/** What comes nearest is not shown to miss anything: more days may show that it does. */
export function notShown({ nearest }: RecommendationResult): boolean {
  return nearest !== null && nearest.why !== 'missed';
}

export function notMetTitle(result: RecommendationResult): string {
  return notShown(result)
    ? 'The objectives could not be shown to be met'
    : 'The objectives cannot be met within the bounds';
}
export const NOTHING_SIMULATED = 'No setting within the bounds could be simulated.';
export function stoppedTitle(result: RecommendationResult): string {
  return notShown(result) ? 'What would show it' : 'What stops it';
}

type Nearest = NonNullable<RecommendationResult['nearest']>;

export function nearestWords({ settings, bad }: Nearest): string {
  return `Nearest: ${settingsWords(settings)}, ${daysWords(bad)}.`;
}

/** What stands in the way: a bound each; or more days; or nothing that anybody set. */
export function inTheWayWords(result: RecommendationResult): string[] {
  const { nearest, stoppedBy } = result;
  if (nearest === null) return [];
  const bounds = stoppedBy.map(stoppedWords);
  switch (nearest.why) {
    case 'days':
      return [
        'More days: none of them shows that the objectives are missed, but so many cannot show that they are met. Raise --replications, or ask for fewer days, as in “on 90% of days”.',
      ];
    case 'kinds':
      return [
        'A mean over all days is told only from ten days of each kind on (marked for over five minutes or with a cut, and the others): here there are fewer of one. Raise --replications, or ask for a share of the days in place of a mean.',
      ];
    case 'untold':
      return [`${untoldWords(nearest)}`, ...bounds];
    case 'missed':
      if (bounds.length > 0) return bounds;
  }
  const part = nearest.largestPart === null ? undefined : PART_WORDS[nearest.largestPart];
  const told =
    part === undefined ? '' : ` Most of the delay that is left goes into this: ${part.spent}.`;
  return [`No single bound: none that was lifted, each by itself, made them possible.${told}`];
}

function untoldWords({ unstable, notFollowed }: Nearest): string {
  const why = unstable
    ? 'the runners are asked for more than they can do, so that the queue grows without end'
    : notFollowed['given-up'] > 0
      ? 'its follow-up was given up at its cap of work'
      : 'the run ended first';
  return `Mail that had not arrived by the end of the run, and may never: ${why}. On those days nobody can tell whether the objectives are met; they count as bad.`;
}

/** What would do without a bound. */
function stoppedWords({
  bound,
  settings,
  answers,
}: RecommendationResult['stoppedBy'][number]): string {
  const reached = answers
    .map(({ objective, bad, days }) => `${objective}: ${count(bad)} bad of ${count(days)} days`)
    .join('; ');
  return `${boundWords(bound)}: without it, ${settingsWords(settings)} would do (${reached}).`;
}

/** Of one that was stopped: what leads so far, and what is known of it. */
export function leadingWords({ leading, asked }: RecommendationResult): string | null {
  if (leading === null) return null;
  const { settings, first, fresh } = leading;
  const most =
    fresh.days === 0
      ? ''
      : `; by themselves the fresh ones show that at most ${share(fresh.atMost)} of days are bad, ${share(asked.confidence)}`;
  const more = fresh.days === 0 ? '' : `, and ${daysWords(fresh).replace(' days', ' fresh days')}`;
  return `The best so far: ${settingsWords(settings)}: ${daysWords(first)}${more}${most}. Nothing is promised of it yet.`;
}
