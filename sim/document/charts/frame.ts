/**
 * The frame that all charts share: sizes that are exact, axes without clutter, colours by name.
 *
 * Nothing is measured and nothing grows: a drawing is as wide as requested, whatever its labels.
 * What the upright axis shows stands above it, to be read without turning one's head.
 */
import {
  CHARACTER,
  type ChartSize,
  type ChartSpec,
  FONT_PX,
  type Margin,
  widest,
} from './chart.ts';
import { colour } from './palette.ts';
import type { Tick } from './ticks.ts';

type LayeredSpec = Extract<ChartSpec, { layer: unknown }>;
export type Layer = LayeredSpec['layer'][number];
export type Marks = Extract<Layer, { mark: unknown }>;

/** A layer that marks each of the values; none for none. */
export function marksOf(
  values: readonly object[],
  mark: Marks['mark'],
  encoding: NonNullable<Marks['encoding']>,
): Layer[] {
  return values.length === 0 ? [] : [{ data: { values: [...values] }, mark, encoding }];
}

interface Frame {
  readonly size: ChartSize;
  /** Of the plot, px. */
  readonly height: number;
  readonly margin: Margin;
  /** What the upright axis shows, above it; none for ''. */
  readonly above: string;
  readonly layer: readonly Layer[];
}

/**
 * A limit of text that Vega keeps to, px: without a canvas it takes each character for 0.8 of the
 * size of the text, which is more than they have (chart.ts, textWidth).
 */
export function textLimit(px: number): number {
  return Math.max(1, Math.round((px * 0.8) / CHARACTER));
}

/** Width of the plot, px. */
export function plotWidth({ width }: ChartSize, { left, right }: Margin): number {
  return Math.max(40, Math.floor(width - left - right));
}

/** The specification of a chart. */
export function framed({ size, height, margin, above, layer }: Frame): ChartSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: plotWidth(size, margin),
    height,
    autosize: 'none',
    padding: { ...margin },
    ...(above === '' ? {} : { title: { text: above } }),
    layer: [...layer],
    config: {
      aria: false,
      background: 'transparent',
      font: 'system-ui, sans-serif',
      view: { stroke: 'transparent' },
      title: {
        anchor: 'start',
        frame: 'group',
        dx: 2 - margin.left,
        fontSize: FONT_PX,
        fontWeight: 'normal',
        color: colour('ink-soft'),
        offset: 10,
        limit: textLimit(size.width - 8),
      },
      axis: {
        labelFontSize: FONT_PX,
        labelColor: colour('ink-soft'),
        labelPadding: 6,
        labelBound: false,
        labelLimit: 0,
        labelFlush: false,
        titleFontSize: FONT_PX,
        titleFontWeight: 'normal',
        titleColor: colour('ink-soft'),
        gridColor: colour('rule'),
        domainColor: colour('quiet'),
        ticks: false,
      },
      text: { fontSize: FONT_PX, color: colour('ink') },
    },
  };
}

/** For text that may cross a line: an edge of paper around it (page style: painted first). */
export const HALO = { stroke: colour('paper'), strokeWidth: 4, strokeJoin: 'round' } as const;

interface AxisLook {
  readonly title?: string;
  /** Whether the axis itself is drawn, beside its ticks. */
  readonly domain?: boolean;
}

/** An axis with these ticks and no others. */
function axisWith(ticks: readonly Tick[], { title, domain = false }: AxisLook) {
  return {
    values: ticks.map(({ value }) => value),
    labelExpr: labelled(ticks),
    labelOverlap: false as const,
    title: title ?? null,
    grid: true,
    domain,
    ...(title === undefined ? {} : { titlePadding: 8 }),
  };
}

/** A position by a value of the data, along an axis with these ticks. */
export function valuesAlong(
  field: string,
  scale: object,
  ticks: readonly Tick[],
  look: AxisLook = {},
) {
  return { field, type: 'quantitative' as const, scale: { ...scale }, axis: axisWith(ticks, look) };
}

/** An upright position, px from the top of a plot of this height. */
export function pixelsDown(field: string, height: number) {
  return {
    field,
    type: 'quantitative' as const,
    scale: { domain: [0, height], nice: false, reverse: true },
    axis: null,
  };
}

/** A Vega expression that gives a tick its words. */
function labelled(ticks: readonly Tick[]): string {
  const words = Object.fromEntries(ticks.map(({ value, label }) => [String(value), label]));
  return `(${JSON.stringify(words)})[datum.value]`;
}

/** Room for the labels of an upright axis, px. */
export function labelRoom(ticks: readonly Tick[]): number {
  return Math.ceil(widest(ticks.map(({ label }) => label))) + 10;
}
