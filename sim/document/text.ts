/**
 * A report as text.
 *
 *   question, what was run -> warnings -> the finding -> the figures that decide -> why, what to
 *     change, what it rests on            (that is all, at most 30 lines or so)
 *     -> with `full`: what was run, and every section
 *
 * Charts are drawn with characters where they say how, and otherwise replaced by their finding: their data
 * stands in the tables beside them.
 */

import type { DataTable } from './charts/chart.ts';
import type { Answer, Block, Point, Report, Section } from './report.ts';
import { hanging, type MetricTable, type Page, table, withoutHalf, wrap } from './text-layout.ts';

/** How the rest is had, at the end of the first screen. */
const MORE = 'All figures, assumptions and limits: --full. With charts: --html FILE.';

export function reportText(report: Report, page: Page, full: boolean): string {
  const { paint } = page;
  const { title, scope, warnings, lead, summary, opening = [], facts, sections } = report;
  const lines = [
    ...wrap(title, page.columns).map((line) => paint.bold(line)),
    ...(scope === undefined ? [] : wrap(scope, page.columns).map((line) => paint.dim(line))),
    ...warningsText(warnings, page, full),
    '',
    ...hanging('  ', lead, page).map((line) => paint.bold(line)),
    ...(summary === undefined
      ? []
      : [
          ...(summary.table === null ? [] : ['', ...figuresText(summary.table, page)]),
          '',
          ...pointsText(summary.points, page),
        ]),
    ...(full
      ? [
          ...opening.flatMap((block) => blockText(block, page)),
          '',
          ...termsText(facts, page),
          ...sections.flatMap((section) => sectionText(section, page)),
          // Whoever comes to the end of a long text has the beginning out of sight.
          '',
          ...titleText('The answer', page),
          ...warnings.flatMap((text) => hanging('  ', text, page).map((line) => paint.red(line))),
          ...hanging('  ', lead, page),
        ]
      : [...wrap(MORE, page.columns).map((line) => paint.dim(line))]),
  ];
  return `${lines.join('\n')}\n`;
}

/** All that is said before any number; on one screen the first sentence of the first ones, together. */
function warningsText(warnings: readonly string[], page: Page, full: boolean): string[] {
  if (warnings.length === 0) return [];
  const first = warnings.slice(0, FIRST_WARNINGS).map(firstSentence);
  const more = warnings.length - first.length;
  const short = `${first.join(' ')}${more > 0 ? ` And ${more} more: --full.` : ''}`;
  const lines = (full ? warnings : [short]).flatMap((text) => wrap(text, page.columns));
  return ['', ...lines.map((line) => page.paint.red(line))];
}

const FIRST_WARNINGS = 2;

/** Up to its first stop or semicolon: the rest of a warning says why, and stands in the whole text. */
function firstSentence(text: string): string {
  return (/^.*?[.;](?= )/s.exec(text)?.[0] ?? text).replace(/;$/, '.');
}

/** With its intervals where all columns find room beside each other with them, otherwise without. */
function figuresText({ title, corner, labels, columns }: MetricTable, page: Page): string[] {
  const rows = (shown: MetricTable['columns']) => table(labels, shown, page, corner ?? title);
  const whole = rows(columns);
  return [
    ...(corner === undefined ? [] : titleText(title, page)),
    ...(whole.length === labels.length + 1 ? whole : rows(columns.map(withoutHalf))),
  ];
}

function sectionText({ heading, blocks }: Section, page: Page): string[] {
  const inside = blocks.flatMap((block) => blockText(block, page));
  // A table that has the section's own title is not announced twice.
  const titled = inside.length > 1 && inside[0] === '' && inside[1] === page.paint.bold(heading);
  return titled ? inside : ['', ...titleText(heading, page), ...inside];
}

function blockText(block: Block, page: Page): string[] {
  switch (block.kind) {
    case 'text':
      return hanging('  ', block.text, page);
    case 'list':
      return block.items.flatMap((item, i) =>
        hanging(block.ordered ? `  ${i + 1}. ` : '  - ', item, page),
      );
    case 'terms':
      return termsText(block.terms, page);
    case 'answers':
      return ['', ...hanging('  ', block.question, page), ...answersText(block.answers, page)];
    case 'measures':
      return tableText(block.table, page);
    case 'data':
      return dataText(block.table, page);
    case 'lines':
      return ['', ...hanging('  ', block.label, page), ...linesText(block.lines, page)];
    case 'chart': {
      const { title, text } = block.chart;
      return text === undefined ? [] : ['', ...titleText(title, page), ...text(page.columns)];
    }
  }
}

/** As they are; what is longer than the page goes on below, further in, broken at a space if there is one. */
function linesText(lines: readonly string[], { columns }: Page): string[] {
  const width = Math.max(30, columns - 4);
  return lines.flatMap((line) => {
    const pieces: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const space = rest.lastIndexOf(' ', width);
      const at = space > width / 2 ? space + 1 : width;
      pieces.push(rest.slice(0, at));
      rest = `  ${rest.slice(at)}`;
    }
    return [...pieces, rest].map((piece) => `    ${piece}`.replace(/ +$/, ''));
  });
}

function answersText(answers: readonly Answer[], page: Page): string[] {
  const names = answers.map((answer) => answer.names.join(', '));
  const width = Math.max(...names.map((name) => (name === '' ? 0 : name.length + 2)));
  return answers.flatMap(({ text }, i) => hanging(`    ${names[i].padEnd(width)}`, text, page));
}

/** Beyond this, or this share of the page, a term stands on lines of its own. */
const LONGEST_TERM = 28;
const WIDEST_TERM = 0.35;

function termsText(terms: readonly (readonly [string, string])[], page: Page): string[] {
  const longest = Math.min(LONGEST_TERM, Math.floor(WIDEST_TERM * page.columns));
  const width = Math.min(longest, Math.max(0, ...terms.map(([term]) => term.length)));
  return terms.flatMap(([term, text]) =>
    term.length > width
      ? [...hanging('  ', term, page), ...hanging(' '.repeat(4 + width), text, page)]
      : hanging(`  ${term.padEnd(width)}  `, text, page),
  );
}

/** The label before the first line, all lines below each other. */
function pointsText(points: readonly Point[], page: Page): string[] {
  const width = Math.max(0, ...points.map(({ label }) => label.length));
  return points.flatMap(({ label, lines }) => {
    const left = Math.max(
      0,
      ...lines.map((line) => (typeof line === 'string' ? 0 : line[0].length)),
    );
    return lines.flatMap((line, i) => {
      const lead = `  ${page.paint.bold((i === 0 ? label : '').padEnd(width))}  `;
      return typeof line === 'string'
        ? hanging(lead, line, page)
        : hanging(`${lead}${line[0].padEnd(left)}  `, line[1], page);
    });
  });
}

/** Of metrics. */
function tableText({ title, corner, labels, columns }: MetricTable, page: Page): string[] {
  return ['', ...titleText(title, page), ...table(labels, columns, page, corner)];
}

/** Of words; the corner stays empty. */
function dataText({ caption, head, rows }: DataTable, page: Page): string[] {
  const columns = head.slice(1).map((title, i) => ({
    title,
    cells: rows.map((row) => ({ centre: row[i + 1] })),
  }));
  const labels = rows.map(([label]) => label);
  return ['', ...titleText(caption, page), ...table(labels, columns, page)];
}

function titleText(title: string, page: Page): string[] {
  return wrap(title, page.columns).map((line) => page.paint.bold(line));
}
