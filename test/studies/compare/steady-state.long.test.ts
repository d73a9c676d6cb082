import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import { simulate } from '../../../sim/mailpath/simulation.ts';
import {
  changingPart,
  type Experiment,
  type ExperimentPlan,
  steadyStateStudy,
} from '../../../sim/studies/compare/compare.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { officeGateway } from '../office-gateway.ts';
import { runExperiment } from '../run-experiment.ts';
import { runStopped } from '../stopped-study.ts';

const HOUR = 3_600_000;

/** Something that goes on: no fault, no profile; one runner works at `load` of what it can do. */
function goesOn(load: number): MailPathInput {
  const base = officeGateway(
    {
      firstAttempt: 'queue',
      queueRuns: 'persistent',
      runners: 1,
      passIntervalMs: 1000,
      retryIntervalMs: 0,
      messagesPerConnection: 50,
    },
    { arrivalsEndMs: 6 * HOUR, endMs: 48 * HOUR },
  );
  const [host] = base.hosts;
  return {
    ...base,
    hosts: [{ ...host, faults: [] }],
    sizes: { kind: 'constant', value: 75_000 },
    arrivals: [
      {
        kind: 'poisson',
        ratePerMs: load / 560,
        profile: [],
        periodMs: 24 * HOUR,
        fromMs: 0,
        toMs: 6 * HOUR,
      },
    ],
  };
}

function plan(input: MailPathInput): ExperimentPlan {
  return { settings: [{ name: 'default', input }], seed: 'steady', replications: 3 };
}

describe('a steady-state question', () => {
  it('counts only messages that arrived after the start-up, and says how long that was', () => {
    const experiment = runStudy(steadyStateStudy(plan(goesOn(0.7))));
    const warmUpMs = experiment.plan.warmUpMs ?? Number.NaN;
    expect(warmUpMs).toBeGreaterThan(0);
    expect(warmUpMs).toBeLessThanOrEqual(3 * HOUR);
    const arrived = ({ outcomes: [outcome] }: Experiment) =>
      outcome.lows('arrived').reduce((sum, n) => sum + n, 0);
    const share = arrived(experiment) / arrived(runExperiment(plan(goesOn(0.7))));
    expect(share).toBeCloseTo(1 - warmUpMs / (6 * HOUR), 1);
  });

  it('finds no end of the start-up of an overloaded gateway', () => {
    expect(() => runStudy(steadyStateStudy(plan(goesOn(1.6))))).toThrow(
      /under default MSER-5 finds no end of the start-up/,
    );
  });

  it('is refused for a day of its own', () => {
    expect(() => runStudy(steadyStateStudy(plan(officeGateway())))).toThrow(
      /a day of its own \(it has a fault in a window of time\)/,
    );
    const bulk = { kind: 'bulk' as const, atMs: 0, overMs: 0, count: 5 };
    const steady = goesOn(0.7);
    expect(changingPart({ ...steady, arrivals: [bulk] })).toBe('it has a mailing');
    const flush = { kind: 'flush' as const, atMs: 5 };
    expect(changingPart({ ...steady, actions: [flush] })).toBe('its operator acts at a time');
    expect(changingPart(steady)).toBeNull();
  });

  it('comes to nothing where it is stopped among its pilots', () => {
    const {
      replications: { finished },
    } = runStopped(steadyStateStudy(plan(goesOn(0.5))), 3);
    expect(finished).toBe(0);
  });
});

describe('delays that count from a time on', () => {
  it('leave the run itself what it is', () => {
    const input = goesOn(0.6);
    const [all, late] = [0, 2 * HOUR].map((countFromMs) =>
      simulate({ ...input, countFromMs }, 'count', 0),
    );
    expect(late.delivered).toBe(all.delivered);
    expect(late.connections).toBe(all.connections);
    expect(all.byArrival.toJSON().means).toEqual([]);
    expect(late.byArrival.toJSON().means.length).toBeGreaterThan(10);
    expect(late.cohort.delays.count).toBeLessThan(all.cohort.delays.count);
    const parts = late.cohort.parts.reduce((sum, ms) => sum + ms, 0);
    expect(parts).toBeCloseTo(late.cohort.delays.sum, 3);
  });
});

describe('delays of which all count', () => {
  it('include those of mail that waited at the start', () => {
    const backlog = { messages: 20, ageMs: 60_000 };
    const result = simulate(officeGateway({}, { backlog }), 'backlog', 0);
    expect(result.cohort.delays.count).toBe(result.delivered);
  });
});
