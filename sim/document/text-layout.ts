/**
 * Text on a page of so many columns: wrapping, padding, tables whose numbers line up.
 *
 * Widths count characters (all that reports print are one column wide); marks of colours do not count.
 */

import { type Paint, widthOf } from './paint.ts';
import { count, duration } from './quantity.ts';

/** A page: its width, and how words are coloured on it. */
export interface Page {
  readonly columns: number;
  readonly paint: Paint;
}

/** A space that no line is broken at: between a number and what it counts, after ±. */
const TIED = '\u00a0';
const UNIT_SPACE = /(?<=\d) (?=(?:ms|s|min|h|d|B|KB|MB|GB|messages?|runners?)\b)|(?<=±) /g;
/** And between the two units of one duration: `16 min 49 s`. */
const PAIR_SPACE = /(?<=\d (?:d|h|min)) (?=\d+ (?:h|min|s)\b)/g;

/** The same text with numbers tied to their units by spaces that no line is broken at. */
export function tie(text: string): string {
  return text.replaceAll(PAIR_SPACE, TIED).replaceAll(UNIT_SPACE, TIED);
}

/** Breaks text at spaces into lines of at most `width` characters (longer words stand alone). */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let lineWidth = 0;
  for (const word of tie(text).split(' ')) {
    const wordWidth = widthOf(word);
    if (line !== '' && lineWidth + 1 + wordWidth > width) {
      lines.push(line);
      [line, lineWidth] = [word, wordWidth];
    } else {
      lineWidth = line === '' ? wordWidth : lineWidth + 1 + wordWidth;
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((whole) => whole.replaceAll(TIED, ' '));
}

/** Less room than this beside a lead is none: the text goes below it, characters. */
const MIN_ROOM = 24;

/** Wrapped text with a first line's lead and the same depth below it. */
export function hanging(lead: string, text: string, page: Page): string[] {
  const width = widthOf(lead);
  const depth = ' '.repeat(width);
  if (page.columns - width >= MIN_ROOM) {
    return wrap(text, page.columns - width).map((line, i) => (i === 0 ? lead : depth) + line);
  }
  const indent = indentOf(lead) === lead ? '' : indentOf(lead);
  const below = `${indent}    `;
  const lines = wrap(text, page.columns - below.length).map((line) => below + line);
  return lead.trim() === '' ? lines : [...foldLine(lead.trimEnd(), page.columns), ...lines];
}

/**
 * Breaks what is still wider than the page (rows of tables, drawings, on a narrow terminal) at
 * spaces, deeper below.
 */
export function fold(text: string, { columns }: Page): string {
  return text
    .split('\n')
    .flatMap((line) => foldLine(line, columns))
    .join('\n');
}

function foldLine(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line];
  const indent = indentOf(line);
  const below = indent.length + 4 < columns / 2 ? `${indent}    ` : '    ';
  const lines: string[] = [];
  let current = indent.length < columns / 2 ? indent : below;
  for (const word of line.slice(indent.length).match(/ *[^ ]+/g) ?? []) {
    if (current.trim() !== '' && widthOf(current + word) > columns) {
      lines.push(current);
      current = below;
    }
    current += current.trim() === '' ? word.trimStart() : word;
    // A word that no line holds, in pieces, as the terminal would.
    while (widthOf(current) === current.length && current.length > columns) {
      lines.push(current.slice(0, columns));
      current = below + current.slice(columns);
    }
  }
  return [...lines, current];
}

function indentOf(line: string): string {
  return /^ */.exec(line)?.[0] ?? '';
}

/** A number in three pieces that line up with those above and below: `12 min`, `(11 min to 14 min)`, `61%`. */
export interface Cell {
  readonly centre: string;
  readonly half?: string;
  readonly tail?: string;
  readonly tone?: 'better' | 'middle' | 'worse' | 'unsure';
  /** What the tone says, where words stand for colours and the usual one is wrong. */
  readonly word?: string;
}

export interface Column {
  readonly title: string;
  /** Of words; numbers stand at the right. */
  readonly align?: 'left';
  readonly cells: readonly Cell[];
}

/** A titled table: rows with labels, columns of numbers. */
export interface MetricTable {
  readonly title: string;
  /** Above the labels. */
  readonly corner?: string;
  readonly labels: readonly string[];
  readonly columns: readonly Column[];
}

const GAP = '  ';

/**
 * A table of labelled rows. Columns that do not fit on the page go into another table below, with
 * the labels again. `corner`: a title above the labels.
 */
export function table(
  labels: readonly string[],
  columns: readonly Column[],
  page: Page,
  corner = '',
): string[] {
  const labelWidth = Math.max(corner.length, ...labels.map((label) => label.length));
  const widest = page.columns - labelWidth - 2 * GAP.length;
  const drawn = columns.map((column) => fitted(column, widest, page.paint));
  const blocks: (typeof drawn)[] = [];
  let room = 0;
  for (const column of drawn) {
    const needed = GAP.length + column.width;
    if (blocks.length === 0 || needed > room) {
      blocks.push([]);
      room = page.columns - labelWidth - GAP.length;
    }
    blocks[blocks.length - 1].push(column);
    room -= needed;
  }
  const lines: string[] = [];
  blocks.forEach((block, i) => {
    if (i > 0) lines.push('');
    if (block.every(({ title }) => title === '')) {
      lines.push(...rows(labels, labelWidth, block));
      return;
    }
    const titles = block.map(({ title, width, align }) =>
      page.paint.bold(align === 'left' ? title.padEnd(width) : title.padStart(width)),
    );
    lines.push(
      `${GAP}${page.paint.bold(corner.padEnd(labelWidth))}${titles.map((t) => GAP + t).join('')}`.trimEnd(),
    );
    lines.push(...rows(labels, labelWidth, block));
  });
  return lines;
}

