/**
 * The tables of a recommendation, as data: what to set and who sets it, what that brings, what each
 * objective came to, how far each value can move.
 */

import type { DataTable } from '../../document/charts/chart.ts';
import type { MetricTable } from '../../document/text-layout.ts';
import { capitalised } from '../../document/words.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { remedyOf } from '../../mailpath/remedies.ts';
import { estimateCell } from '../result/metric-columns.ts';
import type { AnswerResult, RecommendationResult } from './recommendation-schema.ts';
import {
  answerWords,
  articleName,
  SETTINGS,
  type Setting,
  settingValue,
} from './recommendation-words.ts';

export type RecommendedChoice = NonNullable<RecommendationResult['choice']>;
type Movement = RecommendedChoice['movements'][number];
type Value = Movement['chosen'];

/** Metrics of the table of what the choice brings. */
export const BRINGS: readonly MetricName[] = [
  'mean',
  'p50',
  'p99',
  'max',
  'over-5m',
  'cuts',
  'deferrals-skipped',
  'backlog-peak',
];

/** The settings in the article's words, and who must change them. */
export function settingsTable({ present, choice }: RecommendationResult): DataTable | null {
  if (choice === null) return null;
  const by = (setting: Setting): string =>
    choice.changes.find((change) => change.setting === setting)?.by ?? 'stays as it is';
  return {
    caption: 'The settings to choose',
    head: ['setting', 'now', 'choose', 'changed by'],
    rows: SETTINGS.map((setting) => [
      articleName(setting),
      settingValue(setting, present.settings[setting]),
      settingValue(setting, choice.settings[setting]),
      by(setting),
    ]),
  };
}

/** Beside the settings, where a mark stands at the start. */
export const CLEAR_TABLE_WORDS = `${capitalised(remedyOf('clear').does)} once: a mark stands at the start.`;

/** The gateway as it stands against the choice, or against what comes nearest; null: neither. */
export function bringsTable({
  present,
  choice,
  nearest,
}: RecommendationResult): MetricTable | null {
  const then = choice ?? nearest;
  if (then === null) return null;
  return {
    title:
      choice === null
        ? 'What the nearest would bring, typical days'
        : 'What they bring, typical days',
    labels: BRINGS.map((name) => metricOf(name).label),
    columns: [
      { title: 'now', cells: BRINGS.map((name) => estimateCell(present.measures[name])) },
      {
        title: choice === null ? 'nearest' : 'chosen',
        cells: BRINGS.map((name) => estimateCell(then.measures[name])),
      },
    ],
  };
}

/** What is promised, then each objective with what it came to; of what comes nearest the latter. */
export function answerRows({ choice, nearest, asked }: RecommendationResult): readonly {
  readonly met: boolean;
  readonly state: AnswerResult['state'];
  readonly onDays: number | null;
  readonly text: string;
}[] {
  const answers = choice?.answers ?? nearest?.answers ?? [];
  return answers.map((answer) => ({
    met: answer.state === 'met',
    state: answer.state,
    onDays: answer.onDays,
    text: `${answer.objective}: ${answerWords(answer, asked.confidence)}`,
  }));
}

/** A row a setting: chosen, from, to, and what fails beyond; null where nothing was tried. */
export function movementTable({ choice }: RecommendationResult): DataTable | null {
  if (choice === null || choice.movements.length === 0) return null;
  return {
    caption: 'How far each value can move by itself before an objective fails on too many days',
    head: ['setting', 'chosen', 'holds at least from', 'what fails beyond'],
    rows: choice.movements.map((movement) => {
      const setting = movement.setting as Setting;
      return [
        articleName(setting),
        settingValue(setting, movement.chosen),
        rangeWords(movement),
        beyondWords(movement),
      ];
    }),
  };
}

/** `16 to 64`, `only 1 min`, `on or off`. */
export function rangeWords({ setting, chosen, least, most }: Movement): string {
  const told = (value: Value) => settingValue(setting as Setting, value);
  if (typeof chosen === 'boolean') return least === most ? told(chosen) : 'on or off';
  return least === most ? `only ${told(chosen)}` : `${told(least)} to ${told(most)}`;
}

/** `12: p99 < 5m`: the nearest values that fail, and which objective does. */
export function beyondWords({ setting, tried, least, most }: Movement): string {
  const told = (value: Value) => settingValue(setting as Setting, value);
  const outside = tried.filter(
    ({ value, fails }) =>
      fails !== null && (inOrder(value) < inOrder(least) || inOrder(value) > inOrder(most)),
  );
  const below = outside.filter(({ value }) => inOrder(value) < inOrder(least)).at(-1);
  const above = outside.find(({ value }) => inOrder(value) > inOrder(most));
  const found = [below, above].flatMap((t) =>
    t === undefined ? [] : [`${told(t.value)}: ${t.fails}`],
  );
  return found.length === 0 ? 'nothing that was tried' : found.join('; ');
}

/** No limit is the largest; off comes before on. */
export function inOrder(value: Value): number {
  return value === null ? Number.POSITIVE_INFINITY : Number(value);
}
