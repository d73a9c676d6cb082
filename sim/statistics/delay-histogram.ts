/**
 * Delays of any number of messages in bounded memory: a histogram with log-linear bins.
 *
 * The bin of a value is read off its float64: the exponent and the top 8 bits of the mantissa. A
 * bin is 2^-8 of its value wide, so that its midpoint is within 0.2% of every value in it. Count,
 * sum, minimum, maximum and the numbers above given limits are exact. Range: 2^-10 ms to 2^32 ms (50 days); below it one bin for
 * zero, above it the last bin. Idea: HdrHistogram (Tene). Units: milliseconds.
 */
const MANTISSA_BITS = 8;
const LOWEST_EXPONENT = -10;
const HIGHEST_EXPONENT = 31;
const BINS_PER_OCTAVE = 1 << MANTISSA_BITS;
/** Number of bins. */
const BINS = (HIGHEST_EXPONENT - LOWEST_EXPONENT + 1) * BINS_PER_OCTAVE + 1;
/** Exponent and top bits of 2^-10 in the high word of a float64: bin 1 begins there. */
const FIRST = (LOWEST_EXPONENT + 1023) << MANTISSA_BITS;

const float = new Float64Array(1);
const word = new Uint32Array(float.buffer);
float[0] = 1;
const HIGH = word[1] === 0x3ff00000 ? 1 : 0;

function binOf(ms: number): number {
  float[0] = ms;
  const bin = (word[HIGH] >>> (20 - MANTISSA_BITS)) - FIRST + 1;
  return bin < 1 ? 0 : bin >= BINS ? BINS - 1 : bin;
}

/** Lower edge of a bin, ms. */
export function lowerEdge(bin: number): number {
  if (bin <= 0) return 0;
  const octave = Math.floor((bin - 1) / BINS_PER_OCTAVE);
  const step = (bin - 1) % BINS_PER_OCTAVE;
  return 2 ** (LOWEST_EXPONENT + octave) * (1 + step / BINS_PER_OCTAVE);
}

/** What toJSON writes: bins that are not empty, as [bin, count]. */
export interface HistogramData {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly bins: readonly (readonly [number, number])[];
}

export class DelayHistogram {
  count = 0;
  /** Sum of all delays, ms. */
  sum = 0;
  max = 0;
  private lowest = Number.POSITIVE_INFINITY;
  private readonly bins = new Float64Array(BINS);
  /** Ascending, ms; and how many values are above each. */
  private readonly limits: readonly number[];
  private readonly above: number[];

  /**
   * `limits`: what is above them is counted exactly. Bins could not tell: mail that a retry brings just
   * after a limit lies in the bin that the limit lies in.
   */
  constructor(limits: readonly number[] = []) {
    this.limits = limits;
    this.above = limits.map(() => 0);
  }

  /** Counts one delay of 0 or more. */
  record(ms: number): void {
    this.bins[binOf(ms)]++;
    this.count++;
    this.sum += ms;
    if (ms < this.lowest) this.lowest = ms;
    if (ms > this.max) this.max = ms;
    for (let i = 0; ms > this.limits[i]; i++) this.above[i]++;
  }

  /** Adds everything that another histogram has counted, but for what it had above limits. */
  merge({ count, sum, min, max, bins }: HistogramData): void {
    for (const [bin, inBin] of bins) this.bins[bin] += inBin;
    this.count += count;
    this.sum += sum;
    if (count > 0 && min < this.lowest) this.lowest = min;
    if (max > this.max) this.max = max;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  get min(): number {
    return this.count === 0 ? 0 : this.lowest;
  }

  /**
   * The value at index floor(q n) of the n sorted values (the last one for q = 1), to within 0.2%;
   * exact at both ends. 0 if nothing was counted.
   */
  quantile(q: number): number {
    return this.valueAt(Math.min(this.count - 1, Math.floor(q * this.count)));
  }

  /** The value at that index of the sorted values, to within 0.2%; 0 below index 0. */
  valueAt(index: number): number {
    if (index < 0) return 0;
    if (index === this.count - 1) return this.max;
    let seen = 0;
    let bin = 0;
    for (; bin < BINS; bin++) {
      seen += this.bins[bin];
      if (seen > index) break;
    }
    const middle = (lowerEdge(bin) + lowerEdge(bin + 1)) / 2;
    return Math.min(Math.max(middle, this.min), this.max);
  }

  /** Number of the values above one of the limits, ms. */
  countOver(limit: number): number {
    const at = this.limits.indexOf(limit);
    if (at < 0) throw new Error(`nothing counts the delays above ${limit} ms`);
    return this.above[at];
  }

  /** Bins that are not empty, ascending, with their counts. */
  forEachBin(visit: (bin: number, count: number) => void): void {
    let left = this.count;
    for (let bin = 0; bin < BINS && left > 0; bin++) {
      const count = this.bins[bin];
      if (count === 0) continue;
      visit(bin, count);
      left -= count;
    }
  }

  toJSON(): HistogramData {
    const bins: [number, number][] = [];
    this.forEachBin((bin, count) => {
      bins.push([bin, count]);
    });
    return { count: this.count, sum: this.sum, min: this.min, max: this.max, bins };
  }
}
