import { describe, expect, it } from 'vitest';
import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import { isMetricName, METRICS, type MetricName, metricOf } from '../../sim/mailpath/metrics.ts';
import type { RunResult } from '../../sim/mailpath/run-result.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { known } from '../../sim/statistics/bounds.ts';
import { DelayHistogram } from '../../sim/statistics/delay-histogram.ts';
import { officeGateway } from '../studies/office-gateway.ts';

const NEVER = Number.POSITIVE_INFINITY;
const MINUTE = 60_000;

/** What a run would have left whose cohort fared so: delays, ages of what is left, returned. */
function cohortOf(delays: readonly number[], ages: readonly number[], returned = 0): RunResult {
  const run = simulate(officeGateway({}, { arrivals: [] }), 'nothing', 0);
  const histogram = (values: readonly number[]): DelayHistogram => {
    const counted = new DelayHistogram([1, 5, 15, 60].map((minutes) => minutes * MINUTE));
    for (const value of values) counted.record(value);
    return counted;
  };
  return {
    ...run,
    endedAtMs: 99 * MINUTE,
    cohort: {
      ...run.cohort,
      size: delays.length + ages.length + returned,
      delivered: delays.length,
      deliveredAtFirst: 1,
      returned,
      left: ages.length,
      delays: histogram(delays),
      ages: histogram(ages),
      parts: PART_NAMES.map((_, part) => part * 1000),
      lastDeliveryAtMs: 40 * MINUTE,
    },
  };
}

function read(name: MetricName, run: RunResult) {
  return metricOf(name).read(run);
}

describe('the metrics', () => {
  it('are found by their names, and by nothing else', () => {
    expect(METRICS.length).toBeGreaterThan(40);
    for (const metric of METRICS) expect(metricOf(metric.name)).toBe(metric);
    expect(isMetricName('p99')).toBe(true);
    expect(isMetricName('p98')).toBe(false);
    expect(isMetricName('constructor')).toBe(false);
    expect(() => metricOf('p98' as MetricName)).toThrow('p98');
  });

  it('mean a sentence or two each', () => {
    for (const { name, meaning } of METRICS) expect(meaning, name).toMatch(/^[A-Z].*\.$/);
  });

  it('split the mean delay into parts that sum to it', () => {
    const run = simulate(officeGateway(), 'parts', 0);
    const means = PART_NAMES.map((part) => read(`delay.${part}`, run).low);
    expect(means.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(read('mean', run).low, 6);
  });

  it('order the quantiles, and the shares over longer and longer times', () => {
    const run = simulate(officeGateway(), 'order', 0);
    const inOrder = (names: MetricName[]) => names.map((name) => read(name, run).low);
    const quantiles = inOrder(['p50', 'p90', 'p95', 'p99', 'p99.9', 'max']);
    expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b));
    const over = inOrder(['over-60m', 'over-15m', 'over-5m', 'over-1m']);
    expect(over).toEqual([...over].sort((a, b) => a - b));
    expect(over[3]).toBeGreaterThan(0);
  });

  it('are all known where all mail was delivered', () => {
    const run = simulate(officeGateway(), 'known', 0);
    for (const { name, read: of } of METRICS) {
      const { low, high } = of(run);
      expect(low, name).toBe(high);
      expect(Number.isFinite(low), name).toBe(true);
    }
  });

  it('say nothing of delays on a day without mail', () => {
    const run = simulate(officeGateway({}, { arrivals: [] }), 'nothing', 0);
    for (const name of [
      'mean',
      'p99',
      'max',
      'over-1m',
      'delay.mark',
      'tries',
      'never-share',
    ] as const) {
      expect(read(name, run).low, name).toBeNaN();
      expect(read(name, run).high, name).toBeNaN();
    }
    expect(read('arrived', run)).toEqual(known(0));
  });
});

describe('a figure of mail that has not all arrived', () => {
  // 98 took a second; one was returned; one is left, and a minute and a half old.
  const run = cohortOf(new Array(98).fill(1000), [1.5 * MINUTE], 1);

  it('is known as far as neither what is left nor what was returned could change it', () => {
    expect(read('p50', run)).toEqual(known(read('p50', run).low));
    expect(read('p50', run).low).toBeCloseTo(1000, -1);
    expect(read('p95', run).high).toBeCloseTo(1000, -1);
  });

  it('is, of a quantile, the order statistic of what was waited at least and at most', () => {
    // In order: 98 times a second, the one that is left, the one that never arrives.
    const short = cohortOf(new Array(98).fill(1000), [2]);
    expect(read('max', short)).toEqual({ low: 1000, high: NEVER });
    expect(read('p99', short)).toEqual({ low: 1000, high: NEVER });
    expect(read('p90', short).high).toBeCloseTo(1000, -1);
    const { low, high } = read('p99', cohortOf(new Array(99).fill(1000), [90_000], 1));
    expect(low).toBeCloseTo(90_000, -3);
    expect(high).toBe(NEVER);
  });

  it('is never, of a quantile that returned mail alone decides', () => {
    expect(read('p99', run)).toEqual({ low: NEVER, high: NEVER });
    expect(read('max', run)).toEqual({ low: NEVER, high: NEVER });
    expect(read('p99', cohortOf(new Array(98).fill(1000), [], 2)).low).toBe(NEVER);
  });

  it('is, of a share over a time, what is beyond it already and what may yet be', () => {
    expect(read('over-1m', run)).toEqual({ low: 0.02, high: 0.02 });
    expect(read('over-5m', run)).toEqual({ low: 0.01, high: 0.02 });
  });

  it('is, of the mean, about what arrives: without an upper end while some is left', () => {
    // What is left may be returned, and is older than the mean: it does not lower it.
    expect(read('mean', run)).toEqual({ low: 1000, high: NEVER });
    const young = read('mean', cohortOf([1000, 1000, 1000], [200]));
    expect(young.low).toBeGreaterThan(798);
    expect(young.low).toBeLessThanOrEqual(800);
    expect(young.high).toBe(NEVER);
    const none = read('mean', cohortOf([], [8 * MINUTE]));
    expect(none.low).toBeGreaterThan(7.9 * MINUTE);
    expect(none.high).toBe(NEVER);
    expect(read('mean', cohortOf([1000, 3000], [], 2))).toEqual(known(2000));
    expect(read('mean', cohortOf([], [], 2)).low).toBeNaN();
  });

  it('counts what is left either way among what is delivered and what never is', () => {
    expect(read('delivered', run)).toEqual({ low: 98, high: 99 });
    expect(read('delivered-share', run)).toEqual({ low: 0.98, high: 0.99 });
    expect(read('returned', run)).toEqual({ low: 1, high: 2 });
    expect(read('never-share', run)).toEqual({ low: 0.01, high: 0.02 });
    expect(read('arrived', run)).toEqual(known(100));
    expect(read('first-attempt-share', run)).toEqual(known(0.01));
  });

  it('has no last delivery yet, and not before the end of the run', () => {
    expect(read('last-delivery', run)).toEqual({ low: 99 * MINUTE, high: NEVER });
    expect(read('last-delivery', cohortOf([1], [], 1))).toEqual(known(40 * MINUTE));
  });

  it('is, of a part of the delay, what all mail spent there, over all mail', () => {
    const part = PART_NAMES.indexOf('mark');
    expect(read('delay.mark', run)).toEqual(known((part * 1000) / 100));
  });
});
