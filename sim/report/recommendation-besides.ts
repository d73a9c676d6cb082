/**
 * What a recommendation says beside the settings themselves: how far each value can move, whether
 * 199 is right, the smallest change, the runner-up, an age limit, side effects.
 */
import { count, duration, NOTHING, quantity } from './quantity.ts';
import type { ChangeResult, RecommendationResult } from './recommendation-schema.ts';
import {
  ARTICLE_NAMES,
  articleLimitWords,
  changesWords,
  procedureWords,
  rulesWords,
  settingsWords,
  settingValue,
} from './recommendation-words.ts';
import { type Column, hanging, type Page, table } from './text-layout.ts';

type Choice = NonNullable<RecommendationResult['choice']>;
type Setting = ChangeResult['setting'];

export function besidesText(result: RecommendationResult, page: Page): string[] {
  const { choice, limit, smallest, runnersNeeded } = result;
  const paragraphs: [string, readonly (string | null)[]][] = [
    [
      'Is 199 right here?',
      limit === null
        ? ['The host lets connections live for ever: no limit is needed.']
        : [articleLimitWords(limit), rulesWords(limit), procedureWords(limit)],
    ],
    ['How many queue runners?', [runnersWords(runnersNeeded)]],
  ];
  if (smallest !== null)
    paragraphs.push(['The smallest change that would do', [smallestWords(smallest)]]);
  if (choice !== null) {
    if (choice.runnerUp !== null) {
      paragraphs.push(['The runner-up', [runnerUpWords(choice, result)]]);
    }
    if (choice.ageLimit !== null) {
      paragraphs.push(['A limit of age instead of a number', [ageWords(choice.ageLimit)]]);
    }
    paragraphs.push(['Side effects', sideEffects(result)]);
  }
  return [
    ...(choice === null || choice.movements.length === 0 ? [] : movementText(choice, page)),
    ...paragraphs.flatMap(([title, sentences]) => [
      '',
      page.paint.bold(title),
      ...sentences
        .filter((sentence) => sentence !== null)
        .flatMap((sentence) => hanging('  ', sentence, page)),
    ]),
  ];
}

/** A row a setting: chosen, from, to, and what fails beyond. */
function movementText({ movements }: Choice, page: Page): string[] {
  const columns: Column[] = [
    {
      title: 'chosen',
      cells: movements.map((m) => ({ centre: settingValue(m.setting as Setting, m.chosen) })),
    },
    { title: 'can be', cells: movements.map((m) => ({ centre: rangeWords(m) })) },
    { title: 'what fails beyond', cells: movements.map((m) => ({ centre: beyond(m) })) },
  ];
  return [
    '',
    page.paint.bold('How far each value can move by itself before an objective fails'),
    ...table(
      movements.map(({ setting }) => ARTICLE_NAMES[setting as Setting]),
      columns,
      page,
    ),
  ];
}

function rangeWords({ setting, chosen, least, most }: Choice['movements'][0]): string {
  const told = (value: number | boolean | null) => settingValue(setting as Setting, value);
  if (typeof chosen === 'boolean') return least === most ? told(chosen) : 'on or off';
  return least === most ? `only ${told(chosen)}` : `${told(least)} to ${told(most)}`;
}

function beyond({ setting, tried, least, most }: Choice['movements'][0]): string {
  const told = (value: number | boolean | null) => settingValue(setting as Setting, value);
  const order = (value: number | boolean | null): number =>
    value === null ? Number.POSITIVE_INFINITY : Number(value);
  const outside = tried.filter(
    ({ value, fails }) =>
      fails !== null && (order(value) < order(least) || order(value) > order(most)),
  );
  const below = outside.filter(({ value }) => order(value) < order(least)).at(-1);
  const above = outside.find(({ value }) => order(value) > order(most));
  const found = [below, above].flatMap((t) =>
    t === undefined ? [] : [`${told(t.value)}: ${t.fails}`],
  );
  return found.length === 0 ? 'none found' : found.join('; ');
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

function runnerUpWords({ runnerUp, criterion }: Choice, { asked }: RecommendationResult): string {
  if (runnerUp === null) return '';
  const unit = asked.criterionUnit;
  return `${settingsWords(runnerUp.settings)}: ${asked.criterion} ${quantity(runnerUp.criterion, unit)}, with the choice ${quantity(criterion.chosen, unit)}; the best of all has ${quantity(criterion.best, unit)}.`;
}

function ageWords({ ageMs, measures, choiceMeasures }: NonNullable<Choice['ageLimit']>): string {
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
