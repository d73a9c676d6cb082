import { describe, expect, it } from 'vitest';
import { exp, ln, normalQuantile } from '../../sim/engine/elementary.ts';
import { RandomStream } from '../../sim/engine/random.ts';
import { lowerBound, upperBound } from '../../sim/statistics/confidence.ts';
import { type Atom, SumOverrun } from '../../sim/studies/overrun.ts';

type Quantiles = (u: number) => number;

/**
 * The quantiles in the middle of each stratum of u: equal ones up to 15/16, then as many for each
 * halving of what is left, down to 2^-40, as 1/16 has there: a rare long duration matters in a sum.
 */
function strata(quantiles: Quantiles): Atom[] {
  const each = 64;
  const result: Atom[] = [];
  const cut = (from: number, left: number, count: number): void => {
    for (let i = 0; i < count; i++) {
      result.push([quantiles(from + ((i + 0.5) / count) * left), left / count]);
    }
  };
  cut(0, 15 / 16, 15 * each);
  let left = 1 / 16;
  for (; left > 2 ** -40; left /= 2) cut(1 - left, left / 2, each);
  cut(1 - left, left, 1);
  return result;
}

/** Of a duration by its quantiles, or by values that are equally likely. */
function overrunOf(
  duration: Quantiles | readonly number[],
  limit: number,
  overshoot?: Quantiles,
): SumOverrun {
  const durations =
    typeof duration === 'function'
      ? strata(duration)
      : duration.map((value): Atom => [value, 1 / duration.length]);
  return new SumOverrun({ durations, limit, ...(overshoot && { overshoot }) });
}

const MINUTE = 60_000;
const LIMIT = 20 * MINUTE;

const exponential = (mean: number) => (u: number) => -mean * ln(1 - u);
const lognormal = (median: number, sigma: number) => (u: number) =>
  median * exp(sigma * normalQuantile(u));

/** P(Erlang of m stages with mean 1 > x) = P(Poisson(x) < m). */
function erlangTail(m: number, x: number): number {
  let sum = 0;
  let lnTerm = -x;
  for (let i = 0; i < m; i++) {
    sum += exp(lnTerm);
    lnTerm += ln(x / (i + 1));
  }
  return sum;
}

