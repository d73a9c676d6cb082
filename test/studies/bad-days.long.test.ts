import { describe, expect, it } from 'vitest';
import { dayShare, kindsOfDays, MARKED_TOO_LONG_MS } from '../../sim/studies/objective.ts';
import { alike, daysOf, type StatedDay } from './days-of.ts';

const LONG = MARKED_TOO_LONG_MS + 1;
const NEVER = Number.POSITIVE_INFINITY;
const P99 = { text: 'p99 < 60s', metric: 'p99', comparison: '<', bound: 60_000 } as const;

describe('a bad day', () => {
  it.each<[string, StatedDay, boolean]>([
    ['nothing happened', {}, false],
    ['mail waited behind a mark of over five minutes', mark(LONG, 1), true],
    ['the mark stood for five minutes and no more', mark(MARKED_TOO_LONG_MS, 1), false],
    ['a long mark held up nobody', mark(LONG, 0), false],
    ['a connection was cut at its lifetime', { cuts: 1 }, true],
    ['the delays are large, and no event says why', { p99: 1e7, max: 1e7, 'over-60m': 1 }, false],
  ])('is one by what happened in it: %s', (_what, day, isBad) => {
    const { bad, good } = kindsOfDays(daysOf([day]));
    expect([bad, good]).toEqual(isBad ? [[0], []] : [[], [0]]);
  });

  it('is one that breaks an objective of the scenario, not one of which it cannot be told', () => {
    const days = [
      59_999,
      60_000,
      { low: 1, high: NEVER },
      { low: 60_000, high: NEVER },
      Number.NaN,
    ];
    const stated = days.map((p99) => ({ p99 }));
    const found = kindsOfDays(daysOf(stated, [{ ...P99, onDays: 0.95 }]));
    expect(found.bad).toEqual([1, 3]);
    expect(found.byReason).toEqual({ marked: 0, cut: 0, objective: 2 });
    // A mean is about all days together.
    expect(kindsOfDays(daysOf(stated, [{ ...P99, onDays: null }])).bad).toEqual([]);
  });

  it('counts once, with every reason that it has', () => {
    const days = [{ ...mark(LONG, 3), cuts: 2 }, {}, { cuts: 1 }];
    expect(kindsOfDays(daysOf(days))).toEqual({
      bad: [0, 2],
      good: [1],
      byReason: { marked: 1, cut: 2, objective: 0 },
    });
  });

  it('is known of the first days alone', () => {
    const outcome = daysOf([...alike(3, {}), ...alike(2, { cuts: 1 })]);
    expect(kindsOfDays(outcome).bad).toEqual([3, 4]);
    expect(kindsOfDays(outcome.first(4)).bad).toEqual([3]);
  });
});

describe('the share of bad days', () => {
  // One-sided where all days are of one kind: 1 - 0.05^(1/n).
  it.each([
    [5, 0.451],
    [20, 0.139],
    [59, 0.0495],
  ])('is shown by %i days without a bad one to be at most %f', (days, most) => {
    expect(dayShare(0, days).shown.low).toBe(0);
    expect(dayShare(0, days).shown.high).toBeCloseTo(most, 3);
    expect(dayShare(days, days).shown.low).toBeCloseTo(1 - most, 3);
    expect(dayShare(days, days).shown.high).toBe(1);
  });

  // Clopper and Pearson 1934, Biometrika 26, 95%: 1 of 10 and 3 of 20.
  it.each([
    [1, 10, 0.0025, 0.445],
    [3, 20, 0.0321, 0.3789],
  ])('of %i of %i lies in the interval of Clopper and Pearson', (bad, days, low, high) => {
    const { interval, shown } = dayShare(bad, days);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 3);
    expect(shown).toEqual(interval);
  });

  it('has a wider interval where no day was bad than what is shown, since that has two sides', () => {
    const { interval, shown } = dayShare(0, 20);
    expect(interval.high).toBeCloseTo(1 - 0.025 ** (1 / 20), 9);
    expect(interval.high).toBeGreaterThan(shown.high);
  });

  it('is not known at all of no days', () => {
    expect(dayShare(0, 0)).toMatchObject({
      interval: { low: 0, high: 1 },
      shown: { low: 0, high: 1 },
    });
  });
});

function mark(markedMs: number, skips: number): StatedDay {
  return { 'marked-time': markedMs, 'skipped-mark': skips };
}
