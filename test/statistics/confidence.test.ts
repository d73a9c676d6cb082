import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../sim/engine/elementary.ts';
import { RandomStream } from '../../sim/engine/random-stream.ts';
import { meanInterval, moments, varianceRatio } from '../../sim/statistics/confidence.ts';
import { percentile } from '../../sim/statistics/percentile.ts';
import { studentCumulative, studentQuantile } from '../../sim/statistics/student-t.ts';

describe("Student's t", () => {
  it.each([
    [1, 12.706204736],
    [2, 4.30265273],
    [4, 2.776445105],
    [19, 2.093024054],
    [49, 2.009575234],
    [1000, 1.962339081],
  ])('has the tabled 97.5% quantile with %d degrees of freedom: %d', (freedom, t) => {
    expect(studentQuantile(0.975, freedom)).toBeCloseTo(t, 7);
    expect(studentQuantile(0.025, freedom)).toBeCloseTo(-t, 7);
    expect(studentCumulative(t, freedom)).toBeCloseTo(0.975, 9);
  });
});

describe('intervals', () => {
  it('are absent, never NaN, where there is too little to say', () => {
    expect(meanInterval([])).toBeNull();
    expect(meanInterval([3])).toBeNull();
    expect(meanInterval([1, Number.NaN])).toBeNull();
    expect(varianceRatio([1, 1], [2, 2])).toBeNull();
  });

  it('are those of the textbook', () => {
    const interval = meanInterval([1, 2, 3, 4, 5]);
    expect(interval?.mean).toBe(3);
    expect(interval?.halfWidth).toBeCloseTo(2.776445105 * Math.sqrt(2.5 / 5), 8);
    expect(moments([1, 2, 3, 4, 5]).variance).toBe(2.5);
  });

  it('of paired values see what shared chance leaves of the variance', () => {
    const base = [10, 20, 30, 40];
    const other = base.map((value) => value + 1);
    expect(varianceRatio(base, other)).toBe(0);
    expect(varianceRatio(base, [...base].reverse())).toBeCloseTo(2, 12);
    expect(() => varianceRatio([1, 2], [1, 2, 3])).toThrow('equal numbers');
  });

  it('cover the true mean of normal samples as often as they promise', () => {
    const stream = new RandomStream('coverage', 0, 'normal');
    let covered = 0;
    const macros = 4000;
    for (let i = 0; i < macros; i++) {
      const values = Array.from({ length: 10 }, () => 5 + normalQuantile(stream.uniform()));
      const interval = meanInterval(values);
      if (interval !== null && interval.low <= 5 && interval.high >= 5) covered++;
    }
    // Four standard errors around 95%.
    expect(Math.abs(covered / macros - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / macros));
  });
});

describe('percentiles', () => {
  it('lie between the values, by interpolation', () => {
    expect(percentile([1, 2, 3, 4, 5], 0.5)).toBe(3);
    expect(percentile([0, 10], 0.25)).toBe(2.5);
    expect(percentile([7], 0.9)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });
});
