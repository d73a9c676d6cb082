import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { mailAtGateways } from './mail-of-a-run.ts';
import { hear, host, smallGateway } from './small-gateway.ts';

const BACKGROUND = { firstAttempt: 'background' } as const;

describe('several gateways share the mail of their site', () => {
  it('with equal chances, message by message', () => {
    const counts = mailAtGateways(smallGateway({ messages: 9000, input: { gateways: 3 } }), 'a', 0);
    expect(counts.reduce((sum, count) => sum + count)).toBe(9000);
    // Binomial with 9000 and 1/3: a standard deviation of 45.
    for (const count of counts) expect(Math.abs(count - 3000)).toBeLessThan(4 * 45);
  });

  it('evenly, where it waits at the start', () => {
    const backlog = { messages: 11, ageMs: 60_000 };
    const input = smallGateway({ messages: 0, input: { gateways: 4, backlog } });
    expect(mailAtGateways(input, 'a', 0)).toEqual([3, 3, 3, 2]);
  });

  it('over one uplink', () => {
    const exo = host('exo.test', { latency: { kind: 'constant', value: 0 } });
    const lastOf = (gateways: number) => {
      const input = smallGateway({ hosts: [exo], messages: 40, settings: BACKGROUND });
      const costs = { ...input.costs, uplinkPerMs: 10 };
      return hear({ ...input, costs, gateways }).lines.at(-1)?.at ?? 0;
    };
    // 40 messages of 1000 bytes at 10 bytes/ms are 4 s, from however many gateways they come.
    expect(lastOf(1) - 10).toBeCloseTo(4000, 0);
    expect(lastOf(4)).toBeCloseTo(lastOf(1), 0);
  });
});

describe('a limit of the remote server', () => {
  const refusedWith = (connectionLimitOf: 'all' | 'gateway', gateways: number) => {
    const exo = host('exo.test', { connectionLimit: 10, connectionLimitOf });
    const input = smallGateway({ hosts: [exo], messages: 100, settings: BACKGROUND });
    return simulate({ ...input, gateways }, 'limits', 0).ended.limit;
  };

  it('of connections holds for all gateways together, or for each', () => {
    // All hundred connect at the same moment, 10 of them are let in, or 10 of each gateway.
    expect(refusedWith('all', 1)).toBe(90);
    expect(refusedWith('gateway', 1)).toBe(90);
    expect(refusedWith('all', 4)).toBe(90);
    expect(refusedWith('gateway', 4)).toBe(60);
  });

  it('of connections is free again for the gateway whose connection has ended', () => {
    const exo = host('exo.test', { connectionLimit: 1, connectionLimitOf: 'gateway' });
    const { connections } = hear(
      smallGateway({ hosts: [exo], messages: 30, input: { gateways: 2 } }),
    );
    expect(connections.every(({ end }) => end === 'quit')).toBe(true);
    // Both gateways' runners carry their mail at the same time, over a connection each.
    expect(connections).toHaveLength(2);
    expect(connections[1].openedAt).toBe(connections[0].openedAt);
  });

  const letPastAtOnce = (of: 'all' | 'gateway', gateways: number) => {
    const throttle = { messages: 5, windowMs: 3_600_000, of };
    const exo = host('exo.test', { throttle });
    const input = smallGateway({ hosts: [exo], messages: 100, settings: BACKGROUND });
    return simulate({ ...input, gateways }, 'limits', 0).delivered;
  };

  it('of messages holds for all gateways together, or for each', () => {
    expect(letPastAtOnce('all', 1)).toBe(5);
    expect(letPastAtOnce('gateway', 1)).toBe(5);
    expect(letPastAtOnce('all', 4)).toBe(5);
    expect(letPastAtOnce('gateway', 4)).toBe(20);
  });
});
