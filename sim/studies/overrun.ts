/**
 * How many messages a connection can carry before its lifetime ends: three answers in closed form.
 *
 *   literal       the article's words: mean size over mean throughput, into 20 minutes
 *   by the mean   with set-up, latency and the gateway's own work added
 *   tail-aware    the largest m that overruns with at most a stated chance
 *
 * Tail-aware: messages on one connection share its goodput, so that they are slow together. For each
 * of 35 quantiles of the goodput, most of them among the slow ones, the distribution of the sum of m
 * transactions is worked out (SumOverrun), and the chances are averaged. A size and a latency are
 * paired by a low-discrepancy sequence. Units: milliseconds, bytes. Left out: faults, a shared uplink's waits, that a runner's
 * share may be smaller than m; recorded sizes and drawn ones are not mixed (recorded ones win).
 */
import { Sampler } from '../engine/distributions.ts';
import { exp } from '../engine/elementary.ts';
import type { HostInput, MailPathInput } from '../mailpath/input.ts';
import { messageWork } from '../mailpath/offered-load.ts';
import { ARTICLE_LIMIT } from '../mailpath/remedies.ts';

/** A connection in a hundred may overrun. */
export const ACCEPTED_OVERRUN = 0.01;

/** Halvings of the goodput's quantiles towards the slow end, and parts of each half. */
const SLOW_OCTAVES = 10;
const PARTS_OF_OCTAVE = 3;
const FAST_PARTS = 4;
const MESSAGE_POINTS = 4000;
/** The fractional part of the golden ratio: its multiples fill (0, 1) evenly. */
const GOLDEN = 0.618_033_988_749_894_9;
/** A limit above this is as good as none. */
const MAX_MESSAGES = 100_000;

export interface LimitAdvice {
  readonly lifetimeMs: number;
  /** The article's literal rule. */
  readonly literal: number;
  /** The same with everything that a message takes. */
  readonly byMean: number;
  /** The largest limit with an overrun in at most `accepted` of the connections; 0: not even one. */
  readonly tailAware: number;
  readonly accepted: number;
  /** Chance that the article's number of messages overruns, and that a single one does. */
  readonly articleOverrun: number;
  readonly singleOverrun: number;
}

/** Null for a host that lets connections live indefinitely. */
export function limitAdvice(input: MailPathInput, host: HostInput): LimitAdvice | null {
  if (host.lifetime === null) return null;
  const overrun = new ConnectionOverrun(input, host);
  const work = messageWork(input, host);
  const { limitMs } = host.lifetime;
  const singleOverrun = overrun.probability(1);
  // Where single messages overrun anyway, a limit can only keep it from getting much worse.
  const accepted = Math.max(ACCEPTED_OVERRUN, 2 * singleOverrun);
  return {
    lifetimeMs: limitMs,
    literal: Math.floor((limitMs * new Sampler(host.goodput).mean) / work.meanBytes),
    byMean: Math.max(0, Math.floor((limitMs - work.setupMs) / work.sharedMs)),
    tailAware: overrun.largest(accepted),
    accepted,
    articleOverrun: overrun.probability(ARTICLE_LIMIT),
    singleOverrun,
  };
}

/** The chance that a connection of m messages outlives its lifetime. */
export class ConnectionOverrun {
  private readonly byGoodput: { readonly weight: number; readonly overrun: SumOverrun }[];
  private readonly setupMs: number;

