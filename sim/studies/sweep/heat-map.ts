/**
 * A sweep over two inputs: one metric in each cell, printed where it has room; the best cell has a
 * thick edge, those that are not clearly worse a dashed one.
 */
import { compareBounds, upperEnd } from '../../document/bounds-order.ts';
import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  FONT_PX,
  type LegendEntry,
  widest,
} from '../../document/charts/chart.ts';
import { framed, type Layer, plotWidth, textLimit } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import {
  extremeWords,
  type MeasuredValue,
  type MeasureInfo,
  told,
  toldInterval,
} from '../charts/measured.ts';
import { onRamp, rampColour, rampSteps } from './ramp.ts';

export interface SweepCell extends MeasuredValue {
  /** Values of the two inputs, as one would write them. */
  readonly x: string;
  readonly y: string;
  /** Against all other cells; null: neither, or nothing is judged. */
  readonly rank?: 'best' | 'as good' | null;
}

export interface SweepGrid extends MeasureInfo {
  readonly xName: string;
  readonly yName: string;
  readonly cells: readonly SweepCell[];
}

const RANKS = {
  best: { label: 'the best', edge: colour('series-1'), width: 3.5, dash: [] },
  'as good': { label: 'not clearly worse', edge: colour('series-1'), width: 1.5, dash: [4, 3] },
} as const;
const RANK_NAMES = ['as good', 'best'] as const;

const CELL_PX = 36;
/** Text in a cell of a narrow drawing may be this small, px. */
const SMALL_PX = 10;

interface PaintedCell extends SweepCell {
  readonly fill: string;
  readonly ink: string;
  readonly text: string;
}

function painted(grid: SweepGrid): PaintedCell[] {
  const known = grid.cells.filter(({ kind }) => kind !== 'none');
  const steps = rampSteps(known.map(upperEnd));
  return grid.cells.map((cell) => {
    const step = steps[known.indexOf(cell)];
    return {
      ...cell,
      text: told(cell, grid),
      fill: step === undefined ? colour('panel') : rampColour(step),
      ink: step === undefined ? colour('ink') : onRamp(step),
    };
  });
}

export function heatMapSpec(grid: SweepGrid, size: ChartSize): ChartSpec {
  const { xName, cells } = grid;
  const xs = [...new Set(cells.map(({ x }) => x))];
  const ys = [...new Set(cells.map(({ y }) => y))];
  const left = Math.min(140, Math.ceil(widest(ys)) + 12);
  const margin = { left, right: 12, top: 30, bottom: 52 };
  const cellPx = plotWidth(size, margin) / xs.length;
  const longest = widest(cells.map((cell) => told(cell, grid)));
  const fontSize = longest + 6 <= cellPx ? FONT_PX : SMALL_PX;
  const hasRoom = (longest * fontSize) / FONT_PX + 2 <= cellPx;
  const everyLabel = Math.max(1, Math.ceil((widest(xs) + 8) / cellPx));
  const shown = xs.filter((_, i) => i % everyLabel === 0);
  const channels = {
    x: {
      field: 'x',
      type: 'ordinal' as const,
      sort: null,
      scale: { domain: xs, paddingInner: 0.04, paddingOuter: 0 },
      axis: {
        values: shown,
        labelAngle: 0,
        labelOverlap: false as const,
        title: xName,
        titlePadding: 8,
        domain: false,
      },
    },
    y: {
      field: 'y',
      type: 'ordinal' as const,
      sort: null,
      scale: { domain: ys, paddingInner: 0.06, paddingOuter: 0 },
      axis: {
        title: null,
        domain: false,
        labelLimit: textLimit(left - 8),
        labelOverlap: false as const,
      },
    },
  };
  const plain = { scale: null, legend: null };
  const all = painted(grid).map(({ x, y, fill, ink, text }) => ({ x, y, fill, ink, text }));
  const layer: Layer[] = [
    {
      data: { values: all },
      mark: { type: 'rect' },
      encoding: { ...channels, fill: { field: 'fill', type: 'nominal', ...plain } },
    },
  ];
  if (hasRoom) {
    layer.push({
      data: { values: all },
      mark: { type: 'text', baseline: 'middle', fontSize },
      encoding: {
        ...channels,
        text: { field: 'text' },
        color: { field: 'ink', type: 'nominal', ...plain },
      },
    });
  }
  for (const rank of RANK_NAMES) {
    const own = cells.filter((cell) => cell.rank === rank).map(({ x, y }) => ({ x, y }));
    if (own.length === 0) continue;
    const { edge, width, dash } = RANKS[rank];
    layer.push({
      data: { values: own },
      mark: {
        type: 'rect',
        fill: 'transparent',
        stroke: edge,
        strokeWidth: width,
        strokeDash: [...dash],
      },
      encoding: channels,
    });
  }
  return framed({ size, height: ys.length * CELL_PX, margin, above: grid.yName, layer });
}

export function heatMapChart(grid: SweepGrid): Chart {
  const { measure, xName, yName, cells } = grid;
  const at = (cell: SweepCell): string => `${xName} ${cell.x} and ${yName} ${cell.y}`;
  const equal = cells.filter(({ rank }) => rank === 'as good').length;
  const cellWords = equal === 1 ? '1 other cell is' : `${equal} other cells are`;
  const equalWords = equal === 0 ? '' : `; ${cellWords} not clearly worse`;
  return {
    title: `${extremeWords(cells, grid, at)}${equalWords}`,
    alt: `${measure} on a typical day for each pair of ${xName} and ${yName}, the higher the further along the ramp; the table has every value.`,
    legend: legend(grid),
    spec: (size) => heatMapSpec(grid, size),
    tables: [
      {
        caption: `${measure} on a typical day in each cell`,
        head: [xName, yName, measure, 'interval', 'rank'],
        rows: cells.map((cell) => [
          cell.x,
          cell.y,
          told(cell, grid),
          toldInterval(cell, grid),
          isRanked(cell.rank) ? RANKS[cell.rank].label : '',
        ]),
      },
    ],
  };
}

/** The ends of the ramp and its middle, by the cells that are nearest to them. */
function legend(grid: SweepGrid): LegendEntry[] {
  const known = painted(grid)
    .filter(({ kind }) => kind !== 'none')
    .sort(compareBounds);
  const chosen = [...new Set([0, Math.floor(known.length / 2), known.length - 1])]
    .filter((i) => i >= 0 && i < known.length)
    .map((i): LegendEntry => ({ label: known[i].text, colour: known[i].fill, symbol: 'bar' }));
  const ranked = RANK_NAMES.toReversed()
    .filter((rank) => grid.cells.some((cell) => cell.rank === rank))
    .map((rank): LegendEntry => {
      const { label, edge, dash } = RANKS[rank];
      return { label, colour: edge, symbol: 'line', dash: dash.join(' ') };
    });
  return [...chosen, ...ranked];
}

function isRanked(rank: SweepCell['rank']): rank is 'best' | 'as good' {
  return rank === 'best' || rank === 'as good';
}
