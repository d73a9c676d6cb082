import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalSeries, TimeSeries } from '../../sim/statistics/time-series.ts';

describe('a time series', () => {
  it('has the mean and the maximum of the step function, however long it grows', () => {
    const step = fc.record({
      after: fc.integer({ min: 0, max: 100_000 }),
      value: fc.integer({ min: 0, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
        const series = new TimeSeries(10);
        let at = 0;
        let area = 0;
        let value = 0;
        let max = 0;
        for (const { after, value: next } of steps) {
          area += value * after;
          at += after;
          value = next;
          max = Math.max(max, next);
          series.record(at, next);
        }
        expect(series.max).toBe(max);
        if (at > 0) expect(series.mean).toBeCloseTo(area / at, 6);
        const points = series.points();
        expect(points.length).toBeLessThanOrEqual(512);
        const covered = points.reduce((sum, p) => sum + p.mean * (p.toMs - p.fromMs), 0);
        expect(covered).toBeCloseTo(area, 3);
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('keeps the peak of each slot, also of one that lasts no time', () => {
    const series = new TimeSeries(100);
    series.record(10, 5);
    series.record(10, 0);
    series.record(250, 0);
    expect(series.points().map(({ max }) => max)).toEqual([5, 0, 0]);
  });

  it('doubles its slots and keeps the peaks', () => {
    const series = new TimeSeries(1);
    series.record(3, 9);
    series.record(4, 1);
    series.record(5000, 0);
    expect(series.slotMs).toBe(16);
    expect(series.points()[0].max).toBe(9);
  });
});

describe('a series by time of arrival', () => {
  it('has the mean of each slot, and nothing where nothing arrived', () => {
    const series = new ArrivalSeries(1000);
    series.record(2500, 4);
    series.record(200, 10);
    series.record(2999, 8);
    expect(series.toJSON()).toEqual({ slotMs: 1000, means: [10, null, 6] });
  });

  it('counts what came before the start at the start', () => {
    const series = new ArrivalSeries(1000);
    series.record(-5_000_000, 7);
    expect(series.toJSON().means).toEqual([7]);
  });

  it('keeps its memory and all that it counted when time runs on', () => {
    const series = new ArrivalSeries(1000);
    for (let i = 0; i < 5000; i++) series.record(i * 1000, i);
    const { slotMs, means } = series.toJSON();
    expect(slotMs).toBe(16_000);
    expect(means).toHaveLength(Math.ceil(5000 / 16));
    expect(means[0]).toBe(7.5);
    expect(means[100]).toBeCloseTo(1607.5, -1);
  });
});
