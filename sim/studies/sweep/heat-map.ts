/**
 * A sweep over two inputs as a map, one metric in each cell. Drawn: printed where it has room, the
 * best cell with a thick edge, those that are not significantly worse with a dashed one. With
 * characters: shaded by how much worse than the best.
 */

import { compareBounds, upperEnd } from '../../document/bounds.ts';
import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  FONT_PX,
  type LegendEntry,
  widest,
} from '../../document/charts/chart.ts';
import { framed, type Layer, plotWidth, textLimit } from '../../document/charts/frame.ts';
import { colour, onRamp, rampColour, rampSteps } from '../../document/charts/palette.ts';
import { PLAIN } from '../../document/paint.ts';
import { type Cell, type MetricTable, table } from '../../document/text-layout.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import {
  extremeWords,
  type MeasuredValue,
  type MeasureInfo,
  measuredOf,
  valueIntervalText,
  valueText,
} from '../charts/measured.ts';
import type { SweepMeasure, SweepResult } from './result.ts';

interface SweepCell extends MeasuredValue {
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
  /** What it shows, as a sentence; by default its extremes. */
  readonly finding?: string;
}

const RANKS = {
  best: { label: 'the best', edge: colour('series-1'), width: 3.5, dash: [] },
  'as good': {
    label: 'not significantly worse',
    edge: colour('series-1'),
    width: 1.5,
    dash: [4, 3],
  },
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
      text: valueText(cell, grid),
      fill: step === undefined ? colour('panel') : rampColour(step),
      ink: step === undefined ? colour('ink') : onRamp(step),
    };
  });
}

function heatMapSpec(grid: SweepGrid, size: ChartSize): ChartSpec {
  const { xName, cells } = grid;
  const xs = [...new Set(cells.map(({ x }) => x))];
  const ys = [...new Set(cells.map(({ y }) => y))];
  const left = Math.min(140, Math.ceil(widest(ys)) + 12);
  const margin = { left, right: 12, top: 30, bottom: 52 };
  const cellPx = plotWidth(size, margin) / xs.length;
  const longest = widest(cells.map((cell) => valueText(cell, grid)));
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
  return {
    title: grid.finding ?? extremeWords(cells, grid, at),
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
          valueText(cell, grid),
          valueIntervalText(cell, grid),
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

/** One measure of a sweep of two dimensions; the finding and the ranks are those of the one that is judged. */
export function gridOf(result: SweepResult, { name, unit, better }: SweepMeasure): SweepGrid {
  const { dimensions, points, best, measures, sentences } = result;
  const isJudged = name === measures[0].name && best !== null;
  const [x, y] = dimensions;
  return {
    measure: name,
    unit,
    better,
    xName: x.name,
    yName: y.name,
    cells: points.map(({ values, measures, significantlyWorse }, i) => {
      const rank = i === best ? 'best' : significantlyWorse === false ? 'as good' : null;
      return {
        x: values[0],
        y: values[1],
        ...measuredOf(measures[name]),
        rank: isJudged ? rank : null,
      };
    }),
    ...(isJudged ? { finding: sentences[0] } : {}),
  };
}

/** Lightest first. */
const SHADES: readonly string[] = [' ', '░', '▒', '▓', '█'];
const TONES: readonly (Cell['tone'] & string)[] = ['better', 'better', 'middle', 'middle', 'worse'];

/**
 * How dark each point is with characters: 0 (the best, and what is not significantly worse) to 4 (the
 * worst), by the root of the distance to the best, so that a few very bad corners do not make all
 * others look alike. A bound counts by its upper end: mail that may never arrive is darkest.
 */
export function shadeLevels({ points, best }: SweepResult, metric: MetricName): number[] {
  const values = points.map(({ measures }) => upperEnd(measures[metric]));
  const known = values.filter(Number.isFinite);
  const ideal = best === null ? Math.min(...known) : values[best];
  const farthest = Math.max(0, ...known.map((value) => Math.abs(value - ideal)));
  const darkest = SHADES.length - 1;
  return values.map((value, i) => {
    if (Number.isNaN(value)) return darkest;
    if (value === ideal || points[i].significantlyWorse === false) return 0;
    if (!Number.isFinite(value)) return darkest;
    const distance = Math.sqrt(Math.abs(value - ideal) / farthest);
    return Math.min(darkest, Math.ceil(distance * darkest));
  });
}

/** With characters: the first dimension down, the second across; shades of the measure that is judged. */
export function mapTable(result: SweepResult, { name }: SweepMeasure): MetricTable {
  const [down, across] = result.dimensions;
  const { points, best, measures } = result;
  const isJudged = name === measures[0].name && best !== null;
  const levels = isJudged ? shadeLevels(result, name) : null;
  const texts = down.values.map(({ text }) => text);
  const width = Math.max(...texts.map((text) => text.length));
  const marks = isJudged ? '; * the best, = not significantly worse' : '';
  return {
    title: `${name} on a typical day, ${down.name} down, ${across.name} across${marks}`,
    corner: down.name,
    labels: down.ordered ? texts.map((text) => text.padStart(width)) : texts,
    columns: across.values.map(({ text }, a) => ({
      title: text,
      cells: down.values.map((_, d): Cell => {
        const index = d * across.values.length + a;
        const found = points[index].measures[name];
        const centre = valueText(found, found);
        if (levels === null) return { centre };
        const level = levels[index];
        const isEqual = points[index].significantlyWorse === false;
        const tail = index === best ? '*' : isEqual ? '=' : '';
        // The shade says it without a colour, too.
        return { centre, half: SHADES[level].repeat(2), tail, tone: TONES[level], word: '' };
      }),
    })),
  };
}

/** The lines of that table, in black and white. */
export function mapText(result: SweepResult, measure: SweepMeasure, columns: number): string[] {
  const found = mapTable(result, measure);
  return table(found.labels, found.columns, { columns, paint: PLAIN }, found.corner);
}
