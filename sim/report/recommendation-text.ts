/** A recommendation as text: what to set and who sets it, what that brings, how sure it is. */
import { closedFormText } from './closed-form-text.ts';
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
import { dataText, tableText } from './table-text.ts';
import { hanging, type Page, table, wrap } from './text-layout.ts';

export function recommendationText(result: RecommendationResult, page: Page): string {
  const lines = [
    ...coverText(result, page),
    '',
    ...closedFormText({ settings: [{ name: 'now', canItHappen: result.canItHappen }] }, page),
    ...(result.choice === null ? notMetText(result, page) : choiceText(result, page)),
    ...dataText(movementTable(result), page),
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
    ...tableText(bringsTable(result), page),
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
  if (nearest === null) return partial ? [] : ['', paint.red(NOTHING_SIMULATED)];
  const brings = bringsTable(result);
  return [
    '',
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

function besidesText(result: RecommendationResult, page: Page): string[] {
  return besidesParagraphs(result).flatMap(({ title, sentences }) => [
    '',
    page.paint.bold(title),
    ...sentences.flatMap((sentence) => hanging('  ', sentence, page)),
  ]);
}

function assumptionsText(result: RecommendationResult, page: Page): string[] {
  const all = assumptionsOf(result);
  if (all.length === 0) return [];
  return ['', page.paint.bold('Assumptions'), ...all.flatMap((a) => hanging('  - ', a, page))];
}
