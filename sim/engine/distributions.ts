/**
 * Distributions, sampled by inverse: one uniform number in, one value out.
 *
 * Monotone in the uniform, so that common random numbers stay in step between two settings. Units
 * are the caller's. Values of lognormal kinds are clamped to [minimum, maximum].
 */
import { exp, ln, normalQuantile } from './elementary.ts';
import { invariant } from './invariant.ts';

export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | {
      readonly kind: 'lognormal';
      /** Mean of the unbounded lognormal; sigma: standard deviation of the logarithm. */
      readonly mean: number;
      readonly sigma: number;
      readonly minimum: number;
      readonly maximum: number;
    }
  | {
      /** A lognormal body; above its quantile 1 - tailShare a Pareto tail of index tailIndex. */
      readonly kind: 'lognormal-pareto';
      readonly mean: number;
      readonly sigma: number;
      readonly minimum: number;
      readonly maximum: number;
      readonly tailShare: number;
      readonly tailIndex: number;
    }
  /** Values sorted ascending; between two of them by linear interpolation. */
  | { readonly kind: 'empirical'; readonly values: readonly number[] };

/**
 * Rounds a time to the grid of 1/1024 ms. Sums of times on a binary grid are exact in a float64 (up
 * to 2^42 ms), so that the order of additions cannot change a result.
 */
export function quantise(ms: number): number {
  return Math.round(ms * 1024) / 1024;
}

/** Points at which a mean without a closed form is averaged over the quantiles. */
const MEAN_POINTS = 20_000;

export class Sampler {
  /** Every value is this one, so that the caller may spare the draw; NaN if they vary. */
  readonly constant: number;
  readonly isConstant: boolean;
  private readonly distribution: Distribution;
  /** Mean of the logarithm; where the Pareto tail begins. */
  private readonly mu: number;
  private readonly joint: number;

  constructor(distribution: Distribution) {
    check(distribution);
    this.distribution = distribution;
    this.isConstant = distribution.kind === 'constant';
    this.constant = distribution.kind === 'constant' ? distribution.value : Number.NaN;
    this.mu = 0;
    this.joint = 0;
    if (distribution.kind === 'lognormal' || distribution.kind === 'lognormal-pareto') {
      this.mu = ln(distribution.mean) - (distribution.sigma * distribution.sigma) / 2;
    }
    if (distribution.kind === 'lognormal-pareto') {
      const { sigma, tailShare } = distribution;
      this.joint = exp(this.mu + sigma * normalQuantile(1 - tailShare));
    }
  }

  /**
   * The mean of what `sample` gives: exact for constant, uniform, exponential and empirical; for
   * the clamped lognormal kinds an average over 20,000 quantiles (within 0.1% for sigma up to 2).
   */
  get mean(): number {
    return this.meanOf(this.distribution);
  }

  /** The value at quantile u of (0, 1). */
  sample(u: number): number {
    const d = this.distribution;
    switch (d.kind) {
      case 'constant':
        return d.value;
      case 'uniform':
        return d.low + (d.high - d.low) * u;
      case 'exponential':
        return -d.mean * ln(1 - u);
      case 'lognormal':
        return clamp(exp(this.mu + d.sigma * normalQuantile(u)), d.minimum, d.maximum);
      case 'lognormal-pareto': {
        const above = 1 - u;
        const value =
          above < d.tailShare
            ? this.joint * exp(ln(d.tailShare / above) / d.tailIndex)
            : exp(this.mu + d.sigma * normalQuantile(u));
        return clamp(value, d.minimum, d.maximum);
      }
      case 'empirical':
        return interpolate(d.values, u);
    }
  }

  private meanOf(d: Distribution): number {
    switch (d.kind) {
      case 'constant':
        return d.value;
      case 'uniform':
        return (d.low + d.high) / 2;
      case 'exponential':
        return d.mean;
      case 'empirical': {
        const { values } = d;
        if (values.length === 1) return values[0];
        let sum = 0;
        for (let i = 0; i + 1 < values.length; i++) sum += (values[i] + values[i + 1]) / 2;
        return sum / (values.length - 1);
      }
      default: {
        let sum = 0;
        for (let i = 0; i < MEAN_POINTS; i++) sum += this.sample((i + 0.5) / MEAN_POINTS);
        return sum / MEAN_POINTS;
      }
    }
  }
}

function clamp(value: number, minimum: number, maximum: number): number {
  return value < minimum ? minimum : value > maximum ? maximum : value;
}

/**
 * The u-quantile of one or more values sorted ascending, between two of them by linear interpolation
 * (Hyndman and Fan 1996, type 7).
 */
export function interpolate(values: readonly number[], u: number): number {
  const position = u * (values.length - 1);
  const i = Math.floor(position);
  const below = values[i];
  return i + 1 < values.length ? below + (position - i) * (values[i + 1] - below) : below;
}

function check(d: Distribution): void {
  switch (d.kind) {
    case 'constant':
      invariant(Number.isFinite(d.value), 'a constant must be finite');
      break;
    case 'uniform':
      invariant(d.low <= d.high, 'a uniform distribution needs low <= high');
      break;
    case 'exponential':
      invariant(d.mean >= 0, 'an exponential distribution needs a mean of 0 or more');
      break;
    case 'empirical':
      checkValues(d.values);
      break;
    default:
      invariant(d.mean > 0 && d.sigma >= 0, 'a lognormal needs mean > 0 and sigma >= 0');
      invariant(d.minimum <= d.maximum, 'a lognormal needs minimum <= maximum');
      if (d.kind === 'lognormal') break;
      invariant(d.tailShare > 0 && d.tailShare < 1, 'a tail share lies between 0 and 1');
      invariant(d.tailIndex > 0, 'a tail index is above 0');
  }
}

function checkValues(values: readonly number[]): void {
  invariant(values.length > 0, 'an empirical distribution needs a value');
  for (let i = 1; i < values.length; i++) {
    invariant(values[i - 1] <= values[i], 'empirical values must ascend');
  }
}
