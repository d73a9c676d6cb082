import { describe, expect, it } from 'vitest';
import {
  comparisonStudy,
  type Experiment,
  type ExperimentPlan,
  runExperiment,
} from '../../sim/experiment/compare.ts';
import { commonNumbersRatio, difference, estimate } from '../../sim/experiment/estimate.ts';
import { MEASURES, readMeasures } from '../../sim/experiment/measure.ts';
import type { Batch } from '../../sim/experiment/study.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { meanInterval } from '../../sim/statistics/confidence.ts';
import { officeGateway, RECOMMENDED } from './office-gateway.ts';
import { runStopped } from './stopped-study.ts';

const BASE = officeGateway();
const PLAN: ExperimentPlan = {
  settings: [
    { name: 'default', input: BASE },
    { name: 'recommended', input: officeGateway(RECOMMENDED) },
  ],
  seed: 'compare',
  replications: 6,
};

function valuesOf(experiment: Experiment): readonly (readonly number[])[][] {
  return experiment.outcomes.map((outcome) => MEASURES.map(({ name }) => outcome.of(name)));
}

describe('an experiment', () => {
  it('gives every setting the same arrivals in the same replication', () => {
    const { outcomes } = runExperiment(PLAN);
    expect(outcomes[0].of('arrived')).toEqual(outcomes[1].of('arrived'));
    expect(new Set(outcomes[0].of('arrived')).size).toBeGreaterThan(1);
  });

  it('repeats itself to the last bit with the same seed, and differs with another', () => {
    const again = valuesOf(runExperiment(PLAN));
    expect(again).toEqual(valuesOf(runExperiment(PLAN)));
    expect(again).not.toEqual(valuesOf(runExperiment({ ...PLAN, seed: 'another' })));
  });

  it('leaves a run what it is though it is worked off in slices', () => {
    const { outcomes } = runExperiment(PLAN);
    const whole = readMeasures(simulate(PLAN.settings[1].input, PLAN.seed, 3));
    expect(MEASURES.map(({ name }) => outcomes[1].of(name)[3])).toEqual(whole);
  });

  it('keeps a setting’s figures whatever it is compared with', () => {
    const [, second] = runExperiment(PLAN).outcomes;
    const [alone] = runExperiment({ ...PLAN, settings: [PLAN.settings[1]] }).outcomes;
    expect(alone.of('mean')).toEqual(second.of('mean'));
  });

  it('pools the delays of all replications', () => {
    const [outcome] = runExperiment(PLAN).outcomes;
    const delivered = outcome.of('delivered').reduce((sum, n) => sum + n, 0);
    expect(outcome.delays?.count).toBe(delivered);
    expect(outcome.delays?.quantile(1).ms).toBe(outcome.largest('max'));
  });

  it('counts, when it is stopped, only replications that every setting has finished', () => {
    const experiment = runStopped(comparisonStudy(PLAN), 5);
    expect(experiment.partial).toBe(true);
    expect(experiment.replicationsDone).toBe(2);
    expect(experiment.outcomes.map(({ replications }) => replications)).toEqual([2, 2]);
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
  it('has no interval from one replication', () => {
    const { outcomes } = runExperiment({ ...PLAN, replications: 1 });
    expect(estimate(outcomes[0], 'mean')).toMatchObject({ low: null, high: null });
    expect(difference(outcomes[0], outcomes[1], 'mean').clear).toBeNull();
  });

  it('is the mean of the replications with its interval', () => {
    const [outcome] = runExperiment(PLAN).outcomes;
    const interval = meanInterval(outcome.of('mean'));
    const { value, low, high } = estimate(outcome, 'mean');
    expect([low, high]).toEqual([interval?.low, interval?.high]);
    expect(value).toBeCloseTo(interval?.mean ?? Number.NaN, 6);
  });

  it('calls no difference clear between a setting and itself', () => {
    const same = [PLAN.settings[0], { name: 'same', input: BASE }];
    const { outcomes } = runExperiment({ ...PLAN, settings: same });
    for (const { name } of MEASURES) {
      expect(difference(outcomes[0], outcomes[1], name).value, name).toBe(0);
      expect(difference(outcomes[0], outcomes[1], name).clear, name).not.toBe(true);
    }
  });

  it('calls the difference clear between host status on and off', () => {
    const [base, other] = runExperiment(PLAN).outcomes;
    expect(difference(base, other, 'mean')).toMatchObject({ clear: true });
    expect(difference(base, other, 'mean').value).toBeLessThan(0);
  });

  it('shows that common random numbers cut the variance between neighbours to a fifth or less', () => {
    const neighbours = [199, 150].map((messagesPerConnection) => ({
      name: `limit ${messagesPerConnection}`,
      input: officeGateway({ messagesPerConnection }),
    }));
    const { outcomes } = runExperiment({ settings: neighbours, seed: 'crn', replications: 12 });
    expect(commonNumbersRatio(outcomes[0], outcomes[1], 'mean')).toBeLessThan(0.2);
  });
});
