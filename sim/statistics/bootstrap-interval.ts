/**
 * How sure a mean of skewed values is: bootstrap-t intervals over replications, alone and paired.
 *
 * For values that are not near normal, such as a day's p99 delay. The distribution of the studentised
 * mean is taken from resamples of the values themselves instead of Student's table (Efron and
 * Tibshirani 1993, An Introduction to the Bootstrap, 12.5): the interval leans to the side of the
 * long tail. Resampling draws from one fixed table, so that the same values always give the same
 * interval, and one more value changes it little. The unit is the values'. Left out: a tail that
 * none of the values has seen; with few values of a heavy tail every interval is too short.
 */
import { RandomStream } from '../engine/random-stream.ts';
import { differences, type Interval, meanInterval, moments } from './confidence.ts';

/** 1999: both ends at 95% are resamples in whole positions, the 50th and the 1950th of 1999. */
const RESAMPLES = 1999;
/** Below it resamples say too little, above it the mean is near normal: Student's interval. */
const LEAST_VALUES = 8;
const MOST_VALUES = 200;

const WORD = 2 ** 16;
/** Resampling: RESAMPLES rows of MOST_VALUES whole numbers below WORD; drawn when first needed. */
let table: Uint16Array | null = null;

function resampling(): Uint16Array {
  if (table === null) {
    const stream = new RandomStream('bootstrap', 0, 'resampling');
    table = new Uint16Array(RESAMPLES * MOST_VALUES);
    for (let i = 0; i < table.length; i++) table[i] = stream.uniform() * WORD;
  }
  return table;
}

/**
 * The interval of the mean; null with fewer than two values, or one that is not finite. Student's
 * interval (meanInterval) where there are fewer than 8 or more than 200 values, where they do not
 * vary, where too few of them differ for the resamples to have ends, and for a confidence above
 * 99.9%, of which the resamples know nothing. `halfWidth` is half the width; the mean need not lie
 * in the middle.
 */
export function bootstrapInterval(values: readonly number[], confidence = 0.95): Interval | null {
  const n = values.length;
  const student = meanInterval(values, confidence);
  if (student === null || n < LEAST_VALUES || n > MOST_VALUES) return student;
  const { mean, variance } = moments(values);
  const tail = (1 - confidence) / 2;
  if (!(variance > 0) || tail * (RESAMPLES + 1) < 0.99) return student;
  const studentised = studentisedMeans(values, mean, Math.sqrt(variance));
  const error = Math.sqrt(variance / n);
  // A large mean of resamples says that the values' mean may lie as far above the true one.
  const low = mean - at(studentised, 1 - tail) * error;
  const high = mean - at(studentised, tail) * error;
  if (!(Number.isFinite(low) && Number.isFinite(high))) return student;
  return { mean, low, high, halfWidth: (high - low) / 2, n, confidence };
}

/** The interval of the mean difference `other - base`, replication by replication. */
export function pairedBootstrapInterval(
  base: readonly number[],
  other: readonly number[],
  confidence = 0.95,
): Interval | null {
  return bootstrapInterval(differences(base, other), confidence);
}

/** (mean of the resample - mean) / standard error of the resample, ascending. */
function studentisedMeans(
  values: readonly number[],
  mean: number,
  deviation: number,
): Float64Array {
  const n = values.length;
  const draws = resampling();
  const centred = Float64Array.from(values, (value) => (value - mean) / deviation);
  const studentised = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const row = resample * MOST_VALUES;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const value = centred[(draws[row + i] * n) >>> 16];
      sum += value;
      squares += value * value;
    }
    const spread = squares - (sum * sum) / n;
    // A resample of one value again and again has no spread but rounding: an infinite ratio.
    if (spread > 1e-12 * squares) {
      studentised[resample] = sum / n / Math.sqrt(spread / (n - 1) / n);
    } else if (sum !== 0) {
      studentised[resample] = sum > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    }
  }
  return studentised.sort();
}

/** The p-quantile of the sorted values: the one at position p (count + 1), counted from 1. */
function at(sorted: Float64Array, p: number): number {
  return sorted[Math.round(p * (sorted.length + 1)) - 1];
}
