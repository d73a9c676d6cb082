import { describe, expect, it } from 'vitest';
import { exp, normalQuantile } from '../../sim/engine/elementary.ts';
import { RandomStream } from '../../sim/engine/random-stream.ts';
import { upperBound } from '../../sim/statistics/binomial-bound.ts';
import { FeasibilityTest, type Verdict } from '../../sim/statistics/feasibility.ts';

const INPUT = { firstStage: 10, bound: 100, tolerance: 2, error: 0.05 };

function decide(draw: () => number, input = INPUT): { verdict: Verdict; observed: number } {
  const test = new FeasibilityTest(input);
  while (test.verdict === 'undecided') test.observe(draw());
  return test;
}

describe('the feasibility of a mean', () => {
  it('is misjudged at the edge of the tolerance no more often than allowed', () => {
    const stream = new RandomStream('feasibility', 0, 'normal');
    const macros = 4000;
    let wrong = 0;
    for (let i = 0; i < macros; i++) {
      const side = i % 2 === 0 ? 1 : -1;
      const { verdict } = decide(() => 100 + side * 2 + 8 * normalQuantile(stream.uniform()));
      if (verdict !== (side === 1 ? 'infeasible' : 'feasible')) wrong++;
    }
    expect(wrong / macros).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / macros));
    // It is a real test: nearly all of the error is used.
    expect(upperBound(wrong, macros)).toBeGreaterThan(0.03);
  });

  it('of skewed values above the bound is overlooked too often unless the first stage is long', () => {
    const [short, long] = [10, 40].map((firstStage) => {
      const stream = new RandomStream('feasibility', 0, 'lognormal');
      // exp(N(0, 0.5^2)) has mean exp(1/8), standard deviation 0.60 and skewness 1.75.
      const skewed = () => 13 * (exp(0.5 * normalQuantile(stream.uniform())) - exp(0.125));
      let overlooked = 0;
      for (let i = 0; i < 2000; i++) {
        const { verdict } = decide(() => 102 + skewed(), { ...INPUT, firstStage });
        if (verdict === 'feasible') overlooked++;
      }
      return overlooked / 2000;
    });
    expect(long).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 2000));
    expect(short).toBeGreaterThan(long);
    expect(short).toBeLessThan(0.15);
  });

  it('needs the fewer replications the farther the mean is from the bound', () => {
    const stream = new RandomStream('feasibility', 0, 'far');
    const replications = [2, 6, 20].map((distance) => {
      let sum = 0;
      for (let i = 0; i < 200; i++) {
        sum += decide(() => 100 - distance + 8 * normalQuantile(stream.uniform())).observed;
      }
      return sum / 200;
    });
    expect(replications).toEqual([...replications].sort((a, b) => b - a));
    expect(replications[2]).toBeLessThan(12);
  });

  it('is decided at once where nothing varies, on either side and on the bound', () => {
    expect(decide(() => 99)).toMatchObject({ verdict: 'feasible', observed: 10 });
    expect(decide(() => 101)).toMatchObject({ verdict: 'infeasible', observed: 10 });
    expect(decide(() => 100)).toMatchObject({ verdict: 'feasible', observed: 10 });
  });

  it('stays as it was decided, and refuses what makes no sense', () => {
    const test = new FeasibilityTest({ ...INPUT, firstStage: 2 });
    expect(test.verdict).toBe('undecided');
    for (const value of [1, 1, 1e9, 1e9]) test.observe(value);
    expect(test).toMatchObject({ verdict: 'feasible', observed: 2 });
    expect(() => test.observe(Number.NaN)).toThrow('finite');
    expect(() => new FeasibilityTest({ ...INPUT, error: 0.5 })).toThrow('error');
    expect(() => new FeasibilityTest({ ...INPUT, tolerance: 0 })).toThrow('tolerance');
    expect(() => new FeasibilityTest({ ...INPUT, firstStage: 1 })).toThrow('firstStage');
  });
});
