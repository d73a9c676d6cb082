/**
 * What a chart is: a finding as its title, the same in words, a legend, a Vega-Lite specification
 * for each size, and its data as a table.
 *
 * Plain data and pure functions: a report draws it to SVG, a web page may draw the same
 * specification. The legend is data, not part of the drawing, so that it wraps as text does.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { SeriesStyle } from './palette.ts';

export type ChartSpec = TopLevelSpec;

/** The width of the whole drawing, px. A narrow one is for a phone: fewer ticks, labels above. */
export interface ChartSize {
  readonly width: number;
  readonly narrow: boolean;
}

export const WIDE: ChartSize = { width: 760, narrow: false };
export const NARROW: ChartSize = { width: 328, narrow: true };

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  /** A `line` has a dash pattern ('' for none), a `tick` is a short upright stroke. */
  readonly symbol: 'line' | 'bar' | 'dot' | 'ring' | 'tick' | 'arrow';
  readonly dash?: string;
}

/** Data in rows; the first cell of a row is its heading. */
export interface DataTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Chart {
  /** What one sees in it, as a sentence. */
  readonly title: string;
  /** For those who do not see it: what is drawn, over which range. */
  readonly alt: string;
  readonly legend: readonly LegendEntry[];
  /** Drawn with characters, on so many columns; absent: its tables say enough. */
  readonly text?: (columns: number) => readonly string[];
  /** Below the drawing: what it leaves out. */
  readonly note?: string;
  /** The data that is drawn. */
  readonly tables: readonly DataTable[];
  /** What is drawn on wide pages and in print, and what on phones. */
  readonly wide: ChartSpec;
  readonly narrow: ChartSpec;
}

/** The specifications of a chart, from what makes one of any size. */
export function inBothSizes(spec: (size: ChartSize) => ChartSpec): Pick<Chart, 'wide' | 'narrow'> {
  return { wide: spec(WIDE), narrow: spec(NARROW) };
}

/** Room around the plot, px. */
export interface Margin {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Size of all text in a chart, px. */
export const FONT_PX = 12;

/** Of a character, as a share of the size of the text: a little on the long side. */
export const CHARACTER = 0.6;

/** Width of a text, px: specifications are made where nothing can measure it. */
export function textWidth(text: string): number {
  return text.length * FONT_PX * CHARACTER;
}

/** Width of the longest of the texts, px. */
export function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(textWidth));
}

export function lineEntry(label: string, { colour, dash }: SeriesStyle): LegendEntry {
  return { label, colour, symbol: 'line', dash: dash.join(' ') };
}