  constructor(input: MailPathInput, host: HostInput) {
    const { lifetime } = host;
    if (lifetime === null) throw new Error('a host without a lifetime cuts nothing');
    const goodput = new Sampler(host.goodput);
    const overshoot = new Sampler(lifetime.overshoot);
    const strata = goodput.isConstant ? [{ u: 0.5, weight: 1 }] : goodputStrata();
    const sizes = sizePoints(input);
    const latency = new Sampler(host.latency);
    const fixedMs = input.costs.overheadMs + input.costs.betweenMs + host.roundTripMs;
    this.setupMs = new Sampler(host.setup).mean;
    this.byGoodput = strata.map(({ u, weight }) => {
      const bytesPerMs = Math.min(goodput.sample(u), input.costs.uplinkPerMs);
      const perByteMs = 1 / bytesPerMs + host.latencyPerByteMs;
      const durations = sizes.map((bytes, j): Atom => {
        const latencyMs = latency.sample(((j + 0.5) * GOLDEN) % 1);
        return [fixedMs + latencyMs + bytes * perByteMs, 1 / sizes.length];
      });
      const overrun = new SumOverrun({
        durations,
        limit: lifetime.limitMs,
        overshoot: (late) => overshoot.sample(late),
      });
      return { weight, overrun };
    });
  }

  probability(messages: number): number {
    let sum = 0;
    for (const { weight, overrun } of this.byGoodput) {
      sum += weight * overrun.probability(messages, this.setupMs);
    }
    return sum;
  }

  /** The largest number of messages with at most that chance; 0 if there is none. */
  largest(chance: number): number {
    let good = 0;
    let bad = 1;
    while (bad <= MAX_MESSAGES && this.probability(bad) <= chance) {
      good = bad;
      bad *= 2;
    }
    if (bad > MAX_MESSAGES) return Number.POSITIVE_INFINITY;
    while (bad - good > 1) {
      const middle = Math.floor((good + bad) / 2);
      if (this.probability(middle) <= chance) good = middle;
      else bad = middle;
    }
    return good;
  }
}

/** Quantiles of the goodput with their weights: fine where it is slow, since that is what overruns. */
function goodputStrata(): { u: number; weight: number }[] {
  const strata: { u: number; weight: number }[] = [];
  const split = (from: number, to: number, parts: number): void => {
    const weight = (to - from) / parts;
    for (let i = 0; i < parts; i++) strata.push({ u: from + (i + 0.5) * weight, weight });
  };
  split(0.5, 1, FAST_PARTS);
  let upper = 0.5;
  for (let octave = 0; octave < SLOW_OCTAVES; octave++, upper /= 2) {
    split(upper / 2, upper, PARTS_OF_OCTAVE);
  }
  split(0, upper, 1);
  return strata;
}

/** Equally likely sizes, ascending. */
function sizePoints(input: MailPathInput): number[] {
  const recorded = input.arrivals.flatMap((a) =>
    a.kind === 'recorded' && a.sizes !== null ? a.sizes : [],
  );
  const sorted = [...recorded].sort((a, b) => a - b);
  const sampler = new Sampler(
    sorted.length > 0 ? { kind: 'empirical', values: sorted } : input.sizes,
  );
  return Array.from({ length: MESSAGE_POINTS }, (_, i) =>
    sampler.sample((i + 0.5) / MESSAGE_POINTS),
  );
}

/*
 * The chance that m durations in a row, such as of messages on one connection, overrun a limit that
 * is noticed late: P(D_1 + ... + D_m + constant > limit + overshoot), all independent.
 *
 *     duration -> masses on a grid -> transform phi ----+
 *                                                       +-> mean of phi^m W over the frequencies
 *     overshoot -> P(limit + L >= x) -> transform W -----+
 *
 * A duration is split between neighbouring cells of a grid up to the largest limit so that its mean
 * is kept; the variance that splitting adds is taken off again (second differences). A duration
 * beyond the grid overruns for certain and is left out. The sum wraps around in a transform of twice
 * the grid: exponential tilting (Grubel and Hermesmeier 1999, ASTIN Bulletin 29) makes what wraps
 * too small to see. One duration alone, and one that is always the same, need no grid. Units:
 * milliseconds.
 *
 * Error: some 1e-9 by computation; by the grid that of a limit moved by a tenth of a cell, a cell
 * being 1/4096 of the largest limit. Coarse only for durations that vary, but by less than a quarter
 * of a cell: their sum is smeared by up to sqrt(m) / 4 cells.
 *
 * Left out: durations that depend on each other, as by a common goodput (mix several of these).
 */

