/** A recommendation as text: what to set and who sets it, what that brings, how sure it is. */
import type { DataTable } from './charts/chart.ts';
import { closedFormText } from './closed-form-text.ts';
import type { MeasureTable } from './measure-columns.ts';
import { count } from './quantity.ts';
import { besidesParagraphs } from './recommendation-besides.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import { recommendationSentence } from './recommendation-sentence.ts';
import {
  answerRows,
  bringsTable,
  CLEAR_TABLE_WORDS,
  movementTable,
  settingsTable,
} from './recommendation-tables.ts';
import {
  askedWords,
  assumptionsOf,
  consideredWords,
  guaranteeWords,
  inTheWayWords,
  NOTHING_SIMULATED,
  nearestWords,
  notMetTitle,
  stoppedTitle,
} from './recommendation-words.ts';
import { hanging, type Page, table, wrap } from './text-layout.ts';

export function recommendationText(result: RecommendationResult, page: Page): string {
  const lines = [
    ...coverText(result, page),
    '',
    ...closedFormText({ settings: [{ name: 'now', canItHappen: result.canItHappen }] }, page),
    '',
    ...(result.choice === null ? notMetText(result, page) : choiceText(result, page)),
    ...movementText(result, page),
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
  const { scenario, seed, replicationsRun } = result;
  const { paint } = page;
  const set = scenario.set.length === 0 ? '' : `, with ${scenario.set.join(', ')}`;
  return [
    ...wrap(scenario.question || scenario.name, page.columns).map((line) => paint.bold(line)),
    ...wrap(
      `${scenario.file}${set}; ${count(replicationsRun)} runs, seed ${seed}`,
      page.columns,
    ).map((line) => paint.dim(line)),
    ...wrap(`To be reached: ${askedWords(result)}`, page.columns),
  ];
}

/** The settings in the article's words, and who must change them. */
function choiceText(result: RecommendationResult, page: Page): string[] {
  const { paint } = page;
  return [
    ...dataText(settingsTable(result), page),
    ...(result.choice?.clearTable ? hanging('  ', CLEAR_TABLE_WORDS, page) : []),
    '',
    ...measuresText(bringsTable(result), page),
    ...answerRows(result).flatMap(({ text }) => hanging(`  ${paint.green('met')}  `, text, page)),
    '',
    paint.bold('How sure that is'),
    ...[consideredWords(result), ...guaranteeWords(result)].flatMap((sentence) =>
      hanging('  ', sentence, page),
    ),
  ];
}

/** Nothing meets the objectives: the best that there is, and which bound stops it. */
function notMetText(result: RecommendationResult, page: Page): string[] {
  const { nearest, partial } = result;
  const { paint } = page;
  if (nearest === null) return partial ? [] : [paint.red(NOTHING_SIMULATED)];
  const brings = bringsTable(result);
  return [
    paint.red(notMetTitle(result)),
    ...hanging('  ', consideredWords(result), page),
    ...hanging('  ', nearestWords(nearest), page),
    ...answerRows(result).flatMap(({ state, text }) =>
      hanging(`  ${marked(state, paint)}  `, text, page),
    ),
    '',
    ...(brings === null ? [] : table(brings.labels, brings.columns, page)),
    '',
    paint.bold(stoppedTitle(result)),
    ...inTheWayWords(result).flatMap((words) => hanging('  - ', words, page)),
  ];
}

/** As wide as each other. */
function marked(state: 'met' | 'missed' | 'open', paint: Page['paint']): string {
  if (state === 'met') return paint.green('met      ');
  return state === 'missed' ? paint.red('NOT met  ') : paint.red('not shown');
}

function movementText(result: RecommendationResult, page: Page): string[] {
  const lines = dataText(movementTable(result), page);
  return lines.length === 0 ? [] : ['', ...lines];
}

function besidesText(result: RecommendationResult, page: Page): string[] {
  return besidesParagraphs(result).flatMap(({ title, sentences }) => [
    '',
    page.paint.bold(title),
    ...sentences.flatMap((sentence) => hanging('  ', sentence, page)),
  ]);
}

/** A titled table of texts; the corner stays empty. */
function dataText(found: DataTable | null, page: Page): string[] {
  if (found === null) return [];
  const columns = found.head.slice(1).map((title, i) => ({
    title,
    cells: found.rows.map((row) => ({ centre: row[i + 1] })),
  }));
  const labels = found.rows.map(([label]) => label);
  return [page.paint.bold(found.caption), ...table(labels, columns, page)];
}

function measuresText(found: MeasureTable | null, page: Page): string[] {
  if (found === null) return [];
  return [page.paint.bold(found.title), ...table(found.labels, found.columns, page)];
}

function assumptionsText(result: RecommendationResult, page: Page): string[] {
  const all = assumptionsOf(result);
  if (all.length === 0) return [];
  return ['', page.paint.bold('Assumptions'), ...all.flatMap((a) => hanging('  - ', a, page))];
}
