/**
 * How far one setting can move by itself: a metric at each value that was tried, the chosen one
 * among them, against the bound that is asked for; values at which an objective fails are marked.
 *
 * A panel a setting, all on one scale of the metric (`extent`). The values stand at even distances.
 */

import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  type LegendEntry,
  widest,
} from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer, labelRoom, plotWidth } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { NOTHING, quantity } from '../../document/quantity.ts';
import { isNumber, type MeasureInfo, measureScale } from '../charts/measured.ts';

export interface TriedPoint {
  /** The setting's value, as one would write it. */
  readonly x: string;
  readonly value: number | null;
  /** The objective that fails; null: all hold. */
  readonly fails: string | null;
  readonly chosen: boolean;
}

export interface ValueRange extends MeasureInfo {
  readonly setting: string;
  /** Its values are amounts, so that a line may run from one to the next. */
  readonly ordered: boolean;
  /** From the least value to the most. */
  readonly points: readonly TriedPoint[];
  /** What is asked of the metric; null: nothing. */
  readonly bound: number | null;
  /** Values of all panels. */
  readonly extent: readonly number[];
  /** `16 to 64`. */
  readonly range: string;
}

const HEIGHT = 120;

const KINDS = {
  chosen: { label: 'chosen', colour: colour('series-2'), symbol: 'dot', size: 190 },
  holds: { label: 'all objectives hold', colour: colour('better'), symbol: 'dot', size: 70 },
  fails: { label: 'an objective fails', colour: colour('worse'), symbol: 'ring', size: 90 },
} as const;
type Kind = keyof typeof KINDS;

function kindOf({ chosen, fails }: TriedPoint): Kind {
  if (chosen) return 'chosen';
  return fails === null ? 'holds' : 'fails';
}

export function valueRangeSpec(range: ValueRange, size: ChartSize): ChartSpec {
  const { points, unit, measure, ordered, bound, extent } = range;
  const { scale, ticks } = measureScale(
    [...extent, ...(bound === null ? [] : [bound])],
    unit,
    size.narrow ? 3 : 4,
  );
  const margin = { left: labelRoom(ticks), right: 24, top: 30, bottom: 24 };
  const xs = points.map(({ x }) => x);
  const stepPx = plotWidth(size, margin) / Math.max(1, xs.length);
  const every = Math.max(1, Math.ceil((widest(xs) + 8) / stepPx));
  const chosen = points.findIndex((point) => point.chosen);
  const x = {
    field: 'x',
    type: 'ordinal' as const,
    sort: null,
    scale: { type: 'point' as const, domain: xs, padding: 0.5 },
    axis: {
      // The chosen value keeps its label where not all have room.
      values: xs.filter((_, i) => (i - Math.max(0, chosen)) % every === 0),
      labelAngle: 0,
      labelOverlap: false as const,
      // The chart's own title begins with it.
      title: null,
      grid: false,
    },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { ...scale },
    axis: axisWith(ticks),
  });
  const known = points.filter(({ value }) => isNumber(value));
  const line: Layer = {
    data: { values: known.map((point) => ({ x: point.x, value: point.value })) },
    mark: { type: 'line', color: colour('quiet'), strokeWidth: 1.5 },
    encoding: { x, y: y('value') },
  };
  const asked: Layer = {
    data: { values: [{ bound }] },
    mark: { type: 'rule', color: colour('ink'), strokeDash: [4, 3] },
    encoding: { y: y('bound') },
  };
  const dots = (Object.keys(KINDS) as Kind[]).flatMap((kind): Layer[] => {
    const own = known.filter((point) => kindOf(point) === kind);
    if (own.length === 0) return [];
    const { colour: ink, symbol, size: area } = KINDS[kind];
    return [
      {
        data: { values: own.map((point) => ({ x: point.x, value: point.value })) },
        mark: {
          type: 'point',
          stroke: ink,
          strokeWidth: 2,
          fill: symbol === 'ring' ? colour('paper') : ink,
          size: area,
          opacity: 1,
        },
        encoding: { x, y: y('value') },
      },
    ];
  });
  const layer = [...(bound === null ? [] : [asked]), ...(ordered ? [line] : []), ...dots];
  return framed({ size, height: HEIGHT, margin, above: measure, layer });
}

export function valueRangeChart(range: ValueRange): Chart {
  const { setting, measure, points, bound, unit } = range;
  const failing = points.filter(({ fails, chosen }) => fails !== null && !chosen);
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) =>
    points.some((point) => kindOf(point) === kind),
  );
  const asked = bound === null ? '' : quantity(bound, unit);
  const told = ({ value }: TriedPoint): string =>
    value === null ? NOTHING : quantity(value, unit);
  return {
    title: `${setting}: ${range.range}; ${failureWords(points)}`,
    alt: `${measure} at each value of ${setting} that was tried${asked === '' ? '' : `, against ${asked}`}: ${points.map((point) => `${told(point)} at ${point.x}${point.chosen ? ', the chosen value' : ''}`).join('; ')}. ${failing.length === 0 ? 'No value fails.' : `An objective fails at ${failing.map(({ x }) => x).join(', ')}.`}`,
    legend: [
      ...kinds.map((kind): LegendEntry => {
        const { label, colour: ink, symbol } = KINDS[kind];
        return { label, colour: ink, symbol };
      }),
      ...(bound === null
        ? []
        : [
            {
              label: `the objective, ${asked}`,
              colour: colour('ink'),
              symbol: 'line' as const,
              dash: '4 3',
            },
          ]),
    ],
    spec: (size) => valueRangeSpec(range, size),
    tables: [
      {
        caption: `${measure} at each value that was tried`,
        head: [setting, measure, 'what fails'],
        rows: points.map((point) => [
          `${point.x}${point.chosen ? ' (chosen)' : ''}`,
          told(point),
          point.fails ?? 'nothing',
        ]),
      },
    ],
  };
}

/** The nearest failures on either side of the choice. */
function failureWords(points: readonly TriedPoint[]): string {
  const chosen = points.findIndex((point) => point.chosen);
  const below = points.slice(0, Math.max(0, chosen)).findLast(({ fails }) => fails !== null);
  const above = points.slice(chosen + 1).find(({ fails }) => fails !== null);
  const told = [below, above].flatMap((point) =>
    point === undefined ? [] : [`at ${point.x}, ${point.fails} fails`],
  );
  return told.length === 0 ? 'no value that was tried fails' : told.join(', ');
}
