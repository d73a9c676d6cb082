import { describe, expect, it } from 'vitest';
import { metricOf } from '../../../sim/mailpath/metrics.ts';
import { simulate } from '../../../sim/mailpath/simulation.ts';
import { dayState, type Objective } from '../../../sim/studies/objective.ts';
import {
  type Bounds,
  candidateName,
  candidateOf,
  presentCandidate,
  withCandidate,
} from '../../../sim/studies/recommend/candidate.ts';
import { recommendStudy } from '../../../sim/studies/recommend/request.ts';
import type { RecommendationPlan } from '../../../sim/studies/recommend/requirements.ts';
import type { CandidateResult } from '../../../sim/studies/recommend/result.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { officeGateway } from '../office-gateway.ts';
import { runStopped } from '../stopped-study.ts';
import { ANY_BOUNDS } from './any-bounds.ts';

const MINUTE = 60_000;
const UNBOUNDED: Bounds = {
  ...ANY_BOUNDS,
  runners: { min: 1, max: 8 },
  retryIntervalMs: { min: MINUTE, max: Number.POSITIVE_INFINITY },
};

function p99Below(bound: number): Objective {
  return { text: `p99 < ${bound} ms`, metric: 'p99', comparison: '<', bound, onDays: 0.95 };
}

function planFor(
  objectives: readonly Objective[],
  bounds: Partial<Bounds> = {},
  changes: Partial<RecommendationPlan> = {},
): RecommendationPlan {
  const input = changes.input ?? officeGateway();
  return {
    input,
    site: { present: presentCandidate(input), cloud: true, otherDestinations: false },
    seed: 'recommend',
    objectives,
    bounds: { ...UNBOUNDED, ...bounds },
    requested: requestedWithin(null),
    full: false,
    ...changes,
  };
}

function requestedWithin(maxDays: number | null): RecommendationPlan['requested'] {
  return {
    objectives: [],
    bounds: [],
    assumedBounds: [],
    criterion: 'p99',
    criterionUnit: 'ms',
    confidence: 0.95,
    maxDays,
  };
}

/** As the model takes it: Infinity is no limit. */
function candidateFrom(settings: CandidateResult | undefined) {
  if (settings === undefined) throw new Error('nothing was chosen');
  return candidateOf((setting) => settings[setting] ?? Number.POSITIVE_INFINITY);
}

describe('a recommendation', () => {
  const objective = p99Below(4 * MINUTE);
  const found = runStudy(recommendStudy(planFor([objective], {}, { full: true })));

  it('chooses settings that keep the objective on days that nobody has seen', () => {
    const { choice } = found;
    expect(choice).not.toBeNull();
    const input = withCandidate(officeGateway(), candidateFrom(choice?.settings));
    const states = Array.from({ length: 60 }, (_, i) => {
      const day = simulate(input, 'another seed', i);
      return dayState(objective, metricOf('p99').read(day));
    });
    // With 5% of bad days, seven of 60 or more have a chance of 3%.
    expect(states.filter((state) => state !== 'kept').length).toBeLessThan(7);
    const [shown] = choice?.shown ?? [];
    expect(shown.upperBound).toBeLessThanOrEqual(0.05);
    expect(shown.days).toBeGreaterThanOrEqual(86);
  });

  it('has the gateway as it stands, and the strongest, on the same days', () => {
    const { present, choice } = found;
    expect(present.bad.days).toBe(10);
    expect(choice?.strongest?.bad.days).toBe(10);
    const sameMail = { days: 10, same: 10 };
    expect(choice?.present.arrived).toMatchObject(sameMail);
    expect(choice?.strongest?.differences.arrived).toMatchObject(sameMail);
    expect(choice?.strongest?.settings).toMatchObject({ runners: 8, hostStatus: false });
  });

  it('stays within the bounds and never lowers the runners', () => {
    const candidate = candidateFrom(found.choice?.settings);
    expect(candidate.runners).toBeGreaterThanOrEqual(2);
    expect(candidate.runners).toBeLessThanOrEqual(8);
    expect(candidate.retryIntervalMs).toBeGreaterThanOrEqual(MINUTE);
    expect(candidate.messagesPerConnection).toBeLessThanOrEqual(found.limit?.tailAware ?? 0);
  });

  it('names a smallest change that needs no more changes than the choice, and is shown', () => {
    const { smallest, choice } = found;
    expect(smallest?.changes.length).toBeLessThanOrEqual(choice?.changes.length ?? 0);
    expect(smallest?.shown.map(({ upperBound }) => upperBound <= 0.05)).toEqual([true]);
  });

  it('moves each value out from the choice until an objective fails on too many days', () => {
    const { movements = [] } = found.choice ?? {};
    expect(movements.map(({ setting }) => setting).sort()).toEqual([
      'hostStatus',
      'messagesPerConnection',
      'retryIntervalMs',
      'runners',
    ]);
    const retry = movements.find(({ setting }) => setting === 'retryIntervalMs');
    const failed = retry?.tried.filter(({ fails }) => fails !== null) ?? [];
    expect(failed.length).toBeGreaterThan(0);
    for (const { value, bad, days } of failed) {
      expect(value).toBeGreaterThan(Number(retry?.max));
      expect(bad / days).toBeGreaterThan(0.05);
    }
  });

  it('counts all that it ran, and is not partial', () => {
    expect(found.replicationsRun).toBeGreaterThan(120);
    expect(found.partial).toBe(false);
    expect(found.limit?.procedure?.trials).toBe(20);
    expect(found.choice?.ageLimit?.measures.arrived.days).toBe(20);
  });

  it('says the same again, and without all that is behind it', () => {
    const again = runStudy(recommendStudy(planFor([objective])));
    expect(again.choice?.settings).toEqual(found.choice?.settings);
    expect(again.replicationsRun).toBeLessThan(found.replicationsRun);
    expect(again.smallest).toBeNull();
    expect(again.choice?.movements).toEqual([]);
    expect(again.limit?.procedure).toBeNull();
  });
});

