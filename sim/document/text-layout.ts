/**
 * Text on a page of so many columns: wrapping, padding, tables whose numbers line up.
 *
 * Widths count characters (all that reports print are one column wide); marks of colours do not count.
 */

import { type Paint, widthOf } from './paint.ts';

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

/** A column of a table of these rows: what is said of each. */
export function columnOf<R>(
  title: string,
  rows: readonly R[],
  cell: (row: R) => Cell | string,
): Column {
  const cells = rows.map((row) => {
    const found = cell(row);
    return typeof found === 'string' ? { centre: found } : found;
  });
  return { title, cells };
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
  { columns: pageWidth, paint }: Page,
  corner = '',
): string[] {
  const labelWidth = Math.max(corner.length, ...labels.map((label) => label.length));
  const room = pageWidth - labelWidth - GAP.length;
  const blocks: ReturnType<typeof draw>[][] = [];
  let left = 0;
  for (const column of columns) {
    const whole = draw(column, paint);
    // Without its intervals where it finds no room with them: they are what a reader misses least.
    const drawn = GAP.length + whole.width <= room ? whole : draw(withoutHalf(column), paint);
    const needed = GAP.length + drawn.width;
    if (blocks.length === 0 || needed > left) {
      blocks.push([]);
      left = room;
    }
    blocks[blocks.length - 1].push(drawn);
    left -= needed;
  }
  const line = (first: string, cells: readonly string[]): string =>
    `${GAP}${first}${cells.map((cell) => GAP + cell).join('')}`.trimEnd();
  return blocks.flatMap((block, i) => {
    const titles = block.map(({ title }) => paint.bold(title));
    const isUntitled = block.every(({ title }) => title.trim() === '');
    const rows = labels.flatMap((label, row) => {
      const cells = block.map(({ texts }) => texts[row]);
      // A row that says nothing here belongs to another block only.
      if (cells.every((cell) => cell.trim() === '')) return [];
      return [line(label.padEnd(labelWidth), cells)];
    });
    return [
      ...(i > 0 ? [''] : []),
      ...(isUntitled ? [] : [line(paint.bold(corner.padEnd(labelWidth)), titles)]),
      ...rows,
    ];
  });
}

/** A column without its intervals. */
export function withoutHalf(column: Column): Column {
  return { ...column, cells: column.cells.map(({ half, ...cell }) => cell) };
}

/** Title and cells padded to the width of the column. */
function draw({ title, cells, align }: Column, paint: Paint) {
  const widest = (piece: 'centre' | 'half' | 'tail'): number =>
    Math.max(0, ...cells.map((cell) => cell[piece]?.length ?? 0));
  const [half, tail] = [widest('half'), widest('tail')];
  const plain = (half > 0 ? half + 1 : 0) + (tail > 0 ? tail + 1 : 0);
  // A title that is wider than its numbers pushes them to its right edge.
  const centre = Math.max(widest('centre'), title.length - plain);
  const width = centre + plain;
  const padded = (text: string, to: number) =>
    align === 'left' ? text.padEnd(to) : text.padStart(to);
  const texts = cells.map((cell) => {
    let text = padded(cell.centre, centre);
    if (half > 0) text += ` ${(cell.half ?? '').padEnd(half)}`;
    if (tail > 0) text += ` ${(cell.tail ?? '').padStart(tail)}`;
    return tone(text, cell, paint);
  });
  return { title: padded(title, width), texts, width };
}

function tone(text: string, cell: Cell, paint: Paint): string {
  if (cell.tone === 'better') return paint.green(text);
  if (cell.tone === 'middle') return paint.yellow(text);
  if (cell.tone === 'worse') return paint.red(text);
  return cell.tone === 'unsure' ? paint.dim(text) : text;
}

/* A time series in characters: each covers a step of time (time-series.ts), its height is the mean there. */

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
