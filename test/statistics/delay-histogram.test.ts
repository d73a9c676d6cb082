import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelayHistogram } from '../../sim/statistics/delay-histogram.ts';

function histogramOf(values: readonly number[]): DelayHistogram {
  const histogram = new DelayHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

const delay = fc.oneof(
  fc.double({ min: 0.001, max: 5e8, noNaN: true }),
  fc.double({ min: 1, max: 1000, noNaN: true }),
  fc.constant(0),
);

describe('the delay histogram', () => {
  it('gives the value at index floor(q n) to within 0.2%, and both ends exactly', () => {
    fc.assert(
      fc.property(
        fc.array(delay, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const sorted = [...values].sort((a, b) => a - b);
          const histogram = histogramOf(values);
          const exact = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
          expect(Math.abs(histogram.quantile(q) - exact)).toBeLessThanOrEqual(
            0.002 * exact + 0.001,
          );
          expect(histogram.quantile(1)).toBe(sorted.at(-1));
          expect(histogram.min).toBe(sorted[0]);
          expect(histogram.max).toBe(sorted.at(-1));
        },
      ),
      { numRuns: 500, seed: 5 },
    );
  });

  it('counts and sums exactly', () => {
    const histogram = histogramOf([1, 2, 3.5, 0]);
    expect(histogram.count).toBe(4);
    expect(histogram.mean).toBe(6.5 / 4);
  });

  it('says exactly how many lie above a limit, also just above it', () => {
    const histogram = new DelayHistogram([60_000, 300_000]);
    for (const ms of [0, 60_000, 60_000.01, 60_050, 300_001, 1e9]) histogram.record(ms);
    expect(histogram.countOver(60_000)).toBe(4);
    expect(histogram.countOver(300_000)).toBe(2);
    expect(() => histogram.countOver(1000)).toThrow('1000');
  });

  it('merged from parts is that of the whole, and survives JSON', () => {
    fc.assert(
      fc.property(fc.array(delay), fc.array(delay), (left, right) => {
        const merged = histogramOf(left);
        merged.merge(histogramOf(right).toJSON());
        const whole = histogramOf([...left, ...right]);
        expect(merged.toJSON().bins).toEqual(whole.toJSON().bins);
        expect(merged.max).toBe(whole.max);
        expect(merged.min).toBe(whole.min);
        const copy = new DelayHistogram();
        copy.merge(JSON.parse(JSON.stringify(whole)));
        expect(copy.toJSON()).toEqual(whole.toJSON());
      }),
      { seed: 6 },
    );
  });

  it('of nothing is zero everywhere, never NaN', () => {
    const empty = new DelayHistogram();
    expect([empty.mean, empty.min, empty.max, empty.quantile(0.5)]).toEqual([0, 0, 0, 0]);
  });
});
