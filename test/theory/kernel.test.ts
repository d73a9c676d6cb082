import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../sim/engine/distributions.ts';
import { meanInterval } from '../../sim/statistics/confidence.ts';
import { runStation, type StationResult } from './queueing-station.ts';
import { mg1Wait, mm1Wait, mmcWait } from './queueing-theory.ts';

const SEEDS = 30;
const CUSTOMERS = 80_000;
const WARM_UP = 5000;
/** 99.9%: of four systems none fails by chance in a thousand years of tests with fixed seeds. */
const CONFIDENCE = 0.999;

function replications(meanGap: number, service: Distribution, servers: number): StationResult[] {
  return Array.from({ length: SEEDS }, (_, seed) =>
    runStation(meanGap, service, servers, CUSTOMERS, WARM_UP, seed),
  );
}

const LOGNORMAL: Distribution = {
  kind: 'lognormal',
  mean: 1,
  sigma: 0.8,
  minimum: 0,
  maximum: 1e9,
};

const SYSTEMS: readonly [string, number, Distribution, number, number][] = [
  ['M/M/1 at 80%', 1 / 0.8, { kind: 'exponential', mean: 1 }, 1, mm1Wait(0.8, 1)],
  ['M/M/50 at 90%', 1 / 45, { kind: 'exponential', mean: 1 }, 50, mmcWait(45, 1, 50)],
  ['M/D/1 at 80%', 1 / 0.8, { kind: 'constant', value: 1 }, 1, mg1Wait(0.8, 1, 0)],
  ['M/G/1 (lognormal) at 70%', 1 / 0.7, LOGNORMAL, 1, mg1Wait(0.7, 1, Math.exp(0.64) - 1)],
];

describe('the kernel agrees with queueing theory', () => {
  it.each(SYSTEMS)(
    '%s: the mean wait lies in the confidence interval',
    (_name, gap, service, servers, theory) => {
      const results = replications(gap, service, servers);
      const interval = meanInterval(
        results.map(({ meanWait }) => meanWait),
        CONFIDENCE,
      );
      expect(interval?.low).toBeLessThan(theory);
      expect(interval?.high).toBeGreaterThan(theory);
      // An interval so wide that anything fits would prove nothing.
      expect(interval?.halfWidth).toBeLessThan(0.1 * theory);
    },
  );

  it.each(SYSTEMS)("%s: Little's law holds", (_name, gap, service, servers) => {
    const results = replications(gap, service, servers);
    const gaps = results.map(
      ({ meanQueue, meanWait, throughput }) => meanQueue / (meanWait * throughput) - 1,
    );
    for (const difference of gaps) expect(Math.abs(difference)).toBeLessThan(0.02);
  });
});
