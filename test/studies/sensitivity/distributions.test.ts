import { describe, expect, it } from 'vitest';
import { type Distribution, Sampler } from '../../../sim/engine/distributions.ts';
import { scaled, withMean, withSigma } from '../../../sim/studies/sensitivity/distributions.ts';

const SIZES: readonly Distribution[] = [
  { kind: 'lognormal', mean: 75_000, sigma: 1.5, minimum: 1000, maximum: 35e6 },
  { kind: 'lognormal', mean: 75_000, sigma: 1.5, minimum: 30_000, maximum: 500_000 },
  {
    kind: 'lognormal-pareto',
    mean: 75_000,
    sigma: 1.2,
    minimum: 1000,
    maximum: 35e6,
    tailShare: 0.02,
    tailIndex: 1.2,
  },
];

describe('a distribution with another mean or spread', () => {
  it.each(SIZES)('draws that mean, though it is clamped or has a tail: $kind', (sizes) => {
    const { mean } = new Sampler(sizes);
    expect(new Sampler(withMean(sizes, 1.5 * mean)).mean / mean).toBeCloseTo(1.5, 2);
    expect(withMean(sizes, 1.5 * mean)).toMatchObject({
      minimum: 'minimum' in sizes && sizes.minimum,
    });
  });

  it.each(SIZES)('keeps its mean at another sigma: $kind', (sizes) => {
    const wider = withSigma(sizes, 1.8);
    expect(wider).toMatchObject({ sigma: 1.8 });
    expect(new Sampler(wider).mean / new Sampler(sizes).mean).toBeCloseTo(1, 2);
  });

  it('is scaled value by value', () => {
    const kinds: readonly Distribution[] = [
      ...SIZES,
      { kind: 'constant', value: 3 },
      { kind: 'uniform', low: 1, high: 5 },
      { kind: 'exponential', mean: 2 },
      { kind: 'empirical', values: [1, 2, 10] },
    ];
    for (const kind of kinds) {
      const [plain, doubled] = [new Sampler(kind), new Sampler(scaled(kind, 2))];
      for (const u of [0.01, 0.5, 0.9, 0.999]) {
        expect(doubled.sample(u) / plain.sample(u)).toBeCloseTo(2, 9);
      }
    }
  });
});
