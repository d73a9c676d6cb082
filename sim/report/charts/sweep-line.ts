/**
 * A sweep over one input: one measure against its values, with the band of its intervals, and the
 * knee, beyond which more buys little. The values stand at even distances, in the order given.
 */
import { type Chart, type ChartSize, type ChartSpec, widest } from './chart.ts';
import { axisWith, framed, type Layer, labelRoom, plotWidth } from './frame.ts';
import {
  best,
  ends,
  isNumber,
  type MeasuredValue,
  type MeasureInfo,
  measureScale,
  told,
  toldInterval,
} from './measured.ts';
import { colour } from './palette.ts';

export interface SweepPoint extends MeasuredValue {
  readonly x: string;
}

export interface SweepLine extends MeasureInfo {
  readonly xName: string;
  readonly points: readonly SweepPoint[];
  readonly knee?: string;
}

const HEIGHT = 240;
const LINE = colour('series-2');
const KNEE = colour('series-1');

export function sweepLineSpec(line: SweepLine, size: ChartSize): ChartSpec {
  const { points, unit, measure, xName, knee } = line;
  const { scale, ticks } = measureScale(ends(points), unit, 6);
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
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { ...scale },
    axis: axisWith(ticks),
  });
  const known = points.filter(({ value }) => isNumber(value));
  const band = known.filter(({ low, high }) => isNumber(low) && isNumber(high));
  const layer: Layer[] = [
    ...(band.length > 1
      ? [
          {
            data: { values: band.map(({ x, low, high }) => ({ x, low, high })) },
            mark: { type: 'area' as const, color: LINE, opacity: 0.2 },
            encoding: { x, y: y('low'), y2: { field: 'high' } },
          },
        ]
      : []),
    {
      data: { values: known.map(({ x, value }) => ({ x, value })) },
      mark: { type: 'line', color: LINE, strokeWidth: 2 },
      encoding: { x, y: y('value') },
    },
    {
      data: { values: known.map(({ x, value }) => ({ x, value })) },
      mark: { type: 'point', fill: LINE, stroke: LINE, size: 50, opacity: 1 },
      encoding: { x, y: y('value') },
    },
  ];
  const atKnee = known.filter((point) => point.x === knee);
  if (atKnee.length > 0) {
    layer.push({
      data: { values: atKnee.map(({ x, value }) => ({ x, value })) },
      mark: {
        type: 'point',
        fill: 'transparent',
        stroke: KNEE,
        strokeWidth: 3,
        size: 260,
        opacity: 1,
      },
      encoding: { x, y: y('value') },
    });
  }
  return framed({ size, height: HEIGHT, margin, above: measure, layer });
}

export function sweepLineChart(line: SweepLine): Chart {
  const { measure, xName, points, knee } = line;
  const lowest = best(points, line);
  const word = line.better === 'more' ? 'highest' : 'lowest';
  const kneePoint = points.find(({ x }) => x === knee);
  const kneeWords =
    kneePoint === undefined || kneePoint === lowest
      ? ''
      : `; from ${kneePoint.x} (${told(kneePoint, line)}) on, more buys little`;
  return {
    title:
      lowest === undefined
        ? `No value of ${xName} has a ${measure}`
        : `The ${measure} is ${word}, ${told(lowest, line)}, at ${xName} ${lowest.x}${kneeWords}`,
    alt: `${measure} against ${xName}, with the band of its 95% intervals: ${points.map((point) => `${told(point, line)} at ${point.x}`).join(', ')}.`,
    legend: [
      { label: `${measure}, with its 95% interval`, colour: LINE, symbol: 'line' },
      ...(kneePoint === undefined
        ? []
        : [{ label: 'knee', colour: KNEE, symbol: 'ring' as const }]),
    ],
    spec: (size) => sweepLineSpec(line, size),
    tables: [
      {
        caption: `${measure} for each ${xName}`,
        head: [xName, measure, '95% interval'],
        rows: points.map((point) => [point.x, told(point, line), toldInterval(point, line)]),
      },
    ],
  };
}
