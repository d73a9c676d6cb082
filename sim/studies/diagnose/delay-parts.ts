/**
 * Where the delay went: a bar for each part, as long as its share of all delay, the largest on top.
 * Units: shares from 0 to 1, milliseconds per message.
 */
import type { Chart, ChartSize, ChartSpec } from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { layRows, rowChannel } from '../../document/charts/rows.ts';
import { duration, share } from '../../document/quantity.ts';
import { measureScale } from '../charts/measured.ts';

export interface DelayPartBar {
  readonly label: string;
  /** In words: `waiting for the next queue run`. */
  readonly spent: string;
  readonly share: number;
  readonly meanMs: number;
}

export interface DelayParts {
  /** What the largest part says. */
  readonly finding: string;
  /** The largest first; at least one. */
  readonly parts: readonly DelayPartBar[];
}

const MAX_SIZE = colour('series-1');
const OTHERS = colour('series-2');
const BAR_PX = 14;

export function delayPartsSpec({ parts }: DelayParts, size: ChartSize): ChartSpec {
  const { scale, ticks } = measureScale(
    parts.map((part) => part.share),
    'share',
    size.narrow ? 4 : 8,
  );
  const rows = layRows(
    parts.map((part) => ({ label: part.label, value: share(part.share), heading: '' })),
    size,
  );
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { ...scale },
    axis: { ...axisWith(ticks, { title: 'share of all delay' }), domain: true },
  });
  const bars = parts.map((part, i) => ({
    from: 0,
    share: part.share,
    top: rows.middles[i] - BAR_PX / 2,
    bottom: rows.middles[i] + BAR_PX / 2,
  }));
  const layer = [bars.slice(0, 1), bars.slice(1)].flatMap((own, i): Layer[] => {
    if (own.length === 0) return [];
    return [
      {
        data: { values: own },
        mark: { type: 'rect', color: i === 0 ? MAX_SIZE : OTHERS },
        encoding: {
          x: x('from'),
          x2: { field: 'share' },
          y: rowChannel(rows, 'top'),
          y2: { field: 'bottom' },
        },
      },
    ];
  });
  return framed({
    size,
    height: rows.height,
    margin: rows.margin,
    above: '',
    layer: [...layer, ...rows.layer],
  });
}

export function delayPartsChart(data: DelayParts): Chart {
  const { finding, parts } = data;
  return {
    title: finding,
    alt: `Where the delay went, a bar for each part, the largest first: ${parts.map((part) => `${part.label} ${share(part.share)}`).join('; ')}.`,
    legend: [],
    spec: (size) => delayPartsSpec(data, size),
    tables: [
      {
        caption: 'Where the delay went',
        head: ['part', 'share of all delay', 'mean per message', 'the time was spent'],
        rows: parts.map((part) => [
          part.label,
          share(part.share),
          duration(part.meanMs),
          part.spent,
        ]),
      },
    ],
  };
}