/** Cells up to the largest limit, and of the transform. */
const CELLS = 4096;
const LENGTH = 2 * CELLS;
/** The tilt over the whole transform, ln: what wraps around counts e^-23 = 1e-10. */
const TILT = -23;
/** Cells below 0 that still count as within the limit: see durationCells. */
const MARGIN = 64;
/** Share of the added variance that is left with almost constant durations; 0.3 by trial. */
const LEFT_OVER = 0.3;
/** Into so many strata the overshoot is cut. */
const LATE_POINTS = 1024;
/** Terms of the mean below e^-46 = 1e-20 of the greatest are left out. */
const NEGLIGIBLE = -46;

/** Value at the cumulative probability u in (0, 1): the inverse of the distribution function. */
type Quantiles = (u: number) => number;

/** A value, ms, and its probability. */
export type Atom = readonly [value: number, mass: number];

interface SumOverrunInput {
  /** One duration, 0 or more, ms: its values; their probabilities sum to 1. */
  readonly durations: readonly Atom[];
  /** Above 0, ms. */
  readonly limit: number;
  /** How much later the limit acts, 0 or more, ms; absent: not at all. */
  readonly overshoot?: Quantiles;
}

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

let roots: Roots | null = null;

export class SumOverrun {
  private readonly durations: readonly Atom[];
  /** Limit + overshoot, ascending. */
  private readonly limits: readonly Atom[];
  /** The duration if it is always the same, ms. */
  private readonly constant: number | null;
  private readonly cellMs: number;
  private readonly roots: Roots;
  /** Tilted transforms of one duration and of the weights of its sum; frequencies 0 to CELLS. */
  private readonly phi: Complex;
  private readonly weights: Complex;

  constructor({ durations, limit, overshoot }: SumOverrunInput) {
    if (!(durations.length > 0 && durations.every(([value]) => value >= 0))) {
      throw new Error('durations are 0 or more, and there is one at least');
    }
    this.durations = durations;
    const [first] = durations[0];
    this.constant = durations.every(([value]) => value === first) ? first : null;
    this.limits =
      overshoot === undefined
        ? [[limit, 1]]
        : Array.from({ length: LATE_POINTS }, (_, i): Atom => {
            const late = overshoot((i + 0.5) / LATE_POINTS);
            return [limit + late, 1 / LATE_POINTS];
          }).sort(([a], [b]) => a - b);
    const largest = this.limits[this.limits.length - 1][0];
    if (!(limit > 0 && Number.isFinite(largest))) throw new Error('a limit is above 0 and finite');
    this.cellMs = cellFor(this.durations, largest);
    roots ??= rootsOfUnity(LENGTH);
    this.roots = roots;
    this.phi = tilted(this.durationCells(), 1, roots);
    this.weights = tilted(this.weightCells(), -1, roots);
  }

  /** P(sum of m durations + constant > limit + overshoot); m a whole number, constant 0 or more. */
  probability(m: number, constantMs = 0): number {
    if (!(Number.isInteger(m) && m >= 0 && constantMs >= 0)) {
      throw new Error(`${m} durations and ${constantMs} ms are no sum of durations`);
    }
    if (m === 0) return this.overrun(constantMs);
    if (this.constant !== null) return this.overrun(constantMs + m * this.constant);
    if (m === 1) {
      let sum = 0;
      for (const [value, mass] of this.durations) sum += mass * this.overrun(constantMs + value);
      return Math.min(1, sum);
    }
    const shift = constantMs / this.cellMs;
    if (shift >= CELLS) return 1;
    return 1 - Math.min(1, Math.max(0, this.within(m, shift)));
  }

  /** P(limit + overshoot < ms). */
  private overrun(ms: number): number {
    let sum = 0;
    for (const [value, mass] of this.limits) {
      if (value >= ms) return sum;
      sum += mass;
    }
    return 1;
  }

