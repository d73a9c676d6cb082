/**
 * Where the delay went: a bar for each part, as long as its share of all delay, the largest on top.
 * Units: shares from 0 to 1, milliseconds per message.
 */
import type { Chart, ChartSize, ChartSpec } from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { layRows, rowChannel } from '../../document/charts/rows.ts';
import { PLAIN } from '../../document/paint.ts';
import { duration, share } from '../../document/quantity.ts';
import { table } from '../../document/text-layout.ts';
import { measureScale } from '../charts/measured.ts';

export interface DelayPart {
  readonly label: string;
  /** The end of "61% of the delay was ...". */
  readonly spent: string;
  readonly share: number;
  /** Per message. */
  readonly meanMs: number;
}

const LARGEST = colour('series-1');
const OTHERS = colour('series-2');
const BAR_PX = 14;

function delayPartsSpec(parts: readonly DelayPart[], size: ChartSize): ChartSpec {
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
        mark: { type: 'rect', color: i === 0 ? LARGEST : OTHERS },
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

/** `title`: what the largest part says. `parts`: the largest first, at least one. */
export function delayPartsChart(title: string, parts: readonly DelayPart[]): Chart {
  const shares = parts.map((part) => share(part.share));
  const means = parts.map(({ meanMs }) => duration(meanMs));
  return {
    title,
    alt: `Where the delay went, a bar for each part, the largest first: ${parts.map(({ label }, i) => `${label} ${shares[i]}`).join('; ')}.`,
    legend: [],
    spec: (size) => delayPartsSpec(parts, size),
    text: (columns) =>
      table(
        parts.map(({ label }) => label),
        [
          { title: 'share', cells: shares.map((centre) => ({ centre })) },
          { title: 'mean per message', cells: means.map((centre) => ({ centre })) },
        ],
        { columns, paint: PLAIN },
      ),
    tables: [
      {
        caption: 'Where the delay went',
        head: ['part', 'share of all delay', 'mean per message', 'the time was spent'],
        rows: parts.map(({ label, spent }, i) => [label, shares[i], means[i], spent]),
      },
    ],
  };
}
