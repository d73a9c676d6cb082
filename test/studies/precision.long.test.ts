import { describe, expect, it } from 'vitest';
import {
  BAD_DAYS,
  type Precision,
  precisionFound,
  replicationsNeeded,
} from '../../sim/studies/replications.ts';
import { SettingOutcome } from '../../sim/studies/setting-outcome.ts';
import { alike, daysOf } from './days-of.ts';
import { officeGateway, RECOMMENDED } from './office-gateway.ts';
import { runExperiment } from './run-experiment.ts';

const SETTINGS = [
  { name: 'default', input: officeGateway() },
  { name: 'recommended', input: officeGateway(RECOMMENDED) },
];

function run(precision: Partial<Precision>) {
  const usual: Precision = { metric: 'mean', relative: 0.2, min: 5, max: 60 };
  const replications = { ...usual, ...precision };
  return runExperiment({ settings: SETTINGS, seed: 'precise', replications });
}

describe('a precision', () => {
  it('is reached by every setting, with no more replications than it takes by a factor of two', () => {
    const {
      precision,
      replications: { finished },
      outcomes,
      partial,
    } = run({});
    expect(precision?.reached).toBe(true);
    expect(precision?.found).toBeLessThanOrEqual(0.2);
    expect(finished).toBeGreaterThan(5);
    expect(partial).toBe(false);
    expect(outcomes.map(({ days }) => days)).toEqual([finished, finished]);
  });

  it('takes more replications the finer it is', () => {
    expect(run({ relative: 0.1 }).replications.finished).toBeGreaterThan(
      run({}).replications.finished,
    );
  });

  it('ends at the ceiling, and says that it was not reached', () => {
    const {
      precision,
      replications: { finished },
    } = run({ relative: 0.001, max: 8 });
    expect(finished).toBe(8);
    expect(precision?.reached).toBe(false);
  });

  it('is not looked for beyond the floor where a measure has no value', () => {
    const input = officeGateway({}, { arrivals: [] });
    const replications: Precision = { metric: 'p99', relative: 0.1, min: 6, max: 50 };
    const {
      replications: { finished },
      precision,
    } = runExperiment({
      settings: [{ name: 'default', input }],
      seed: 'none',
      replications,
    });
    expect(finished).toBe(6);
    expect(precision).toMatchObject({ reached: false, found: null });
  });

  it('of the share of bad days is half the width of its interval', () => {
    const precision: Precision = { metric: BAD_DAYS, relative: 0.1, min: 10, max: 200 };
    const some = [daysOf([...alike(4, { cuts: 1 }), ...alike(16, {})])];
    // Clopper and Pearson of 4 of 20: 5.7 to 43.7%.
    expect(precisionFound(some, precision).found).toBeCloseTo(0.19, 3);
    expect(replicationsNeeded(some, precision, 20)).toBe(40);
    const many = [daysOf([...alike(20, { cuts: 1 }), ...alike(80, {})])];
    expect(precisionFound(many, precision).reached).toBe(true);
    expect(replicationsNeeded(many, precision, 100)).toBe(100);
  });

  it('has nothing more to find where the interval has no upper end', () => {
    const never = { low: 5, high: Number.POSITIVE_INFINITY };
    const precision: Precision = { metric: 'p99', relative: 0.1, min: 5, max: 50 };
    const days = [daysOf(alike(6, { p99: never }))];
    expect(precisionFound(days, precision)).toMatchObject({ found: null, reached: false });
    expect(replicationsNeeded(days, precision, 6)).toBe(6);
  });

  it('is looked for further where the typical value is 0, but not on every day', () => {
    const precision: Precision = { metric: 'cuts', relative: 0.1, min: 10, max: 1000 };
    const days = [daysOf([...alike(7, { cuts: 0 }), ...alike(3, { cuts: 1 })])];
    expect(precisionFound(days, precision)).toMatchObject({ found: null, reached: false });
    expect(replicationsNeeded(days, precision, 10)).toBe(20);
  });

  it('asks for the floor first', () => {
    const precision: Precision = { metric: 'mean', relative: 0.1, min: 10, max: 50 };
    expect(replicationsNeeded([new SettingOutcome('none')], precision, 0)).toBe(10);
  });
});