  /** P(sum of m + shift cells <= limit + overshoot): the mean of phi^m W over all frequencies. */
  private within(m: number, shift: number): number {
    const { phi, weights } = this;
    const threshold = phi.re[0] * phi.re[0] * exp((2 * NEGLIGIBLE) / m);
    // A constant between two cells is split, as a duration is.
    const cell = Math.floor(shift);
    const near = (1 - (shift - cell)) * exp((TILT * cell) / LENGTH);
    const far = (shift - cell) * exp((TILT * (cell + 1)) / LENGTH);
    let sum = 0;
    for (let k = 0; k <= CELLS; k++) {
      let x = phi.re[k];
      let y = phi.im[k];
      if (x * x + y * y <= threshold) continue;
      let re = weights.re[k];
      let im = -weights.im[k];
      for (let power = m; ; ) {
        if (power % 2 === 1) {
          const product = re * x - im * y;
          im = re * y + im * x;
          re = product;
        }
        power = Math.floor(power / 2);
        if (power === 0) break;
        const square = x * x - y * y;
        y = 2 * x * y;
        x = square;
      }
      const a = (k * cell) % LENGTH;
      const b = (a + k) % LENGTH;
      const c = near * this.roots.cos[a] + far * this.roots.cos[b];
      const s = near * this.roots.sin[a] + far * this.roots.sin[b];
      // Frequencies k and -k together are twice the real part; 0 and the highest stand alone.
      sum += (k === 0 || k === CELLS ? 1 : 2) * (re * c + im * s);
    }
    return sum / LENGTH;
  }

  /**
   * One duration on the grid. Splitting a value between cells j and j + 1 so that the mean is kept
   * adds f (1 - f) to the variance, f being its place between them. A second difference around the
   * nearer cell takes that off again; it may reach cell -1, which is the last one of the array. For
   * durations that hardly vary a part is left: else their sum would have waves instead of an edge.
   */
  private durationCells(): Float64Array {
    const cells = new Float64Array(LENGTH);
    const { kept, variance, added } = spread(this.durations, this.cellMs);
    const correction = added > 0 ? Math.min(1, 1 - LEFT_OVER + variance / added) : 0;
    for (const [place, mass] of kept) {
      const cell = Math.floor(place);
      const inside = place - cell;
      cells[cell] += mass * (1 - inside);
      cells[cell + 1] += mass * inside;
      const around = inside < 0.5 ? cell : cell + 1;
      const half = (correction * mass * inside * (1 - inside)) / 2;
      cells[(around + LENGTH - 1) % LENGTH] -= half;
      cells[around] += 2 * half;
      cells[around + 1] -= half;
    }
    return cells;
  }

  /** P(limit + overshoot >= x), averaged over the width of each cell. */
  private weightCells(): Float64Array {
    const cells = new Float64Array(LENGTH);
    const full = new Float64Array(CELLS + 1);
    for (const [value, mass] of this.limits) {
      const place = value / this.cellMs + 0.5;
      const cell = Math.min(CELLS, Math.floor(place));
      full[cell] += mass;
      cells[cell] += mass * (place - cell);
    }
    let sum = 0;
    for (let cell = CELLS; cell >= 0; cell--) {
      cells[cell] += sum;
      sum += full[cell];
    }
    cells.fill(1, LENGTH - MARGIN);
    return cells;
  }
}

/** Durations in cells, as far as the grid reaches, and their moments in cells. */
function spread(durations: readonly Atom[], cellMs: number) {
  const kept: Atom[] = [];
  let total = 0;
  let mean = 0;
  let added = 0;
  for (const [value, mass] of durations) {
    const place = value / cellMs;
    if (place > CELLS + 1) continue;
    const inside = place - Math.floor(place);
    kept.push([place, mass]);
    total += mass;
    mean += mass * place;
    added += mass * inside * (1 - inside);
  }
  mean /= total;
  let variance = 0;
  for (const [place, mass] of kept) variance += mass * (place - mean) * (place - mean);
  return { kept, mean, variance, added };
}

