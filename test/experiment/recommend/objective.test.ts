import { describe, expect, it } from 'vitest';
import { MEASURES, measureIndex } from '../../../sim/experiment/measure.ts';
import { judge, keeps, type Objective } from '../../../sim/experiment/recommend/objective.ts';
import { SettingOutcome } from '../../../sim/experiment/setting-outcome.ts';

function outcomeOf(measure: string, values: readonly number[]): SettingOutcome {
  const outcome = new SettingOutcome('made up', false);
  values.forEach((value, number) => {
    const all = MEASURES.map(() => 0);
    all[measureIndex('arrived')] = 1000;
    all[measureIndex(measure)] = value;
    outcome.add({
      number,
      values: all,
      delays: { count: 0, sum: 0, min: 0, max: 0, bins: [] },
      byArrival: { slotMs: 1, means: [] },
      failures: {},
      deferralTexts: {},
      markedMs: [],
      course: null,
    });
  });
  return outcome;
}

const P99: Objective = { text: 'p99 < 5m', measure: 'p99', comparison: '<', bound: 300_000 };
const MAX: Objective = { text: 'max < 30m', measure: 'max', comparison: '<', bound: 1_800_000 };
const CUTS: Objective = { text: 'resets = 0', measure: 'cuts', comparison: '==', bound: 0 };

describe('an objective about the mean', () => {
  it('is met or missed where the bounds say so, and open between', () => {
    const state = (values: number[]) => judge(P99, outcomeOf('p99', values), 0.05).state;
    expect(state([100_000, 110_000, 105_000, 95_000])).toBe('met');
    expect(state([500_000, 510_000, 505_000, 495_000])).toBe('missed');
    expect(state([250_000, 340_000, 290_000, 310_000])).toBe('open');
    expect(state([100_000])).toBe('open');
  });

  it('is missed where a replication has no value: nothing was delivered', () => {
    expect(judge(P99, outcomeOf('p99', [1, Number.NaN, 1]), 0.05).state).toBe('missed');
  });
});

describe('an objective about every day', () => {
  it('takes 59 days without a bad one, at 95%', () => {
    const days = (n: number) => judge(CUTS, outcomeOf('cuts', new Array(n).fill(0)), 0.05);
    expect(days(58).state).toBe('open');
    expect(days(59)).toMatchObject({ state: 'met', badDays: 0, value: 0 });
  });

  it('is missed where bad days are shown to be more than one in twenty', () => {
    const values = [...new Array(10).fill(0), ...new Array(10).fill(2)];
    expect(judge(CUTS, outcomeOf('cuts', values), 0.05)).toMatchObject({
      state: 'missed',
      badDays: 10,
      value: 2,
    });
  });

  it('looks at the worst day of a maximum', () => {
    const values = new Array(99).fill(60_000);
    expect(judge(MAX, outcomeOf('max', [...values, 2_000_000]), 0.05)).toMatchObject({
      state: 'met',
      badDays: 1,
      value: 2_000_000,
    });
  });
});

describe('a comparison', () => {
  it('is kept by no value that does not exist', () => {
    for (const comparison of ['<', '<=', '>', '>=', '=='] as const) {
      expect(keeps({ ...P99, comparison }, Number.NaN)).toBe(false);
    }
  });
});
