/**
 * The distribution of the delays on a typical day: which share of all mail takes longer than that,
 * one line a setting, both axes logarithmic so that the rare long delays can be seen.
 *
 * At each delay the median over the days. Where mail had not arrived by the end of the follow-up the
 * share is a bound: the line is its upper end, a band reaches down to the lower one. A lighter band is
 * the interval, each point by itself. Units: milliseconds, shares from 0 to 1.
 */

import { upperEnd } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  lineEntry,
} from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer, labelRoom } from '../../document/charts/frame.ts';
import { seriesStyle } from '../../document/charts/palette.ts';
import { logDurationTicks, powersOfTen } from '../../document/charts/ticks.ts';
import { duration, share } from '../../document/quantity.ts';
import type { Bounds } from '../../statistics/bounds.ts';
import { valueText } from '../charts/measured.ts';
import { alternatives } from './time-series-chart.ts';

export interface DelayPoint {
  readonly ms: number;
  /** Of all messages: those that take longer. */
  readonly share: Bounds;
  /** Null with too few days. */
  readonly interval: Bounds | null;
}

export interface DelayCurve {
  readonly name: string;
  readonly points: readonly DelayPoint[];
  /** Shares over some delays, and the longest delay, of the typical day: the tables' figures. */
  readonly over: readonly { readonly ms: number; readonly share: BoundsResult }[];
  readonly longest: BoundsResult;
}

const HEIGHT = 300;
/** Rarer than this is not drawn. */
const RAREST = 1e-5;
/** Delays below this are drawn there, ms: they make no difference to anybody. */
const SHORTEST = 10;
/** A ratio that is seen on these axes. */
const FAR = 1.02;
/** Beyond the last delay at which anything changes the axis goes on by this factor. */
const PLATEAU = 1.5;

export function delayCurveSpec(curves: readonly DelayCurve[], size: ChartSize): ChartSpec {
  const shares = curves.flatMap(({ points }) => points.map((point) => point.share.high));
  const rarest = Math.max(RAREST, Math.min(0.1, ...shares.filter((value) => value > 0)));
  const floor = powersOfTen(RAREST / 10, rarest).pop() ?? RAREST;
  const times = curves.flatMap(({ points }) => points.map(({ ms }) => ms));
  const longest = Math.max(10 * SHORTEST, ...curves.map(({ points }) => lastChange(points)));
  const shortest = Math.min(longest / 10, Math.max(SHORTEST, Math.min(...times)));
  const yTicks = powersOfTen(floor, 1).map((value) => ({ value, label: share(value) }));
  const xTicks = logDurationTicks(shortest, longest, size.narrow ? 7 : 17);
  const margin = { left: labelRoom(yTicks), right: 20, top: 30, bottom: 46 };
  const x = {
    field: 'ms',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [shortest, longest], nice: false, clamp: true },
    axis: axisWith(xTicks, { title: 'delay' }),
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [floor, 1], nice: false, clamp: true },
    axis: axisWith(yTicks),
  });
  const layer = curves.flatMap(({ points }, i): Layer[] => {
    const style = seriesStyle(i);
    const drawn = thinned(points.filter(({ ms, share }) => share.high > 0 && ms <= longest)).filter(
      (_, k, all) => k === 0 || all[k - 1].share.high > RAREST,
    );
    const band = (of: (point: DelayPoint) => Bounds | null, opacity: number): Layer[] => {
      const values = drawn.flatMap((point) => {
        const ends = of(point);
        return ends === null ? [] : [{ ms: point.ms, low: ends.low, high: ends.high }];
      });
      if (values.every(({ low, high }) => low === high)) return [];
      return [
        {
          data: { values },
          mark: { type: 'area', color: style.colour, opacity },
          encoding: { x, y: y('low'), y2: { field: 'high' } },
        },
      ];
    };
    const line: Layer = {
      data: { values: drawn.map(({ ms, share: { high } }) => ({ ms, share: high })) },
      mark: { type: 'line', color: style.colour, strokeWidth: 2, strokeDash: [...style.dash] },
      encoding: { x, y: y('share') },
    };
    return [
      ...band(({ interval }) => interval, 0.14),
      ...band(({ share: known }) => known, 0.3),
      line,
    ];
  });
  return framed({
    size,
    height: HEIGHT,
    margin,
    above: 'share of the mail that takes longer',
    layer,
  });
}

