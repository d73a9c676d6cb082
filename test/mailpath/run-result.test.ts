import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, host, smallGateway } from './small-gateway.ts';

const MARKED = { marks: [{ host: 0, ageMs: 0 }] };

describe('the result of a run', () => {
  it('is drawn up at the end of the run, where mail is left', () => {
    const exo = host('exo.test', { faults: [fault('dot-reset', { atMessage: 1 })] });
    const result = simulate(
      smallGateway({
        hosts: [exo],
        messages: 1,
        settings: { retryIntervalMs: 1e7, hostStatusTimeoutMs: 1e7 },
      }),
      'test',
      0,
    );
    expect(result.endedAtMs).toBe(600_000);
    expect(Math.round(result.markedMs[0] / 1000)).toBe(599);
    expect(result.backlog.mean).toBeGreaterThan(0.99);
  });

  it('is drawn up at the last event, where all mail has left', () => {
    for (const endMs of [9000, 20_000, 600_000]) {
      expect(simulate(smallGateway({ input: { endMs } }), 'test', 0).endedAtMs).toBeLessThan(2000);
    }
  });

  it('counts no time as marked while host status is off', () => {
    const off = { hostStatus: false };
    const never = simulate(smallGateway({ settings: off, input: MARKED }), 'test', 0);
    expect(never.markedMs).toEqual([0]);
    const switched = simulate(
      smallGateway({
        input: { ...MARKED, actions: [{ kind: 'set', atMs: 500, settings: off }] },
      }),
      'test',
      0,
    );
    expect(switched.markedMs).toEqual([500]);
    // A process that began before the switch meets a reset after it, and still writes.
    const exo = host('exo.test', { faults: [fault('dot-reset', { atMessage: 3 })] });
    const late = simulate(
      smallGateway({
        hosts: [exo],
        input: { actions: [{ kind: 'set', atMs: 1150, settings: off }] },
      }),
      'test',
      0,
    );
    expect(late.failures['dot-reset']).toBeGreaterThan(0);
    expect(late.markedMs).toEqual([0]);
  });
});
