/**
 * How sure the quantiles and shares of all delays are, over any number of replications.
 *
 * A replication's delays depend on each other, replications do not: they are the clusters of a
 * cluster sample. The share F of delays up to x is a ratio, all delays up to x by all delays; its
 * variance comes from the replications' own counts (Cochran 1977, Sampling Techniques, 6.3):
 * R / (R - 1) sum (C_r - F n_r)^2 / (sum n_r)^2, with Student's t of R - 1 degrees of freedom. The
 * interval is taken on the logistic scale, ln (F / (1 - F)), where a small share is less skewed. A
 * quantile's interval holds every x whose share does not speak against it (Woodruff 1952, JASA 47,
 * as an inverted test). Memory does not grow with the replications: three sums for each bin of
 * DelayHistogram. Within a bin all is interpolated. Units: milliseconds.
 *
 * Left out: a tail that comes from one replication in many. It has that one as its only evidence,
 * and every interval is too short for it.
 */
import { exp, ln } from '../engine/elementary.ts';
import { BINS, DelayHistogram, type HistogramData, lowerEdge } from './delay-histogram.ts';
import { studentQuantile } from './student-t.ts';

/** A share with its interval; the ends are null with fewer than two replications. */
export interface ShareInterval {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A quantile with its interval, ms; an end is null where the delays seen do not bound it. */
export interface QuantileInterval {
  readonly ms: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The share of delays above `ms`. */
export interface CurveInterval {
  readonly ms: number;
  readonly share: number;
  readonly low: number | null;
  readonly high: number | null;
}

export class PooledDelays {
  /** What each bin adds to the sums over the replications of C, of C^2 and of C n. */
  private readonly counts = new Float64Array(BINS);
  private readonly squares = new Float64Array(BINS);
  private readonly products = new Float64Array(BINS);
  /** Share of the delays up to the end of each bin, and its standard error: made when asked for. */
  private readonly shares = new Float64Array(BINS);
  private readonly errors = new Float64Array(BINS);
  private stale = false;
  /** Sum of n^2. */
  private sizes = 0;
  /** The bin of the least delay, and that of the largest. */
  private first = BINS;
  private last = 0;
  private lowest = Number.POSITIVE_INFINITY;
  private highest = 0;
  /** Delays of all replications. */
  count = 0;
  /** Replications added, also those without a delay. */
  replications = 0;

  /** Adds one replication: a histogram, or what one had written with toJSON. */
  add(replication: DelayHistogram | HistogramData): void {
    this.replications++;
    this.stale = true;
    const n = replication.count;
    if (n === 0) return;
    let c = 0;
    const addBin = (bin: number, count: number): void => {
      this.counts[bin] += count;
      this.squares[bin] += count * (2 * c + count);
      this.products[bin] += count * n;
      c += count;
      if (bin < this.first) this.first = bin;
      if (bin > this.last) this.last = bin;
    };
    if (replication instanceof DelayHistogram) replication.forEachBin(addBin);
    else for (const [bin, count] of replication.bins) addBin(bin, count);
    this.count += n;
    this.sizes += n * n;
    this.lowest = Math.min(this.lowest, replication.min);
    this.highest = Math.max(this.highest, replication.max);
  }

  /** Share of the delays above `ms`; 0 where there is none. */
  exceedance(ms: number, confidence = 0.95): ShareInterval {
    return this.above(ms, this.student(confidence), unseenShare(this.count, confidence));
  }

  /** The delay that the share `q` of all delays does not exceed; 0 where there is none. */
  quantile(q: number, confidence = 0.95): QuantileInterval {
    if (this.count === 0) return { ms: 0, low: null, high: null };
    this.refresh();
    const ms = this.crossing(q, 0);
    if (this.replications < 2) return { ms, low: null, high: null };
    const t = this.student(confidence);
    const unseen = unseenShare(this.count, confidence);
    return {
      ms,
      low: q < unseen || this.openBelow(q, t) ? null : this.crossing(q, t),
      high: 1 - q < unseen || this.openAbove(q, t) ? null : this.crossing(q, -t),
    };
  }

  /**
   * The share above `points` delays that are evenly spaced on a logarithmic axis, from the least
   * delay (1 ms if that is less) to the largest: for a chart of the complementary distribution.
   */
  curve(points: number, confidence = 0.95): CurveInterval[] {
    if (this.count === 0 || points < 2) return [];
    const to = Math.max(this.highest, 1);
    const from = Math.min(Math.max(this.lowest, 1), to);
    const t = this.student(confidence);
    const unseen = unseenShare(this.count, confidence);
    return Array.from({ length: points }, (_, i) => {
      const ms = i === points - 1 ? to : from * exp((i / (points - 1)) * ln(to / from));
      const { value, low, high } = this.above(ms, t, unseen);
      return { ms, share: value, low, high };
    });
  }

