/**
 * When the mail that waits is through after each command: a dot at the middle of the replications, with
 * the range of one more of them, and a stroke through all rows where that is as things stand. A range
 * whose end is beyond what is looked ahead runs to the edge of that. Units: milliseconds from now.
 */
import type { Chart, ChartSize, ChartSpec, LegendEntry } from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { layRows } from '../../document/charts/rows.ts';
import { type Dot, dotLayer, intervalLayer } from '../charts/dots.ts';
import { isNumber, measureScale } from '../charts/measured.ts';

/** What a command does, by how many of the replications it is sooner in. */
export type ClearanceKind = 'as-is' | 'sooner' | 'unsure';

export interface ClearanceRow {
  readonly label: string;
  readonly kind: ClearanceKind;
  /** Null: not within what is looked ahead. */
  readonly value: number | null;
  /** Null: no end of the range is. */
  readonly low: number | null;
  readonly high: number | null;
  /** In words, as tables have them. */
  readonly told: string;
  readonly interval: string;
  /** The time of day; '' for none. */
  readonly clock: string;
}

export interface Clearances {
  /** What one sees first. */
  readonly finding: string;
  /** `ranges hold in 95% of all cases`. */
  readonly ranges: string;
  /** What is looked ahead. */
  readonly horizonMs: number;
  readonly rows: readonly ClearanceRow[];
}

const KINDS: Readonly<Record<ClearanceKind, LegendEntry>> = {
  'as-is': { label: 'as things stand', colour: colour('series-1'), symbol: 'ring' },
  sooner: { label: 'sooner', colour: colour('series-2'), symbol: 'dot' },
  unsure: { label: 'may be chance', colour: colour('quiet'), symbol: 'dot' },
};
const KIND_NAMES = Object.keys(KINDS) as ClearanceKind[];

export function clearanceSpec({ rows: all, horizonMs }: Clearances, size: ChartSize): ChartSpec {
  const measured = all.map(({ value, low, high }) => {
    return { value, low, high: isNumber(low) ? (high ?? horizonMs) : null, open: false };
  });
  const ends = measured.flatMap(({ value, low, high }) => [value, low, high].filter(isNumber));
  const { scale, ticks } = measureScale(ends, 'ms', size.narrow ? 4 : 6);
  const rows = layRows(
    all.map(({ label, told }) => ({ label, value: told, heading: '' })),
    size,
  );
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { ...scale },
    axis: { ...axisWith(ticks, { title: 'time from the end of the log' }), domain: true },
  });
  const dots = measured.map((one, i): Dot => ({ ...one, at: rows.middles[i] }));
  const layer = KIND_NAMES.flatMap((kind): Layer[] => {
    const own = dots.filter((_, i) => all[i].kind === kind);
    if (own.every(({ low }) => !isNumber(low))) return [];
    const ink = KINDS[kind].colour;
    const fill = KINDS[kind].symbol === 'ring' ? colour('paper') : ink;
    return [
      intervalLayer(own, { rows, x, ink, width: 4, opacity: 0.5 }),
      dotLayer(own, { rows, x, ink, fill }),
    ];
  });
  const asIs = all.find(({ kind, value }) => kind === 'as-is' && isNumber(value));
  const stroke: Layer = {
    data: { values: [{ now: asIs?.value }] },
    mark: { type: 'rule', color: KINDS['as-is'].colour, strokeDash: [4, 3], strokeWidth: 1.5 },
    encoding: { x: x('now') },
  };
  return framed({
    size,
    height: rows.height,
    margin: rows.margin,
    above: '',
    layer: [...(asIs === undefined ? [] : [stroke]), ...layer, ...rows.layer],
  });
}

export function clearanceChart(data: Clearances): Chart {
  const { finding, ranges, rows } = data;
  const said = ({ label, told, interval }: ClearanceRow): string =>
    `${label} ${told} (${interval})`;
  return {
    title: finding,
    alt: `When 99% of the mail that waits now is through after each command, from the end of the log on; ${ranges}. ${rows.map(said).join('; ')}.`,
    legend: KIND_NAMES.filter((kind) => rows.some((row) => row.kind === kind)).map(
      (kind) => KINDS[kind],
    ),
    spec: (size) => clearanceSpec(data, size),
    note: `Dots are the middle of the replications; ${ranges}.`,
    tables: [
      {
        caption: 'When 99% of the mail that waits now is through',
        head: ['command', 'after', 'range', 'at', 'against as things stand'],
        rows: rows.map(({ label, kind, told, interval, clock }) => [
          label,
          told,
          interval,
          clock === '' ? '–' : clock,
          kind === 'as-is' ? '–' : KINDS[kind].label,
        ]),
      },
    ],
  };
}
