/** What the procedures promise, counted over experiments whose truth is known. */
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../sim/engine/elementary.ts';
import { KeyedDraws } from '../../../sim/engine/keyed-draws.ts';
import { selectCandidate } from '../../../sim/experiment/recommend/best-candidate.ts';
import { decideFeasibility } from '../../../sim/experiment/recommend/feasibility.ts';
import { Ledger } from '../../../sim/experiment/recommend/ledger.ts';
import type { Objective } from '../../../sim/experiment/recommend/objective.ts';
import type { Study } from '../../../sim/experiment/study.ts';
import { answer, entryNamed, type Law } from './synthetic.ts';

const EXPERIMENTS = 400;
const STAGE = { doing: 'test', from: 0, to: 1 };
/** Standard deviation of a day's value, half of it shared by all settings (common random numbers). */
const SPREAD = 20;

/** Normal days around each entry's mean, as correlated as common random numbers make them. */
function normalLaw(means: Readonly<Record<string, number>>, experiment: number): Law {
  const draws = new KeyedDraws(`selection ${experiment}`, 0);
  const names = Object.keys(means);
  return ({ setting, replication }) => {
    const common = normalQuantile(draws.uniform(replication, 0, 0));
    const own = normalQuantile(draws.uniform(replication, 1 + names.indexOf(setting), 0));
    return { p99: means[setting] + SPREAD * Math.sqrt(0.5) * (common + own) };
  };
}

function countOf<T>(study: () => Study<T>, means: Record<string, number>, is: (t: T) => boolean) {
  let count = 0;
  for (let i = 0; i < EXPERIMENTS; i++) if (is(answer(study(), normalLaw(means, i)))) count++;
  return count;
}

/** A count that chance falls below once in a thousand if the promise is just kept. */
function atLeast(share: number): number {
  return share * EXPERIMENTS - 3.1 * Math.sqrt(EXPERIMENTS * share * (1 - share));
}

describe('the choice', () => {
  const means = { best: 100, a: 110, b: 110, c: 110, cheap: 100 + 4 };
  const entries = Object.keys(means).map(entryNamed);
  const select = (cost: (name: string) => number) =>
    selectCandidate(entries, {
      ledger: new Ledger('s'),
      criterion: 'p99',
      tolerance: 10,
      error: 0.05,
      considered: entries.length,
      compareCost: (x, y) => cost(x.name) - cost(y.name),
      stage: STAGE,
    });

  it('has found the best, or one within the tolerance of it, as often as promised', () => {
    const good = countOf(
      () => select(() => 0),
      means,
      ({ best }) => means[best.name as keyof typeof means] <= 110,
    );
    expect(good).toBeGreaterThanOrEqual(atLeast(0.95));
    const best = countOf(
      () => select(() => 0),
      { ...means, cheap: 110 },
      (found) => found.best.name === 'best',
    );
    expect(best).toBeGreaterThanOrEqual(atLeast(0.95));
  });

  it('is never worse than the best by more than twice the tolerance, as often as promised', () => {
    const spread = { best: 100, a: 118, b: 121, c: 130, cheap: 122 };
    const within = countOf(
      () => select((name) => (name === 'best' ? 1 : 0)),
      spread,
      ({ chosen }) => spread[chosen.name as keyof typeof spread] <= 120,
    );
    expect(within).toBeGreaterThanOrEqual(atLeast(0.95));
  });

  it('is the cheapest of those that are as good as the best', () => {
    const close = { best: 100, a: 160, b: 160, c: 160, cheap: 101 };
    const cheap = countOf(
      () => select((name) => (name === 'cheap' ? 0 : 1)),
      close,
      ({ chosen }) => chosen.name === 'cheap',
    );
    // Not a promise of the procedure, but what it is for: it needs enough replications to show it.
    expect(cheap).toBeGreaterThan(EXPERIMENTS / 4);
  });

  it('takes what there is where there is one', () => {
    const found = answer(
      selectCandidate([entryNamed('only')], {
        ledger: new Ledger('s'),
        criterion: 'p99',
        tolerance: 10,
        error: 0.05,
        considered: 1,
        compareCost: () => 0,
        stage: STAGE,
      }),
      normalLaw({ only: 100 }, 0),
    );
    expect(found).toMatchObject({ chosen: { name: 'only' }, runnerUp: null });
  });
});

const PRESENT = entryNamed('present');

describe('feasibility', () => {
  const objective: Objective = { text: 'p99 < 100', measure: 'p99', comparison: '<', bound: 100 };
  const means = { far: 300, above: 105, below: 95, near: 100.001, deep: 40 };
  const entries = Object.keys(means).map(entryNamed);
  const decide = () =>
    decideFeasibility(entries, new Ledger('f'), {
      objectives: [objective],
      present: PRESENT,
      error: 0.05,
      most: 40,
      stage: STAGE,
    });

  it('calls nothing feasible that is not, nor out what is in, more often than promised', () => {
    const right = countOf(decide, means, (found) =>
      found.every(({ entry, verdict }) => {
        const meets = means[entry.name as keyof typeof means] < 100;
        return verdict === 'undecided' || (verdict === 'meets') === meets;
      }),
    );
    expect(right).toBeGreaterThanOrEqual(atLeast(0.95));
  });

  it('decides gross cases after few replications', () => {
    const ledger = new Ledger('f');
    answer(
      decideFeasibility([entryNamed('far'), entryNamed('deep')], ledger, {
        objectives: [objective],
        present: PRESENT,
        error: 0.05,
        most: 40,
        stage: STAGE,
      }),
      normalLaw(means, 1),
    );
    expect(ledger.of({ name: 'far' }).replications).toBeLessThanOrEqual(10);
    expect(ledger.of({ name: 'deep' }).replications).toBeLessThanOrEqual(10);
  });

  it('leaves out a candidate that leaves mail undelivered, however short its delays', () => {
    const found = answer(
      decideFeasibility([entryNamed('all'), entryNamed('half')], new Ledger('f'), {
        objectives: [objective],
        present: PRESENT,
        error: 0.05,
        most: 10,
        stage: STAGE,
      }),
      ({ setting, replication }) => ({
        p99: 10 + (replication % 3),
        queued: setting === 'half' ? 500 : 0,
      }),
    );
    expect(found.map(({ verdict }) => verdict)).toEqual(['meets', 'misses']);
    expect(found.map(({ leavesMail }) => leavesMail)).toEqual([false, true]);
  });
});
