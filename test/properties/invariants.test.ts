import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARTS } from '../../sim/mailpath/delay-part.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { RunResult } from '../../sim/mailpath/run-result.ts';
import { Simulation, simulate } from '../../sim/mailpath/simulation.ts';
import { mailOf } from '../mailpath/mail-of-a-run.ts';
import { InvariantWatcher } from './invariant-watcher.ts';
import { anyScenario } from './scenario-generator.ts';

const RUNS = { numRuns: 400, seed: 20_260_101 };

/** Everything that a result says, as text: equal text, equal result. */
function spelledOut(result: RunResult): string {
  return JSON.stringify(result, (_key, value) => (value instanceof Map ? [...value] : value));
}

describe('the invariants of the model, on random scenarios', () => {
  it('hold from the first event to the last', () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(1000), (input, replication) => {
        const watcher = new InvariantWatcher(input);
        const result = simulate(input, 'invariants', replication, { observer: watcher });
        expect(watcher.broken).toEqual([]);
        expect(watcher.arrivals).toBe(result.arrived);
        expect(watcher.deliveries).toBe(result.delivered);
        expect(watcher.returns).toBe(result.returned);
      }),
      RUNS,
    );
  });

  it('account for every message at every instant', () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(1000), (input, replication) => {
        const simulation = new Simulation(input, 'accounts', replication, {});
        simulation.begin();
        for (let at = 500; simulation.runUntil(at); at += 1777) {
          const { measures, messages, gateways } = simulation.world;
          expect(measures.delivered + measures.returned + messages.live).toBe(measures.arrived);
          const queued = gateways.reduce((sum, gateway) => sum + gateway.queued, 0);
          expect(queued).toBe(messages.live);
        }
        const result = simulation.result();
        expect(result.delivered + result.returned + result.queued + result.inFlight).toBe(
          result.arrived,
        );
      }),
      { ...RUNS, numRuns: 200 },
    );
  });

  it('give the same result for the same scenario and seed, whoever watches', () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(1000), (input, replication) => {
        const plain = simulate(input, 'same', replication);
        const watched = simulate(input, 'same', replication, {
          observer: new InvariantWatcher(input),
        });
        expect(spelledOut(watched)).toBe(spelledOut(plain));
      }),
      { ...RUNS, numRuns: 200 },
    );
  });

  it('make no difference between steps run ahead and steps taken by events', () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(1000), (input, replication) => {
        const ahead = simulate(input, 'ahead', replication);
        const stepwise = simulate(input, 'ahead', replication, { runAhead: false });
        expect(spelledOut(stepwise)).toBe(spelledOut(ahead));
      }),
      { ...RUNS, numRuns: 300 },
    );
  });

  it('sum the parts of all delays to the sum of the delays', () => {
    fc.assert(
      fc.property(anyScenario, (input) => {
        const { parts, delays } = simulate(input, 'parts', 0);
        expect(parts).toHaveLength(PARTS);
        const sum = parts.reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(delays.count === 0 ? 0 : delays.mean * delays.count, 3);
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  it('let neither settings nor the number of gateways change anything of the mail that arrives', () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(1000), (input, replication) => {
        const other: MailPathInput = {
          ...input,
          gateways: 5,
          settings: { ...input.settings, runners: 4, messagesPerConnection: 3, hostStatus: false },
        };
        expect(mailOf(other, 'mail', replication)).toEqual(mailOf(input, 'mail', replication));
      }),
      { ...RUNS, numRuns: 100 },
    );
  });
});
