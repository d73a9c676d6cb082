/**
 * A metric at each value of one input: the values stand at even distances, in the order given. What a
 * sweep over one input and the values around a choice are drawn on. Units: the metric's.
 */

import { type ChartSize, type ChartSpec, widest } from '../../document/charts/chart.ts';
import {
  framed,
  type Layer,
  labelRoom,
  type Marks,
  plotWidth,
  valuesAlong,
} from '../../document/charts/frame.ts';
import type { measureScale } from './measured.ts';

interface ValuePlot {
  readonly size: ChartSize;
  /** Of the plot, px. */
  readonly height: number;
  readonly above: string;
  /** The input's values, as one would write them. */
  readonly xs: readonly string[];
  /** What the input is; null: the chart's own title says it. */
  readonly xTitle: string | null;
  /** Before the first value and behind the last, in steps. */
  readonly padding: number;
  /** Index of a value that keeps its label where not all have room. */
  readonly labelled: number;
  readonly measured: ReturnType<typeof measureScale>;
}

export function valuePlot(plot: ValuePlot) {
  const { size, height, above, xs, xTitle, padding, labelled } = plot;
  const { scale, ticks } = plot.measured;
  const bottom = xTitle === null ? 24 : 46;
  const margin = { left: labelRoom(ticks), right: 24, top: 30, bottom };
  const x = {
    field: 'x',
    type: 'ordinal' as const,
    sort: null,
    scale: { type: 'point' as const, domain: [...xs], padding },
    axis: {
      ...namedValues(xs, plotWidth(size, margin), labelled),
      title: xTitle,
      ...(xTitle === null ? {} : { titlePadding: 8 }),
      grid: false,
    },
  };
  const y = (field: string) => valuesAlong(field, scale, ticks);
  return {
    y,
    /** A layer of rows, each at its `x`; from one field to the other where there are two. */
    mark: <Row extends { readonly x: string }>(
      rows: readonly Row[],
      mark: Marks['mark'],
      field: keyof Row & string,
      to?: keyof Row & string,
    ): Layer => {
      const values = rows.map((row) => ({
        x: row.x,
        [field]: row[field],
        ...(to === undefined ? {} : { [to]: row[to] }),
      }));
      const other = to === undefined ? {} : { y2: { field: to } };
      return { data: { values }, mark, encoding: { x, y: y(field), ...other } };
    },
    /** The whole drawing. */
    spec: (layer: Layer[]): ChartSpec => framed({ size, height, margin, above, layer }),
  };
}

/** Labels of an axis of named values: as many as have room, among them the one of that index. */
export function namedValues(xs: readonly string[], widthPx: number, labelled = 0) {
  const every = Math.max(1, Math.ceil((widest(xs) + 8) / (widthPx / Math.max(1, xs.length))));
  return {
    values: xs.filter((_, i) => (i - labelled) % every === 0),
    labelAngle: 0,
    labelOverlap: false as const,
  };
}
