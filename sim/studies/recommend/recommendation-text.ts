/**
 * A recommendation as text: whether the article’s number is right, what to set and who sets it, on how many days that
 * keeps the objectives and what those show, what it buys. Asked for in full, then all the rest.
 */

import { count } from '../../document/quantity.ts';
import { dataText, tableText } from '../../document/table-text.ts';
import { hanging, type Page, wrap } from '../../document/text-layout.ts';
import { closedFormText } from '../closed-form-text.ts';
import { besidesParagraphs } from './recommendation-besides.ts';
import { boughtWords, strongestWords } from './recommendation-gain.ts';
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
  leadingWords,
  limitWords,
  NOTHING_SIMULATED,
  nearestWords,
  notMetTitle,
  shownWords,
  stoppedTitle,
} from './recommendation-words.ts';

export function recommendationText(result: RecommendationResult, page: Page): string {
  const lines = [
    ...coverText(result, page),
    ...wrap(limitWords(result), page.columns),
    ...(result.choice === null ? notMetText(result, page) : choiceText(result, page)),
    ...(result.partial ? partialText(result, page) : []),
    ...(result.full ? fullText(result, page) : []),
    ...(result.full ? [] : ['', page.paint.dim(MORE_WORDS)]),
  ];
  return `${lines.join('\n')}\n`;
}

const MORE_WORDS = 'All that is behind this, and what is assumed: --full, or --html FILE.';

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

/** The settings in the article's words, who must change them, what is shown, what it buys. */
function choiceText(result: RecommendationResult, page: Page): string[] {
  const { choice, asked } = result;
  const { paint } = page;
  const shown = (choice?.shown ?? []).map((group) => {
    return `${group.objectives.join(', ')}: ${shownWords(group, asked.confidence)}.`;
  });
  const means = answerRows(result).filter(({ onDays }) => onDays === null);
  const gains = [boughtWords(result), strongestWords(result)].filter((told) => told !== null);
  return [
    ...dataText(settingsTable(result), page),
    ...(choice?.clearTable ? hanging('  ', CLEAR_TABLE_WORDS, page) : []),
    '',
    ...[...shown, ...means.map(({ text }) => text)].flatMap((told) =>
      hanging(`${paint.green('met')}  `, told, page),
    ),
    ...gains.flatMap((told) => hanging('  ', told, page)),
  ];
}

/** Nothing meets the objectives: the best that there is, and which bound stops it. */
function notMetText(result: RecommendationResult, page: Page): string[] {
  const { nearest, partial } = result;
  const { paint } = page;
  if (nearest === null) return partial ? [] : ['', paint.red(NOTHING_SIMULATED)];
  return [
    '',
    paint.red(notMetTitle(result)),
    ...hanging('  ', nearestWords(nearest), page),
    ...answerRows(result).flatMap(({ state, text }) =>
      hanging(`  ${marked(state, paint)}  `, text, page),
    ),
    '',
    paint.bold(stoppedTitle(result)),
    ...inTheWayWords(result).flatMap((words) => hanging('  - ', words, page)),
  ];
}

function partialText(result: RecommendationResult, page: Page): string[] {
  const leading = leadingWords(result);
  return [
    '',
    page.paint.red('PARTIAL: this recommendation was stopped.'),
    ...(leading === null ? [] : hanging('  ', leading, page)),
  ];
}

/** As wide as each other. */
function marked(state: 'met' | 'missed' | 'open', paint: Page['paint']): string {
  if (state === 'met') return paint.green('met      ');
  return state === 'missed' ? paint.red('NOT met  ') : paint.red('not shown');
}

/** Everything behind the answer. */
function fullText(result: RecommendationResult, page: Page): string[] {
  const { bold } = page.paint;
  const sure = [consideredWords(result), ...guaranteeWords(result)];
  return [
    ...tableText(bringsTable(result), page),
    ...(result.choice === null ? [] : ['', bold(EACH_TITLE)]),
    ...(result.choice === null ? [] : answerRows(result)).flatMap(({ text }) =>
      hanging('  ', text, page),
    ),
    '',
    bold(HOW_CHOSEN_TITLE),
    ...sure.flatMap((sentence) => hanging('  ', sentence, page)),
    '',
    ...closedFormText({ settings: [{ name: 'now', canItHappen: result.canItHappen }] }, page),
    ...dataText(movementTable(result), page),
    ...besidesParagraphs(result).flatMap(({ title, sentences }) => [
      '',
      bold(title),
      ...sentences.flatMap((sentence) => hanging('  ', sentence, page)),
    ]),
    ...assumptionsText(result, page),
    '',
    bold('In one sentence'),
    ...hanging('  ', recommendationSentence(result), page),
  ];
}

export const EACH_TITLE = 'Each objective by itself';
export const HOW_CHOSEN_TITLE = 'How it was chosen, and how sure that is';

function assumptionsText(result: RecommendationResult, page: Page): string[] {
  const all = assumptionsOf(result);
  if (all.length === 0) return [];
  return ['', page.paint.bold('Assumptions'), ...all.flatMap((a) => hanging('  - ', a, page))];
}
