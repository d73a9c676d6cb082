import { describe, expect, it } from 'vitest';
import type { ArrivalProcess, HostInput, MailPathInput } from '../../sim/mailpath/input.ts';
import { arrivalRate, expectedArrivals, messageWork } from '../../sim/mailpath/offered-load.ts';
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

function gateway(host: Partial<HostInput>, changes: Partial<MailPathInput> = {}): MailPathInput {
  const input = officeGateway({}, { sizes: { kind: 'constant', value: 50_000 }, ...changes });
  return { ...input, hosts: [{ ...input.hosts[0], ...host }] };
}

function workOf(input: MailPathInput) {
  return messageWork(input, input.hosts[0]);
}

describe('the work of a message', () => {
  it('is set-up, overhead, latency and transfer on a connection of its own', () => {
    // 300 set-up + 50 overhead + 350 latency + 50,000 bytes at 250 bytes/ms
    expect(workOf(gateway({})).aloneMs).toBeCloseTo(300 + 50 + 350 + 200, 9);
  });

  it('spares the set-up among others, but not the round trip between two', () => {
    expect(workOf(gateway({})).sharedMs).toBeCloseTo(50 + 350 + 200 + 20 + 5, 9);
  });

  it('takes the mean of 1/goodput over connections, which for a lognormal is known', () => {
    const sigma = 0.8;
    const goodput = { kind: 'lognormal', mean: 250, sigma, minimum: 1e-3, maximum: 1e9 } as const;
    const latency = { kind: 'constant', value: 0 } as const;
    const { aloneMs } = workOf(gateway({ goodput, latency }));
    const expected = (50_000 / 250) * Math.exp(sigma * sigma);
    expect((aloneMs - 350) / expected).toBeCloseTo(1, 2);
  });

  it('waits for a shared uplink that is slower than a connection', () => {
    const input = gateway({});
    const slow = { ...input, costs: { ...input.costs, uplinkPerMs: 25 } };
    expect(workOf(slow).aloneMs).toBeCloseTo(300 + 50 + 350 + 2000, 9);
  });

  it('counts recorded sizes as they were', () => {
    const arrivals = [{ kind: 'recorded', timesMs: [0, 1], sizes: [10_000, 30_000] }] as const;
    expect(workOf(gateway({}, { arrivals })).meanBytes).toBe(20_000);
  });
});

describe('a message that never fits into the lifetime', () => {
  it('is larger than what a connection can transfer in it', () => {
    const { largestThatFits } = workOf(gateway({}));
    expect(largestThatFits).toBeCloseTo((180_000 - 300 - 50 - 350) * 250, 3);
  });

  it('is found among the sizes by its share', () => {
    const sizes = { kind: 'uniform', low: 0, high: 2 * 44_825_000 } as const;
    expect(workOf(gateway({}, { sizes })).shareThatNeverFits).toBeCloseTo(0.5, 6);
    expect(workOf(gateway({})).shareThatNeverFits).toBe(0);
  });

  it('is looked for among recorded sizes where there are some', () => {
    const sizes = { kind: 'uniform', low: 0, high: 2 * 44_825_000 } as const;
    const arrivals = [{ kind: 'recorded', timesMs: [0, 1, 2, 3], sizes: [1, 2, 3, 5e7] }] as const;
    expect(workOf(gateway({}, { sizes, arrivals })).shareThatNeverFits).toBe(0.25);
  });

  it('does not exist without a lifetime', () => {
    expect(workOf(gateway({ lifetime: null })).largestThatFits).toBeNull();
  });
});
