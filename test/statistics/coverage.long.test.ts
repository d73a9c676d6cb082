/**
 * How often what is said of days is right, where the truth is known: on the functions that reports
 * use, for days of two kinds. The figures stand in docs/experiments.md.
 */

import { describe, expect, it } from 'vitest';
import { exp, ln, normalQuantile } from '../../sim/engine/elementary.ts';
import { RandomStream } from '../../sim/engine/random.ts';
import { type Bounds, known } from '../../sim/statistics/bounds.ts';
import { meanInterval } from '../../sim/statistics/confidence.ts';
import { difference, estimate } from '../../sim/studies/estimate.ts';
import { dayShare } from '../../sim/studies/objective.ts';
import { areSignificantlyBetter } from '../../sim/studies/sweep/request.ts';

const EXPERIMENTS = 2000;
const SHARES_OF_BAD_DAYS = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5];
const DAYS = [5, 10, 20, 30, 59, 72];
/** Three standard errors of a coverage near 95% over so many experiments. */
const NOISE = 3 * Math.sqrt((0.05 * 0.95) / EXPERIMENTS);

/** Quantiles of the delay of one kind of day, relative to its middle. */
const SHAPES: readonly [string, (u: number) => number][] = [
  ['even', (u) => 0.8 + 0.4 * u],
  ['lognormal', (u) => exp(0.5 * normalQuantile(u))],
  ['long-tailed', (u) => 0.5 - ln(1 - u)],
];
const GOOD_MS = 5_000;
const BAD_MS = 4_200_000;

const outcomeOf = (values: readonly number[]) => ({ of: (): Bounds[] => values.map(known) });

/** Days of which a share is bad. */
function mixture(stream: RandomStream, bad: number, shape: (u: number) => number) {
  return () => (stream.uniform() < bad ? BAD_MS : GOOD_MS) * shape(stream.uniform());
}

/** The lower and the upper median of the mixture: apart where half of the days are bad. */
function mediansOf(bad: number, shape: (u: number) => number): Bounds {
  if (bad === 0.5) return { low: GOOD_MS * shape(1 - 1e-12), high: BAD_MS * shape(1e-12) };
  return known(GOOD_MS * shape(0.5 / (1 - bad)));
}

function share(happens: () => boolean): number {
  let count = 0;
  for (let i = 0; i < EXPERIMENTS; i++) if (happens()) count++;
  return count / EXPERIMENTS;
}

const drawn = (n: number, draw: () => number) => Array.from({ length: n }, draw);

describe('the interval of the typical day', () => {
  it.each(SHAPES)(
    'covers it as often as it says, whatever share of the days is bad: %s',
    (name, shape) => {
      for (const bad of SHARES_OF_BAD_DAYS) {
        for (const days of DAYS) {
          const stream = new RandomStream('coverage', days, `${name} ${bad}`);
          const truth = mediansOf(bad, shape);
          let promised = Number.NaN;
          const coverage = share(() => {
            const found = estimate(outcomeOf(drawn(days, mixture(stream, bad, shape))), 'p99');
            promised = found.coverage ?? Number.NaN;
            const interval = found.interval as Bounds;
            return interval.low <= truth.high && truth.low <= interval.high;
          });
          expect(promised).toBeGreaterThanOrEqual(days === 5 ? 0.9375 : 0.95);
          expect(coverage, `${bad} bad of ${days}`).toBeGreaterThanOrEqual(promised - NOISE);
        }
      }
    },
  );

  it('covers where an interval of the mean does not: one day in twenty is bad', () => {
    const shape = SHAPES[1][1];
    const truth = 0.95 * GOOD_MS * exp(0.125) + 0.05 * BAD_MS * exp(0.125);
    const stream = new RandomStream('coverage', 0, 'mean');
    const covered = share(() => {
      const interval = meanInterval(drawn(20, mixture(stream, 0.05, shape)));
      return interval !== null && interval.low <= truth && truth <= interval.high;
    });
    expect(covered).toBeLessThan(0.7);
  });
});

