/** A recommendation as text: what to set and who sets it, what that brings, how sure it is. */
import { closedFormText } from './closed-form-text.ts';
import { type CsvField, csvText } from './csv.ts';
import { count, halfWidth, NOTHING, quantity } from './quantity.ts';
import { besidesText } from './recommendation-besides.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import { recommendationSentence } from './recommendation-sentence.ts';
import {
  ARTICLE_NAMES,
  answerWords,
  boundWords,
  consideredWords,
  guaranteeWords,
  SETTINGS,
  settingsWords,
  settingValue,
} from './recommendation-words.ts';
import type { EstimateResult } from './result-schema.ts';
import { type Cell, type Column, hanging, type Page, table, wrap } from './text-layout.ts';
import { MEASURE_LABELS, PART_WORDS } from './words.ts';

/** Measures of the table of what the choice brings. */
const BRINGS = [
  'mean',
  'p50',
  'p99',
  'max',
  'over-5m',
  'cuts',
  'deferrals-skipped',
  'backlog-peak',
];

export function recommendationText(result: RecommendationResult, page: Page): string {
  const lines = [
    ...coverText(result, page),
    '',
    ...closedFormText({ settings: [{ name: 'now', canItHappen: result.canItHappen }] }, page),
    '',
    ...(result.choice === null ? notMetText(result, page) : choiceText(result, page)),
    ...besidesText(result, page),
    ...assumptionsText(result, page),
    '',
    page.paint.bold('In one sentence'),
    ...hanging('  ', recommendationSentence(result), page),
    ...(result.partial ? ['', page.paint.red('PARTIAL: this recommendation was stopped.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function coverText(result: RecommendationResult, page: Page): string[] {
  const { scenario, asked, seed, replicationsRun } = result;
  const { paint } = page;
  const set = scenario.set.length === 0 ? '' : `, with ${scenario.set.join(', ')}`;
  const bounds = asked.bounds.length === 0 ? '' : `; within ${asked.bounds.join(', ')}`;
  return [
    ...wrap(scenario.question || scenario.name, page.columns).map((line) => paint.bold(line)),
    ...wrap(
      `${scenario.file}${set}; ${count(replicationsRun)} runs, seed ${seed}`,
      page.columns,
    ).map((line) => paint.dim(line)),
    ...wrap(`To be reached: ${asked.objectives.join(', ')}${bounds}`, page.columns),
  ];
}

/** The settings in the article's words, and who must change them. */
function choiceText(result: RecommendationResult, page: Page): string[] {
  const { choice, present, asked } = result;
  if (choice === null) return [];
  const columns: Column[] = [
    {
      title: 'now',
      cells: SETTINGS.map((s) => ({ centre: settingValue(s, present.settings[s]) })),
    },
    {
      title: 'choose',
      cells: SETTINGS.map((s) => ({ centre: settingValue(s, choice.settings[s]) })),
    },
    { title: 'changed by', cells: SETTINGS.map((s) => ({ centre: changedBy(result, s) })) },
  ];
  const clear = choice.clearTable
    ? hanging('  ', 'Clear the host-status table once: a mark stands at the start.', page)
    : [];
  return [
    page.paint.bold('The settings to choose'),
    ...table(
      SETTINGS.map((setting) => ARTICLE_NAMES[setting]),
      columns,
      page,
    ),
    ...clear,
    '',
    page.paint.bold('What they bring'),
    ...bringsTable(result, page),
    ...choice.answers.flatMap((answer) =>
      hanging(
        `  ${page.paint.green('met')}  `,
        `${answer.objective}: ${answerWords(answer, asked.confidence)}`,
        page,
      ),
    ),
    '',
    page.paint.bold('How sure that is'),
    ...guaranteeWords(result).flatMap((sentence) => hanging('  ', sentence, page)),
  ];
}

function changedBy({ choice }: RecommendationResult, setting: string): string {
  return choice?.changes.find((change) => change.setting === setting)?.by ?? 'stays as it is';
}

function bringsTable({ present, choice, nearest }: RecommendationResult, page: Page): string[] {
  const then = choice ?? nearest;
  if (then === null) return [];
  const columns: Column[] = [
    { title: 'now', cells: BRINGS.map((name) => cell(present.measures[name])) },
    {
      title: choice === null ? 'nearest' : 'chosen',
      cells: BRINGS.map((name) => cell(then.measures[name])),
    },
  ];
  return table(
    BRINGS.map((name) => MEASURE_LABELS[name] ?? name),
    columns,
    page,
  );
}

function cell({ value, low, high, unit }: EstimateResult): Cell {
  if (value === null) return { centre: NOTHING };
  const centre = quantity(value, unit);
  if (low === null || high === null || high - low <= 1e-9 * Math.abs(high)) return { centre };
  return { centre, half: halfWidth((high - low) / 2, unit) };
}

/** Nothing meets the objectives: the best that there is, and which bound stops it. */
function notMetText(result: RecommendationResult, page: Page): string[] {
  const { nearest, asked, stoppedBy, partial } = result;
  const { paint } = page;
  if (nearest === null) {
    return partial ? [] : [paint.red('No setting within the bounds could be simulated.')];
  }
  const lines = [
    paint.red('The objectives cannot be met within the bounds'),
    ...hanging('  ', consideredWords(result), page),
    ...hanging('  ', `Nearest: ${settingsWords(nearest.settings)}.`, page),
    ...nearest.answers.flatMap((answer) => {
      const mark = answer.state === 'met' ? paint.green('met    ') : paint.red('NOT met');
      const words = answerWords(answer, asked.confidence);
      return hanging(`  ${mark}  `, `${answer.objective}: ${words}`, page);
    }),
    '',
    ...bringsTable(result, page),
    '',
    paint.bold('What stops it'),
  ];
  if (stoppedBy.length === 0) {
    const part = nearest.largestPart === null ? '' : PART_WORDS[nearest.largestPart].spent;
    const told = part === '' ? '' : ` Most of the delay that is left is ${part}.`;
    return [
      ...lines,
      ...hanging('  ', `No single bound: it is not met without any one of them.${told}`, page),
    ];
  }
  return [
    ...lines,
    ...stoppedBy.flatMap(({ bound, settings, answers }) => {
      const reached = answers
        .map(({ objective, value, unit }) => `${objective}: ${quantity(value ?? Number.NaN, unit)}`)
        .join('; ');
      const words = `${boundWords(bound)}: without it, ${settingsWords(settings)} would do (${reached}).`;
      return hanging('  - ', words, page);
    }),
  ];
}

function assumptionsText({ assumptions, asked }: RecommendationResult, page: Page): string[] {
  const all = [...asked.assumedBounds.map((bound) => `bound ${bound}`), ...assumptions];
  if (all.length === 0) return [];
  return ['', page.paint.bold('Assumptions'), ...all.flatMap((a) => hanging('  - ', a, page))];
}

/** One row for each setting, then one for each objective's figures. */
export function recommendationCsv(result: RecommendationResult): string {
  const { choice, present, nearest, scenario } = result;
  const then = choice ?? nearest;
  const rows: CsvField[][] = SETTINGS.map((setting) => [
    scenario.name,
    'setting',
    setting,
    String(present.settings[setting] ?? 'unlimited'),
    then === null ? '' : String(then.settings[setting] ?? 'unlimited'),
    null,
    null,
  ]);
  for (const name of BRINGS) {
    const found = then?.measures[name];
    rows.push([
      scenario.name,
      'measure',
      name,
      present.measures[name].value,
      found?.value ?? null,
      found?.low ?? null,
      found?.high ?? null,
    ]);
  }
  const head = [
    'scenario',
    'kind',
    'name',
    'now',
    choice === null ? 'nearest' : 'chosen',
    'low',
    'high',
  ];
  return csvText(head, rows);
}
