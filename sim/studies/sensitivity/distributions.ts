/**
 * A distribution with another scale, mean or spread, all else as it was: what a sensitivity study
 * makes of goodput, sizes and times. Units are the caller's.
 */
import { type Distribution, Sampler } from '../../engine/distributions.ts';

/** Every value times the factor; the bounds of a lognormal with it. */
export function scaled(distribution: Distribution, factor: number): Distribution {
  const d = distribution;
  switch (d.kind) {
    case 'constant':
      return { ...d, value: d.value * factor };
    case 'uniform':
      return { ...d, low: d.low * factor, high: d.high * factor };
    case 'exponential':
      return { ...d, mean: d.mean * factor };
    case 'empirical':
      return { ...d, values: d.values.map((value) => value * factor) };
    default:
      return {
        ...d,
        mean: d.mean * factor,
        minimum: d.minimum * factor,
        maximum: d.maximum * factor,
      };
  }
}

/**
 * The same shape with another mean; a lognormal keeps its bounds, which are limits of the site. Where it is
 * clamped, or has a Pareto tail, its mean is not its parameter: the parameter is found so that the mean of
 * what is drawn comes out right (to 0.1%, unless the bounds forbid it).
 */
export function withMean(distribution: Distribution, mean: number): Distribution {
  if (!('sigma' in distribution)) {
    const present = new Sampler(distribution).mean;
    return present > 0 ? scaled(distribution, mean / present) : distribution;
  }
  return settled(distribution, mean);
}

/** Another sigma of a lognormal at the mean that it has. */
export function withSigma(distribution: Distribution, sigma: number): Distribution {
  if (!('sigma' in distribution)) return distribution;
  return settled({ ...distribution, sigma }, new Sampler(distribution).mean);
}

type Lognormal = Extract<Distribution, { readonly sigma: number }>;

const STEPS = 20;
const CLOSE = 0.001;

/** Finds the parameter at which the mean of what is drawn is `mean`. */
function settled(distribution: Lognormal, mean: number): Lognormal {
  let found = distribution;
  for (let step = 0; step < STEPS; step++) {
    const ratio = mean / new Sampler(found).mean;
    if (Math.abs(ratio - 1) < CLOSE) break;
    found = { ...found, mean: found.mean * ratio };
  }
  return found;
}
