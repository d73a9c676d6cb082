import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, hear, host, smallGateway } from './small-gateway.ts';

describe('routes', () => {
  it('go on to the next name at once, with the same message, after a cut', () => {
    const first = host('first.test', {
      lifetime: { limitMs: 250, overshoot: { kind: 'constant', value: 0 }, how: 'reset' },
    });
    const { lines, connections } = hear(
      smallGateway({ hosts: [first, host('second.test')], route: [[0], [1]] }),
    );
    expect(lines.every(({ what }) => what === 'sent')).toBe(true);
    expect(connections.map((c) => [c.host, c.accepted])).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('try all addresses of a name before it is bad', () => {
    const addresses = ['192.0.2.1', '192.0.2.2'].map((address) => ({ address, backends: 1 }));
    const one = host('exo.test', { addresses, faults: [fault('connect-refused', { address: 0 })] });
    expect(hear(smallGateway({ hosts: [one] })).lines.map(({ what }) => what)).toEqual(
      Array(5).fill('sent'),
    );
    const both = host('exo.test', { addresses, faults: [fault('connect-refused')] });
    expect(hear(smallGateway({ hosts: [both] })).lines[0].text).toBe('refused');
  });

  it('draw the chance of a refusal for each address anew', () => {
    const share = (count: number) => {
      const addresses = Array.from({ length: count }, (_, i) => ({
        address: `192.0.2.${i + 1}`,
        backends: 1,
      }));
      const exo = host('exo.test', {
        addresses,
        faults: [fault('connect-refused', { probability: 0.5 })],
      });
      const input = smallGateway({
        hosts: [exo],
        messages: 2000,
        settings: { firstAttempt: 'background', hostStatus: false, retryIntervalMs: 500_000 },
        input: { endMs: 100_000, firstTickMs: 200_000 },
      });
      return simulate(input, 'addresses', 0).delivered / 2000;
    };
    // Four standard deviations of 2000 draws are 0.045 and 0.030.
    expect(Math.abs(share(1) - 0.5)).toBeLessThan(0.045);
    expect(Math.abs(share(3) - 0.875)).toBeLessThan(0.03);
  });

  it('go on to the next name when one turns all mail away at its greeting', () => {
    const away = host('away.test', { faults: [fault('greeting-5xx')] });
    const { lines } = hear(smallGateway({ hosts: [away, host('b.test')], route: [[0], [1]] }));
    expect(lines.map(({ what }) => what)).toEqual(Array(5).fill('sent'));
  });

  it('leave the message to what the last name says', () => {
    const busy = host('busy.test', { faults: [fault('greeting-421')] });
    const away = host('away.test', { faults: [fault('greeting-5xx')] });
    const words = (route: number[][], hosts = [busy, away]) =>
      hear(smallGateway({ hosts, route, input: { endMs: 5000 } })).lines.map(
        ({ what, text }) => `${what}${text === undefined ? '' : ` ${text}`}`,
      );
    // The first message meets both names, the others the process's memory of them.
    expect(words([[0], [1]])).toEqual(Array(5).fill('returned'));
    expect(words([[1], [0]])).toEqual(['deferred reply', ...Array(4).fill('skipped bare')]);
    // A deferred recipient stays so, whatever a later name says to all mail.
    const greylists = host('grey.test', { faults: [fault('rcpt-4xx')] });
    expect(words([[0], [1]], [greylists, away])).toEqual(Array(5).fill('deferred reply'));
    const refuses = host('refuses.test', { faults: [fault('mail-4xx')] });
    expect(words([[0], [1]], [refuses, away])).toEqual(Array(5).fill('returned'));
  });

  it('leave it to the last name where a mark in the table spares the first', () => {
    const away = host('away.test', { faults: [fault('greeting-5xx')] });
    const marks = [{ host: 0, ageMs: 0 }];
    const lines = (route: number[][]) =>
      hear(
        smallGateway({ hosts: [host('a.test'), away], route, input: { marks, endMs: 5000 } }),
      ).lines.map(({ what }) => what);
    expect(lines([[0], [1]])).toEqual(Array(5).fill('returned'));
    expect(lines([[1], [0]])).toEqual(['deferred', ...Array(4).fill('skipped')]);
  });

  it('prefer, among equals, a name with an open connection', () => {
    const hosts = [host('a.test'), host('b.test'), host('c.test')];
    const { connections } = hear(smallGateway({ hosts, route: [[0, 1, 2]], messages: 20 }));
    expect(connections).toHaveLength(1);
    expect(connections[0].accepted).toBe(20);
  });

  it('spread first connections over equals at random', () => {
    const hosts = [host('a.test'), host('b.test')];
    const { connections } = hear(
      smallGateway({
        hosts,
        route: [[0, 1]],
        messages: 200,
        settings: { firstAttempt: 'background' },
      }),
    );
    const share = connections.filter((c) => c.host === 0).length / connections.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });
});

describe('the remote server', () => {
  it('greets one connection too many with 421', () => {
    const exo = host('exo.test', { connectionLimit: 2 });
    const result = simulate(
      smallGateway({ hosts: [exo], messages: 4, settings: { firstAttempt: 'background' } }),
      'test',
      0,
    );
    expect(result.ended.limit).toBe(2);
    expect(result.delivered).toBe(4);
  });

  it('takes at most so many messages in any window', () => {
    const exo = host('exo.test', { throttle: { messages: 3, windowMs: 15_000, of: 'all' } });
    const { lines } = hear(smallGateway({ hosts: [exo], messages: 8 }));
    const sent = lines.filter(({ what }) => what === 'sent').map(({ at }) => at);
    for (let i = 3; i < sent.length; i++) expect(sent[i] - sent[i - 3]).toBeGreaterThan(14_000);
    expect(sent).toHaveLength(8);
  });

  it('refuses retries that come too soon for greylisting', () => {
    const strict = host('strict.test', {
      greylisting: { minimumMs: 15_000, penaltyMs: 12_000, firstRefusal: 1 },
    });
    const sentAt = (retryIntervalMs: number) =>
      hear(
        smallGateway({ hosts: [strict], messages: 1, settings: { retryIntervalMs } }),
      ).lines.find(({ what }) => what === 'sent')?.at ?? Number.POSITIVE_INFINITY;
    expect(sentAt(20_000)).toBeLessThan(22_000);
    expect(sentAt(10_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('slows a connection down while a fault says so', () => {
    const slow = host('exo.test', {
      goodput: { kind: 'constant', value: 10 },
      faults: [fault('slow', { factor: 0.1 })],
    });
    const [line] = hear(smallGateway({ hosts: [slow], messages: 1 })).lines;
    expect(line.at).toBeCloseTo(1000 + 10 + 1000 + 100, 0);
  });

  it('counts duplicates where a lost reply hid an acceptance', () => {
    const exo = host('exo.test', {
      duplicateShare: 1,
      faults: [fault('dot-reset', { atMessage: 1, toMs: 2000 })],
    });
    expect(simulate(smallGateway({ hosts: [exo] }), 'test', 0).duplicates).toBe(1);
  });
});
