/** Tables as HTML: each with a caption, its headings marked as such, scrolled by itself if too wide. */
import type { DataTable } from '../charts/chart.ts';
import type { Cell, Column, MetricTable } from '../text-layout.ts';
import { escaped, prose } from './markup.ts';
import { WIDEST_PIECE } from './style.ts';

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
export function metricTable({ title, corner = '', labels, columns }: MetricTable): string {
  const parts = Math.ceil(columns.length / maxColumns(columns));
  const size = Math.ceil(columns.length / parts);
  return Array.from({ length: parts }, (_, part) =>
    partialTable(
      part === 0 ? title : `${title}, continued`,
      corner,
      labels,
      columns.slice(part * size, (part + 1) * size),
    ),
  ).join('');
}

/** As many as fit on a printed page: fewer with intervals, fewer still with words. */
function maxColumns(columns: readonly Column[]): number {
  const cells = columns.flatMap((column) => column.cells);
  if (cells.some((cell) => toneWord(cell) !== '')) return 3;
  return cells.some(({ half }) => half !== undefined) ? 4 : 6;
}

function partialTable(
  title: string,
  corner: string,
  labels: readonly string[],
  columns: readonly Column[],
): string {
  const below = columns.some(({ cells }) =>
    cells.some(({ half = '' }) => half.length > WIDEST_PIECE),
  );
  const shapes = columns.map((column) => columnShape(column, below));
  const heading =
    corner === '' ? '<td></td>' : `<th scope="col" class="corner">${escaped(corner)}</th>`;
  const untitled = columns.every((column) => column.title === '');
  const titles = columns.map(({ title, align }, i) => {
    const words = [shapes[i].tone ?? '', align ?? ''].filter((word) => word !== '').join(' ');
    const kind = words === '' ? '' : ` class="${words}"`;
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

/** Longest texts of a column's pieces, so that those of all rows stand below each other. */
interface ColumnShape {
  readonly half: number;
  /** Intervals of some column are too long to stand beside their values: all stand below them. */
  readonly below: boolean;
  /** 0 where tails say what tones mean. */
  readonly tail: number;
  /** Which room its tones' words need; null: it has none. */
  readonly tone: 'toned' | 'toned short' | null;
  readonly align: Column['align'];
}

/** Words longer than this need the wider room. */
const SHORT_WORD = 7;

function columnShape({ cells, align }: Column, below: boolean): ColumnShape {
  const longest = (texts: (string | undefined)[]): number =>
    Math.min(WIDEST_PIECE, Math.max(0, ...texts.map((text) => text?.length ?? 0)));
  const words = longest(cells.map(toneWord));
  return {
    half: longest(cells.map(({ half }) => half)),
    below,
    tail: words > 0 ? 0 : longest(cells.map(({ tail }) => tail)),
    tone: words === 0 ? null : words > SHORT_WORD ? 'toned' : 'toned short',
    align,
  };
}

/** What the tone of a cell says: its own word for it, or the usual one. */
function toneWord({ centre, tone, tail = '', word }: Cell): string {
  // A word in the centre says it already.
  if (tone === undefined || !/\d/.test(centre)) return '';
  return word ?? (tail === '' ? TONE_WORDS[tone] : tail);
}

function metricCell(cell: Cell | undefined, shape: ColumnShape): string {
  if (cell === undefined || cell.centre === '') return '<td></td>';
  const { half, below, tail, tone: room, align } = shape;
  const { tone } = cell;
  const pieces = [
    `<span>${escaped(cell.centre)}</span>`,
    ...(half === 0 || below ? [] : [`<small class="w${half}">${escaped(cell.half ?? '')}</small>`]),
    ...(tail === 0 ? [] : [`<small class="w${tail} last">${escaped(cell.tail ?? '')}</small>`]),
    ...(room === null ? [] : [`<em class="${room}">${escaped(toneWord(cell))}</em>`]),
    ...(below && cell.half !== undefined
      ? [`<small class="below">${prose(cell.half)}</small>`]
      : []),
  ];
  const words = [tone ?? '', align ?? ''].filter((word) => word !== '').join(' ');
  return `<td${words === '' ? '' : ` class="${words}"`}>${pieces.join(' ')}</td>`;
}

/** Rows of text; the first cell of each heads it. */
export function dataTable({ caption, head, rows }: DataTable, wraps = false): string {
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