/** P(X = k), X binomial(n, p). */
function probability(k: number, n: number, p: number): number {
  let value = (1 - p) ** n;
  for (let i = 0; i < k; i++) value *= (((n - i) / (i + 1)) * p) / (1 - p);
  return value;
}

/** How often the bounds hold the share, worked out and not drawn. */
function exactCoverage(n: number, p: number, boundsOf: (k: number) => Bounds): number {
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    const { low, high } = boundsOf(k);
    if (low <= p && p <= high) sum += probability(k, n, p);
  }
  return sum;
}

describe('the share of bad days', () => {
  const shares = Array.from({ length: 98 }, (_, i) => (i + 1) / 99);

  it('lies in its interval in at least 95% of all experiments, whatever it is', () => {
    for (const n of DAYS) {
      const intervals = Array.from({ length: n + 1 }, (_, k) => dayShare(k, n).interval);
      for (const p of shares) {
        expect(
          exactCoverage(n, p, (k) => intervals[k]),
          `${p} of ${n}`,
        ).toBeGreaterThanOrEqual(0.95);
      }
    }
  });

  it('lies in what is told of it, which is one-sided where all days are of a kind, in 92.5% at least', () => {
    let least = 1;
    for (const n of DAYS) {
      const told = Array.from({ length: n + 1 }, (_, k) => dayShare(k, n).shown);
      for (const p of shares)
        least = Math.min(
          least,
          exactCoverage(n, p, (k) => told[k]),
        );
    }
    expect(least).toBeGreaterThan(0.925);
    expect(least).toBeLessThan(0.95);
  });

  it('is bounded by so many days without a bad one: 45% by 5, 14% by 20, 5% by 59', () => {
    const most = (bad: number, days: number) => dayShare(bad, days).shown.high;
    expect(most(0, 5)).toBeCloseTo(0.4507, 4);
    expect(most(0, 20)).toBeCloseTo(0.1391, 4);
    expect(most(0, 59)).toBeLessThan(0.05);
    expect(most(0, 58)).toBeGreaterThan(0.05);
  });
});

describe('a setting compared with itself', () => {
  const shape = SHAPES[2][1];

  it('differs in 5% of experiments at most, with days of two kinds', () => {
    const [left, right] = ['left', 'right'].map((side) => new RandomStream('coverage', 0, side));
    for (const bad of SHARES_OF_BAD_DAYS) {
      const differs = share(() => {
        const sides = [left, right].map((stream) =>
          outcomeOf(drawn(20, mixture(stream, bad, shape))),
        );
        return difference(sides[0], sides[1], 'p99').significant === true;
      });
      expect(differs, `${bad} bad`).toBeLessThanOrEqual(0.05 + NOISE);
    }
  });

  it('never differs where the values are identical', () => {
    const stream = new RandomStream('coverage', 0, 'identical');
    const values = outcomeOf(drawn(20, mixture(stream, 0.2, shape)));
    expect(difference(values, values, 'p99')).toMatchObject({
      value: { low: 0, high: 0 },
      interval: { low: 0, high: 0 },
      same: 20,
      significant: false,
    });
  });

  it('is worse than itself at any point of a sweep in 5% of sweeps at most', () => {
    const stream = new RandomStream('coverage', 0, 'sweep');
    for (const points of [2, 6, 12]) {
      const wrong = share(() => {
        const outcomes = Array.from({ length: points }, () =>
          outcomeOf(drawn(20, mixture(stream, 0.2, shape))),
        );
        const pairs = outcomes.flatMap((a) =>
          outcomes.filter((b) => b !== a).map((b) => [a, b] as const),
        );
        return areSignificantlyBetter(pairs, 'p99').includes(true);
      });
      expect(wrong, `${points} points`).toBeLessThanOrEqual(0.05 + NOISE);
    }
  });
});