/**
 * Width of a cell: the largest limit by CELLS; for durations that hardly vary a little more, so that
 * their mean is a whole number of cells, if less variance is added by splitting then.
 */
function cellFor(durations: readonly Atom[], largest: number): number {
  const cellMs = largest / CELLS;
  const { mean, variance, added } = spread(durations, cellMs);
  if (!(variance < added && mean >= 1)) return cellMs;
  const wider = mean / Math.floor(mean);
  const then = spread(durations, wider * cellMs);
  return then.added * wider * wider < added ? wider * cellMs : cellMs;
}

/** Transform of cells times e^(sign TILT j / LENGTH), up to the highest frequency. */
function tilted(cells: Float64Array, sign: number, unity: Roots): Complex {
  const im = new Float64Array(LENGTH);
  const re = cells.map((value, i) => {
    const j = i < LENGTH - MARGIN ? i : i - LENGTH;
    return value === 0 ? 0 : value * exp((sign * TILT * j) / LENGTH);
  });
  transform(re, im, unity);
  return { re: re.subarray(0, CELLS + 1), im: im.subarray(0, CELLS + 1) };
}

/*
 * The discrete Fourier transform of a power of two, equal to the last bit in every engine.
 *
 * Radix 2, decimation in time (Cooley and Tukey 1965). The roots of unity come from half-angle
 * formulas, which need square roots only: Math.sin and Math.cos are the engine's own choice. Error:
 * some 1e-15 of the largest value. Without unit. Left out: other lengths, speed for real values.
 */

/** cos and sin of 2 pi j / length, for j from 0 to length - 1. */
interface Roots {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** The roots of unity for a length that is a power of two, 4 or more. */
export function rootsOfUnity(length: number): Roots {
  const cos = new Float64Array(length);
  const sin = new Float64Array(length);
  cos[0] = 1;
  cos[length / 2] = -1;
  // Halve the angle: cos(a / 2) = sqrt((1 + cos a) / 2), sin(a / 2) = sin a / (2 cos(a / 2)).
  let c = 0;
  let s = 1;
  for (let step = length / 4; step >= 1; step /= 2) {
    cos[step] = c;
    sin[step] = s;
    c = Math.sqrt((1 + c) / 2);
    s /= 2 * c;
  }
  // The rest by adding angles, each from its highest bit and what remains below.
  for (let high = 1; high < length; high *= 2) {
    for (let j = 1; j < high; j++) {
      cos[high + j] = cos[high] * cos[j] - sin[high] * sin[j];
      sin[high + j] = sin[high] * cos[j] + cos[high] * sin[j];
    }
  }
  return { cos, sin };
}

/** Replaces x by its transform X_k = sum_j x_j exp(-2 pi i j k / length), in place. */
export function transform(re: Float64Array, im: Float64Array, roots: Roots): void {
  const length = re.length;
  reverseBits(re);
  reverseBits(im);
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    const stride = length / size;
    for (let start = 0; start < length; start += size) {
      for (let j = 0; j < half; j++) {
        const c = roots.cos[j * stride];
        const s = roots.sin[j * stride];
        const a = start + j;
        const b = a + half;
        const x = re[b] * c + im[b] * s;
        const y = im[b] * c - re[b] * s;
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}

/** Swaps each value with the one whose index has the bits in reverse. */
function reverseBits(values: Float64Array): void {
  const length = values.length;
  let mirror = 0;
  for (let i = 1; i < length; i++) {
    let bit = length >> 1;
    for (; mirror & bit; bit >>= 1) mirror ^= bit;
    mirror |= bit;
    if (i < mirror) {
      const value = values[i];
      values[i] = values[mirror];
      values[mirror] = value;
    }
  }
}
