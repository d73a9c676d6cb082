import { describe, expect, it } from 'vitest';
import {
  holm,
  median,
  medianInterval,
  middleValue,
  signTest,
} from '../../sim/statistics/order-statistics.ts';

describe('the interval of a median', () => {
  // Conover, Practical Nonparametric Statistics, table A3: the ends for 95%.
  it.each([
    [5, 0, 4, 0.9375],
    [6, 0, 5, 0.96875],
    [10, 1, 8, 0.9785],
    [20, 5, 14, 0.9586],
    [40, 13, 26, 0.9615],
  ])('of %i values goes from position %i to %i', (n, low, high, coverage) => {
    const found = medianInterval(n);
    expect(found).toMatchObject({ low, high });
    expect(found?.coverage).toBeCloseTo(coverage, 4);
  });

  it('does not exist for fewer than five values', () => {
    expect(medianInterval(4)).toBeNull();
  });

  it('is wider for more confidence', () => {
    expect(medianInterval(20, 0.99)).toMatchObject({ low: 3, high: 16 });
  });
});

describe('the middle of some values', () => {
  it('is a value of a day, the larger of two; the median of differences lies between them', () => {
    expect(middleValue([3, 1, 2, 100])).toBe(3);
    expect(median([3, 1, 2, 100])).toBe(2.5);
    expect(median([3, 1, 2])).toBe(2);
  });

  it('takes what never comes as larger than everything', () => {
    expect(middleValue([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(median([1, 2, Number.POSITIVE_INFINITY])).toBe(2);
  });

  it('does not exist for nothing', () => {
    expect(median([])).toBeNaN();
    expect(middleValue([])).toBeNaN();
  });
});

describe('the sign test', () => {
  it.each([
    [0, 5, 0.0625],
    [0, 6, 0.03125],
    [1, 9, 0.021484375],
    [10, 10, 1],
    [0, 0, 1],
  ])('of %i against %i gives %f', (negative, positive, p) => {
    expect(signTest(negative, positive)).toBeCloseTo(p, 9);
    expect(signTest(positive, negative)).toBeCloseTo(p, 9);
  });
});

describe("Holm's procedure", () => {
  it('rejects step by step, the smallest first', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([true, false, false, true]);
    expect(holm([0.01, 0.02, 0.03, 0.005])).toEqual([true, true, true, true]);
    expect(holm([0.05, 0.05])).toEqual([false, false]);
  });
});
