/**
 * What choosing by days promises, counted over many experiments with made-up days: the product's own
 * procedure, settings whose share of bad days is known. Figures in docs/experiments.md.
 */
import { describe, expect, it } from 'vitest';
import { KeyedDraws } from '../../../sim/engine/random.ts';
import type { Objective } from '../../../sim/studies/objective.ts';
import { type Cheapest, chooseCheapest, tooMany } from '../../../sim/studies/recommend/cheapest.ts';
import { Ledger } from '../../../sim/studies/recommend/ledger.ts';
import { requirementsOf } from '../../../sim/studies/recommend/requirements.ts';
import { answer, entryNamed, type Law } from './synthetic.ts';

const EXPERIMENTS = 400;
const MINUTE = 60_000;
const P99: Objective = {
  text: 'p99 < 5m',
  metric: 'p99',
  comparison: '<',
  bound: 5 * MINUTE,
  onDays: 0.95,
};
const CUTS: Objective = {
  text: 'resets = 0',
  metric: 'cuts',
  comparison: '==',
  bound: 0,
  onDays: 0.95,
};
const STAGE = { doing: 'test', from: 0, to: 1 };
const ERROR = 0.05;

/** Setting `i` has a bad day with that probability; days are shared, or each setting's own. */
function bad(probabilities: readonly number[], experiment: number, shared: boolean): Law {
  const draws = new KeyedDraws(`choosing ${experiment}`, 0);
  return ({ setting, replication }) => {
    const u = draws.uniform(replication, shared ? 0 : 1 + Number(setting), 0);
    return { p99: (u < probabilities[Number(setting)] ? 70 : 1) * MINUTE };
  };
}

function choose(
  law: Law,
  settings: number,
  {
    objectives = [P99],
    maxDays = null,
  }: { objectives?: Objective[]; maxDays?: number | null } = {},
): Cheapest & { readonly runs: number } {
  const entries = Array.from({ length: settings }, (_, i) => entryNamed(String(i)));
  const ledger = new Ledger('s', objectives);
  const fresh = new Ledger('s', objectives, 1_000_000);
  const found = answer(
    chooseCheapest(entries, {
      ledger,
      fresh,
      requirements: requirementsOf(objectives),
      plan: { requested: { confidence: 1 - ERROR, maxDays } },
      stage: () => STAGE,
    }),
    law,
  );
  return { ...found, runs: ledger.replicationsRun + fresh.replicationsRun };
}

/** Share of the experiments in which what is chosen has more bad days than it may. */
function wrong(probabilities: readonly number[], shared: boolean): number {
  let count = 0;
  for (let i = 0; i < EXPERIMENTS; i++) {
    const { choice } = choose(bad(probabilities, i, shared), probabilities.length);
    if (choice !== null && probabilities[Number(choice.entry.name)] > 0.05) count++;
  }
  return count / EXPERIMENTS;
}

/** The promise, and what chance adds to it once in a thousand. */
const PROMISED = ERROR + 3.1 * Math.sqrt((ERROR * (1 - ERROR)) / EXPERIMENTS);

describe('what is chosen', () => {
  it.each([0.0501, 0.06, 0.1, 0.2, 0.3, 0.5])(
    'has more bad days than it may as seldom as promised: %s of one, four, and four before a good one',
    (p) => {
      expect(wrong([p], true)).toBeLessThanOrEqual(PROMISED);
      expect(wrong([p, p, p, p], false)).toBeLessThanOrEqual(PROMISED);
      expect(wrong([p, p, p, p], true)).toBeLessThanOrEqual(PROMISED);
      expect(wrong([p, p, p, p, 0.001], false)).toBeLessThanOrEqual(PROMISED);
    },
    60_000,
  );

  it('is the cheapest that keeps its objectives where that one hardly ever has a bad day', () => {
    let first = 0;
    let runs = 0;
    for (let i = 0; i < EXPERIMENTS; i++) {
      const found = choose(bad([0.5, 0.3, 0.001, 0], i, false), 4);
      if (found.choice?.entry.name === '2') first++;
      runs += found.runs;
    }
    expect(first / EXPERIMENTS).toBeGreaterThan(0.95);
    expect(runs / EXPERIMENTS).toBeLessThan(200);
  });

  it('is not the cheapest at any price: at 2% bad days a dearer one may be taken, or none', () => {
    const found = Array.from({ length: EXPERIMENTS }, (_, i) => choose(bad([0.02], i, false), 1));
    const taken = found.filter(({ choice }) => choice !== null).length / EXPERIMENTS;
    expect(taken).toBeGreaterThan(0.3);
    expect(taken).toBeLessThan(0.6);
  });

  it('depends on no other candidate’s days, nor on how many are looked at side by side', () => {
    for (let i = 0; i < 40; i++) {
      const law = bad([0.3, 0.2, 0.1, 0.02, 0], i, true);
      const whole = choose(law, 5).choice?.entry.name;
      const fewer = choose(law, Number(whole) + 1).choice?.entry.name;
      expect(fewer).toBe(whole);
    }
  });
});

