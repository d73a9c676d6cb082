/** "Can this happen here at all?" as text: each question with its answers below it. */

import { hanging, type Page } from '../document/text-layout.ts';
import { type Answered, type ClosedFormAnswers, closedFormAnswers } from './closed-form-answers.ts';

/** Longer lists of settings stand above their answer, not beside it. */
const LONGEST_LEAD = 28;

export function closedFormText(result: Answered, page: Page): string[] {
  const { traffic, questions } = closedFormAnswers(result);
  const title = page.paint.bold('Can this happen here at all?');
  const lines = [title, ...hanging('  ', traffic, page)];
  for (const { question, answers } of questions) {
    lines.push('', ...hanging('  ', question, page));
    lines.push(...answerLines(answers, result.settings.length, page));
  }
  return lines;
}

/** Names beside their answer, or above it where they are long. */
function answerLines(
  answers: ClosedFormAnswers['questions'][0]['answers'],
  settings: number,
  page: Page,
): string[] {
  const given = answers.map(({ text, names }) => ({
    text,
    lead: settings === 1 ? '' : names.length === 0 ? 'all of them' : names.join(', '),
  }));
  const width = Math.max(...given.map(({ lead }) => lead.length));
  if (width === 0) return given.flatMap(({ text }) => hanging('    ', text, page));
  if (width <= LONGEST_LEAD) {
    return given.flatMap(({ lead, text }) => hanging(`    ${lead.padEnd(width)}  `, text, page));
  }
  return given.flatMap(({ lead, text }) => [
    ...hanging('    ', lead, page),
    ...hanging('      ', text, page),
  ]);
}
