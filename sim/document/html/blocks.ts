/** The blocks of a section as HTML: prose, lists, terms, answers, tables, lines of a log, charts. */

import type { Chart, DataTable, LegendEntry } from '../charts/chart.ts';
import { harmless } from '../harmless.ts';
import type { Answer, Block, Drawing, Point, Summary } from '../report.ts';
import { type Cell, type Column, type MetricTable, tie } from '../text-layout.ts';

/** Terms longer than this get a wider column, characters. */
const LONG_TERM = 24;

/** `drawings` has every chart of the report. */
export function blockHtml(block: Block, drawings: ReadonlyMap<Chart, Drawing>): string {
  switch (block.kind) {
    case 'text':
      return paragraph(block.text);
    case 'list':
      return list(block.items, block.ordered ? 'ol' : 'ul');
    case 'terms':
      return terms(block.terms);
    case 'answers':
      return answers(block.question, block.answers);
    case 'measures':
      return metricTable(block.table);
    case 'data':
      return dataTable(block.table, block.wraps);
    case 'lines':
      return logLines(block.label, block.lines);
    case 'chart':
      return figure(block.chart, drawings.get(block.chart));
  }
}

/** What stands between the finding and the sections: the figures that decide, why, what to change. */
export function summaryHtml({ table, points }: Summary): string {
  const rows = points.map(
    ({ label, lines }) => `<div><dt>${prose(label)}</dt><dd>${pointLines(lines)}</dd></div>`,
  );
  const figures = table === null ? '' : metricTable(table);
  return `${figures}<dl class="points">${rows.join('')}</dl>`;
}

/** Lines of two pieces are rows of a table. */
function pointLines(lines: Point['lines']): string {
  const pairs = lines.flatMap((line) => (typeof line === 'string' ? [] : [line]));
  const rows = pairs.map(
    ([name, text]) => `<tr><th scope="row">${prose(name)}</th><td>${prose(text)}</td></tr>`,
  );
  return [
    ...(rows.length === 0 ? [] : [`<table><tbody>${rows.join('')}</tbody></table>`]),
    ...lines.flatMap((line) => (typeof line === 'string' ? [paragraph(line)] : [])),
  ].join('');
}

function list(items: readonly string[], tag: 'ol' | 'ul'): string {
  return `<${tag}>${items.map((item) => `<li>${prose(item)}</li>`).join('')}</${tag}>`;
}

/** Letter by letter, but broken at the edge of the page: what counts is at the end of a long line. */
function logLines(label: string, lines: readonly string[]): string {
  const shown = lines.map((line) => `<code>${escaped(line)}</code>`);
  return `<p class="note">${prose(label)}</p><div class="scroll lines" role="region" tabindex="0" aria-label="${prose(label)}"><pre>${shown.join('\n')}</pre></div>`;
}

export function terms(pairs: readonly (readonly [string, string])[]): string {
  const rows = pairs.map(
    ([term, text]) => `<div><dt>${prose(term)}</dt><dd>${prose(text)}</dd></div>`,
  );
  const long = pairs.some(([term]) => term.length > LONG_TERM);
  return `<dl${long ? ' class="long"' : ''}>${rows.join('')}</dl>`;
}

function answers(question: string, given: readonly Answer[]): string {
  const terms = given.map(({ names, text }) => {
    const lead = names.length === 0 ? '' : `<b>${escaped(names.join(', '))}:</b> `;
    return `<p>${lead}${prose(text)}</p>`;
  });
  return `<div class="answer"><h3>${prose(question)}</h3>${terms.join('')}</div>`;
}

function figure(chart: Chart, drawing: Drawing | undefined): string {
  if (drawing === undefined) throw new Error(`the chart "${chart.title}" was not drawn`);
  const note = chart.note === undefined ? '' : `<p class="note">${prose(chart.note)}</p>`;
  return [
    `<figure><figcaption><h3>${prose(chart.title)}</h3></figcaption>`,
    legend(chart.legend),
    `<div class="drawing" role="img" aria-label="${prose(chart.alt)}">`,
    `<div class="wide">${drawing.wide}</div><div class="narrow">${drawing.narrow}</div></div>`,
    note,
    `<details><summary>The data as a table</summary>${figureTables(chart.tables)}</details>`,
    '</figure>',
  ].join('\n');
}

