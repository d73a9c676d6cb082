/** A diagnosis as text: the verdict, what is wrong with the lines that show it, the figures, what to do. */

import { duration, share } from '../../document/quantity.ts';
import { hanging, type Page, table, wrap } from '../../document/text-layout.ts';
import { logFigures } from './diagnosis-figures.ts';
import type { DiagnosisResult, FindingResult } from './diagnosis-schema.ts';
import {
  ADVICE_TITLE,
  DELAY_TITLE,
  delayPartsSeen,
  findingTitle,
  linesNotUnderstood,
  linesWords,
  mailWords,
  NOWHERE,
  SETTLED,
  SHOWS_TITLE,
  UNKNOWN_TITLE,
} from './diagnosis-words.ts';

export function diagnosisText(result: DiagnosisResult, page: Page): string {
  const { paint } = page;
  const lines = [
    ...wrap(result.verdict.sentence, page.columns).map((line) => paint.bold(line)),
    ...wrap(aboutLog(result), page.columns).map((line) => paint.dim(line)),
    ...result.findings.flatMap((finding, i) => ['', ...findingText(finding, i + 1, page)]),
    '',
    paint.bold(`${DELAY_TITLE}: its share, and the mean per message`),
    ...partLines(result, page),
    '',
    paint.bold(SHOWS_TITLE),
    ...figureLines(result, page),
    ...section(ADVICE_TITLE, result.advice, page),
    ...section(
      UNKNOWN_TITLE,
      result.unknown.map(({ what, settledBy }) => `${what} ${paint.dim(SETTLED)} ${settledBy}`),
      page,
    ),
    ...notUnderstood(result, page),
  ];
  return `${lines.join('\n')}\n`;
}

function aboutLog(result: DiagnosisResult): string {
  return `${result.files.join(', ')}: ${linesWords(result)}; ${mailWords(result)}`;
}

function findingText(finding: FindingResult, number: number, page: Page): string[] {
  const { paint } = page;
  const lead = `${number}. `;
  const depth = ' '.repeat(lead.length);
  return [
    ...hanging(lead, findingTitle(finding), page).map((line) => paint.bold(line)),
    ...hanging(depth, finding.explanation, page),
    ...(finding.example === null
      ? []
      : hanging(depth, finding.example, page).map((line) => paint.dim(line))),
  ];
}

function partLines(result: DiagnosisResult, page: Page): string[] {
  const seen = delayPartsSeen(result);
  if (seen.length === 0) return [`  ${NOWHERE}`];
  return table(
    seen.map(({ label }) => label),
    [
      { title: '', cells: seen.map((part) => ({ centre: share(part.share) })) },
      { title: '', cells: seen.map(({ meanMs }) => ({ centre: duration(meanMs) })) },
    ],
    page,
  );
}

function figureLines(result: DiagnosisResult, page: Page): string[] {
  const figures = logFigures(result);
  const width = Math.max(...figures.map(({ label }) => label.length));
  return figures.flatMap(({ label, lines }) =>
    lines.flatMap((line, i) => hanging(`  ${(i === 0 ? label : '').padEnd(width)}  `, line, page)),
  );
}

function section(title: string, items: readonly string[], page: Page): string[] {
  if (items.length === 0) return [];
  return [
    '',
    page.paint.bold(title),
    ...items.flatMap((item, i) => hanging(`  ${i + 1}. `, item, page)),
  ];
}

function notUnderstood(result: DiagnosisResult, page: Page): string[] {
  const found = linesNotUnderstood(result);
  if (found === null) return [];
  if (found.samples.length === 0) return ['', page.paint.dim(found.title)];
  return [
    '',
    page.paint.bold(found.title),
    ...found.samples.flatMap(({ line, text }) => hanging(`  ${line}: `, text, page)),
  ];
}
