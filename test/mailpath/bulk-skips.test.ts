/** Where bulk must stop; that it changes nothing anywhere is held in test/properties. */
import { expect, it } from 'vitest';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { fault, host, smallGateway } from './small-gateway.ts';

it('a run beside a persistent pass does not skip past the snapshot of the next pass', () => {
  // The pass has 100 large messages, a flush beside it 900 small ones before them: both are reset
  // after five seconds, and while the pass skips for a second the flush has nine seconds to skip.
  const exo = host('exo.test', {
    latency: { kind: 'constant', value: 5000 },
    faults: [fault('dot-reset')],
  });
  const small = smallGateway({
    hosts: [exo],
    settings: { queueRuns: 'persistent', passIntervalMs: 1000, retryIntervalMs: 0 },
    input: {
      arrivals: [
        { kind: 'recorded', timesMs: Array(100).fill(0), sizes: Array(100).fill(50_000) },
        { kind: 'recorded', timesMs: Array(900).fill(1200), sizes: Array(900).fill(100) },
      ],
      actions: [{ kind: 'flush', atMs: 1300 }],
      endMs: 60_000,
    },
  });
  const input = { ...small, costs: { ...small.costs, skipMs: 10 } };
  const stepwise = simulate(input, 'bulk', 0, { runAhead: false });
  expect(simulate(input, 'bulk', 0)).toEqual(stepwise);
  expect(stepwise.skipped.memory).toBeGreaterThan(500);
});
