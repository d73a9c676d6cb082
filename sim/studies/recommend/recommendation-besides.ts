/**
 * What a recommendation says beside the settings themselves, in paragraphs: whether the article's number is right,
 * how many runners, the smallest change, an age limit, side effects.
 */

import { boundsOf } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { count, duration, NOTHING } from '../../document/quantity.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import { ARTICLE_LIMIT } from '../../mailpath/remedies.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import type { RecommendedChoice } from './recommendation-tables.ts';
import {
  changesWords,
  limitWords,
  procedureWords,
  rulesWords,
  shownWords,
} from './recommendation-words.ts';

/** A paragraph under its title. */
export interface Paragraph {
  readonly title: string;
  readonly sentences: readonly string[];
}

export function besidesParagraphs(result: RecommendationResult): Paragraph[] {
  const { choice, smallest, runnersNeeded } = result;
  return [
    { title: ARTICLE_LIMIT_TITLE, sentences: limitSentences(result) },
    { title: 'How many queue runners?', sentences: [runnersWords(runnersNeeded)] },
    ...(smallest === null
      ? []
      : [
          {
            title: 'The smallest change that would do',
            sentences: [smallestWords(smallest, result)],
          },
        ]),
    ...(choice === null ? [] : choiceParagraphs(choice, result)),
  ];
}

export const ARTICLE_LIMIT_TITLE = `Is ${ARTICLE_LIMIT} right here?`;

function limitSentences({ limit }: RecommendationResult): string[] {
  if (limit === null) return [limitWords({ limit })];
  const procedure = procedureWords(limit);
  return [limitWords({ limit }), rulesWords(limit), ...(procedure === null ? [] : [procedure])];
}

function choiceParagraphs(
  { ageLimit }: RecommendedChoice,
  result: RecommendationResult,
): Paragraph[] {
  return [
    ...(ageLimit === null
      ? []
      : [{ title: 'A limit of age instead of a number', sentences: [ageWords(ageLimit)] }]),
    { title: 'Side effects', sentences: sideEffects(result) },
  ];
}

function runnersWords({ load, runners, forPile }: RecommendationResult['runnersNeeded']): string {
  const pile =
    forPile === null
      ? ''
      : ` To work off the largest backlog that a mark or a fault piles up within one lifetime each takes ${count(forPile)}; with a limit a runner simply opens the next connection, so that fewer only take longer.`;
  if (load === 0) {
    return `New mail does not wait for runners here: they only work off what was deferred.${pile}`;
  }
  return `The busiest stretch keeps ${count(load)} runners busy; with ${count(runners)} at most one message in five finds them all at work (Erlang C).${pile}`;
}

function smallestWords(
  smallest: NonNullable<RecommendationResult['smallest']>,
  { asked }: RecommendationResult,
): string {
  const shown = smallest.shown.map((group) => shownWords(group, asked.confidence)).join('; ');
  const sure = shown === '' ? '' : ` (${shown})`;
  if (smallest.changes.length === 0) return `None: the objectives are met as it stands${sure}.`;
  const told = smallest.isChoice
    ? 'Nothing smaller was shown to meet the objectives than the settings above.'
    : `${changesWords(smallest.changes)} is enough to meet the objectives, and nothing else needs to change${sure}.`;
  const others = smallest.changes.find(({ by }) => by !== 'administrator');
  const ticket = others === undefined ? '' : ` It takes a ticket to ${others.by}.`;
  const risk = smallest.overruns
    ? ' It leaves connections that may outlive their lifetime: in a larger backlog than any that was simulated they would be cut.'
    : '';
  return `${told}${ticket}${risk}`;
}

function ageWords({
  ageMs,
  measures,
  differences,
}: NonNullable<RecommendedChoice['ageLimit']>): string {
  const of = (name: MetricName) => typical(measures[name]);
  const { less, more, days } = differences.p99;
  return `No new message on a connection older than ${duration(ageMs)}, in place of the number (Sendmail cannot do this; Postfix can), on a typical day: p99 ${of('p99')}, ${of('cuts')} cuts, up to ${of('most-on-connection')} messages on a connection. By pairs with the choice p99 is less on ${count(less)} and more on ${count(more)} of ${count(days)} days.`;
}

function typical({ unit, interval: _, ...value }: Measures[MetricName]): string {
  return boundsText(value, unit);
}

type Measures = RecommendationResult['present']['measures'];

function sideEffects({ choice, present }: RecommendationResult): string[] {
  if (choice === null) return [];
  const rate = (from: Measures): string => {
    const [total, over] = [boundsOf(from.connections).high, boundsOf(from['last-delivery']).high];
    if (!Number.isFinite(total) || !Number.isFinite(over) || over <= 0) return NOTHING;
    return count((total * 60_000) / over);
  };
  const both = (name: MetricName): string =>
    `${typical(choice.measures[name])} (now ${typical(present.measures[name])})`;
  return [
    `On a typical day. Connections: ${rate(choice.measures)} a minute (now ${rate(present.measures)}), at most ${both('connections-peak')} at one time.`,
    `Tries per message: ${both('tries')}; attempts that fail, on all destinations: ${both('deferrals-attempted')}.`,
    `Delivered twice, after a reply to the final dot was lost: ${both('duplicates')} messages.`,
  ];
}
