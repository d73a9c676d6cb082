import { describe, expect, it } from 'vitest';
import { arrivalRate, expectedArrivals } from '../../sim/mailpath/arrival-rate.ts';
import type { ArrivalProcess } from '../../sim/mailpath/input.ts';
import { officeGateway } from '../studies/office-gateway.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function withArrivals(...arrivals: ArrivalProcess[]) {
  return officeGateway({}, { arrivals, arrivalsEndMs: 24 * HOUR });
}

const steady: ArrivalProcess = {
  kind: 'poisson',
  ratePerMs: 0.002,
  profile: [],
  periodMs: 24 * HOUR,
  fromMs: 0,
  toMs: 2 * HOUR,
};

describe('the rate of arrivals', () => {
  it('is the same everywhere for a constant rate', () => {
    const rate = arrivalRate(withArrivals(steady));
    expect(rate.mean).toBeCloseTo(0.002, 12);
    expect(rate.peak).toBeCloseTo(0.002, 12);
    expect(rate.quiet).toBeCloseTo(0.002, 12);
    expect(rate.messages).toBeCloseTo(0.002 * 2 * HOUR, 6);
  });

  it('follows a profile from its quietest to its busiest slot', () => {
    const profile = [0.5, 1.5];
    const rate = arrivalRate(withArrivals({ ...steady, profile, periodMs: 2 * HOUR }));
    expect(rate.mean).toBeCloseTo(0.002, 12);
    expect(rate.quiet).toBeCloseTo(0.001, 12);
    expect(rate.peak).toBeCloseTo(0.003, 12);
  });

  it('counts a bulk mailing in its stretch of the peak', () => {
    const bulk: ArrivalProcess = { kind: 'bulk', atMs: HOUR, overMs: 10 * MINUTE, count: 6000 };
    const rate = arrivalRate(withArrivals(steady, bulk));
    expect(rate.messages).toBeCloseTo(0.002 * 2 * HOUR + 6000, 6);
    expect(rate.peak).toBeCloseTo(0.002 + 6000 / (10 * MINUTE), 9);
  });

  it('spreads a burst at one moment over a minute instead of dividing by nothing', () => {
    const rate = arrivalRate(withArrivals({ kind: 'bulk', atMs: 0, overMs: 0, count: 600 }));
    expect(rate.mean).toBeCloseTo(600 / MINUTE, 12);
    expect(rate.messages).toBe(600);
  });

  it('counts every message of a recording, its first and its last too', () => {
    const timesMs = Array.from({ length: 100 }, (_, i) => i * 7000);
    const recorded: ArrivalProcess = { kind: 'recorded', timesMs, sizes: null };
    expect(arrivalRate(withArrivals(recorded)).messages).toBe(100);
    expect(expectedArrivals(withArrivals(recorded), 7000, 21_000)).toBe(2);
  });

  it('is nothing where no mail arrives', () => {
    expect(arrivalRate(withArrivals()).messages).toBe(0);
    expect(arrivalRate(withArrivals()).mean).toBe(0);
  });
});

describe('the arrivals that are expected in a stretch', () => {
  it('are those of its part of the profile, over midnight too', () => {
    const profile = [1.5, 0.5];
    const input = withArrivals({ ...steady, profile, periodMs: HOUR, toMs: 4 * HOUR });
    expect(expectedArrivals(input, 45 * MINUTE, 75 * MINUTE)).toBeCloseTo(
      0.002 * (0.5 * 15 * MINUTE + 1.5 * 15 * MINUTE),
      6,
    );
  });

  it('end where arrivals are ignored', () => {
    const input = { ...withArrivals(steady), arrivalsEndMs: HOUR };
    expect(expectedArrivals(input, 0, 24 * HOUR)).toBeCloseTo(0.002 * HOUR, 2);
  });
});
