/**
 * A sweep over one input: one metric against its values, with the band of its intervals, the value
 * that is enough, and the knee, where the curve bends. The values stand at even distances, in the
 * order given.
 */

import { type Chart, type ChartSize, type ChartSpec, widest } from '../../document/charts/chart.ts';
import {
  framed,
  type Layer,
  labelRoom,
  plotWidth,
  valuesAlong,
} from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import {
  anyOpen,
  ends,
  extremeWords,
  isNumber,
  type MeasuredValue,
  type MeasureInfo,
  measuredOf,
  measureScale,
  placed,
  valueIntervalText,
  valueText,
} from '../charts/measured.ts';
import { ARROW } from '../charts/row-chart.ts';
import { enoughPoint, type SweepMeasure, type SweepResult } from './result.ts';

interface SweepPoint extends MeasuredValue {
  readonly x: string;
}

export interface SweepLine extends MeasureInfo {
  readonly xName: string;
  readonly points: readonly SweepPoint[];
  /** Its values are amounts, so that a line may run from one to the next; so they are by default. */
  readonly ordered?: boolean;
  /** Where the curve bends. */
  readonly knee?: string | null;
  /** Beyond it nothing significant is gained. */
  readonly enough?: string | null;
  /** What it shows, as a sentence; by default its extremes. */
  readonly finding?: string;
}

const HEIGHT = 240;
const LINE = colour('series-2');
/** A ring around the point; the wider one leaves room for the other. */
const RINGS = {
  enough: {
    label: 'enough: nothing significant is gained beyond',
    colour: colour('series-1'),
    size: 260,
  },
  knee: { label: 'knee: the curve bends', colour: colour('series-4'), size: 520 },
} as const;
const RING_NAMES = ['enough', 'knee'] as const;

function sweepLineSpec(line: SweepLine, size: ChartSize): ChartSpec {
  const { points, unit, measure, xName, ordered = true } = line;
  const { scale, ticks } = measureScale(ends(points), unit, 6, anyOpen(points));
  const [, edge] = scale.domain;
  const margin = { left: labelRoom(ticks), right: 24, top: 30, bottom: 46 };
  const xs = points.map(({ x }) => x);
  const stepPx = plotWidth(size, margin) / Math.max(1, xs.length);
  const every = Math.max(1, Math.ceil((widest(xs) + 8) / stepPx));
  const x = {
    field: 'x',
    type: 'ordinal' as const,
    sort: null,
    scale: { type: 'point' as const, domain: xs, padding: 0.4 },
    axis: {
      values: xs.filter((_, i) => i % every === 0),
      labelAngle: 0,
      labelOverlap: false as const,
      title: xName,
      titlePadding: 8,
      grid: false,
    },
  };
  const y = (field: string) => valuesAlong(field, scale, ticks);
  const known = points
    .map((point) => ({ x: point.x, ...placed(point, edge) }))
    .filter(({ value }) => isNumber(value));
  const band = known.filter(({ low, high }) => isNumber(low) && isNumber(high));
  const layer: Layer[] = [
    ...(ordered && band.length > 1
      ? [
          {
            data: { values: band.map(({ x, low, high }) => ({ x, low, high })) },
            mark: { type: 'area' as const, color: LINE, opacity: 0.2 },
            encoding: { x, y: y('low'), y2: { field: 'high' } },
          },
        ]
      : []),
    ordered
      ? {
          data: { values: known.map(({ x, value }) => ({ x, value })) },
          mark: { type: 'line', color: LINE, strokeWidth: 2 },
          encoding: { x, y: y('value') },
        }
      : {
          data: { values: band.map(({ x, low, high }) => ({ x, low, high })) },
          mark: { type: 'rule', color: LINE, strokeWidth: 3, opacity: 0.5 },
          encoding: { x, y: y('low'), y2: { field: 'high' } },
        },
    {
      data: { values: known.map(({ x, value }) => ({ x, value })) },
      mark: { type: 'point', fill: LINE, stroke: LINE, size: 50, opacity: 1 },
      encoding: { x, y: y('value') },
    },
  ];
  const open = known.filter((point) => point.open);
  if (open.length > 0) {
    layer.push({
      data: { values: open.map(({ x }) => ({ x, edge })) },
      mark: { type: 'point', shape: 'triangle-up', fill: LINE, stroke: LINE, size: 90, opacity: 1 },
      encoding: { x, y: y('edge') },
    });
  }
  for (const name of RING_NAMES) {
    const own = known.filter((point) => point.x === line[name]);
    if (own.length === 0) continue;
    layer.push({
      data: { values: own.map(({ x, value }) => ({ x, value })) },
      mark: {
        type: 'point',
        fill: 'transparent',
        stroke: RINGS[name].colour,
        strokeWidth: 3,
        size: RINGS[name].size,
        opacity: 1,
      },
      encoding: { x, y: y('value') },
    });
  }
  return framed({
    size,
    height: HEIGHT,
    margin,
    above: `${measure} on a typical day`,
    layer,
  });
}

export function sweepLineChart(line: SweepLine): Chart {
  const { measure, xName, points } = line;
  const at = ({ x }: SweepPoint): string => `${xName} ${x}`;
  const ringed = RING_NAMES.filter((name) => points.some(({ x }) => x === line[name]));
  return {
    title: line.finding ?? extremeWords(points, line, at),
    alt: `${measure} on a typical day against ${xName}, with the band of its intervals: ${points.map((point) => `${valueText(point, line)} at ${point.x}`).join(', ')}.`,
    legend: [
      { label: `${measure}, with its interval`, colour: LINE, symbol: 'line' },
      ...ringed.map((name) => {
        const { label, colour: ink } = RINGS[name];
        return { label, colour: ink, symbol: 'ring' as const };
      }),
      ...(anyOpen(points) ? [{ ...ARROW, colour: LINE }] : []),
    ],
    spec: (size) => sweepLineSpec(line, size),
    tables: [
      {
        caption: `${measure} on a typical day for each ${xName}`,
        head: [xName, measure, 'interval'],
        rows: points.map((point) => [
          point.x,
          valueText(point, line),
          valueIntervalText(point, line),
        ]),
      },
    ],
  };
}

/** One measure of a sweep of one dimension; the finding and the rings are those of the one that is judged. */
export function lineOf(result: SweepResult, { name, unit, better }: SweepMeasure): SweepLine {
  const { dimensions, points, lines, measures, sentences } = result;
  const [line] = name === measures[0].name ? lines : [];
  const valueAt = (point: number | null) => (point === null ? null : points[point].values[0]);
  return {
    measure: name,
    unit,
    better,
    xName: dimensions[0].name,
    ordered: dimensions[0].ordered,
    points: points.map(({ values, measures }) => ({ x: values[0], ...measuredOf(measures[name]) })),
    ...(line === undefined
      ? {}
      : { knee: valueAt(line.knee), enough: valueAt(enoughPoint(line)), finding: sentences[0] }),
  };
}
