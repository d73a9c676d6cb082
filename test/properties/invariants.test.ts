import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARTS } from '../../sim/mailpath/delay-part.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { METRICS } from '../../sim/mailpath/metrics.ts';
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

/** Figures of delay, which know of mail that has not arrived; counters are read when they are. */
const OF_THE_COHORT = /^(p[\d.]+|max$|mean|over-|delivered$|delivered-share|returned|never-share)/;
/** Two values of one bin. */
const HISTOGRAM_ERROR = 0.004;

/** Adds up the delays of messages of the cohort that are returned. */
class ReturnedDelays extends InvariantWatcher {
  ofCohort = 0;
  private readonly from: number;
  private readonly to: number;
  private readonly arrivedAt = new Map<number, number>();

  constructor(input: MailPathInput) {
    super(input);
    this.from = input.countFromMs > 0 ? input.countFromMs : Number.NEGATIVE_INFINITY;
    this.to = input.countToMs;
  }

  override arrived(message: number, at: number): void {
    super.arrived(message, at);
    this.arrivedAt.set(message, at);
  }

  override returned(message: number, at: number): void {
    super.returned(message, at);
    const arrivedAt = this.arrivedAt.get(message) as number;
    if (arrivedAt >= this.from && arrivedAt <= this.to) this.ofCohort += at - arrivedAt;
  }
}

describe('the invariants of the model, on random scenarios', () => {
  it('hold from the first event to the last', () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(1000), (input, replication) => {
        const watcher = new InvariantWatcher(input);
        const simulation = new Simulation(input, 'invariants', replication, { observer: watcher });
        simulation.begin();
        simulation.runUntil(Number.POSITIVE_INFINITY);
        const { measures } = simulation.world;
        expect(watcher.broken).toEqual([]);
        expect(watcher.arrivals).toBe(measures.totals.arrived);
        expect(watcher.deliveries).toBe(measures.totals.delivered);
        expect(watcher.returns).toBe(measures.totals.returned);
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
          expect(measures.totals.delivered + measures.totals.returned + messages.live).toBe(
            measures.totals.arrived,
          );
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

  it('account for every message of the cohort, and for all of its delay', () => {
    fc.assert(
      fc.property(anyScenario, (input) => {
        const returned = new ReturnedDelays(input);
        const { cohort } = simulate(input, 'parts', 0, { observer: returned });
        const { parts, delays, ages, size } = cohort;
        expect(cohort.delivered + cohort.returned + cohort.left).toBe(size);
        expect([delays.count, ages.count]).toEqual([cohort.delivered, cohort.left]);
        const reasons = cohort.undelivered.reduce((sum, { messages }) => sum + messages, 0);
        expect(reasons).toBe(cohort.returned + cohort.left);
        expect(parts).toHaveLength(PARTS);
        const sum = parts.reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(delays.sum + ages.sum + returned.ofCohort, 3);
      }),
      { ...RUNS, numRuns: 200 },
    );
  });

  it('say nothing of a run that is cut off that its continuation contradicts', () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(1000), (input, replication) => {
        const whole = {
          ...input,
          countToMs: 15_000,
          endMs: 400_000,
          maxFollowUpTries: Number.POSITIVE_INFINITY,
        };
        const cutOff = { ...whole, endMs: 20_000 };
        const [short, long] = [cutOff, whole].map((run) => simulate(run, 'cut', replication));
        for (const { name, read } of METRICS.filter(({ name }) => OF_THE_COHORT.test(name))) {
          const [known, later] = [read(short), read(long)];
          // Of no mail that arrives there is no mean.
          if (Number.isNaN(known.low) || Number.isNaN(later.low)) continue;
          expect(known.low, name).toBeLessThanOrEqual(later.low * (1 + HISTOGRAM_ERROR));
          expect(known.high * (1 + HISTOGRAM_ERROR), name).toBeGreaterThanOrEqual(later.high);
        }
      }),
      { ...RUNS, numRuns: 200 },
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
