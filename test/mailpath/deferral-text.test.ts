import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../sim/mailpath/faults.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, hear, host, type LogLine, smallGateway } from './small-gateway.ts';

/** The first run's lines of five messages, the fault striking the second one. */
function firstRun(kind: FaultKind): LogLine[] {
  const exo = host('exo.test', {
    faults: [fault(kind, kind.startsWith('greeting') ? {} : { atMessage: 2, toMs: 5000 })],
  });
  return hear(smallGateway({ hosts: [exo] })).lines.filter(({ at }) => at < 5000);
}

describe('the text of a deferral, as Sendmail writes it', () => {
  it('names the reset in the line of the message that suffered it and in the skips after it', () => {
    const lines = firstRun('dot-reset');
    expect(lines.map(({ what, text }) => [what, text])).toEqual([
      ['sent', undefined],
      ['deferred', 'reset'],
      ['skipped', 'reset'],
      ['skipped', 'reset'],
      ['skipped', 'reset'],
    ]);
  });

  it('is bare for skips after a refused greeting: the line of the article', () => {
    const lines = firstRun('greeting-421');
    expect(lines.map(({ what, text }) => [what, text])).toEqual([
      ['deferred', 'reply'],
      ['skipped', 'bare'],
      ['skipped', 'bare'],
      ['skipped', 'bare'],
      ['skipped', 'bare'],
    ]);
  });

  it('is bare for the message that met an orderly end of file at the dot, with an address', () => {
    const lines = firstRun('dot-eof');
    expect(lines[1]).toMatchObject({ what: 'deferred', text: 'bare' });
    expect(lines[2]).toMatchObject({ what: 'skipped', text: 'reset' });
  });

  it('is bare for skips after a 421 at the dot', () => {
    const lines = firstRun('dot-421');
    expect(lines[1]).toMatchObject({ what: 'deferred', text: 'reply' });
    expect(lines[2]).toMatchObject({ what: 'skipped', text: 'bare' });
  });

  it('is bare and without any fault where the lock of the host-status file was held', () => {
    const input = smallGateway({
      messages: 2,
      settings: { firstAttempt: 'background' },
      input: {
        arrivals: [{ kind: 'recorded', timesMs: [0, 10, 20, 125], sizes: null }],
        costs: { ...smallGateway().costs, statusLockMs: 20 },
        endMs: 900,
      },
    });
    const skips = hear(input).lines.filter(({ what }) => what === 'skipped');
    expect(skips).toEqual([{ message: 3, at: 126, what: 'skipped', cause: 'lock', text: 'bare' }]);
  });

  it('says refused and timed out where that is what was stored', () => {
    const texts = (kind: FaultKind) =>
      hear(smallGateway({ hosts: [host('exo.test', { faults: [fault(kind)] })] }))
        .lines.slice(0, 2)
        .map(({ text }) => text);
    expect(texts('connect-refused')).toEqual(['refused', 'refused']);
    expect(texts('connect-timeout')).toEqual(['timeout', 'timeout']);
  });

  it('is the same in another process that read the mark from the table', () => {
    const exo = host('exo.test', { faults: [fault('dot-reset', { atMessage: 1, toMs: 5000 })] });
    const second = hear(smallGateway({ hosts: [exo] })).lines.filter(
      ({ at }) => at > 10_000 && at < 20_000,
    );
    expect(second).toHaveLength(5);
    for (const line of second) {
      expect(line).toMatchObject({ what: 'skipped', cause: 'mark', text: 'reset' });
    }
  });

  it.each(['dot-reset', 'greeting-421', 'dot-421', 'connect-refused'] as const)(
    'is counted in the result as it is heard: %s',
    (kind) => {
      const exo = host('exo.test', { faults: [fault(kind, { toMs: 5000 })] });
      const input = smallGateway({ hosts: [exo] });
      const heard: Record<string, number> = {};
      for (const { what, text } of hear(input).lines) {
        if (text === undefined) continue;
        const name = `${what === 'skipped' ? 'skipped' : 'attempted'}-${text}`;
        heard[name] = (heard[name] ?? 0) + 1;
      }
      const counted = Object.entries(simulate(input, 'test', 0).deferralTexts);
      expect(Object.fromEntries(counted.filter(([, count]) => count > 0))).toEqual(heard);
    },
  );
});