  /** The share above, with t errors to either side. */
  private above(ms: number, t: number, unseen: number): ShareInterval {
    if (this.count === 0) return { value: 0, low: null, high: null };
    this.refresh();
    const { bin, inside } = this.place(ms);
    const before = bin === 0 ? 0 : this.shares[bin - 1];
    const value = 1 - before - inside * (this.shares[bin] - before);
    if (this.replications < 2) return { value, low: null, high: null };
    const errorBefore = bin === 0 ? 0 : this.errors[bin - 1];
    const reach = t * (errorBefore + inside * (this.errors[bin] - errorBefore));
    // What was never seen may still have a share that as many independent delays would miss.
    return {
      value,
      low: Math.min(shifted(value, -reach), 1 - unseen),
      high: Math.max(shifted(value, reach), unseen),
    };
  }

  private refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    const { count, replications: r } = this;
    let c = 0;
    let squares = 0;
    let products = 0;
    for (let bin = this.first; bin <= this.last; bin++) {
      c += this.counts[bin];
      squares += this.squares[bin];
      products += this.products[bin];
      const share = c / count;
      const residual = Math.max(0, squares - 2 * share * products + share * share * this.sizes);
      this.shares[bin] = share;
      this.errors[bin] = r < 2 ? 0 : Math.sqrt((residual * r) / (r - 1)) / count;
    }
    this.shares.fill(1, this.last);
    this.errors.fill(0, this.last);
  }

  /** Student's t; 0 where there are too few replications for an interval. */
  private student(confidence: number): number {
    if (this.replications < 2) return 0;
    return studentQuantile((1 + confidence) / 2, this.replications - 1);
  }

  /**
   * Where the share, moved by t errors, comes up to q, ms. Searched from the far end, so that where
   * it does so more than once the interval is the wider one.
   */
  private crossing(q: number, t: number): number {
    const { first, last } = this;
    let bin = first;
    if (t >= 0) while (bin < last && this.moved(bin, t) < q) bin++;
    else for (bin = last; bin > first && this.moved(bin - 1, t) > q; ) bin--;
    const before = this.moved(bin - 1, t);
    const after = this.moved(bin, t);
    const inside = after > before ? Math.min(Math.max((q - before) / (after - before), 0), 1) : 1;
    const [from, to] = this.edges(bin);
    return from + inside * (to - from);
  }

  private moved(bin: number, t: number): number {
    return bin < 0 ? 0 : shifted(this.shares[bin], t * this.errors[bin]);
  }

  /** The delays of the first bin, fewer than q of all, do not speak against a smaller quantile. */
  private openBelow(q: number, t: number): boolean {
    const { first } = this;
    return this.shares[first] < q && this.moved(first, t) >= q;
  }

  /** Nor do those of the last bin, fewer than 1 - q, against a larger one. */
  private openAbove(q: number, t: number): boolean {
    const bin = this.last - 1;
    return bin >= 0 && this.shares[bin] > q && this.moved(bin, -t) <= q;
  }

  /** From where to where a bin's delays lie, ms: the least and the largest delay are exact. */
  private edges(bin: number): readonly [number, number] {
    const from = Math.max(lowerEdge(bin), this.lowest);
    return [from, Math.max(from, Math.min(lowerEdge(bin + 1), this.highest))];
  }

  /** The bin of a delay, and how much of the bin lies up to it. */
  private place(ms: number): { readonly bin: number; readonly inside: number } {
    if (ms < this.lowest) return { bin: 0, inside: 0 };
    if (ms >= this.highest) return { bin: BINS - 1, inside: 1 };
    let low = 0;
    let high = BINS - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lowerEdge(middle) <= ms) low = middle;
      else high = middle - 1;
    }
    const [from, to] = this.edges(low);
    return { bin: low, inside: to > from ? Math.min(1, (ms - from) / (to - from)) : 1 };
  }
}

/** A share moved on the logistic scale by what is `error` on its own. */
function shifted(share: number, error: number): number {
  if (share <= 0 || share >= 1 || error === 0) return share;
  const odds = (share / (1 - share)) * exp(error / (share * (1 - share)));
  return odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds);
}

/** Upper bound of a share not seen in n: (1 - p)^n = (1 - confidence) / 2 (Clopper and Pearson). */
function unseenShare(n: number, confidence: number): number {
  return 1 - exp(ln((1 - confidence) / 2) / n);
}
