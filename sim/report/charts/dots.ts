/** Dots in rows, each with a bar over its interval: how charts in rows show measured values. */
import type { Layer } from './frame.ts';
import { isNumber, type MeasuredValue } from './measured.ts';
import { type Rows, rowChannel } from './rows.ts';

/** A value at the height of its row. */
export interface Dot {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly at: number;
}

export function dotsAt(values: readonly MeasuredValue[], rows: Rows): Dot[] {
  return values.map(({ value, low, high }, i) => ({
    value,
    low: low ?? null,
    high: high ?? null,
    at: rows.middles[i],
  }));
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
