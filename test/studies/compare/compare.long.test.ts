import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../sim/mailpath/metrics.ts';
import { simulate } from '../../../sim/mailpath/simulation.ts';
import { type Bounds, known } from '../../../sim/statistics/bounds.ts';
import { moments } from '../../../sim/statistics/confidence.ts';
import {
  comparisonStudy,
  type Experiment,
  type ExperimentPlan,
} from '../../../sim/studies/compare/compare.ts';
import { difference, estimate, pairedDifferences } from '../../../sim/studies/estimate.ts';
import type { Batch } from '../../../sim/studies/study.ts';
import { alike, daysOf } from '../days-of.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { runExperiment } from '../run-experiment.ts';
import { runStopped } from '../stopped-study.ts';

const BASE = officeGateway();
const PLAN: ExperimentPlan = {
  settings: [
    { name: 'default', input: BASE },
    { name: 'recommended', input: officeGateway(RECOMMENDED) },
  ],
  seed: 'compare',
  replications: 6,
};

function valuesOf(experiment: Experiment): readonly (readonly Bounds[])[][] {
  return experiment.outcomes.map((outcome) => METRICS.map(({ name }) => outcome.of(name)));
}

describe('an experiment', () => {
  it('gives every setting the same arrivals in the same replication', () => {
    const { outcomes } = runExperiment(PLAN);
    expect(outcomes[0].of('arrived')).toEqual(outcomes[1].of('arrived'));
    expect(new Set(outcomes[0].lows('arrived')).size).toBeGreaterThan(1);
  });

  it('repeats itself to the last bit with the same seed, and differs with another', () => {
    const again = valuesOf(runExperiment(PLAN));
    expect(again).toEqual(valuesOf(runExperiment(PLAN)));
    expect(again).not.toEqual(valuesOf(runExperiment({ ...PLAN, seed: 'another' })));
  });

  it('leaves a run what it is though it is worked off in slices', () => {
    const { outcomes } = runExperiment(PLAN);
    const run = simulate(PLAN.settings[1].input, PLAN.seed, 3);
    const whole = METRICS.map(({ read }) => read(run));
    expect(METRICS.map(({ name }) => outcomes[1].of(name)[3])).toEqual(whole);
  });

  it('keeps a setting’s figures whatever it is compared with', () => {
    const [, second] = runExperiment(PLAN).outcomes;
    const [alone] = runExperiment({ ...PLAN, settings: [PLAN.settings[1]] }).outcomes;
    expect(alone.of('mean')).toEqual(second.of('mean'));
  });

  it('keeps the curve of the typical day, down to the largest delay of all days', () => {
    const [outcome] = runExperiment(PLAN).outcomes;
    const curve = outcome.curves?.typical() ?? [];
    for (const minutes of [1, 5, 15] as const) {
      const after = curve.findIndex(({ ms }) => ms > minutes * 60_000);
      const typical = estimate(outcome, `over-${minutes}m`).value.low;
      expect(typical).toBeLessThanOrEqual(curve[after - 1].share.low);
      expect(typical).toBeGreaterThanOrEqual(curve[after].share.low);
    }
    const [beforeLast, last] = curve.slice(-2);
    expect(last.interval?.high).toBe(0);
    expect(outcome.largest('max').high).toBeLessThanOrEqual(last.ms * 1.004);
    expect(outcome.largest('max').high).toBeGreaterThan(beforeLast.ms);
  });

  it('keeps no curves where nobody will ask', () => {
    const { outcomes } = runExperiment({ ...PLAN, replications: 1, keepsCurves: false });
    expect(outcomes.map(({ curves }) => curves)).toEqual([null, null]);
  });

  it('counts, when it is stopped, only replications that every setting has finished', () => {
    const experiment = runStopped(comparisonStudy(PLAN), 5);
    expect(experiment.partial).toBe(true);
    expect(experiment.replications.finished).toBe(2);
    expect(experiment.outcomes.map(({ days }) => days)).toEqual([2, 2]);
    const whole = runExperiment(PLAN).outcomes;
    expect(experiment.outcomes[1].of('mean')).toEqual(whole[1].of('mean').slice(0, 2));
  });

  it('says how far it is', () => {
    const study = comparisonStudy(PLAN);
    const batch = study.next().value as Batch;
    expect([batch.from, batch.to, batch.jobs.length]).toEqual([0, 1, 12]);
    expect([0, 3, 12].map(batch.doing)).toEqual(
      [1, 2, 6].map((n) => `2 settings, replication ${n} of 6`),
    );
  });
});

