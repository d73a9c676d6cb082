import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../sim/studies/objective.ts';
import { Ledger } from '../../../sim/studies/recommend/ledger.ts';
import {
  badDaysOf,
  daysOf,
  leavesMore,
  leavesOpen,
  requirementsOf,
} from '../../../sim/studies/recommend/requirements.ts';
import { answer, entryNamed, type Law } from './synthetic.ts';

const P99: Objective = {
  text: 'p99 < 100ms',
  metric: 'p99',
  comparison: '<',
  bound: 100,
  onDays: 0.95,
};
const CUTS: Objective = {
  text: 'resets = 0',
  metric: 'cuts',
  comparison: '==',
  bound: 0,
  onDays: 0.95,
};
const ENTRY = entryNamed('one');

function outcomeOf(days: readonly ReturnType<Law>[]) {
  const ledger = new Ledger('s', []);
  const stage = { doing: 'test', from: 0, to: 1 };
  answer(ledger.extend([ENTRY], days.length, stage), ({ replication }) => days[replication]);
  return ledger.of(ENTRY);
}

describe('what is asked', () => {
  it('is grouped by the share of days, the strictest first, means apart', () => {
    const half = { ...P99, onDays: 0.5 };
    const mean = { ...P99, onDays: null };
    const { groups, means } = requirementsOf([half, P99, mean, CUTS]);
    expect(groups.map(({ allowed, objectives }) => [allowed, objectives.length])).toEqual([
      [0.05, 2],
      [0.5, 1],
    ]);
    expect(means).toEqual([mean]);
  });

  it('makes a day bad if one objective is broken, may be, or has no figure; empty days are none', () => {
    const requirements = requirementsOf([P99, CUTS]);
    const outcome = outcomeOf([
      { p99: 10 },
      { p99: 200 },
      { p99: { low: 10, high: Number.POSITIVE_INFINITY } },
      { p99: { low: 10, high: Number.POSITIVE_INFINITY }, cuts: 1 },
      { p99: Number.NaN },
      { arrived: 0, p99: Number.NaN, cuts: 1 },
    ]);
    expect(daysOf(outcome, requirements.groups[0])).toEqual([
      'good',
      'broken',
      'unknown',
      'broken',
      'unknown',
    ]);
    expect(badDaysOf(outcome, requirements)).toEqual({ bad: 4, days: 5 });
  });
});

describe('mail that is left undelivered', () => {
  const leaving = (share: number) => outcomeOf([{ 'never-share': share }, { 'never-share': 0 }]);

  it('is more where it is, by more than a thousandth', () => {
    expect(leavesMore(leaving(0.01), leaving(0))).toBe(true);
    expect(leavesMore(leaving(0.001), leaving(0))).toBe(false);
    expect(leavesMore(leaving(0.01), leaving(0.02))).toBe(false);
  });

  it('may be what has not arrived by the end', () => {
    const open = outcomeOf([{ 'never-share': { low: 0, high: 0.5 } }]);
    expect(leavesMore(open, leaving(0))).toBe(true);
    expect([leavesOpen(open), leavesOpen(leaving(0.5))]).toEqual([true, false]);
  });
});
