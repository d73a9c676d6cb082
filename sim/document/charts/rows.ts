/**
 * Named rows below each other: the label left of the plot, or above the row where the drawing is
 * narrow; groups of rows under headings. Places in px from the top of the plot.
 */
import { type ChartSize, FONT_PX, type Margin, textWidth, widest } from './chart.ts';
import { HALO, type Layer, marksOf, pixelsDown, plotWidth, textLimit } from './frame.ts';
import { colour } from './palette.ts';

export interface RowText {
  readonly label: string;
  /** At the right end of the row. */
  readonly value: string;
  /** Rows with the same heading in a row stand under it. */
  readonly heading?: string;
}

const TOP_PX = 8;
const ROW_PX = 28;
const LABEL_ABOVE_PX = 20;
const HEADING_PX = 30;
/** A bound, `12 min 4 s to 14 min 2 s`, px; longer ones are cut short. */
const WIDEST_VALUE = 176;
/** Longer labels are cut short, px. */
const LONGEST_LABEL = 300;

export function layRows(texts: readonly RowText[], size: ChartSize) {
  const values = Math.min(WIDEST_VALUE, widest(texts.map(({ value }) => value)));
  const labels = Math.min(LONGEST_LABEL, widest(texts.map(({ label }) => label)));
  const margin: Margin = size.narrow
    ? { left: 18, right: 26, top: TOP_PX, bottom: 46 }
    : { left: Math.ceil(labels) + 14, right: Math.ceil(values) + 18, top: TOP_PX, bottom: 46 };
  const width = plotWidth(size, margin);
  /** Of each row. */
  const middles: number[] = [];
  const lines: { text: string; value: string; at: number; heading: boolean; limit: number }[] = [];
  let top = 0;
  texts.forEach(({ label, value, heading = '' }, i) => {
    if (heading !== '' && heading !== texts[i - 1]?.heading) {
      const at = top + HEADING_PX / 2 + 4;
      lines.push({ text: heading, value: '', at, heading: true, limit: textLimit(size.width) });
      top += HEADING_PX;
    }
    const above = size.narrow ? LABEL_ABOVE_PX : 0;
    const middle = top + above + ROW_PX / 2;
    const room = Math.min(WIDEST_VALUE, textWidth(value));
    lines.push({
      text: label,
      value,
      at: size.narrow ? top + above / 2 + 4 : middle,
      heading: false,
      limit: textLimit(size.narrow ? width + 20 - room : LONGEST_LABEL),
    });
    middles.push(middle);
    top += above + ROW_PX;
  });
  const y = pixelsDown('at', top);
  const left = size.narrow ? 2 - margin.left : -10;
  const labelLayers = (heading: boolean): Layer[] =>
    marksOf(
      lines.filter((line) => line.heading === heading),
      {
        type: 'text',
        ...HALO,
        align: size.narrow || heading ? 'left' : 'right',
        baseline: 'middle',
        fontSize: FONT_PX,
        fontWeight: heading ? 'bold' : 'normal',
        limit: { expr: 'datum.limit' },
        color: colour('ink'),
      },
      {
        x: { value: heading && !size.narrow ? 2 - margin.left : left },
        y,
        text: { field: 'text' },
      },
    );
  const valueLayer: Layer = {
    data: { values: lines.filter(({ value }) => value !== '') },
    mark: {
      type: 'text',
      ...HALO,
      align: 'right',
      baseline: 'middle',
      limit: textLimit(WIDEST_VALUE),
      color: colour('ink'),
    },
    encoding: { x: { value: width + margin.right - 4 }, y, text: { field: 'value' } },
  };
  const layer = [...labelLayers(false), ...labelLayers(true), valueLayer];
  return { height: top, margin, middles, layer };
}