describe('the overrun of a sum', () => {
  it.each([
    // Mean ms, durations, tolerance: durations far shorter than a cell of 293 ms are coarser.
    [20_000, [1, 2, 10, 40, 60, 80, 200], 1e-5],
    [1000, [1, 2, 1000, 1100, 1200, 1300, 2000], 1e-4],
    [300, [3500, 3900, 4000, 4100, 5000], 1e-4],
    [100, [11_500, 12_000, 12_500], 3e-3],
  ] as const)('of exponential durations of %d ms is the tail of Erlang', (mean, counts, within) => {
    const sum = overrunOf(exponential(mean), LIMIT);
    for (const m of counts) {
      const exact = erlangTail(m, LIMIT / mean);
      expect(Math.abs(sum.probability(m) - exact)).toBeLessThan(within);
    }
  });

  it('counts a constant as time that is gone', () => {
    const sum = overrunOf(exponential(2000), LIMIT);
    for (const constant of [0, 1, 150, 12_345.6, 5 * MINUTE, 19 * MINUTE]) {
      const m = Math.round((LIMIT - constant) / 2000);
      const exact = erlangTail(m, (LIMIT - constant) / 2000);
      expect(Math.abs(sum.probability(m, constant) - exact)).toBeLessThan(1e-3);
    }
    expect(sum.probability(0, LIMIT)).toBe(0);
    expect(sum.probability(0, LIMIT + 1)).toBe(1);
    expect(sum.probability(5, LIMIT + 1)).toBe(1);
  });

  it('of constant durations is certain just above the limit, and impossible just below', () => {
    const sum = overrunOf(() => 999.99, LIMIT);
    expect([sum.probability(1200), sum.probability(1201)]).toEqual([0, 1]);
    expect([sum.probability(1200, 11), sum.probability(1200, 13)]).toEqual([0, 1]);
  });

  it('of durations that hardly vary has its edge at the limit', () => {
    const sum = overrunOf((u) => 990 + 20 * u, LIMIT);
    expect(sum.probability(1188)).toBeLessThan(1e-6);
    expect(sum.probability(1200)).toBeCloseTo(0.5, 1);
    expect(sum.probability(1212)).toBeGreaterThan(1 - 1e-6);
  });

  it('of lognormal durations with a late limit is what a simulation of it finds', () => {
    const duration = lognormal(400, 1.2);
    const overshoot = exponential(30_000);
    const sum = overrunOf(duration, 2 * MINUTE, overshoot);
    const stream = new RandomStream('overrun', 0, 'durations');
    const runs = 4000;
    for (const m of [50, 150, 250]) {
      let overrun = 0;
      for (let run = 0; run < runs; run++) {
        let left = 2 * MINUTE + overshoot(stream.uniform()) - 1000;
        for (let i = 0; i < m; i++) left -= duration(stream.uniform());
        if (left < 0) overrun++;
      }
      const probability = sum.probability(m, 1000);
      expect(probability).toBeGreaterThan(lowerBound(overrun, runs, 0.999));
      expect(probability).toBeLessThan(upperBound(overrun, runs, 0.999));
    }
  });

  it('of one duration is its own tail, however rare', () => {
    const sum = overrunOf(lognormal(1000, 1.5), LIMIT);
    const z = ln(LIMIT / 1000) / 1.5;
    const single = sum.probability(1);
    // By the normal quantile, within the width of one stratum of the tail.
    expect(-normalQuantile(single) / z).toBeCloseTo(1, 2);
    // So many together overrun at least as often as one of them does alone.
    expect(sum.probability(30)).toBeGreaterThan(1 - (1 - single) ** 30);
  });

  it('is certain, or impossible, where single durations are', () => {
    const long = overrunOf(() => 2 * LIMIT, LIMIT);
    expect([1, 2, 100].map((m) => long.probability(m))).toEqual([1, 1, 1]);
    const mixed = overrunOf([0, 2 * LIMIT], LIMIT);
    for (const m of [1, 2, 3, 10]) expect(mixed.probability(m)).toBeCloseTo(1 - 0.5 ** m, 9);
    const none = overrunOf(() => 0, LIMIT);
    expect(none.probability(1_000_000)).toBe(0);
  });

  it('grows with the number of durations, the constant and an earlier limit', () => {
    for (const duration of [exponential(700), lognormal(300, 1.5), (u: number) => 500 + 200 * u]) {
      const sum = overrunOf(duration, LIMIT, (u) => MINUTE * u);
      const early = overrunOf(duration, LIMIT);
      let before = 0;
      for (let m = 0; m < 3000; m++) {
        const probability = sum.probability(m);
        expect(probability).toBeGreaterThanOrEqual(before - 1e-9);
        // On another grid.
        expect(early.probability(m)).toBeGreaterThanOrEqual(probability - 1e-6);
        before = probability;
      }
      let after = 0;
      for (let constant = 0; constant <= LIMIT + MINUTE; constant += 1234) {
        const probability = sum.probability(800, constant);
        expect(probability).toBeGreaterThanOrEqual(after - 1e-9);
        after = probability;
      }
    }
  });

  it('takes values that are equally likely like their distribution', () => {
    const values = Array.from({ length: 5000 }, (_, i) => exponential(2000)((i + 0.5) / 5000));
    const sampled = overrunOf(values, LIMIT);
    const exact = overrunOf(exponential(2000), LIMIT);
    for (const m of [500, 600, 700]) {
      expect(sampled.probability(m)).toBeCloseTo(exact.probability(m), 2);
    }
  });

  it('refuses what is no duration, limit or number', () => {
    expect(() => overrunOf([-1], 1)).toThrow('0 or more');
    expect(() => overrunOf(() => Number.NaN, 1)).toThrow('0 or more');
    expect(() => overrunOf([], 1)).toThrow('one at least');
    expect(() => overrunOf([1], 0)).toThrow('above 0');
    const sum = overrunOf([1, 2], 1);
    expect(() => sum.probability(1.5)).toThrow('no sum');
    expect(() => sum.probability(2, -1)).toThrow('no sum');
  });
});
