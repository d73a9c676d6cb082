import { describe, expect, it } from 'vitest';
import type { HostInput } from '../../sim/mailpath/far-side-input.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { messageWork } from '../../sim/mailpath/message-work.ts';
import { officeGateway } from '../studies/office-gateway.ts';

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
