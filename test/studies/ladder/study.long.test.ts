import { describe, expect, it } from 'vitest';
import { metricOf } from '../../../sim/mailpath/metrics.ts';
import { median } from '../../../sim/statistics/order-statistics.ts';
import {
  type Ladder,
  type LadderPlan,
  ladderStudy,
  ladderVerdict,
} from '../../../sim/studies/ladder/study.ts';
import type { SettingOutcome } from '../../../sim/studies/setting-outcome.ts';
import { runStudy } from '../../../sim/studies/study.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { runStopped } from '../stopped-study.ts';

const CLEAR = { kind: 'clear', atMs: 0, host: -1 } as const;
const PLAN: LadderPlan = {
  from: { name: 'default', input: officeGateway() },
  to: { name: 'recommended', input: officeGateway(RECOMMENDED, { actions: [CLEAR] }) },
  limits: [1, 199],
  seed: 'ladder',
  replications: 6,
};
const ladder = runStudy(ladderStudy(PLAN));

function stepOf({ steps }: Ladder, group: string, change: string) {
  const step = steps.find((one) => one.group === group && one.change === change);
  if (step === undefined) throw new Error(`no step ${group} ${change}`);
  return step;
}

describe('a ladder', () => {
  it('comes to the target in order, and runs what is the same once', () => {
    expect(stepOf(ladder, 'in order', 'retry').outcome).toBe(ladder.target);
    expect(stepOf(ladder, 'in order', 'limit').outcome).toBe(
      stepOf(ladder, 'alone', 'limit').outcome,
    );
    expect(stepOf(ladder, 'in order', 'host-status').outcome).toBe(
      stepOf(ladder, 'removed', 'retry').outcome,
    );
    expect(ladder.limits?.unlimited).toBe(ladder.base);
    expect(ladder.limits?.steps[1].outcome).toBe(stepOf(ladder, 'alone', 'limit').outcome);
    // base, target, 3 + 3 + 3 between them without what is shared, a limit of 1
    expect(ladder.experiment.outcomes).toHaveLength(12);
  });

  it('runs no step for a change that changes nothing', () => {
    expect(ladder.changes.map(({ id }) => id)).toContain('clear');
    expect(ladder.steps.map(({ change }) => change)).not.toContain('clear');
    expect(ladder.steps).toHaveLength(12);
  });

  it('gives every step the same arrivals', () => {
    const arrived = ladder.base.of('arrived');
    expect(new Set(arrived).size).toBeGreaterThan(1);
    for (const { outcome } of ladder.steps) expect(outcome.of('arrived')).toEqual(arrived);
  });

  it('compares each step with the one before, the base, or the target', () => {
    expect(stepOf(ladder, 'in order', 'runners').against).toBe(
      stepOf(ladder, 'in order', 'limit').outcome,
    );
    for (const { group, against } of ladder.steps) {
      if (group === 'alone') expect(against).toBe(ladder.base);
      if (group === 'removed') expect(against).toBe(ladder.target);
    }
  });

  it('leaves the limits out where there are none to try', () => {
    const study = ladderStudy({ ...PLAN, limits: [], replications: 1 });
    expect(runStudy(study).limits).toBeNull();
  });

  it('compares limits with no limit though the base has one', () => {
    const from = { name: 'mine', input: officeGateway({ messagesPerConnection: 50 }) };
    const { limits, base } = runStudy(ladderStudy({ ...PLAN, from, replications: 1 }));
    expect(limits?.unlimited).not.toBe(base);
    expect(limits?.input.settings.messagesPerConnection).toBe(Number.POSITIVE_INFINITY);
  });

  it('that is stopped counts replications that every step has finished', () => {
    const { experiment } = runStopped(ladderStudy(PLAN), 30);
    expect([experiment.partial, experiment.replications.finished]).toEqual([true, 2]);
  });
});

describe('the verdict on the changes', () => {
  const verdict = ladderVerdict(ladder, metricOf('p99'));
  const verdictOn = (change: string) => {
    const found = verdict.changes.find(({ id }) => id === change);
    if (found === undefined) throw new Error(`no verdict on ${change}`);
    return found;
  };

  it('is significant for host status off alone, where a refusal leaves a mark', () => {
    const { alone } = verdictOn('host-status').gains;
    expect(alone.effect).toBe('better');
    expect(alone.difference.significant).toBe(true);
    expect(alone.difference.value.high).toBeLessThan(0);
  });

  it('is a share of the whole gain, both of the typical paired difference', () => {
    const p99 = (outcome: SettingOutcome) => outcome.lows('p99');
    const gain = (from: SettingOutcome, to: SettingOutcome) =>
      median(p99(from).map((value, day) => value - p99(to)[day]));
    const whole = gain(ladder.base, ladder.target);
    for (const { id, gains } of verdict.changes) {
      const { against, outcome } = stepOf(ladder, 'in order', id);
      expect(gains['in order'].ofGain).toBeCloseTo(gain(against, outcome) / whole, 9);
    }
    expect(verdict.effect).toBe('better');
  });

  it('is no share of a gain that has no end', () => {
    const returned = { returnAfterMs: 4 * 60_000 };
    const plan = {
      ...PLAN,
      from: { name: 'default', input: officeGateway(returned) },
      to: { name: 'recommended', input: officeGateway({ ...RECOMMENDED, ...returned }) },
      limits: [],
    };
    const never = ladderVerdict(runStudy(ladderStudy(plan)), metricOf('p99'));
    expect(never.effect).toBe('better');
    expect(never.whole.value).toEqual({
      low: Number.NEGATIVE_INFINITY,
      high: Number.NEGATIVE_INFINITY,
    });
    for (const { gains } of never.changes) expect(gains.alone.ofGain).toBeNull();
  });

  it('is by the change that gains most alone', () => {
    const alone = verdict.changes.map(({ gains }) => gains.alone.difference.value.low);
    expect(verdictOn(verdict.bestAlone ?? '').gains.alone.difference.value.low).toBe(
      Math.min(...alone),
    );
  });

  it('calls needed what the target misses significantly, and leaves out what it does not', () => {
    expect(verdictOn('limit').role).toBe('left-out');
    for (const { role, gains } of verdict.changes) {
      if (role === 'needed') expect(gains.removed.ofGain).toBeGreaterThanOrEqual(0.1);
      if (role === 'needed') expect(gains.removed.effect).toBe('worse');
    }
    expect(verdict.changes.some(({ role }) => role === 'needed')).toBe(true);
  });

  it('turns around for a measure of which more is better', () => {
    const back = { ...PLAN, from: PLAN.to, to: PLAN.from, limits: [], replications: 6 };
    const down = ladderVerdict(runStudy(ladderStudy(back)), metricOf('first-attempt-share'));
    expect(down.effect).toBe('worse');
    expect(ladderVerdict(ladder, metricOf('first-attempt-share')).effect).toBe('better');
  });

  it.each([1, 4])('is unknown from %i days', (days) => {
    const few = ladderStudy({ ...PLAN, replications: days });
    const one = ladderVerdict(runStudy(few), metricOf('p99'));
    expect(one.effect).toBe('unknown');
    expect(one.changes.map(({ role }) => role).filter((role) => role === 'needed')).toEqual([]);
  });
});
