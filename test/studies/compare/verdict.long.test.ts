import { describe, expect, it } from 'vitest';
import type { GatewaySettings } from '../../../sim/mailpath/settings.ts';
import { verdict } from '../../../sim/studies/compare/result.ts';
import { estimate } from '../../../sim/studies/estimate.ts';
import { daysOf } from '../days-of.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';
import { runExperiment } from '../run-experiment.ts';

function outcomesOf(...settings: Partial<GatewaySettings>[]) {
  const named = settings.map((setting, i) => ({ name: `s${i}`, input: officeGateway(setting) }));
  return runExperiment({ settings: named, seed: 'verdict', replications: 4 }).outcomes;
}

function verdictOf(...settings: Partial<GatewaySettings>[]) {
  return verdict(outcomesOf(...settings));
}

describe('the verdict', () => {
  it('holds the first setting against the one with the smallest p99', () => {
    const { base, best } = verdictOf({}, { messagesPerConnection: 199 }, RECOMMENDED);
    expect(base.name).toBe('s0');
    expect(best?.name).toBe('s2');
  });

  it('names the part that most of the delay went into', () => {
    const { base } = verdictOf({});
    expect(base.largestPart?.name).toBe('mark');
    expect(base.largestPart?.share).toBeGreaterThan(0.5);
  });

  it('has nothing to compare with one setting', () => {
    expect(verdictOf({})).toMatchObject({ best: null, p99: null, days: 4 });
  });

  it('prefers, of two with the same p99 on the typical day, the one with fewer bad days', () => {
    const days = (name: string, cuts: number[], mean: number) =>
      Object.assign(daysOf(cuts.map((cut) => ({ p99: 9, mean, cuts: cut }))), { name });
    const base = days('base', [0, 0, 0, 0, 0], 1);
    const [two, one] = [days('two', [1, 1, 0, 0, 0], 1), days('one', [0, 1, 0, 0, 0], 2)];
    const found = verdict([base, two, one]);
    expect(found.best?.name).toBe('one');
    expect(found.best?.badDays).toMatchObject({ bad: 1, days: 5 });
    expect(found.p99).toMatchObject({ same: 5, significant: false });
    const less = days('less', [0, 1, 0, 0, 0], 1.5);
    expect(verdict([base, one, less]).best?.name).toBe('less');
  });

  it('takes the worst of all days, not the typical day’s', () => {
    const { base } = verdictOf({});
    const [outcome] = outcomesOf({});
    expect(base.worst.low).toBe(Math.max(...outcome.lows('max')));
    expect(base.worst.low).toBeGreaterThan(estimate(outcome, 'max').value.low);
  });
});
