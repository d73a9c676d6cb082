import { describe, expect, it } from 'vitest';
import { candidateName, presentCandidate } from '../../../sim/experiment/recommend/candidate.ts';
import type { Bounds } from '../../../sim/experiment/recommend/candidate-grid.ts';
import type { Objective } from '../../../sim/experiment/recommend/objective.ts';
import { keeps } from '../../../sim/experiment/recommend/objective.ts';
import { recommendStudy } from '../../../sim/experiment/recommend/recommend.ts';
import type { RecommendationPlan } from '../../../sim/experiment/recommend/recommendation.ts';
import { runStudy } from '../../../sim/experiment/study.ts';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import { simulate } from '../../../sim/mailpath/simulation.ts';
import { meanInterval } from '../../../sim/statistics/confidence.ts';
import { officeGateway } from '../office-gateway.ts';
import { runStopped } from '../stopped-study.ts';

const MINUTE = 60_000;
const UNBOUNDED: Bounds = {
  messagesPerConnection: { least: 1, most: Number.POSITIVE_INFINITY },
  runners: { least: 1, most: 8 },
  retryIntervalMs: { least: MINUTE, most: Number.POSITIVE_INFINITY },
  hostStatus: null,
  measures: [],
};

function p99Below(bound: number): Objective {
  return { text: `p99 < ${bound} ms`, measure: 'p99', comparison: '<', bound };
}

function planFor(
  objectives: readonly Objective[],
  bounds: Partial<Bounds> = {},
  input: MailPathInput = officeGateway(),
): RecommendationPlan {
  return {
    input,
    site: { present: presentCandidate(input), cloud: true, otherDestinations: false },
    seed: 'recommend',
    objectives,
    bounds: { ...UNBOUNDED, ...bounds },
    criterion: 'p99',
    tolerance: 20_000,
    confidence: 0.95,
    mostReplications: 20,
  };
}

describe('a recommendation', () => {
  const objective = p99Below(4 * MINUTE);
  const found = runStudy(recommendStudy(planFor([objective])));

  it('chooses settings that meet the objective with mail that nobody has seen', () => {
    const { choice } = found;
    expect(choice).not.toBeNull();
    const p99s = Array.from({ length: 40 }, (_, i) =>
      simulate(choice?.input as MailPathInput, 'another seed', i).delays.quantile(0.99),
    );
    expect(meanInterval(p99s)?.high).toBeLessThan(objective.bound);
    expect(keeps(objective, found.present.outcome.mean('p99'))).toBe(false);
  });

  it('stays within the bounds and never lowers the runners', () => {
    const { candidate } = found.choice ?? {};
    expect(candidate?.runners).toBeGreaterThanOrEqual(2);
    expect(candidate?.runners).toBeLessThanOrEqual(8);
    expect(candidate?.retryIntervalMs).toBeGreaterThanOrEqual(MINUTE);
    expect(candidate?.messagesPerConnection).toBeLessThanOrEqual(found.advice?.tailAware ?? 0);
  });

  it('names a smallest change that needs no more changes than the choice, and holds', () => {
    const { smallest, present, choice } = found;
    const changes = (c: typeof present.candidate | undefined) =>
      Object.entries(c ?? {}).filter(
        ([name, value]) => present.candidate[name as keyof typeof present.candidate] !== value,
      ).length;
    expect(changes(smallest?.candidate)).toBeLessThanOrEqual(changes(choice?.candidate));
    expect(smallest?.confirmation.holds).toBe(true);
  });

  it('moves each value out from the choice until an objective fails', () => {
    expect(found.movements.map(({ setting }) => setting).sort()).toEqual([
      'hostStatus',
      'messagesPerConnection',
      'retryIntervalMs',
      'runners',
    ]);
    const retry = found.movements.find(({ setting }) => setting === 'retryIntervalMs');
    const failed = retry?.tried.filter(({ fails }) => fails !== null) ?? [];
    expect(failed.length).toBeGreaterThan(0);
    for (const { value } of failed) expect(value).toBeGreaterThan(Number(retry?.most));
  });

  it('counts all that it ran, and is not partial', () => {
    expect(found.replicationsRun).toBeGreaterThan(200);
    expect(found.partial).toBe(false);
    expect(found.policy.length).toBe(20);
  });

  it('says the same again', () => {
    const again = runStudy(recommendStudy(planFor([objective])));
    expect(again.choice?.name).toBe(found.choice?.name);
    expect(again.replicationsRun).toBe(found.replicationsRun);
  });
});

describe('objectives that cannot be met', () => {
  it('leave the nearest, and blame no bound where none is to blame', () => {
    const found = runStudy(recommendStudy(planFor([p99Below(10)])));
    expect(found.choice).toBeNull();
    expect(found.nearest).not.toBeNull();
    expect(found.lifted).toEqual([]);
  });

  it('name the bound that stops them', () => {
    const bounds = { hostStatus: true, retryIntervalMs: { least: MINUTE, most: 1e9 } };
    const found = runStudy(recommendStudy(planFor([p99Below(4 * MINUTE)], bounds)));
    expect(found.choice).toBeNull();
    expect(found.lifted.map(({ bound }) => bound)).toContain('hostStatus');
    const lifted = found.lifted.find(({ bound }) => bound === 'hostStatus');
    expect(lifted?.entry.candidate.hostStatus).toBe(false);
  });

  it('include every objective at once, those about every day too', () => {
    const everyDay: Objective = { text: 'max < 2 s', measure: 'max', comparison: '<', bound: 2000 };
    const found = runStudy(recommendStudy(planFor([p99Below(20 * MINUTE), everyDay])));
    expect(found.choice).toBeNull();
    expect(found.nearest?.answers).toHaveLength(2);
  });
});

describe('a recommendation that is stopped', () => {
  it('says what it knows, marked partial', () => {
    const early = runStopped(recommendStudy(planFor([p99Below(4 * MINUTE)])), 30);
    expect(early.partial).toBe(true);
    expect(early.choice).toBeNull();
    const whole = runStudy(recommendStudy(planFor([p99Below(4 * MINUTE)])));
    const late = runStopped(
      recommendStudy(planFor([p99Below(4 * MINUTE)])),
      whole.replicationsRun - 5,
    );
    expect(late.partial).toBe(true);
    expect(late.choice?.name).toBe(whole.choice?.name);
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
            lateness: { kind: 'constant' as const, value: 0 },
            how: 'reset' as const,
          },
        },
      ],
    };
    const { choice, advice } = runStudy(
      recommendStudy(planFor([p99Below(10 * MINUTE)], {}, input)),
    );
    expect(advice?.articleOverrun).toBeGreaterThan(0.5);
    expect(choice?.candidate.messagesPerConnection).toBeLessThan(199);
    expect(candidateName(choice?.candidate ?? presentCandidate(input))).toMatch(/^1?\d\d messages/);
  });
});
