import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Distribution, quantise, Sampler } from '../../sim/engine/distributions.ts';

const KINDS: readonly [string, Distribution, number][] = [
  ['constant', { kind: 'constant', value: 7 }, 7],
  ['uniform', { kind: 'uniform', low: 2, high: 6 }, 4],
  ['exponential', { kind: 'exponential', mean: 3 }, 3],
  ['lognormal', { kind: 'lognormal', mean: 100, sigma: 1, minimum: 0, maximum: 1e9 }, 100],
  ['empirical', { kind: 'empirical', values: [1, 2, 10] }, 3.75],
];

/** Mean over many quantiles. */
function numericMean(sampler: Sampler, n = 200_000): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += sampler.sample((i + 0.5) / n);
  return sum / n;
}

describe('distributions', () => {
  it.each(KINDS)('have the mean that they state: %s', (_name, distribution, mean) => {
    const sampler = new Sampler(distribution);
    expect(Math.abs(sampler.mean / mean - 1)).toBeLessThan(2e-3);
    expect(Math.abs(numericMean(sampler) / mean - 1)).toBeLessThan(2e-3);
  });

  it.each([
    ...KINDS,
    [
      'lognormal-pareto',
      {
        kind: 'lognormal-pareto',
        mean: 100,
        sigma: 1.5,
        minimum: 1,
        maximum: 1e6,
        tailShare: 0.05,
        tailIndex: 1.2,
      },
      0,
    ],
  ] as [string, Distribution, number][])('rise with the uniform: %s', (_name, distribution) => {
    const sampler = new Sampler(distribution);
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 1; i < 5000; i++) {
      const value = sampler.sample(i / 5000);
      expect(value).toBeGreaterThanOrEqual(last);
      last = value;
    }
  });

  it('have the quantiles of their closed forms', () => {
    expect(new Sampler({ kind: 'exponential', mean: 2 }).sample(0.5)).toBeCloseTo(2 * Math.LN2, 12);
    const lognormal = new Sampler({
      kind: 'lognormal',
      mean: Math.exp(0.5),
      sigma: 1,
      minimum: 0,
      maximum: 1e9,
    });
    expect(lognormal.sample(0.5)).toBeCloseTo(1, 12);
    expect(lognormal.sample(0.975)).toBeCloseTo(Math.exp(1.959963984540054), 10);
  });

  it('continue the lognormal body by a Pareto tail of the stated index', () => {
    const sampler = new Sampler({
      kind: 'lognormal-pareto',
      mean: 100,
      sigma: 1.5,
      minimum: 0,
      maximum: 1e12,
      tailShare: 0.05,
      tailIndex: 1.2,
    });
    const joint = sampler.sample(0.95);
    expect(sampler.sample(0.95 + 1e-9) / joint).toBeCloseTo(1, 6);
    expect(sampler.sample(1 - 0.005) / joint).toBeCloseTo(10 ** (1 / 1.2), 6);
  });

  it('clamp to their bounds', () => {
    const sampler = new Sampler({
      kind: 'lognormal',
      mean: 100,
      sigma: 2,
      minimum: 10,
      maximum: 500,
    });
    expect(sampler.sample(1e-6)).toBe(10);
    expect(sampler.sample(1 - 1e-6)).toBe(500);
    expect(Math.abs(sampler.mean / numericMean(sampler) - 1)).toBeLessThan(1e-3);
  });

  it('refuse parameters that make no sense', () => {
    expect(() => new Sampler({ kind: 'uniform', low: 2, high: 1 })).toThrow('low <= high');
    expect(
      () => new Sampler({ kind: 'lognormal', mean: 0, sigma: 1, minimum: 0, maximum: 1 }),
    ).toThrow('mean > 0');
    expect(() => new Sampler({ kind: 'empirical', values: [] })).toThrow('needs a value');
    expect(() => new Sampler({ kind: 'empirical', values: [2, 1] })).toThrow('ascend');
    expect(() => new Sampler({ kind: 'constant', value: Number.NaN })).toThrow('finite');
  });
});

describe('times on the grid', () => {
  it('add up to the same sum in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { maxLength: 50 }),
        (times) => {
          const grid = times.map(quantise);
          const forwards = grid.reduce((a, b) => a + b, 0);
          const backwards = [...grid].reverse().reduce((a, b) => a + b, 0);
          expect(forwards).toBe(backwards);
        },
      ),
      { seed: 3 },
    );
  });
});
