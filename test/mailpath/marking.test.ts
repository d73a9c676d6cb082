import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../sim/mailpath/input.ts';
import { fault, hear, host, smallGateway } from './small-gateway.ts';

/** A second process that begins while the first still works: does it find the host marked? */
function secondProcessSkips(kind: FaultKind): boolean {
  const exo = host('exo.test', { faults: [fault(kind, { atMessage: 2, toMs: 11_000 })] });
  const { lines } = hear(smallGateway({ hosts: [exo] }));
  return lines.some(({ what, cause }) => what === 'skipped' && cause === 'mark');
}

/** Does the rest of the list of the process that met the fault go on? */
function restGoesOn(kind: FaultKind): boolean {
  const exo = host('exo.test', { faults: [fault(kind, { atMessage: 2, toMs: 5000 })] });
  const { lines } = hear(smallGateway({ hosts: [exo] }));
  const third = lines.find(({ message, at }) => message === 2 && at < 5000);
  return third?.what === 'sent';
}

describe('the marking table, row by row', () => {
  it.each([
    ['body-reset', false, true],
    ['dot-reset', false, true],
    ['dot-eof', false, true],
    ['mail-reset', false, true],
    ['data-reset', false, true],
    ['dot-421', false, true],
    ['mail-4xx', true, false],
    ['mail-421', true, false],
    ['rcpt-4xx', true, false],
    ['rcpt-421', true, false],
    ['data-4xx', true, false],
    ['data-421', true, false],
    ['dot-4xx', true, false],
    ['dot-452', true, false],
    ['dot-5xx', true, false],
  ] as const)('%s: the list goes on %s, the table is marked %s', (kind, goesOn, marked) => {
    expect(restGoesOn(kind)).toBe(goesOn);
    expect(secondProcessSkips(kind)).toBe(marked);
  });

  it('leaves the table bad when a 4xx at the dot hits the last message before a close', () => {
    const exo = host('exo.test', { faults: [fault('dot-4xx', { atMessage: 2, toMs: 5000 })] });
    const { lines } = hear(smallGateway({ hosts: [exo], settings: { messagesPerConnection: 2 } }));
    expect(lines.slice(0, 5).map(({ what }) => what)).toEqual([
      'sent',
      'deferred',
      'skipped',
      'skipped',
      'skipped',
    ]);
    expect(lines.some(({ what, cause }) => what === 'skipped' && cause === 'mark')).toBe(true);
  });

  it('bounces the rest of the list after a 5xx greeting', () => {
    const exo = host('exo.test', { faults: [fault('greeting-5xx')] });
    const { lines } = hear(smallGateway({ hosts: [exo] }));
    expect(lines.map(({ what }) => what)).toEqual(Array(5).fill('returned'));
  });

  it('marks the table, but not its own process, when a reset is found between two messages', () => {
    const exo = host('exo.test', {
      faults: [fault('accepted-reset', { atMessage: 2, toMs: 5000 })],
    });
    const ear = hear(smallGateway({ hosts: [exo] }));
    expect(ear.lines.map(({ what }) => what)).toEqual(Array(5).fill('sent'));
    // The second connection meets the same after two messages; the third closes well.
    expect(ear.stores.map(({ bad }) => bad)).toEqual([true, true, false]);
  });

  it.each(['accepted-reset', 'accepted-421'] as const)(
    'lets a late %s meet the next message while its reply to the dot is awaited',
    (kind) => {
      // Each message takes 100 ms: the end comes 50 ms into the third, and marks as there.
      const exo = host('exo.test', {
        faults: [fault(kind, { atMessage: 2, toMs: 5000, waitMs: 50 })],
      });
      const { lines } = hear(smallGateway({ hosts: [exo] }));
      expect(lines.slice(0, 4).map(({ what }) => what)).toEqual([
        'sent',
        'sent',
        'deferred',
        'skipped',
      ]);
      expect(lines[3].cause).toBe('memory');
    },
  );

  it('harms nobody when a 421 is found between two messages', () => {
    const exo = host('exo.test', { faults: [fault('accepted-421', { atMessage: 2, toMs: 5000 })] });
    const ear = hear(smallGateway({ hosts: [exo] }));
    expect(ear.lines.map(({ what }) => what)).toEqual(Array(5).fill('sent'));
    expect(ear.stores.every(({ bad }) => !bad)).toBe(true);
  });

  it('lets a mark expire in whole seconds of the clock', () => {
    // Marked 200 ms before a full second; the run 22.7 s later, at a timeout of 23 s, finds it gone.
    const exo = host('exo.test', { faults: [fault('dot-reset', { atMessage: 1, toMs: 2000 })] });
    const sentAt = (clockMs: number) =>
      hear(
        smallGateway({
          hosts: [exo],
          messages: 1,
          settings: { hostStatusTimeoutMs: 23_000, queueIntervalMs: 22_700 },
          input: { clockMs },
        }),
      ).lines.find(({ what }) => what === 'sent')?.at;
    expect(sentAt(1e12 + 800)).toBeCloseTo(1000 + 22_700 + 110, 0);
    expect(sentAt(1e12)).toBeGreaterThan(40_000);
  });

  it('does not refresh a mark by skips', () => {
    const exo = host('exo.test', { faults: [fault('dot-reset', { atMessage: 1, toMs: 2000 })] });
    const { lines } = hear(
      smallGateway({ hosts: [exo], settings: { hostStatusTimeoutMs: 30_000 } }),
    );
    const sent = lines.find(({ what }) => what === 'sent');
    expect(sent?.at).toBeLessThan(32_000);
  });

  it('keeps nothing beyond a process when host status is off', () => {
    const exo = host('exo.test', { faults: [fault('dot-reset', { atMessage: 1, toMs: 2000 })] });
    const { lines } = hear(smallGateway({ hosts: [exo], settings: { hostStatus: false } }));
    expect(lines.filter(({ at }) => at > 10_000).every(({ what }) => what === 'sent')).toBe(true);
  });
});
