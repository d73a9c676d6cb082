/** Where bulk must stop; that it changes nothing anywhere is held in test/properties. */
import { expect, it } from 'vitest';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, host, smallGateway } from './small-gateway.ts';

it('a run beside a persistent pass does not skip past the snapshot of the next pass', () => {
  // The pass has 100 messages, a flush beside it 1000: refused after five seconds, it skips for ten.
  const exo = host('exo.test', {
    latency: { kind: 'constant', value: 5000 },
    faults: [fault('dot-reset')],
  });
  const small = smallGateway({
    hosts: [exo],
    settings: { queueRuns: 'persistent', queueIntervalMs: 1000 },
    input: {
      arrivals: [
        { kind: 'bulk', atMs: 0, overMs: 0, count: 100 },
        { kind: 'bulk', atMs: 1200, overMs: 0, count: 900 },
      ],
      actions: [{ kind: 'flush', atMs: 1300 }],
      endMs: 60_000,
    },
  });
  const input = { ...small, costs: { ...small.costs, skipMs: 10 } };
  const stepwise = simulate(input, 'bulk', 0, { runAhead: false });
  expect(simulate(input, 'bulk', 0)).toEqual(stepwise);
  expect(stepwise.skipped.memory).toBeGreaterThan(1000);
});