describe('objectives that cannot be met', () => {
  it('leave the nearest, and blame no bound where none is to blame', () => {
    const found = runStudy(recommendStudy(planFor([p99Below(10)])));
    expect(found.choice).toBeNull();
    expect(found.nearest).toMatchObject({ why: 'missed' });
    expect(found.nearest?.bad.days).toBe(20);
    expect(found.stoppedBy).toEqual([]);
  });

  it('name the bound that stops them', () => {
    const bounds = { hostStatus: true, retryIntervalMs: { min: MINUTE, max: 1e9 } };
    const found = runStudy(recommendStudy(planFor([p99Below(4 * MINUTE)], bounds)));
    expect(found.choice).toBeNull();
    const lifted = found.stoppedBy.find(({ bound }) => bound === 'hostStatus');
    expect(lifted?.settings.hostStatus).toBe(false);
  });

  it('include every objective at once', () => {
    const max: Objective = { ...p99Below(2000), text: 'max < 2 s', metric: 'max' };
    const found = runStudy(recommendStudy(planFor([p99Below(20 * MINUTE), max])));
    expect(found.choice).toBeNull();
    expect(found.nearest?.answers).toHaveLength(2);
  });

  it('are not said to be missed where there were too few days', () => {
    const plan = planFor([p99Below(4 * MINUTE)], {}, { requested: requestedWithin(50) });
    const { choice, nearest, stoppedBy } = runStudy(recommendStudy(plan));
    expect([choice, nearest?.why, stoppedBy]).toEqual([null, 'days', []]);
  });
});

describe('a recommendation that is stopped', () => {
  it('says what it knows, marked partial', () => {
    const plan = planFor([p99Below(4 * MINUTE)]);
    const early = runStopped(recommendStudy(plan), 30);
    expect(early.partial).toBe(true);
    expect(early.choice).toBeNull();
    expect(early.leading?.first.days).toBeGreaterThan(0);
    const whole = runStudy(recommendStudy(plan));
    const late = runStopped(recommendStudy(plan), whole.replicationsRun - 25);
    expect(late.partial).toBe(true);
    expect(late.leading?.settings).toEqual(whole.choice?.settings);
    expect(late.leading?.fresh.days).toBeGreaterThan(0);
  });
});

describe('a site whose connections are slow', () => {
  it('is recommended fewer than 199 messages, and told why', () => {
    const slow = officeGateway(
      {},
      { sizes: { kind: 'lognormal', mean: 150_000, sigma: 1, minimum: 1000, maximum: 5_000_000 } },
    );
    const [host] = slow.hosts;
    const input = {
      ...slow,
      hosts: [
        {
          ...host,
          goodput: { kind: 'constant' as const, value: 25 },
          lifetime: {
            limitMs: 20 * MINUTE,
            overshoot: { kind: 'constant' as const, value: 0 },
            how: 'reset' as const,
          },
        },
      ],
    };
    const { choice, limit } = runStudy(
      recommendStudy(planFor([p99Below(10 * MINUTE)], {}, { input })),
    );
    expect(limit?.articleOverrun).toBeGreaterThan(0.5);
    const candidate = candidateFrom(choice?.settings);
    expect(candidate.messagesPerConnection).toBeLessThan(199);
    expect(candidateName(candidate)).toMatch(/^limit of 1?\d\d,/);
  });
});