describe('fresh days', () => {
  const clean: Law = () => ({ p99: MINUTE });

  it('are as many as the looks take, and no more than there may be', () => {
    const { choice } = choose(clean, 1);
    expect(choice).toMatchObject({ days: 86, badDays: 0, notShown: null });
    expect(choice?.shown[0].upperBound).toBeCloseTo(0.042, 3);
    const { choice: none, failed } = choose(clean, 1, { maxDays: 80 });
    expect([none, failed[0].notShown, failed[0].days]).toEqual([null, 'days', 0]);
  });

  it('end early where it can no longer be shown', () => {
    const law: Law = ({ replication }) => ({
      p99: (replication >= 1_000_000 && replication % 5 === 0 ? 70 : 1) * MINUTE,
    });
    const { failed } = choose(law, 1);
    expect(failed[0].notShown).toBe('bad');
    expect(failed[0].days).toBeLessThan(30);
  });

  it('count a day that cannot be told as a bad one, and say so', () => {
    const law: Law = ({ replication }) =>
      replication >= 1_000_000 && replication % 5 === 0
        ? { p99: { low: MINUTE, high: Number.POSITIVE_INFINITY } }
        : { p99: MINUTE };
    expect(choose(law, 1).failed[0].notShown).toBe('unknown');
  });

  it('are those with mail', () => {
    const law: Law = ({ replication }) =>
      replication % 2 === 0 ? { p99: MINUTE } : { arrived: 0, p99: Number.NaN };
    const { choice } = choose(law, 1);
    expect(choice?.days).toBe(86);
  });

  it('show several objectives together, and each share of days by itself', () => {
    const law: Law = ({ replication }) => ({
      p99: MINUTE,
      max: (replication % 12 === 5 ? 70 : 1) * MINUTE,
    });
    const half: Objective = {
      ...P99,
      text: 'max < 5m on 50% of days',
      metric: 'max',
      onDays: 0.5,
    };
    const found = choose(law, 1, { objectives: [P99, CUTS, half] });
    expect(found.choice?.shown.map(({ onDays, bad }) => [onDays, bad > 0])).toEqual([
      [0.95, false],
      [0.5, true],
    ]);
    const broken: Law = (job) => ({ ...law(job), cuts: job.replication % 3 });
    expect(choose(broken, 1, { objectives: [P99, CUTS, half] }).choice).toBeNull();
  });
});

describe('an objective about a mean', () => {
  const mean: Objective = { ...P99, text: 'mean p99 < 5m', onDays: null };
  const days =
    (badDay: number, every: number): Law =>
    ({ replication }) => {
      const isBad = replication % every === 0;
      return { p99: (isBad ? badDay : 1) * MINUTE, cuts: isBad ? 1 : 0 };
    };

  it('is shown where there are ten days of each kind and the mean keeps it', () => {
    expect(choose(days(7, 3), 1, { objectives: [mean] }).choice?.days).toBe(40);
    expect(choose(days(70, 3), 1, { objectives: [mean] }).choice).toBeNull();
  });

  it('cannot be told with too few days of one kind', () => {
    const { choice, failed } = choose(days(7, 1000), 1, { objectives: [mean] });
    expect([choice, failed[0].notShown]).toEqual([null, 'days']);
  });
});

describe('the sieve', () => {
  it('puts out at 2 bad days of 2 and of 4, 3 of 10, 4 of 20 where 5% may be bad', () => {
    expect([2, 4, 10, 20].map((days) => tooMany(days, 0.05))).toEqual([2, 2, 3, 4]);
    expect([4, 20].map((days) => tooMany(days, 0.5))).toEqual([5, 16]);
    expect(tooMany(1, 0.05)).toBe(2);
  });

  it('spends two days on what breaks its objectives every day', () => {
    const { eliminated, runs } = choose(() => ({ p99: 70 * MINUTE }), 8);
    expect([eliminated, runs]).toEqual([8, 16]);
  });
});
