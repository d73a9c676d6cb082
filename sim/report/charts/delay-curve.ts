/**
 * The distribution of the delays: which share of the mail takes longer than that, one line a
 * setting, both axes logarithmic so that the rare long delays can be seen; bands where there are.
 *
 * Units: milliseconds, shares from 0 to 1. Of all replications together.
 */
import { duration, share } from '../quantity.ts';
import { type Chart, type ChartSize, type ChartSpec, lineEntry } from './chart.ts';
import { axisWith, framed, type Layer, labelRoom } from './frame.ts';
import { seriesStyle } from './palette.ts';
import { alternatives } from './sentence.ts';
import { logDurationTicks, powersOfTen } from './ticks.ts';

export interface DelayPoint {
  readonly ms: number;
  /** Of the messages: those that take longer. */
  readonly share: number;
  readonly low?: number | null;
  readonly high?: number | null;
}

export interface DelayCurve {
  readonly name: string;
  readonly points: readonly DelayPoint[];
}

const HEIGHT = 300;
/** Rarer than this is not drawn. */
const RAREST = 1e-5;
/** Delays below this are drawn there, ms: they make no difference to anybody. */
const SHORTEST = 10;
/** A ratio that is seen on these axes. */
const FAR = 1.02;
const MINUTE = 60_000;
const THRESHOLDS = [1, 5, 15, 60].map((minutes) => minutes * MINUTE);

export function delayCurveSpec(curves: readonly DelayCurve[], size: ChartSize): ChartSpec {
  const shares = curves.flatMap(({ points }) => points.map((point) => point.share));
  const rarest = Math.max(RAREST, Math.min(0.1, ...shares.filter((value) => value > 0)));
  const floor = powersOfTen(RAREST / 10, rarest).pop() ?? RAREST;
  const times = curves.flatMap(({ points }) => points.map(({ ms }) => ms));
  const longest = Math.max(10 * SHORTEST, ...times);
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
    const drawn = thinned(points.filter((point) => point.share > 0)).filter(
      (_, k, all) => k === 0 || all[k - 1].share > RAREST,
    );
    const band = drawn.filter(
      ({ low, high }) => typeof low === 'number' && typeof high === 'number',
    );
    const area: Layer = {
      data: { values: band.map(({ ms, low, high }) => ({ ms, low, high })) },
      mark: { type: 'area', color: style.colour, opacity: 0.2 },
      encoding: { x, y: y('low'), y2: { field: 'high' } },
    };
    const line: Layer = {
      data: { values: drawn.map(({ ms, share: above }) => ({ ms, share: above })) },
      mark: { type: 'line', color: style.colour, strokeWidth: 2, strokeDash: [...style.dash] },
      encoding: { x, y: y('share') },
    };
    return band.length > 1 ? [area, line] : [line];
  });
  return framed({
    size,
    height: HEIGHT,
    margin,
    above: 'share of the messages that take longer',
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
      point.share * FAR < last.share ||
      i === points.length - 1;
    if (far) kept.push(point);
  });
  return kept;
}

/** The chart, for at least one setting with at least one delay. */
export function delayCurveChart(curves: readonly DelayCurve[]): Chart {
  const told = THRESHOLDS.map((ms) => ({
    ms,
    shares: curves.map((curve) => shareOver(curve, ms)),
  }));
  const widest = told.reduce((a, b) => (spread(b.shares) > spread(a.shares) ? b : a));
  const shown = spread(widest.shares) > 0 ? widest : told[0];
  const names = curves.map(({ name }) => name);
  const longest = curves.map(({ points }) => Math.max(...points.map(({ ms }) => ms)));
  const asked = told.map(({ ms }) => `over ${duration(ms)}`);
  return {
    title: alternatives(
      names,
      shown.shares,
      share,
      ` of the mail takes longer than ${duration(shown.ms)}`,
    ),
    alt: `Share of the messages that take longer than a delay, against the delay, both axes logarithmic, a line for each setting. The longest delays: ${alternatives(names, longest, duration)}.`,
    legend: curves.map(({ name }, i) => lineEntry(name, seriesStyle(i))),
    spec: (size) => delayCurveSpec(curves, size),
    ...(curves.some(({ points }) => points.some(({ low }) => typeof low === 'number'))
      ? { note: 'Bands: 95% confidence, point by point.' }
      : {}),
    tables: [
      {
        caption: 'Share of the messages that take longer',
        head: ['setting', ...asked, 'longest'],
        rows: curves.map((curve, i) => [
          curve.name,
          ...THRESHOLDS.map((ms) => share(shareOver(curve, ms))),
          duration(longest[i]),
        ]),
      },
    ],
  };
}

const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

/** The share that takes longer than `ms`: of the nearest point at or before it. */
function shareOver({ points }: DelayCurve, ms: number): number {
  let above = 1;
  for (const point of points) if (point.ms <= ms) above = Math.min(above, point.share);
  return above;
}
