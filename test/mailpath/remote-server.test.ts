import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, hear, host, smallGateway } from './small-gateway.ts';

const GREYLISTING = { minimumMs: 60_000, penaltyMs: 8000, firstRefusal: 0 };

describe('a remote server that greylists', () => {
  it('remembers whatever it refused, greylisted or not', () => {
    const strict = host('strict.test', {
      greylisting: GREYLISTING,
      faults: [fault('rcpt-4xx', { toMs: 5000 })],
    });
    const { lines } = hear(smallGateway({ hosts: [strict], messages: 1 }));
    // Refused at 1 s, again every ten seconds, eight seconds of penalty each: accepted after 5 min.
    const sent = lines.find(({ what }) => what === 'sent');
    expect(lines.filter(({ what }) => what === 'deferred').length).toBeGreaterThan(20);
    expect(sent?.at).toBeGreaterThan(60_000);
  });

  it('takes two hosts of one attempt for one attempt', () => {
    const rule = { minimumMs: 5000, penaltyMs: 8000, firstRefusal: 1 };
    const hosts = ['a.test', 'b.test'].map((name) => host(name, { greylisting: rule }));
    const { lines } = hear(smallGateway({ hosts, route: [[0], [1]], messages: 1 }));
    expect(lines.map(({ what }) => what)).toEqual(['deferred', 'sent']);
  });
});

describe('the end of a connection', () => {
  it('comes at its lifetime though the body begins at that very moment', () => {
    // Set-up 10 ms, then the body: the lifetime ends just then, and the uplink is all but blocked.
    const exo = host('exo.test', {
      lifetime: { limitMs: 10, overshoot: { kind: 'constant', value: 0 }, how: 'reset' },
    });
    const input = smallGateway({ hosts: [exo], messages: 1 });
    const ear = hear({
      ...input,
      costs: { ...input.costs, uplinkPerMs: 0.01 },
      endMs: 5000,
    });
    const [{ openedAt, closedAt, end }] = ear.connections;
    expect(end).toBe('lifetime');
    expect(closedAt - openedAt).toBeLessThan(10.01);
  });

  it('is a QUIT where a fault would have come later', () => {
    const exo = host('exo.test', {
      faults: [fault('accepted-reset', { atMessage: 1, waitMs: 10_000 })],
    });
    const ear = hear(smallGateway({ hosts: [exo], messages: 1 }));
    expect(ear.connections[0]).toMatchObject({ end: 'quit' });
    expect(ear.connections[0].closedAt).toBeLessThan(2000);
  });

  it('comes when it was to, however many messages are accepted meanwhile', () => {
    // Each message takes some 100 ms: the first is accepted, and 250 ms later the connection ends.
    const exo = host('exo.test', {
      faults: [fault('accepted-reset', { waitMs: 250, toMs: 5000 })],
    });
    const [first] = hear(smallGateway({ hosts: [exo], messages: 10 })).connections;
    expect(first).toMatchObject({ accepted: 3, end: 'fault' });
  });

  it.each([Number.POSITIVE_INFINITY, 10])(
    'stops a body on its way, also over a shared uplink (%d bytes/ms)',
    (uplinkPerMs) => {
      const slow = { kind: 'constant', value: 10 } as const;
      const exo = host('exo.test', {
        goodput: slow,
        faults: [fault('accepted-reset', { atMessage: 1, waitMs: 50 })],
        duplicateShare: 1,
      });
      // 1000 bytes take 100 ms: the second is cut half way, so that nobody can have taken it.
      const input = smallGateway({ hosts: [exo], messages: 2, input: { endMs: 5000 } });
      const shared = { ...input, costs: { ...input.costs, uplinkPerMs } };
      const [first] = hear(shared).connections;
      const { failures, duplicates } = simulate(shared, 'test', 0);
      expect(first).toMatchObject({ accepted: 1, end: 'fault' });
      expect(Math.round(first.closedAt - first.openedAt)).toBe(10 + 100 + 100 + 50);
      expect({ failures, duplicates }).toEqual({ failures: { 'body-reset': 1 }, duplicates: 0 });
    },
  );

  it('loses no message in full that a cut stopped in its body', () => {
    // A message of 1000 bytes at 10 bytes/ms: the cut comes half way, a fault at the dot would too.
    const exo = host('exo.test', {
      goodput: { kind: 'constant', value: 10 },
      lifetime: { limitMs: 60, overshoot: { kind: 'constant', value: 0 }, how: 'reset' },
      faults: [fault('dot-timeout', { waitMs: 1000 })],
      duplicateShare: 1,
    });
    const { duplicates, failures } = simulate(
      smallGateway({ hosts: [exo], messages: 1, input: { endMs: 5000 } }),
      'test',
      0,
    );
    expect(failures).toEqual({ lifetime: 1 });
    expect(duplicates).toBe(0);
  });
});
