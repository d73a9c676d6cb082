import { describe, expect, it } from 'vitest';
import { Uplink } from '../../sim/mailpath/uplink.ts';
import { hear, host, smallGateway } from './small-gateway.ts';

describe('the shared uplink', () => {
  it('gives each its own goodput while the sum fits', () => {
    const uplink = new Uplink(100);
    uplink.start(1, 400, 40, 0);
    uplink.start(2, 300, 60, 0);
    expect(uplink.nextAt).toBe(5);
    expect(uplink.finished(5)).toBe(2);
  });

  it('shares what is left equally among those who could take more', () => {
    const uplink = new Uplink(90);
    uplink.start(1, 100, 10, 0);
    uplink.start(2, 400, 1000, 0);
    uplink.start(3, 400, 1000, 0);
    // 10 for the first, 40 for each of the others.
    expect(uplink.nextAt).toBe(10);
    expect(uplink.stop(2, 10)).toBeCloseTo(0, 9);
  });

  it('speeds the others up when one ends', () => {
    const uplink = new Uplink(100);
    uplink.start(1, 100, 1000, 0);
    uplink.start(2, 200, 1000, 0);
    expect(uplink.nextAt).toBe(2);
    uplink.stop(1, 2);
    expect(uplink.nextAt).toBe(3);
  });

  it('makes simultaneous transfers of a gateway slower than one alone', () => {
    const exo = host('exo.test', { latency: { kind: 'constant', value: 0 } });
    const lastOf = (runners: number) => {
      const input = smallGateway({ hosts: [exo], messages: 4, settings: { runners } });
      const costs = { ...input.costs, uplinkPerMs: 10 };
      return hear({ ...input, costs }).lines.at(-1)?.at ?? 0;
    };
    // 4 messages of 1000 bytes at 10 bytes/ms are 400 ms of uplink, however many runners share it.
    expect(lastOf(4) - 1010).toBeCloseTo(400, 0);
    expect(lastOf(1) - 1010).toBeCloseTo(403, 0);
  });

  it('stops a transfer at the lifetime of its connection and frees the uplink', () => {
    const exo = host('exo.test', {
      lifetime: { limitMs: 150, overshoot: { kind: 'constant', value: 0 }, how: 'reset' },
    });
    const input = smallGateway({ hosts: [exo], messages: 1, input: { endMs: 5000 } });
    const ear = hear({ ...input, costs: { ...input.costs, uplinkPerMs: 1 } });
    expect(ear.connections[0]).toMatchObject({ closedAt: 1150, end: 'lifetime' });
  });
});
