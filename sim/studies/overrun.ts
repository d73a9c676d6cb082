/**
 * How many messages a connection can carry before its lifetime ends: three answers in closed form.
 *
 *   literal       the article's words: mean size over mean throughput, into 20 minutes
 *   by the mean   with set-up, latency and the gateway's own work added
 *   tail-aware    the largest m that overruns with at most a stated chance
 *
 * Tail-aware: messages on one connection share its goodput, so that they are slow together. For each
 * of 35 quantiles of the goodput, most of them among the slow ones, the distribution of the sum of m
 * transactions is worked out (sum-overrun.ts), and the chances are averaged. A size and a latency are paired by a low-discrepancy
 * sequence. Units: milliseconds, bytes. Left out: faults, a shared uplink's waits, that a runner's
 * share may be smaller than m; recorded sizes and drawn ones are not mixed (recorded ones win).
 */
import { Sampler } from '../engine/distributions.ts';
import type { HostInput, MailPathInput } from '../mailpath/input.ts';
import { messageWork } from '../mailpath/offered-load.ts';
import { ARTICLE_LIMIT } from '../mailpath/remedies.ts';
import { type Atom, SumOverrun } from '../statistics/sum-overrun.ts';

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