/** The data of a chart, as tables. */
export function figureTables(tables: Chart['tables']): string {
  return tables.map((table) => dataTable(table)).join('');
}

export function legend(entries: readonly LegendEntry[]): string {
  if (entries.length === 0) return '';
  const items = entries.map((entry) => `<li>${swatch(entry)}${escaped(entry.label)}</li>`);
  return `<ul class="legend">${items.join('')}</ul>`;
}

function swatch({ symbol, colour, dash }: LegendEntry): string {
  const dashes = dash ? ` stroke-dasharray="${escaped(dash)}"` : '';
  const shapes: Readonly<Record<LegendEntry['symbol'], string>> = {
    line: `<path d="M1,7H27" stroke="${colour}" stroke-width="2.5"${dashes}/>`,
    bar: `<rect x="4" y="2" width="20" height="10" rx="2" fill="${colour}" stroke="currentColor" stroke-opacity=".4"/>`,
    dot: `<circle cx="14" cy="7" r="5" fill="${colour}"/>`,
    ring: `<circle cx="14" cy="7" r="4.5" fill="none" stroke="${colour}" stroke-width="2"/>`,
    tick: `<path d="M14,0V14" stroke="${colour}" stroke-width="2.5"/>`,
    arrow: `<path d="M2,7H18" stroke="${colour}" stroke-width="2.5"/><path d="M17,2L25,7L17,12Z" fill="${colour}"/>`,
  };
  return `<svg viewBox="0 0 28 14" width="28" height="14" aria-hidden="true" focusable="false">${shapes[symbol]}</svg>`;
}

/* Tables as HTML: each with a caption, its headings marked as such, scrolled by itself if too wide. */

/** Pieces of a cell stand below each other up to this width, for which the style has classes, characters. */
export const WIDEST_PIECE = 16;

/** What a colour says, for those who do not see it. */
const TONE_WORDS: Readonly<Record<NonNullable<Cell['tone']>, string>> = {
  better: 'better',
  middle: 'between the best and the worst',
  worse: 'worse',
  unsure: 'may be chance',
};

/** A longer caption is broken, in a table as wide as the page, characters. */
const LONG_CAPTION = 60;

/** Rows of metrics, a column a setting; many columns in several tables below each other. */
function metricTable(table: MetricTable): string {
  const { title, columns } = table;
  const size = columnsBesideEachOther(columns);
  return Array.from({ length: Math.ceil(columns.length / size) }, (_, part) =>
    partialTable({
      ...table,
      title: part === 0 ? title : `${title}, continued`,
      columns: columns.slice(part * size, (part + 1) * size),
    }),
  ).join('');
}

/** Shares of a printed page's width that columns need, in twelfths: with words, with intervals, plain. */
const TWELFTHS = { word: 4, interval: 3, plain: 2 };

/** So many of the columns that each table of them fits on a printed page, and all are of one size. */
function columnsBesideEachOther(columns: readonly Column[]): number {
  const needs = columns.map(({ cells }) => {
    if (cells.some((cell) => toneWord(cell) !== '')) return TWELFTHS.word;
    return cells.some(({ half }) => half !== undefined) ? TWELFTHS.interval : TWELFTHS.plain;
  });
  const fits = (size: number): boolean =>
    needs.every((_, i) => {
      if (i % size !== 0) return true;
      return needs.slice(i, i + size).reduce((sum, need) => sum + need, 0) <= 12;
    });
  for (let parts = 1; parts < columns.length; parts++) {
    const size = Math.ceil(columns.length / parts);
    if (fits(size)) return size;
  }
  return 1;
}

