/**
 * Named rows on one axis: in each a dot with its interval, several of them, or bars that reach from a
 * line through all rows (a tornado). A value without an upper end goes on to the end of the axis, with
 * an arrow there.
 *
 * Whoever draws one says what stands in its rows, in which series, and what one sees in it; layout,
 * axis, legend and the drawing with characters are made here. Units: the metric's.
 */

import { upperEnd } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  type DataTable,
  inBothSizes,
  type LegendEntry,
} from '../../document/charts/chart.ts';
import {
  framed,
  type Layer,
  marksOf,
  pixelsDown,
  plotWidth,
  valuesAlong,
} from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { layRows, type RowText } from '../../document/charts/rows.ts';
import { quantity } from '../../document/quantity.ts';
import { wrap } from '../../document/text-layout.ts';
import type { MetricUnit } from '../../mailpath/metrics.ts';
import { anyOpen, ends, isNumber, type MeasuredValue, measureScale, placed } from './measured.ts';

/** How the marks of a kind look; a `ring` is a dot that is not filled. */
export type Series = LegendEntry & { readonly symbol: 'dot' | 'ring' | 'bar' };

/** A value with its interval; of kind `none` with an interval, that alone is drawn. */
export interface RowMark extends MeasuredValue {
  /** A key of the chart's series. */
  readonly series: string;
  /** It may be chance: a bar is drawn pale. */
  readonly pale?: boolean;
}

export interface ChartRow extends RowText {
  /** Dots are joined by a line; bars lie below each other. */
  readonly marks: readonly RowMark[];
  /** A short stroke in this row: an objective. */
  readonly bound?: number | null;
}

export interface RowChart extends Pick<Chart, 'title' | 'alt' | 'note'> {
  readonly unit: MetricUnit;
  /** What the axis shows. */
  readonly axis: string;
  readonly rows: readonly ChartRow[];
  /** In the order of the legend. */
  readonly series: Readonly<Record<string, Series>>;
  /** A line through all rows, where bars begin. */
  readonly line?: {
    readonly value: MeasuredValue;
    readonly label: string;
    readonly colour: string;
  } | null;
  /** What the stroke in a row means. */
  readonly boundLabel?: string;
  readonly table: DataTable;
}

/** Of all bars of a row together, px. */
const BARS_PX = 14;
const BOUND_PX = 11;
const PALE_OPACITY = 0.3;
const PALE_LABEL = 'pale: may be chance';

/** Null where no value has a place on an axis. */
export function rowChart(data: RowChart): Chart | null {
  const { title, alt, note, table } = data;
  if (axisValues(data).length === 0) return null;
  return {
    title,
    alt,
    ...(note === undefined ? {} : { note }),
    legend: legendOf(data),
    ...(barSeries(data).length === 0 ? {} : { text: (columns) => barsText(data, columns) }),
    tables: [table],
    ...inBothSizes((size) => rowChartSpec(data, size)),
  };
}

