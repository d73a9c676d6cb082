import { describe, expect, it } from 'vitest';
import { type CurvePoint, DayCurves } from '../../sim/statistics/day-curves.ts';
import { DelayHistogram, type HistogramData } from '../../sim/statistics/delay-histogram.ts';

function histogram(values: readonly number[]): HistogramData {
  const counted = new DelayHistogram();
  for (const value of values) counted.record(value);
  return counted.toJSON();
}

interface Day {
  readonly delays?: readonly number[];
  readonly ages?: readonly number[];
  readonly returned?: number;
}

function curveOf(...days: readonly Day[]): CurvePoint[] {
  const curves = new DayCurves();
  for (const { delays = [], ages = [], returned = 0 } of days) {
    const size = delays.length + ages.length + returned;
    curves.add({ size, delays: histogram(delays), ages: histogram(ages) });
  }
  return curves.typical();
}

/** The last point at or before a delay. */
function at(curve: readonly CurvePoint[], ms: number): CurvePoint {
  return curve.filter((point) => point.ms <= ms).at(-1) as CurvePoint;
}

const some = (n: number, ms: number): number[] => new Array(n).fill(ms);

describe('the curve of a day', () => {
  const curve = curveOf({ delays: [...some(60, 100), ...some(30, 10_000), ...some(10, 1e6)] });

  it('is the share of the mail that took longer', () => {
    expect(at(curve, 95).share).toEqual({ low: 1, high: 1 });
    expect(at(curve, 5000).share).toEqual({ low: 0.4, high: 0.4 });
    expect(at(curve, 500_000).share).toEqual({ low: 0.1, high: 0.1 });
  });

  it('goes from the last delay that all exceed to the first that none does, and only falls', () => {
    expect(curve[0].ms).toBeGreaterThan(80);
    expect(curve[0].ms).toBeLessThanOrEqual(100);
    expect(curve[0].share.low).toBe(1);
    expect(curve[1].share.low).toBe(0.4);
    expect(curve.at(-1)?.share.high).toBe(0);
    expect(curve.at(-1)?.ms).toBeGreaterThanOrEqual(1e6);
    expect(curve.at(-1)?.ms).toBeLessThan(1.1e6);
    const shares = curve.map(({ share }) => share.low);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
  });

  it('is at evenly spaced delays on a logarithmic axis', () => {
    const steps = curve.slice(1).map(({ ms }, i) => ms / curve[i].ms);
    for (const step of steps) expect(step).toBeCloseTo(2 ** (30 / 239), 6);
  });

  it('does not exist without mail', () => {
    expect(curveOf()).toEqual([]);
    expect(curveOf({}, {})).toEqual([]);
    expect(at(curveOf({}, { delays: [5] }, {}), 5).share.low).toBe(1);
  });
});

describe('the curve of mail that has not all arrived', () => {
  const curve = curveOf({ delays: some(80, 100), ages: some(15, 10_000), returned: 5 });

  it('has the share that waits beyond it at least, and at most whatever is left', () => {
    expect(at(curve, 5000).share).toEqual({ low: 0.2, high: 0.2 });
    expect(at(curve, 20_000).share).toEqual({ low: 0.05, high: 0.2 });
  });

  it('never comes down to nothing, and goes on to the last of the delays', () => {
    const last = curve.at(-1) as CurvePoint;
    expect(last.ms).toBeCloseTo(2 ** 30, -1);
    expect(last.share).toEqual({ low: 0.05, high: 0.2 });
  });
});

describe('the curve of the typical day', () => {
  const day = (late: number): Day => ({
    delays: [...some(100 - late, 100), ...some(late, 10_000)],
  });

  it('is the median over the days at each delay, whatever a bad day is like', () => {
    const { share, interval } = at(curveOf(day(1), day(2), day(3), day(4), day(90)), 5000);
    expect(share).toEqual({ low: 0.03, high: 0.03 });
    expect(interval).toEqual({ low: 0.01, high: 0.9 });
  });

  it('is, of an even number of days, the worse of the two in the middle', () => {
    expect(at(curveOf(day(1), day(2), day(3), day(4)), 5000).share.low).toBe(0.03);
  });

  it('has an interval from five days on, by order statistics', () => {
    expect(at(curveOf(day(1), day(2), day(3), day(4)), 5000).interval).toBeNull();
    const ten = curveOf(...Array.from({ length: 10 }, (_, i) => day(i + 1)));
    expect(at(ten, 5000).interval).toEqual({ low: 0.02, high: 0.09 });
  });

  it('takes the lower end from the lows of the days, the upper end from their highs', () => {
    const open = (left: number): Day => ({ delays: some(100 - left, 100), ages: some(left, 200) });
    const { share, interval } = at(curveOf(open(1), open(2), open(3), day(4), day(5)), 5000);
    expect(share).toEqual({ low: 0, high: 0.03 });
    expect(interval).toEqual({ low: 0, high: 0.05 });
  });
});