describe('an estimate', () => {
  it('has no interval from four days', () => {
    const { outcomes } = runExperiment({ ...PLAN, replications: 4 });
    expect(estimate(outcomes[0], 'mean')).toMatchObject({
      interval: null,
      coverage: null,
      days: 4,
    });
    expect(difference(outcomes[0], outcomes[1], 'mean').significant).toBeNull();
  });

  it('is the typical day, from the least to the largest of six', () => {
    const [outcome] = runExperiment(PLAN).outcomes;
    const sorted = [...outcome.lows('mean')].sort((a, b) => a - b);
    const found = estimate(outcome, 'mean');
    expect(found.value).toEqual(known(sorted[3]));
    expect(found.interval).toEqual({ low: sorted[0], high: sorted[5] });
    expect(found.coverage).toBeCloseTo(1 - 2 / 2 ** 6, 9);
    // Of what is better the more of it there is, the typical day is the lower of the two.
    const delivered = [...outcome.lows('delivered')].sort((a, b) => a - b);
    expect(estimate(outcome, 'delivered').value).toEqual(known(delivered[2]));
  });

  it('takes its lower end from the lows and its upper end from the highs', () => {
    const never = Number.POSITIVE_INFINITY;
    const p99 = [
      [5, 5],
      [1, 1],
      [4, never],
      [3, 3],
      [2, never],
    ].map(([low, high]) => ({ low, high }));
    const outcome = daysOf(p99.map((bounds) => ({ p99: bounds })));
    const { value, interval } = estimate(outcome, 'p99');
    expect(value).toEqual({ low: 3, high: 5 });
    expect(interval).toEqual({ low: 1, high: never });
  });

  it('leaves out days that have nothing to say', () => {
    const outcome = daysOf([{ p99: Number.NaN }, { p99: 7 }, { p99: Number.NaN }]);
    expect(estimate(outcome, 'p99')).toMatchObject({ value: known(7), days: 1 });
    const { value, days } = estimate(daysOf([{ p99: Number.NaN }]), 'p99');
    expect([value.low, value.high, days]).toEqual([Number.NaN, Number.NaN, 0]);
  });

  it('calls no difference significant between a setting and itself', () => {
    const same = [PLAN.settings[0], { name: 'same', input: BASE }];
    const { outcomes } = runExperiment({ ...PLAN, settings: same });
    for (const { name } of METRICS) {
      const found = difference(outcomes[0], outcomes[1], name);
      expect(found, name).toMatchObject({ value: known(0), same: 6, less: 0, more: 0 });
      expect(found.significant, name).toBe(false);
    }
  });

  it('calls the difference significant between host status on and off', () => {
    const [base, other] = runExperiment(PLAN).outcomes;
    const found = difference(base, other, 'mean');
    expect(found).toMatchObject({ significant: true, less: 6, more: 0, same: 0 });
    expect(found.value.high).toBeLessThan(0);
    expect(found.interval?.high).toBeLessThan(0);
  });

  it('calls no difference significant that depends on mail which has not arrived', () => {
    const open = { low: 50, high: Number.POSITIVE_INFINITY };
    const [base, other] = [daysOf(alike(6, { p99: 60 })), daysOf(alike(6, { p99: open }))];
    expect(difference(base, other, 'p99')).toMatchObject({
      value: { low: -10, high: Number.POSITIVE_INFINITY },
      less: 0,
      more: 0,
      same: 0,
      significant: false,
    });
    // At least 50 is more than 40, whatever becomes of it.
    const least = daysOf(alike(6, { p99: 40 }));
    expect(difference(least, other, 'p99')).toMatchObject({ more: 6, significant: true });
  });

  it('shows that common random numbers cut the variance between neighbours to a fifth or less', () => {
    const neighbours = [199, 150].map((messagesPerConnection) => ({
      name: `limit ${messagesPerConnection}`,
      input: officeGateway({ messagesPerConnection }),
    }));
    const { outcomes } = runExperiment({ settings: neighbours, seed: 'crn', replications: 12 });
    const [one, two] = outcomes;
    const paired = moments(pairedDifferences(one, two, 'mean').map(({ low }) => low)).variance;
    const [a, b] = [one, two].map((outcome) => moments(outcome.lows('mean')).variance);
    expect(paired).toBeLessThan(0.2 * (a + b));
  });
});
