/**
 * A sensitivity study as text: a tornado, the ranges with what each end changes, what is left out
 * and why, and the sentence that says what to measure first.
 */

import { tableText, titleText } from '../../document/table-text.ts';
import { hanging, type Page } from '../../document/text-layout.ts';
import { assumptionText, headText } from '../cover-text.ts';
import { verdictNote } from '../interval-words.ts';
import type { SensitivityResult } from './sensitivity-schema.ts';
import {
  baseWords,
  LEFT_OUT_TITLE,
  leftOutLines,
  NOTHING_MOVES,
  rangesTable,
  sensitivityCautions,
} from './sensitivity-tables.ts';
import { tornado, tornadoLegend } from './tornado.ts';

export function sensitivityText(result: SensitivityResult, page: Page): string {
  const { paint } = page;
  const lines = [
    ...headText(result, sensitivityCautions(result), page, `, setting ${result.setting}`),
    '',
    ...tornadoText(result, page),
    ...tableText(rangesTable(result), page),
    '',
    ...hanging('  ', verdictNote(result, 'matters'), page).map((line) => paint.dim(line)),
    ...leftOutText(result, page),
    ...assumptionText(result, page),
    '',
    paint.bold('What to measure first'),
    ...hanging('  ', result.sentence, page),
    ...(result.partial ? ['', paint.red('PARTIAL: this study was stopped.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function tornadoText(result: SensitivityResult, page: Page): string[] {
  const title = `${baseWords(result)} (│); what moves it, one input at a time`;
  const bars = tornado(result, page);
  return [
    ...titleText(title, page),
    ...(bars.length === 0 ? [`  ${NOTHING_MOVES}`] : bars),
    ...(bars.length === 0
      ? []
      : hanging('  ', tornadoLegend(bars), page).map((line) => page.paint.dim(line))),
  ];
}

function leftOutText(result: SensitivityResult, page: Page): string[] {
  const lines = leftOutLines(result);
  if (lines.length === 0) return [];
  return [
    '',
    page.paint.bold(LEFT_OUT_TITLE),
    ...lines.flatMap((line) => hanging('  - ', line, page)),
  ];
}