function rowChartSpec(data: RowChart, size: ChartSize): ChartSpec {
  const { unit, axis, series, line } = data;
  const { height, margin, middles, layer } = layRows(data.rows, size);
  const open = anyOpen(valuesOf(data));
  const width = plotWidth(size, margin);
  const ticksMax = size.narrow ? 4 : 8;
  const { scale, ticks, edge } = measureScale(axisValues(data), unit, ticksMax, open, width);
  const start = line ? placed(line.value, edge).value : null;
  const x = (field: string) => valuesAlong(field, scale, ticks, { title: axis, domain: true });
  const y = (field: string) => pixelsDown(field, height);
  const marks = data.rows.flatMap((row, i) => {
    const bars = row.marks.filter((mark) => series[mark.series].symbol === 'bar');
    const barPx = BARS_PX / Math.max(1, bars.length);
    return row.marks.map((mark) => {
      const lane = bars.indexOf(mark);
      const top = middles[i] - BARS_PX / 2 + lane * barPx;
      const at = lane < 0 ? middles[i] : top + barPx / 2;
      const { series: name, pale = false } = mark;
      return { ...placed(mark, edge), name, pale, start, at, top, bottom: top + barPx };
    });
  });
  const looks = Object.entries(series);
  const bars = looks.flatMap(([name, { colour: ink, symbol }]) => {
    if (symbol !== 'bar' || start === null) return [];
    const own = marks.filter((mark) => mark.name === name && isNumber(mark.value));
    return [true, false].flatMap((pale) =>
      marksOf(
        own.filter((mark) => mark.pale === pale),
        { type: 'rect', color: ink, opacity: pale ? PALE_OPACITY : 1 },
        { x: x('start'), x2: { field: 'value' }, y: y('top'), y2: { field: 'bottom' } },
      ),
    );
  });
  const through =
    start === null || !line
      ? []
      : marksOf(
          [{ start }],
          { type: 'rule', color: line.colour, strokeDash: [4, 3], strokeWidth: 1.5 },
          { x: x('start') },
        );
  const spans = middles.flatMap((at) => {
    const own = marks.flatMap((mark) => (mark.at === at ? (mark.value ?? []) : []));
    return own.length < 2 ? [] : [{ from: Math.min(...own), to: Math.max(...own), at }];
  });
  const joined = marksOf(
    spans,
    { type: 'rule', color: colour('quiet'), strokeWidth: 1.5 },
    { x: x('from'), x2: { field: 'to' }, y: y('at') },
  );
  const strokes = data.rows.flatMap(({ bound }, i) => {
    const [top, bottom] = [middles[i] - BOUND_PX, middles[i] + BOUND_PX];
    return isNumber(bound) ? [{ bound, top, bottom }] : [];
  });
  const bounds = marksOf(
    strokes,
    { type: 'rule', color: colour('ink'), strokeWidth: 2.5 },
    { x: x('bound'), y: y('top'), y2: { field: 'bottom' } },
  );
  const values = looks.flatMap(([name, { colour: ink, symbol }]): Layer[] => {
    const own = marks.filter((mark) => mark.name === name);
    const isBar = symbol === 'bar';
    const interval = isBar
      ? { strokeWidth: 1.5, color: colour('ink'), opacity: 1 }
      : { strokeWidth: 4, color: ink, opacity: 0.5 };
    const fill = symbol === 'ring' ? colour('paper') : ink;
    const dots: Layer = {
      data: { values: own.filter(({ value }) => isNumber(value)) },
      mark: { type: 'point', size: 90, strokeWidth: 2, stroke: ink, fill, opacity: 1 },
      encoding: { x: x('value'), y: y('at') },
    };
    return [
      {
        data: { values: own.filter(({ low, high }) => isNumber(low) && isNumber(high)) },
        mark: { type: 'rule', ...interval },
        encoding: { x: x('low'), x2: { field: 'high' }, y: y('at') },
      },
      // Beyond the end of the axis.
      ...marksOf(
        own.filter((mark) => mark.open).map(({ at, high }) => ({ at, edge: high })),
        { type: 'point', shape: 'triangle-right', size: 90, stroke: ink, fill: ink, opacity: 1 },
        { x: x('edge'), y: y('at') },
      ),
      ...(isBar ? [] : [dots]),
    ];
  });
  return framed({
    size,
    height,
    margin,
    above: '',
    layer: [...bars, ...through, ...joined, ...bounds, ...values, ...layer],
  });
}

function legendOf(data: RowChart): LegendEntry[] {
  const { rows, series, line, boundLabel } = data;
  const marks = rows.flatMap((row) => row.marks);
  const ink = colour('ink');
  return [
    ...Object.entries(series)
      .filter(([name]) => marks.some((mark) => mark.series === name))
      .map(([, look]) => look),
    ...(marks.some(({ pale }) => pale)
      ? [{ label: PALE_LABEL, colour: colour('quiet'), symbol: 'bar' as const }]
      : []),
    ...(line
      ? [{ label: line.label, colour: line.colour, symbol: 'line' as const, dash: '4 3' }]
      : []),
    ...(boundLabel === undefined
      ? []
      : [{ label: boundLabel, colour: ink, symbol: 'tick' as const }]),
    ...(anyOpen(valuesOf(data)) ? [ARROW] : []),
  ];
}

