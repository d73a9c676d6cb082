import { describe, expect, it } from 'vitest';
import { ln, normalQuantile } from '../../sim/engine/elementary.ts';
import { RandomStream } from '../../sim/engine/random-stream.ts';
import {
  bootstrapInterval,
  pairedBootstrapInterval,
} from '../../sim/statistics/bootstrap-interval.ts';
import { type Interval, meanInterval, pairedInterval } from '../../sim/statistics/confidence.ts';
import { DelayHistogram } from '../../sim/statistics/delay-histogram.ts';
import { PooledDelays } from '../../sim/statistics/pooled-delays.ts';

/**
 * Each kind of 95% interval over 10,000 experiments whose truth is known. The standard error of such
 * a coverage is 0.22%, so that the band is three of them to either side.
 */
const EXPERIMENTS = 10_000;
const LEAST = 0.943;
const MOST = 0.957;

const share = (happens: () => boolean): number => {
  let count = 0;
  for (let i = 0; i < EXPERIMENTS; i++) if (happens()) count++;
  return count / EXPERIMENTS;
};
const covers = (interval: { low: number | null; high: number | null } | null, truth: number) =>
  interval !== null &&
  (interval.low ?? Number.NEGATIVE_INFINITY) <= truth &&
  truth <= (interval.high ?? Number.POSITIVE_INFINITY);
const drawn = (n: number, draw: () => number) => Array.from({ length: n }, draw);
const exponential = (stream: RandomStream) => -ln(stream.uniform());

/** The 90% order statistic of `m` exponential delays with mean 1. */
function ninetieth(stream: RandomStream, m: number): number {
  const delays = new Float64Array(m);
  for (let i = 0; i < m; i++) delays[i] = exponential(stream);
  return delays.sort()[0.9 * m - 1];
}

/** Its expectation: 1/m + 1/(m - 1) + ... down to the number of delays above it (Renyi 1953). */
function expectedNinetieth(m: number): number {
  let sum = 0;
  for (let i = m; i > m - 0.9 * m; i--) sum += 1 / i;
  return sum;
}

function expectPromised(coverage: number): void {
  expect(coverage).toBeGreaterThanOrEqual(LEAST);
  expect(coverage).toBeLessThanOrEqual(MOST);
}

describe('a 95% interval covers the truth in 94.3% to 95.7% of experiments', () => {
  it("by Student's t, 10 normal values", () => {
    const stream = new RandomStream('coverage', 0, 'student');
    const normal = () => 5 + normalQuantile(stream.uniform());
    expectPromised(share(() => covers(meanInterval(drawn(10, normal)), 5)));
  });

  it('by the bootstrap, the 90% quantile of 50 delays a day on 20 days', () => {
    const stream = new RandomStream('coverage', 0, 'bootstrap');
    const truth = expectedNinetieth(50);
    const day = () => ninetieth(stream, 50);
    expectPromised(share(() => covers(bootstrapInterval(drawn(20, day)), truth)));
  });

  it('by pooling, the 90% quantile of the 200 delays on each of 20 days', () => {
    const stream = new RandomStream('coverage', 0, 'pooled');
    const truth = 1000 * ln(10);
    const experiment = () => {
      const pooled = new PooledDelays();
      for (let day = 0; day < 20; day++) {
        const histogram = new DelayHistogram();
        for (let i = 0; i < 200; i++) histogram.record(1000 * exponential(stream));
        pooled.add(histogram);
      }
      return covers(pooled.quantile(0.9), truth);
    };
    expectPromised(share(experiment));
  });
});

describe('a setting compared with itself', () => {
  type Paired = (base: readonly number[], other: readonly number[]) => Interval | null;

  it.each([
    ["Student's t", pairedInterval],
    ['the bootstrap', pairedBootstrapInterval],
  ] as const)('differs in 5% of experiments at most, by %s', (_, paired: Paired) => {
    const base = new RandomStream('coverage', 0, 'base');
    const other = new RandomStream('coverage', 0, 'other');
    const found = share(() => {
      const left = drawn(20, () => ninetieth(base, 20));
      return !covers(
        paired(
          left,
          drawn(20, () => ninetieth(other, 20)),
        ),
        0,
      );
    });
    expect(found).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / EXPERIMENTS));
  });

  it('never differs where the values are identical', () => {
    const stream = new RandomStream('coverage', 0, 'identical');
    const values = drawn(20, () => ninetieth(stream, 20));
    for (const paired of [pairedInterval, pairedBootstrapInterval]) {
      expect(paired(values, values)).toMatchObject({ mean: 0, low: 0, high: 0 });
    }
  });
});
