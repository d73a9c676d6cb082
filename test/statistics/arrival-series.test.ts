import { describe, expect, it } from 'vitest';
import { ArrivalSeries } from '../../sim/statistics/arrival-series.ts';

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
