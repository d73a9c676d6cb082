import { describe, expect, it } from 'vitest';
import { moments } from '../../sim/statistics/confidence.ts';
import {
  allowedShare,
  type Comparison,
  dayState,
  judge,
  type Objective,
} from '../../sim/studies/objective.ts';
import { alike, daysOf, type StatedDay } from './days-of.ts';

const NEVER = Number.POSITIVE_INFINITY;

function objective(comparison: Comparison, onDays: number | null = 0.95): Objective {
  return { text: `p99 ${comparison} 100`, metric: 'p99', comparison, bound: 100, onDays };
}

const KEPT: StatedDay = { p99: 50 };
const BROKEN: StatedDay = { p99: 150 };
const UNKNOWN: StatedDay = { p99: { low: 50, high: NEVER } };

describe('an objective on one day', () => {
  it.each<[Comparison, number, number, string]>([
    ['<', 50, 99, 'kept'],
    ['<', 50, 100, 'unknown'],
    ['<', 100, 100, 'broken'],
    ['<', 100, NEVER, 'broken'],
    ['<', NEVER, NEVER, 'broken'],
    ['<=', 50, 100, 'kept'],
    ['<=', 100, NEVER, 'unknown'],
    ['<=', 101, NEVER, 'broken'],
    ['>', 101, NEVER, 'kept'],
    ['>', 100, NEVER, 'unknown'],
    ['>', 50, 100, 'broken'],
    ['>=', 100, NEVER, 'kept'],
    ['>=', 50, 100, 'unknown'],
    ['>=', 50, 99, 'broken'],
    ['==', 100, 100, 'kept'],
    ['==', 100, 101, 'unknown'],
    ['==', 50, NEVER, 'unknown'],
    ['==', 101, NEVER, 'broken'],
    ['==', 50, 99, 'broken'],
  ])('%s 100 is, where the figure lies from %f to %f, %s', (comparison, low, high, state) => {
    expect(dayState(objective(comparison), { low, high })).toBe(state);
  });

  it('is neither where the day has no such figure', () => {
    expect(dayState(objective('<'), { low: Number.NaN, high: Number.NaN })).toBeNull();
  });
});

describe('the share of days that may be bad', () => {
  it('is what the objective leaves, without the dust of a subtraction', () => {
    expect([0.95, 0.9, 0.8].map(allowedShare)).toEqual([0.05, 0.1, 0.2]);
  });
});

describe('an objective on 95% of the days', () => {
  const judged = (...days: StatedDay[]) => judge(objective('<'), daysOf(days), 0.05);

  it('is met by 59 days that keep it, not by 58: 0.95^59 is below 5%', () => {
    expect(judged(...alike(58, KEPT))).toMatchObject({ state: 'open', badDays: 0, low: 0 });
    const met = judged(...alike(59, KEPT));
    expect(met).toMatchObject({ state: 'met', days: 59, badDays: 0, mean: null });
    expect(met.high).toBeCloseTo(1 - 0.05 ** (1 / 59), 9);
  });

  it('takes 93 days with a bad one, 124 with two', () => {
    for (const [bad, days] of [
      [1, 93],
      [2, 124],
    ]) {
      const state = (n: number) => judged(...alike(bad, BROKEN), ...alike(n - bad, KEPT)).state;
      expect([state(days - 1), state(days)]).toEqual(['open', 'met']);
    }
  });

  it('is missed where too many days are bad for so few to be', () => {
    expect(judged(BROKEN, ...alike(3, KEPT)).state).toBe('open');
    const missed = judged(...alike(2, BROKEN), ...alike(2, KEPT));
    expect(missed).toMatchObject({ state: 'missed', badDays: 2, days: 4 });
    expect(missed.low).toBeGreaterThan(0.05);
  });

  it('counts a day of which it cannot be told as bad for the upper bound alone', () => {
    const found = judged(UNKNOWN, ...alike(92, KEPT));
    const broken = judged(BROKEN, ...alike(92, KEPT));
    expect(found).toMatchObject({ state: 'met', badDays: 0, unknownDays: 1, low: 0 });
    expect(found.high).toBe(broken.high);
    const all = judged(...alike(59, UNKNOWN));
    expect(all).toMatchObject({ state: 'open', badDays: 0, unknownDays: 59, low: 0, high: 1 });
    expect(all.worst).toEqual({ low: 50, high: NEVER });
  });

  it('looks at days with mail, and knows nothing without any', () => {
    const none: StatedDay = { arrived: 0, p99: Number.NaN };
    expect(judged(none, KEPT, none, BROKEN)).toMatchObject({ days: 2, badDays: 1 });
    expect(judged(none)).toMatchObject({ days: 0, state: 'open', low: 0, high: 1 });
  });

  it('takes the error that a decision may have', () => {
    expect(judge(objective('<'), daysOf(alike(59, KEPT)), 0.01).state).toBe('open');
    expect(judge(objective('<'), daysOf(alike(90, KEPT)), 0.01).state).toBe('met');
  });
});

describe('an objective on 90% of the days', () => {
  const judged = (...days: StatedDay[]) => judge(objective('<', 0.9), daysOf(days), 0.05);

  it('is met by 29 days that keep it, not by 28', () => {
    expect(judged(...alike(28, KEPT)).state).toBe('open');
    expect(judged(...alike(29, KEPT)).state).toBe('met');
  });
});

describe('an objective about the mean', () => {
  const mean = objective('<', null);
  /** A cut makes a day bad, whatever its p99. */
  const kind = (n: number, isBad: boolean): StatedDay[] =>
    Array.from({ length: n }, (_, i) => ({ p99: (isBad ? 90 : 20) + i, cuts: isBad ? 1 : 0 }));

  it('is told from ten days of each kind, not from nine', () => {
    const enough = judge(mean, daysOf([...kind(10, true), ...kind(10, false)]), 0.05);
    expect(enough).toMatchObject({ state: 'met', days: 20 });
    expect(enough.mean).toBe((94.5 + 24.5) / 2);
    expect(enough.high).toBeGreaterThan(enough.mean ?? Number.NaN);
    const few = judge(mean, daysOf([...kind(9, true), ...kind(50, false)]), 0.05);
    expect(few).toMatchObject({ state: 'open', mean: null });
  });

  it('is told where there is one kind, from ten days of it', () => {
    expect(judge(mean, daysOf(kind(10, false)), 0.05).state).toBe('met');
    expect(judge(mean, daysOf(kind(9, false)), 0.05)).toMatchObject({ state: 'open', mean: null });
  });

  it('is missed where even the lower bound is above', () => {
    const days = kind(12, false).map(({ p99 }) => ({ p99: Number(p99) + 200 }));
    const found = judge(mean, daysOf(days), 0.05);
    expect(found.state).toBe('missed');
    expect(found.mean).toBe(moments(days.map(({ p99 }) => p99)).mean);
    expect(found.low).toBeGreaterThan(100);
  });

  it('is open where a figure has no upper end', () => {
    const days = [...kind(11, false), UNKNOWN];
    const found = judge(mean, daysOf(days), 0.05);
    expect(found).toMatchObject({ state: 'open', unknownDays: 1, high: NEVER });
  });
});
