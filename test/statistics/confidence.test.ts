import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../sim/engine/elementary.ts';
import { RandomStream } from '../../sim/engine/random.ts';
import {
  lowerBound,
  meanInterval,
  moments,
  studentCumulative,
  studentQuantile,
  upperBound,
} from '../../sim/statistics/confidence.ts';
import { incompleteBeta } from '../../sim/statistics/incomplete-beta.ts';
import { percentile } from '../../sim/statistics/order-statistics.ts';
import { varianceRatio } from './variance-ratio.ts';

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

/** P(X <= k), term by term. */
function atMost(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = term;
  for (let i = 1; i <= k; i++) {
    term *= ((n - i + 1) / i) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

describe('the bounds of a probability', () => {
  it.each([
    // Two-sided 95% intervals of Clopper and Pearson, by bisection of exact sums.
    [0, 10, 0, 0.3084971],
    [1, 10, 0.002528579, 0.4450161],
    [5, 10, 0.187086, 0.812914],
    [10, 10, 0.6915029, 1],
    [7, 150, 0.01896557, 0.09378586],
  ])('are the exact ones of %d in %d: %d to %d', (k, n, low, high) => {
    expect(lowerBound(k, n, 0.975)).toBeCloseTo(low, 5);
    expect(upperBound(k, n, 0.975)).toBeCloseTo(high, 5);
  });

  it('are where the seen count becomes as unlikely as promised', () => {
    const trials = fc
      .integer({ min: 1, max: 80 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(trials, ([k, n]) => {
        if (k < n) expect(atMost(k, n, upperBound(k, n, 0.9))).toBeCloseTo(0.1, 8);
        if (k > 0) expect(1 - atMost(k - 1, n, lowerBound(k, n, 0.9))).toBeCloseTo(0.1, 8);
      }),
      { seed: 3 },
    );
  });

  it('of what never happened follow the rule of three, in a million trials too', () => {
    expect(upperBound(0, 1_000_000) * 1_000_000).toBeCloseTo(2.9957, 3);
    expect(lowerBound(0, 1_000_000)).toBe(0);
    expect(upperBound(1000, 1_000_000)).toBeGreaterThan(0.001);
    expect(upperBound(1000, 1_000_000)).toBeLessThan(0.0011);
  });

  it('refuse what is no count', () => {
    expect(() => upperBound(3, 2)).toThrow('no count');
    expect(() => lowerBound(0.5, 2)).toThrow('no count');
  });
});

describe('the incomplete beta function', () => {
  it('is a power where one parameter is 1, and mirrors itself', () => {
    expect(incompleteBeta(0.3, 4, 1)).toBeCloseTo(0.3 ** 4, 14);
    expect(incompleteBeta(0.3, 1, 4)).toBeCloseTo(1 - 0.7 ** 4, 14);
    expect(incompleteBeta(0.2, 7, 3.5)).toBeCloseTo(1 - incompleteBeta(0.8, 3.5, 7), 13);
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  });

  it('is one half in the middle of a symmetric one, however large', () => {
    for (const a of [1, 100, 10_000, 1_000_000]) {
      expect(incompleteBeta(0.5, a, a)).toBeCloseTo(0.5, 6);
    }
  });
});
