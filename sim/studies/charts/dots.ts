/**
 * Dots in rows, each with a bar over its interval, and an arrow at the end of the axis where that has
 * no upper end: how charts in rows show measured values.
 */
import type { LegendEntry } from '../../document/charts/chart.ts';
import type { Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { type Rows, rowChannel } from '../../document/charts/rows.ts';
import { isNumber, type Placed } from './measured.ts';

/** A value at the height of its row. */
export interface Dot extends Placed {
  readonly at: number;
}

interface DotLook {
  readonly rows: Rows;
  /** The channel of a field on the chart's axis. */
  readonly x: (field: string) => object;
  readonly ink: string;
}

/** A bar from low to high of each dot that has both. */
export function intervalLayer(
  dots: readonly Dot[],
  { rows, x, ink, width, opacity }: DotLook & { readonly width: number; readonly opacity: number },
): Layer {
  return {
    data: { values: dots.filter(({ low, high }) => isNumber(low) && isNumber(high)) },
    mark: { type: 'rule', strokeWidth: width, color: ink, opacity },
    encoding: { x: x('low'), x2: { field: 'high' }, y: rowChannel(rows, 'at') },
  };
}

/** The dots that have a value, filled with their ink or with that of the paper. */
export function dotLayer(
  dots: readonly Dot[],
  { rows, x, ink, fill }: DotLook & { readonly fill: string },
): Layer {
  return {
    data: { values: dots.filter(({ value }) => isNumber(value)) },
    mark: { type: 'point', size: 90, strokeWidth: 2, stroke: ink, fill, opacity: 1 },
    encoding: { x: x('value'), y: rowChannel(rows, 'at') },
  };
}

/** An arrow at the end of the axis for each dot that goes on beyond it; none for none. */
export function arrowLayers(dots: readonly Dot[], { rows, x, ink }: DotLook): Layer[] {
  const open = dots.filter((dot) => dot.open).map(({ at, high }) => ({ at, edge: high }));
  if (open.length === 0) return [];
  return [
    {
      data: { values: open },
      mark: {
        type: 'point',
        shape: 'triangle-right',
        size: 90,
        stroke: ink,
        fill: ink,
        opacity: 1,
      },
      encoding: { x: x('edge'), y: rowChannel(rows, 'at') },
    },
  ];
}

/** What the arrow means. */
export const ARROW: LegendEntry = {
  label: 'at least: it has no upper end, since mail may never arrive',
  colour: colour('ink'),
  symbol: 'arrow',
};
