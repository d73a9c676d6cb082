import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { RunResult } from '../../sim/mailpath/run-result.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { meanInterval } from '../../sim/statistics/confidence.ts';
import { host, smallGateway } from '../mailpath/small-gateway.ts';
import { gatedVacationWait, mgInfinityInSystem } from './queueing-theory.ts';

const SEEDS = 30;
const HOURS_MS = 3_600_000;
const CONFIDENCE = 0.999;

function replications(input: MailPathInput): RunResult[] {
  return Array.from({ length: SEEDS }, (_, seed) => simulate(input, 'theory', seed));
}

function insideOf(values: readonly number[], theory: number): void {
  const interval = meanInterval(values, CONFIDENCE);
  expect(interval?.low).toBeLessThan(theory);
  expect(interval?.high).toBeGreaterThan(theory);
  expect(interval?.halfWidth).toBeLessThan(0.1 * theory);
}

/** Poisson mail for some hours to a host whose only work is its own time for a message. */
function plainGateway(ratePerMs: number, latencyMs: number, hours: number): MailPathInput {
  const input = smallGateway({
    hosts: [
      host('exo.test', {
        setup: { kind: 'constant', value: 0 },
        latency: { kind: 'exponential', mean: latencyMs },
        goodput: { kind: 'constant', value: 1e9 },
        roundTripMs: 0,
      }),
    ],
  });
  return {
    ...input,
    arrivals: [
      { kind: 'poisson', ratePerMs, profile: [], periodMs: 1, fromMs: 0, toMs: hours * HOURS_MS },
    ],
    arrivalsEndMs: hours * HOURS_MS,
    endMs: 100 * HOURS_MS,
  };
}

describe('the model agrees with queueing theory where it has an answer', () => {
  it('background delivery without limits is M/G/infinity', () => {
    const plain = plainGateway(0.005, 900, 4);
    const results = replications({
      ...plain,
      settings: { ...plain.settings, firstAttempt: 'background' },
    });
    // Nobody waits: the mean delay is the mean service.
    insideOf(
      results.map(({ cohort: { delays } }) => delays.mean),
      900,
    );
    // The number in the system, by Little's law from the delays that were measured.
    insideOf(
      results.map(({ cohort: { delays } }) => delays.sum / (4 * HOURS_MS)),
      mgInfinityInSystem(0.005, 900),
    );
  });

  it('one persistent runner is the gated queue with vacations', () => {
    // A sleep of 5 s after every pass, empty or not: all vacations are equal.
    const plain = plainGateway(0.0015, 400, 8);
    const results = replications({
      ...plain,
      settings: {
        ...plain.settings,
        queueRuns: 'persistent',
        passIntervalMs: 5000,
        retryIntervalMs: 0,
      },
    });
    const service = { mean: 400, second: 2 * 400 * 400 };
    const wait = gatedVacationWait(0.0015, service, { mean: 5000, second: 5000 * 5000 });
    insideOf(
      results.map(({ cohort: { delays } }) => delays.mean - 400),
      wait,
    );
  });

  it('one runner and an interval, at light load, waits half an interval and behind its batch', () => {
    // Each batch is done before the next tick: E[delay] = T/2 + service + batch before it.
    const [rate, service, interval] = [0.002, 20, 10_000];
    const plain = plainGateway(rate, service, 8);
    const results = replications({
      ...plain,
      settings: { ...plain.settings, retryIntervalMs: interval },
    });
    // In its batch of Poisson size a message has, on average, rate x T / 2 others before it.
    const expected = interval / 2 + service + (rate * interval * service) / 2;
    insideOf(
      results.map(({ cohort: { delays } }) => delays.mean),
      expected,
    );
  });

  it("obeys Little's law: mean backlog is the rate times the mean wait in the queue", () => {
    const plain = plainGateway(0.0015, 400, 8);
    const results = replications({
      ...plain,
      settings: {
        ...plain.settings,
        queueRuns: 'persistent',
        passIntervalMs: 5000,
        retryIntervalMs: 0,
      },
    });
    for (const { cohort, backlog, delivered, endedAtMs } of results) {
      const rate = delivered / endedAtMs;
      const inService = rate * 400;
      expect(backlog.mean + inService).toBeCloseTo(rate * cohort.delays.mean, 0);
      expect(Math.abs((backlog.mean + inService) / (rate * cohort.delays.mean) - 1)).toBeLessThan(
        0.02,
      );
    }
  });
});