/** Points closer than a pixel or so to the one before are left out. */
function thinned(points: readonly DelayPoint[]): DelayPoint[] {
  const kept: DelayPoint[] = [];
  points.forEach((point, i) => {
    const last = kept[kept.length - 1];
    const far =
      last === undefined ||
      point.ms > last.ms * FAR ||
      point.share.high * FAR < last.share.high ||
      point.share.low * FAR < last.share.low ||
      i === points.length - 1;
    if (far) kept.push(point);
  });
  return kept;
}

/** From where on nothing changes: mail that never arrives is late at every delay. */
function lastChange(points: readonly DelayPoint[]): number {
  const shape = ({ share: { low, high }, interval }: DelayPoint): string =>
    [low, high, interval?.low, interval?.high].join();
  const last = points[points.length - 1];
  if (last === undefined) return 0;
  const end = points.findLastIndex((point) => shape(point) !== shape(last));
  const { ms } = points[Math.min(points.length - 1, end + 1)];
  return last.share.high > 0 || (last.interval?.high ?? 0) > 0 ? ms * PLATEAU : ms;
}

/** The chart, for at least one setting with at least one delay; all with shares over the same delays. */
export function delayCurveChart(curves: readonly DelayCurve[]): Chart {
  const [{ over }] = curves;
  const thresholds = over.map(({ ms }, i) => ({
    ms,
    shares: curves.map((curve) => curve.over[i].share),
  }));
  const widest = thresholds.reduce((a, b) => (spread(b.shares) > spread(a.shares) ? b : a));
  const shown = spread(widest.shares) > 0 ? widest : thresholds[0];
  const names = curves.map(({ name }) => name);
  const longest = curves.map((curve) => curve.longest);
  const inShare = (value: BoundsResult): string => valueText(value, { unit: 'share' });
  const inTime = (value: BoundsResult): string => valueText(value, { unit: 'ms' });
  const points = curves.flatMap((curve) => curve.points);
  const notes = [
    ...(points.some(({ share: { low, high } }) => low < high)
      ? [
          'Some mail had not arrived by the end of the follow-up: the line is the share that takes longer if it never does, the band reaches down to what is certain.',
        ]
      : []),
    ...(points.some(({ interval }) => interval !== null)
      ? ['Light bands: the interval of the typical day, by order statistics, each point by itself.']
      : []),
  ];
  return {
    title: alternatives(
      names,
      shown.shares,
      inShare,
      ` of the mail takes longer than ${duration(shown.ms)} on a typical day`,
      upperEnd,
    ),
    alt: `Share of all messages that take longer than a delay on a typical day, against the delay, both axes logarithmic, a line for each setting. The longest delays of a typical day: ${alternatives(names, longest, inTime, '', upperEnd)}.`,
    legend: curves.map(({ name }, i) => lineEntry(name, seriesStyle(i))),
    spec: (size) => delayCurveSpec(curves, size),
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
    tables: [
      {
        caption: 'Share of all messages that take longer, on a typical day',
        head: ['setting', ...over.map(({ ms }) => `over ${duration(ms)}`), 'longest'],
        rows: curves.map((curve, i) => [
          curve.name,
          ...curve.over.map((one) => inShare(one.share)),
          inTime(longest[i]),
        ]),
      },
    ],
  };
}

function spread(values: readonly BoundsResult[]): number {
  const ends = values.map(upperEnd);
  return Math.max(...ends) - Math.min(...ends);
}