function rows(
  labels: readonly string[],
  labelWidth: number,
  block: readonly { readonly texts: readonly string[] }[],
): string[] {
  const lines: string[] = [];
  labels.forEach((label, row) => {
    // A row that says nothing here belongs to another block only.
    if (block.every(({ texts }) => texts[row].trim() === '')) return;
    const cells = block.map(({ texts }) => GAP + texts[row]).join('');
    lines.push(`${GAP}${label.padEnd(labelWidth)}${cells}`.trimEnd());
  });
  return lines;
}

/** Without its intervals where it finds no room with them: they are what a reader misses least. */
function fitted(column: Column, widest: number, paint: Paint): ReturnType<typeof draw> {
  const drawn = draw(column, paint);
  if (drawn.width <= widest) return drawn;
  return draw(withoutHalf(column), paint);
}

/** A column without its intervals. */
export function withoutHalf(column: Column): Column {
  return { ...column, cells: column.cells.map(({ half, ...cell }) => cell) };
}

function draw(
  { title, cells, align }: Column,
  paint: Paint,
): {
  title: string;
  align: Column['align'] | undefined;
  texts: string[];
  width: number;
} {
  const widest = (pick: (cell: Cell) => string | undefined): number =>
    Math.max(0, ...cells.map((cell) => pick(cell)?.length ?? 0));
  const tail = widest((cell) => cell.tail);
  const half = widest((cell) => cell.half);
  const plain = (half > 0 ? half + 1 : 0) + (tail > 0 ? tail + 1 : 0);
  // A title that is wider than its numbers pushes them to its right edge.
  const centre = Math.max(
    widest((cell) => cell.centre),
    title.length - plain,
  );
  const texts = cells.map((cell) => {
    let text = align === 'left' ? cell.centre.padEnd(centre) : cell.centre.padStart(centre);
    if (half > 0) text += ` ${(cell.half ?? '').padEnd(half)}`;
    if (tail > 0) text += ` ${(cell.tail ?? '').padStart(tail)}`;
    return tone(text, cell, paint);
  });
  return { title, align, texts, width: centre + plain };
}

function tone(text: string, cell: Cell, paint: Paint): string {
  if (cell.tone === 'better') return paint.green(text);
  if (cell.tone === 'middle') return paint.yellow(text);
  if (cell.tone === 'worse') return paint.red(text);
  return cell.tone === 'unsure' ? paint.dim(text) : text;
}

/*
 * A time series in characters: filled blocks, a scale at the left, times below.
 *
 * Each character covers a step of time (time-series.ts); its height is the mean there, in eighths of a
 * line.
 */

const BLOCKS = ' ▁▂▃▄▅▆▇█';

/** Below this share of the largest nothing is drawn: a handful of messages is no backlog. */
const SMALLEST = 0.005;

/** One line: heights against the largest of them all. */
export function sparkline(heights: readonly number[], largest: number): string {
  return heights
    .map((height) => {
      if (largest <= 0 || height / largest < SMALLEST) return BLOCKS[0];
      return BLOCKS[Math.max(1, Math.min(8, Math.round((height / largest) * 8)))];
    })
    .join('');
}

/** A chart of several lines, with its scale and its times. `title` stands above it. */
export function blockChart(heights: readonly number[], endMs: number, rows: number): string[] {
  const largest = Math.max(...heights, 0);
  const scale = [count(largest), '0'];
  const margin = Math.max(...scale.map((label) => label.length));
  const lines: string[] = [];
  for (let row = rows - 1; row >= 0; row--) {
    const label = row === rows - 1 ? scale[0] : row === 0 ? scale[1] : '';
    const bars = heights.map((height) => {
      if (largest === 0) return BLOCKS[0];
      const eighths = Math.round((height / largest) * rows * 8) - row * 8;
      const visible = row === 0 && height / largest >= SMALLEST ? Math.max(1, eighths) : eighths;
      return BLOCKS[Math.max(0, Math.min(8, visible))];
    });
    lines.push(`  ${label.padStart(margin)} ┤${bars.join('').trimEnd()}`);
  }
  lines.push(`  ${' '.repeat(margin)} └${'─'.repeat(heights.length)}`);
  lines.push(`  ${' '.repeat(margin)}  ${timeAxis(endMs, heights.length)}`);
  return lines;
}

/** 0 at the left, the end at the right, the middle between them. */
function timeAxis(endMs: number, width: number): string {
  const [middle, end] = [duration(wholeMinutes(endMs / 2)), duration(wholeMinutes(endMs))];
  const half = Math.floor(width / 2) - Math.floor(middle.length / 2);
  const left = `0${' '.repeat(Math.max(1, half - 1))}${middle}`;
  return left + end.padStart(Math.max(end.length + 1, width - left.length));
}

function wholeMinutes(ms: number): number {
  return ms < 600_000 ? ms : Math.round(ms / 60_000) * 60_000;
}