function valuesOf({ rows, line }: RowChart): MeasuredValue[] {
  const marks = rows.flatMap((row): readonly MeasuredValue[] => row.marks);
  return line ? [line.value, ...marks] : marks;
}

/** All that has to find a place on the axis. */
function axisValues(data: RowChart): number[] {
  return [...ends(valuesOf(data)), ...data.rows.map(({ bound }) => bound).filter(isNumber)];
}

function barSeries({ series }: RowChart): string[] {
  return Object.keys(series).filter((name) => series[name].symbol === 'bar');
}

const WIDEST = 64;
const FILLED = ['░', '█'];
const PALE = '·';
const BEYOND = '▶';
/** Cells beyond the largest value, where something never arrives. */
const ROOM_BEYOND = 8;

/**
 * Bars with characters, on one scale:
 *
 *   goodput, 330 KB/s  ████████│░░░         █ the input is high, ░ it is low, · may be chance
 */
function barsText(data: RowChart, columns: number): string[] {
  const { rows, series, unit, line } = data;
  const values = valuesOf(data).filter(({ kind }) => kind !== 'none');
  const found = values.map(upperEnd).filter(Number.isFinite);
  const [min, max] = [Math.min(...found), Math.max(...found)];
  const open = found.length < values.length;
  const margin = Math.max(...rows.map(({ label }) => label.length));
  const width = Math.max(20, Math.min(WIDEST, columns - margin - 6));
  const room = open ? width - ROOM_BEYOND : width;
  const place = (bounds: BoundsResult): number => {
    const value = upperEnd(bounds);
    if (!Number.isFinite(value)) return width - 1;
    return max === min ? 0 : Math.round(((value - min) / (max - min)) * (room - 1));
  };
  const names = barSeries(data);
  const start = line ? place(line.value) : 0;
  const bars = rows.map(({ label, marks }) => {
    const cells = new Array<string>(width).fill(' ');
    const drawn = marks.filter(({ kind }) => kind !== 'none');
    const reach = (mark: RowMark): number => place(mark) - start;
    // Both on one side: the shorter one is drawn over the longer one.
    for (const mark of drawn.toSorted((a, b) => Math.abs(reach(b)) - Math.abs(reach(a)))) {
      const length = reach(mark);
      const fill = mark.pale ? PALE : FILLED[names.indexOf(mark.series)];
      for (let cell = 1; cell <= Math.abs(length); cell++) {
        cells[start + Math.sign(length) * cell] = fill;
      }
      if (!Number.isFinite(upperEnd(mark))) cells[width - 1] = BEYOND;
    }
    cells[start] = '│';
    return `  ${label.padEnd(margin)}  ${cells.join('')}`.trimEnd();
  });
  const [left, right] = [quantity(min, unit), open ? 'never' : quantity(max, unit)];
  const scale = left + right.padStart(Math.max(right.length + 1, width - left.length));
  const legend = [
    ...names.map((name, i) => `${FILLED[i]} ${series[name].label}`),
    ...(line ? [`│ ${line.label}`] : []),
    ...(bars.some((bar) => bar.includes(PALE)) ? [`${PALE} may be chance`] : []),
    ...(open ? [`${BEYOND} ${ARROW.label}`] : []),
  ].join(', ');
  return [
    ...wrap(legend, columns - 2).map((text) => `  ${text}`),
    ...bars,
    `  ${' '.repeat(margin)}  ${scale}`,
  ];
}

/** What the arrow means. */
export const ARROW: LegendEntry = {
  label: 'at least: it has no upper end, since mail may never arrive',
  colour: colour('ink'),
  symbol: 'arrow',
};
