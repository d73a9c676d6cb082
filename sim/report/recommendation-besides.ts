/**
 * What a recommendation says beside the settings themselves, in paragraphs: whether 199 is right,
 * how many runners, the smallest change, the runner-up, an age limit, side effects.
 */
import { count, duration, NOTHING, quantity } from './quantity.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import type { RecommendedChoice } from './recommendation-tables.ts';
import {
  articleLimitWords,
  changesWords,
  procedureWords,
  rulesWords,
  settingsWords,
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
      : [{ title: 'The smallest change that would do', sentences: [smallestWords(smallest)] }]),
    ...(choice === null ? [] : choiceParagraphs(choice, result)),
  ];
}

export const ARTICLE_LIMIT_TITLE = 'Is 199 right here?';

function limitSentences({ limit }: RecommendationResult): string[] {
  if (limit === null) return ['The host lets connections live for ever: no limit is needed.'];
  const procedure = procedureWords(limit);
  return [articleLimitWords(limit), rulesWords(limit), ...(procedure === null ? [] : [procedure])];
}

function choiceParagraphs(choice: RecommendedChoice, result: RecommendationResult): Paragraph[] {
  const { runnerUp, ageLimit } = choice;
  return [
    ...(runnerUp === null
      ? []
      : [{ title: 'The runner-up', sentences: [runnerUpWords(choice, result)] }]),
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

function smallestWords(smallest: NonNullable<RecommendationResult['smallest']>): string {
  if (smallest.changes.length === 0) return 'None: the objectives are met as it stands.';
  const told = smallest.isChoice
    ? 'Nothing smaller was shown to meet the objectives than the settings above.'
    : `${changesWords(smallest.changes)} is enough to meet the objectives, and nothing else needs to change.`;
  const ticket = smallest.changes.some(({ by }) => by === 'Proofpoint Support')
    ? ' It takes a ticket to Proofpoint Support.'
    : '';
  const risk = smallest.overruns
    ? ' It leaves connections that may outlive their lifetime: in a larger backlog than any that was simulated they would be cut.'
    : '';
  return `${told}${ticket}${risk}`;
}

function runnerUpWords(
  { runnerUp, criterion }: RecommendedChoice,
  { asked }: RecommendationResult,
): string {
  if (runnerUp === null) return '';
  const unit = asked.criterionUnit;
  return `${settingsWords(runnerUp.settings)}: ${asked.criterion} ${quantity(runnerUp.criterion, unit)}, with the choice ${quantity(criterion.chosen, unit)}; the best of all has ${quantity(criterion.best, unit)}.`;
}

function ageWords({
  ageMs,
  measures,
  choiceMeasures,
}: NonNullable<RecommendedChoice['ageLimit']>): string {
  const of = (from: typeof measures, name: string) =>
    quantity(from[name].value ?? Number.NaN, from[name].unit);
  return `No new message on a connection older than ${duration(ageMs)}, in place of the number (Sendmail cannot do this; Postfix can): p99 ${of(measures, 'p99')} against ${of(choiceMeasures, 'p99')}, ${of(measures, 'cuts')} cuts against ${of(choiceMeasures, 'cuts')}, up to ${of(measures, 'most-on-connection')} messages on a connection against ${of(choiceMeasures, 'most-on-connection')}.`;
}

function sideEffects({ choice, present }: RecommendationResult): string[] {
  if (choice === null) return [];
  const rate = (from: RecommendationResult['present']['measures']): string => {
    const [total, over] = [from.connections.value, from['last-delivery'].value];
    if (total === null || over === null || over <= 0) return NOTHING;
    return count((total * 60_000) / over);
  };
  const both = (name: string): string => {
    const [now, then] = [present.measures[name], choice.measures[name]];
    const told = (e: typeof now) => quantity(e.value ?? Number.NaN, e.unit);
    return `${told(then)} (now ${told(now)})`;
  };
  return [
    `Connections: ${rate(choice.measures)} a minute (now ${rate(present.measures)}), at most ${both('connections-peak')} at one time.`,
    `Tries per message: ${both('tries')}; attempts that fail, on all destinations: ${both('deferrals-attempted')} a run.`,
    `Delivered twice, after a reply to the final dot was lost: ${both('duplicates')} messages a run.`,
  ];
}
