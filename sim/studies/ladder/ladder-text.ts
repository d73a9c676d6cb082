/**
 * A ladder as text: the changes, three groups of steps with their differences, what each change is
 * worth, what a limit alone does, and the sentences that it comes to.
 *
 * Made for 80 columns and more; what does not fit stands in a table below.
 */

import { tableText } from '../../document/table-text.ts';
import { hanging, type Page, table, withoutHalf } from '../../document/text-layout.ts';
import { closedFormText } from '../closed-form-text.ts';
import { assumptionText, headText } from '../cover-text.ts';
import { verdictNote } from '../interval-words.ts';
import { ladderCautions } from './ladder-cautions.ts';
import type { LadderResult } from './ladder-schema.ts';
import { worseAlone } from './ladder-sentence.ts';
import {
  changeLines,
  changesTitle,
  GROUPS,
  type Group,
  stepTables,
  worthTable,
} from './ladder-tables.ts';
import { limitTables } from './limit-tables.ts';

export function ladderText(result: LadderResult, page: Page): string {
  const { paint } = page;
  const answered = { settings: [result.from, result.to] };
  const lines = [
    ...headText(result, ladderCautions(result), page),
    '',
    ...closedFormText(answered, page),
    '',
    ...changesText(result, page),
    ...GROUPS.flatMap((group) => groupText(group, result, page)),
    ...tableText(worthTable(result), page),
    '',
    ...hanging('  ', verdictNote(result, 'each'), page).map((line) => paint.dim(line)),
    ...limitsText(result, page),
    ...assumptionText(result, page),
    '',
    paint.bold('What it comes to'),
    ...hanging('  ', result.verdict.sentence, page),
    ...(result.limits === null ? [] : ['', ...hanging('  ', result.limits.sentence, page)]),
    ...(result.partial ? ['', paint.red('PARTIAL: this ladder was stopped.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The changes, numbered, each with its values. */
function changesText(result: LadderResult, page: Page): string[] {
  const lines = changeLines(result).map((line) => {
    return { ...line, label: `${line.number}  ${line.name}` };
  });
  const width = Math.max(...lines.map(({ label }) => label.length));
  return [
    page.paint.bold(changesTitle(result)),
    ...lines.flatMap(({ label, text, idle }) =>
      hanging(`  ${label.padEnd(width)}  `, text, page).map((line) =>
        idle ? page.paint.dim(line) : line,
      ),
    ),
  ];
}

/** One group: what its steps are held against first, then a row a step. */
function groupText(group: Group, result: LadderResult, page: Page): string[] {
  const { judged, beside } = stepTables(group, result);
  const { labels, columns } = beside;
  const whole = table(labels, columns, page);
  // Where they find no room, intervals are what the reader misses least.
  const fits = whole.length === labels.length + 1;
  return [
    ...tableText(judged, page),
    '',
    ...(fits
      ? whole
      : table(
          labels,
          columns.map((column, i) => (i === 0 ? column : withoutHalf(column))),
          page,
        )),
    ...(group === 'alone' ? worseAlone(result) : []).flatMap((line) =>
      hanging('  ', line, page).map((part) => page.paint.red(part)),
    ),
  ];
}

/** Nothing where the limits were left out. */
function limitsText(result: LadderResult, page: Page): string[] {
  const found = limitTables(result);
  if (found === null) return [];
  const { differences, sentence, closedForm } = found;
  return [
    ...tableText(differences, page),
    '',
    ...hanging('  ', sentence, page),
    ...table(closedForm.labels, closedForm.columns, page),
  ];
}
