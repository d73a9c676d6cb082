import { describe, expect, it } from 'vitest';
import { ln } from '../../sim/engine/elementary.ts';
import { RandomStream } from '../../sim/engine/random-stream.ts';
import { DelayHistogram } from '../../sim/statistics/delay-histogram.ts';
import { PooledDelays } from '../../sim/statistics/pooled-delays.ts';

function histogramOf(values: readonly number[]): DelayHistogram {
  const histogram = new DelayHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Replications of exponential delays with a mean of one second, each of its own size. */
function exponentials(replications: number, size: number): number[][] {
  const stream = new RandomStream('pooled', replications, 'delays');
  return Array.from({ length: replications }, () =>
    Array.from(
      { length: Math.ceil(size * (0.5 + stream.uniform())) },
      () => -1000 * ln(stream.uniform()),
    ),
  );
}

function pool(replications: readonly (readonly number[])[]): PooledDelays {
  const pooled = new PooledDelays();
  for (const values of replications) pooled.add(histogramOf(values));
  return pooled;
}

describe('pooled delays', () => {
  it('have the quantiles and shares of all delays together, without steps of bins', () => {
    const replications = exponentials(20, 500);
    const pooled = pool(replications);
    const all = replications.flat().sort((a, b) => a - b);
    expect(pooled.count).toBe(all.length);
    for (const q of [0.01, 0.5, 0.9, 0.99]) {
      const exact = all[Math.floor(q * all.length)];
      expect(Math.abs(pooled.quantile(q).ms / exact - 1)).toBeLessThan(0.005);
      expect(pooled.exceedance(exact).value).toBeCloseTo(1 - q, 2);
      expect(pooled.exceedance(pooled.quantile(q).ms).value).toBeCloseTo(1 - q, 10);
    }
    expect(pooled.quantile(1).ms).toBe(all.at(-1));
    expect([pooled.exceedance(all[0] - 1e-9).value, pooled.exceedance(1e9).value]).toEqual([1, 0]);
  });

  it('have the interval of the ratio estimator', () => {
    const replications = exponentials(10, 300);
    const ms = 1000;
    const above = replications.map((values) => values.filter((value) => value > ms).length);
    const n = replications.map(({ length }) => length);
    const total = n.reduce((sum, value) => sum + value);
    const share = above.reduce((sum, value) => sum + value) / total;
    const residual = above.reduce((sum, value, r) => sum + (value - share * n[r]) ** 2, 0);
    const error = Math.sqrt((residual * 10) / 9) / total;
    const { value, low, high } = pool(replications).exceedance(ms);
    expect(Math.abs(value - share)).toBeLessThan(0.002);
    // On the logistic scale, with t of 9 degrees of freedom.
    const logit = (p: number) => ln(p / (1 - p));
    const width = logit(high ?? 0) - logit(low ?? 0);
    expect(width / ((2 * 2.262157 * error) / (share * (1 - share)))).toBeCloseTo(1, 1);
  });

  it('are bounded where share and quantile agree: one interval is the other inverted', () => {
    const pooled = pool(exponentials(20, 300));
    for (const q of [0.1, 0.5, 0.9, 0.99]) {
      const { low, high } = pooled.quantile(q);
      expect(pooled.exceedance(low ?? 0).low).toBeCloseTo(1 - q, 3);
      expect(pooled.exceedance(high ?? 0).high).toBeCloseTo(1 - q, 3);
    }
  });

  it('are sure of less where the replications differ', () => {
    const alike = exponentials(20, 300);
    const different = alike.map((values, r) => values.map((ms) => (r % 2 === 0 ? ms : 2 * ms)));
    const width = (replications: readonly (readonly number[])[]) => {
      const { ms, low, high } = pool(replications).quantile(0.5);
      return ((high ?? 0) - (low ?? 0)) / ms;
    };
    expect(width(different)).toBeGreaterThan(2 * width(alike));
  });

  it('leave an end open that the delays seen do not bound', () => {
    const pooled = pool(exponentials(20, 50));
    expect(pooled.quantile(0.9999).high).toBeNull();
    expect(pooled.quantile(0.9999).low).not.toBeNull();
    expect(pooled.quantile(0.0001).low).toBeNull();
    expect(pooled.quantile(0.9).high).not.toBeNull();
    // One replication has all of the tail. Where it is more than the quantile leaves, its largest
    // delay is the bound, to within a bin; where it is less, there is none.
    const quiet = Array.from({ length: 9 }, () => Array.from({ length: 100 }, (_, i) => 1 + i));
    const late = pool([...quiet, Array.from({ length: 100 }, () => 5000)]).quantile(0.95);
    expect(late.high).toBeGreaterThan(4980);
    expect(late.high).toBeLessThanOrEqual(5000);
    const burst = pool([...quiet, Array.from({ length: 100 }, (_, i) => (i < 60 ? 1 : 5000))]);
    expect(burst.quantile(0.95).high).toBeNull();
  });

  it('say of what never happened how often it may yet', () => {
    const { value, low, high } = pool(exponentials(20, 50)).exceedance(1e8);
    expect([value, low]).toEqual([0, 0]);
    expect((high ?? 0) * pool(exponentials(20, 50)).count).toBeCloseTo(-ln(0.025), 1);
  });

  it('are the same from histograms that had been written', () => {
    const replications = exponentials(5, 100);
    const read = new PooledDelays();
    for (const values of replications) {
      read.add(JSON.parse(JSON.stringify(histogramOf(values))));
    }
    const pooled = pool(replications);
    expect(read.quantile(0.9)).toEqual(pooled.quantile(0.9));
    expect(read.curve(20)).toEqual(pooled.curve(20));
  });

  it('of one value are sure of it, and of one replication or nothing say nothing more', () => {
    const constant = pool(Array.from({ length: 5 }, () => Array.from({ length: 20 }, () => 250)));
    expect(constant.quantile(0.5)).toEqual({ ms: 250, low: 250, high: 250 });
    expect(constant.exceedance(249).value).toBe(1);
    const single = pool([[1, 2, 3]]);
    expect(single.quantile(0.5)).toMatchObject({ low: null, high: null });
    expect(single.exceedance(2)).toMatchObject({ low: null, high: null });
    const empty = new PooledDelays();
    empty.add(new DelayHistogram());
    expect(empty.quantile(0.5)).toEqual({ ms: 0, low: null, high: null });
    expect(empty.curve(10)).toEqual([]);
  });

  it('draw a curve that falls from end to end, its band around it', () => {
    const curve = pool(exponentials(20, 300)).curve(200);
    expect(curve.length).toBe(200);
    curve.forEach(({ share, low, high }, i) => {
      expect(low).toBeLessThanOrEqual(share);
      expect(high).toBeGreaterThanOrEqual(share);
      if (i > 0) expect(share).toBeLessThanOrEqual(curve[i - 1].share);
      if (i > 0) expect(curve[i].ms).toBeGreaterThan(curve[i - 1].ms);
    });
    expect(curve.at(-1)?.share).toBe(0);
  });
});
