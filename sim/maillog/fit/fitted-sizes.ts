/**
 * A distribution for the sizes of a log: constant, lognormal where that has the log's quantiles, and
 * the values themselves otherwise. Units: bytes.
 */
import { exp, normalQuantile } from '../../engine/elementary.ts';
import type { ArrivalFacts } from './arrivals.ts';
import type { FittedSizes } from './fitted-site.ts';

/** Values of an empirical distribution: means of equal shares. */
const VALUES = 200;
/** A lognormal is taken if it has these quantiles within so much. */
const HELD_TO = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99];
const WITHIN = 0.12;
/** The largest that a scenario takes (sim/scenario/distribution-field.ts). */
const MOST_SIGMA = 5;

export interface SizeFit {
  readonly sizes: FittedSizes;
  readonly how: string;
}

export function fitSizes({ sizes, logSum, logSquares, count }: ArrivalFacts): SizeFit {
  const { min, max, mean } = sizes;
  if (count === 0) {
    return {
      sizes: { kind: 'lognormal', mean: 75_000, sigma: 1.5, from: 1000, to: 35e6 },
      how: 'assumed: the log has no from= lines',
    };
  }
  if (max <= min * 1.01) {
    return { sizes: { kind: 'constant', bytes: Math.round(mean) }, how: `all of ${count} alike` };
  }
  const mu = logSum / count;
  const sigma = Math.sqrt(Math.max(0, logSquares / count - mu * mu));
  const off = Math.max(
    ...HELD_TO.map((p) => {
      const expected = Math.max(min, Math.min(max, exp(mu + sigma * normalQuantile(p))));
      return Math.abs(expected / sizes.quantile(p) - 1);
    }),
  );
  const about = `from ${count} messages, mean ${Math.round(mean)} B, largest ${Math.round(max)} B`;
  if (off <= WITHIN && count >= VALUES && sigma <= MOST_SIGMA) {
    const fitted = {
      kind: 'lognormal' as const,
      mean: exp(mu + (sigma * sigma) / 2),
      sigma,
      from: min,
      to: max,
    };
    return {
      sizes: fitted,
      how: `${about}; a lognormal has its quantiles within ${(100 * off).toFixed(0)}%`,
    };
  }
  const points = Math.min(VALUES, count);
  const values = Array.from({ length: points }, (_, i) =>
    Math.round(sizes.quantile((i + 0.5) / points)),
  );
  // The last value stands for the tail: what it lacks of the mean is its own.
  const lacking = mean * points - values.reduce((sum, value) => sum + value, 0);
  values[points - 1] = Math.round(
    Math.max(values[Math.max(0, points - 2)], Math.min(max, values[points - 1] + lacking)),
  );
  return {
    sizes: { kind: 'empirical', values },
    how: `${about}; as they are, ${points} values of equal share (a lognormal is ${(100 * off).toFixed(0)}% off)`,
  };
}