function partialTable({ title, corner = '', labels, columns }: MetricTable): string {
  // Intervals of some column are too long to stand beside their values: all stand below them.
  const below = columns.some(({ cells }) =>
    cells.some(({ half = '' }) => half.length > WIDEST_PIECE),
  );
  const shapes = columns.map((column) => columnShape(column, below));
  const heading =
    corner === '' ? '<td></td>' : `<th scope="col" class="corner">${escaped(corner)}</th>`;
  const untitled = columns.every((column) => column.title === '');
  const titles = columns.map(({ title, align }) => {
    const kind = align === undefined ? '' : ` class="${align}"`;
    return title === '' ? '<td></td>' : `<th scope="col"${kind}>${escaped(title)}</th>`;
  });
  const head = untitled ? '' : `<thead><tr>${heading}${titles.join('')}</tr></thead>`;
  const rows = labels.map((label, row) => {
    // A row that says nothing here belongs to another part only.
    if (columns.every(({ cells }) => (cells[row]?.centre ?? '') === '')) return '';
    const cells = columns.map(({ cells }, i) => metricCell(cells[row], shapes[i])).join('');
    const indent = label.startsWith(' ') ? ' class="sub"' : '';
    return `<tr><th scope="row"${indent}>${prose(label.trim())}</th>${cells}</tr>`;
  });
  return scrolled(title, `${head}<tbody>${rows.join('')}</tbody>`, 'measures');
}

type ColumnShape = ReturnType<typeof columnShape>;

/**
 * Longest texts of a column's pieces, so that those of all rows stand below each other; of the tail 0
 * where tails say what tones mean.
 */
function columnShape({ cells, align }: Column, below: boolean) {
  const longest = (piece: 'half' | 'tail'): number =>
    Math.min(WIDEST_PIECE, Math.max(0, ...cells.map((cell) => cell[piece]?.length ?? 0)));
  const hasWords = cells.some((cell) => toneWord(cell) !== '');
  return { half: longest('half'), below, tail: hasWords ? 0 : longest('tail'), align };
}

/** A number, or that there is none; any other word in the centre says itself what the tone means. */
const FIGURE = /\d|^(?:never|never before|unknown)$/;

/** What the tone of a cell says: its own word for it, or the usual one. */
function toneWord({ centre, tone, tail = '', word }: Cell): string {
  if (tone === undefined || !FIGURE.test(centre)) return '';
  return word ?? (tail === '' ? TONE_WORDS[tone] : tail);
}

function metricCell(cell: Cell | undefined, shape: ColumnShape): string {
  if (cell === undefined || cell.centre === '') return '<td></td>';
  const { half, below, tail, align } = shape;
  const { tone } = cell;
  const word = toneWord(cell);
  const pieces = [
    `<span>${escaped(cell.centre)}</span>`,
    ...(half === 0 || below ? [] : [`<small class="w${half}">${escaped(cell.half ?? '')}</small>`]),
    ...(tail === 0 ? [] : [`<small class="w${tail} last">${escaped(cell.tail ?? '')}</small>`]),
    ...(word === '' ? [] : [`<em>${escaped(word)}</em>`]),
    ...(below && cell.half !== undefined
      ? [`<small class="below">${prose(cell.half)}</small>`]
      : []),
  ];
  const words = [tone ?? '', align ?? ''].filter((word) => word !== '').join(' ');
  return `<td${words === '' ? '' : ` class="${words}"`}>${pieces.join(' ')}</td>`;
}

/** Rows of text; the first cell of each heads it. */
function dataTable({ caption, head, rows }: DataTable, wraps = false): string {
  const titles = head.map((title) => `<th scope="col">${escaped(title)}</th>`).join('');
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map((text) => `<td>${escaped(text)}</td>`).join('');
    return `<tr><th scope="row">${escaped(first ?? '')}</th>${cells}</tr>`;
  });
  return scrolled(
    caption,
    `<thead><tr>${titles}</tr></thead><tbody>${body.join('')}</tbody>`,
    wraps ? 'data words' : 'data',
  );
}

/** Reachable by keyboard, since it may scroll. */
function scrolled(caption: string, inside: string, kind: string): string {
  const title = prose(caption);
  const titled = caption.length > LONG_CAPTION ? `${kind} titled` : kind;
  return `<div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="${titled}"><caption>${title}</caption>${inside}</table></div>`;
}

/* Text that nobody vouches for: names and questions come from users’ files. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As text, and inside an attribute's quotes; control characters, which HTML has no place for, go. */
export function escaped(text: string): string {
  return harmless(text.replaceAll(/\r?\n|\t/g, ' ')).replaceAll(
    /[&<>"']/g,
    (character) => ENTITIES[character],
  );
}

/** The same, with numbers kept beside their units. */
export function prose(text: string): string {
  return escaped(tie(text));
}

export function paragraph(text: string): string {
  return `<p>${prose(text)}</p>`;
}
