/**
 * The share of the mail that took longer than x, day by day: the typical day's curve.
 *
 * Each day's two curves, what is known of it at least and at most, are kept at fixed delays, evenly
 * spaced on a logarithmic axis. At each of them the typical day is the median over the days, its
 * interval by order statistics (order-statistics.ts), each point by itself. Memory: 2 x POINTS shares
 * a day, whatever the mail. Units: milliseconds, shares from 0 to 1.
 */
import { exp, ln } from '../engine/elementary.ts';
import type { Bounds } from './bounds.ts';
import { type HistogramData, lowerEdge } from './delay-histogram.ts';
import { ascending, medianInterval } from './order-statistics.ts';

/** Some 26 for each factor of ten: fine enough for a line as wide as a page. */
const POINTS = 240;
/** From a millisecond to 2^30 ms, twelve days. */
const DELAYS = Float64Array.from({ length: POINTS }, (_, i) =>
  exp((i / (POINTS - 1)) * 30 * ln(2)),
);

export interface DayDelays {
  /** Messages of the cohort. */
  readonly size: number;
  readonly delays: HistogramData;
  /** Ages of what is left; what was returned is in neither. */
  readonly ages: HistogramData;
}

export interface CurvePoint {
  readonly ms: number;
  /** Share above `ms` on the typical day. */
  readonly share: Bounds;
  /** Null with fewer than five days. */
  readonly interval: Bounds | null;
}

export class DayCurves {
  private readonly lows: Float64Array[] = [];
  private readonly highs: Float64Array[] = [];

  /** A day without mail has no curve. */
  add({ size, delays, ages }: DayDelays): void {
    if (size === 0) return;
    const returned = size - delays.count - ages.count;
    const delivered = countsOver(delays);
    const waiting = countsOver(ages);
    this.lows.push(delivered.map((later, i) => (later + waiting[i] + returned) / size));
    this.highs.push(delivered.map((later) => (later + ages.count + returned) / size));
  }

  /** From the last delay that all mail exceeds to the first that none does; empty without mail. */
  typical(confidence = 0.95): CurvePoint[] {
    const days = this.lows.length;
    if (days === 0) return [];
    const ends = medianInterval(days, confidence);
    const middle = Math.floor(days / 2);
    const points = Array.from({ length: POINTS }, (_, i): CurvePoint => {
      const lows = ascending(this.lows.map((curve) => curve[i]));
      const highs = ascending(this.highs.map((curve) => curve[i]));
      return {
        ms: DELAYS[i],
        share: { low: lows[middle], high: highs[middle] },
        interval: ends === null ? null : { low: lows[ends.low], high: highs[ends.high] },
      };
    });
    const upper = ({ share, interval }: CurvePoint): number => interval?.high ?? share.high;
    const lower = ({ share, interval }: CurvePoint): number => interval?.low ?? share.low;
    const first = Math.max(0, points.findIndex((point) => lower(point) < 1) - 1);
    const end = points.findIndex((point) => upper(point) === 0);
    return points.slice(first, end < 0 ? POINTS : end + 1);
  }
}

/** Values above each of the delays, as far as the bins tell. */
function countsOver({ bins, count }: HistogramData): Float64Array {
  const over = new Float64Array(POINTS);
  let seen = 0;
  let next = 0;
  for (let i = 0; i < POINTS; i++) {
    while (next < bins.length && lowerEdge(bins[next][0]) < DELAYS[i]) seen += bins[next++][1];
    over[i] = count - seen;
  }
  return over;
}
