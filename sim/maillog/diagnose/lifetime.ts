/**
 * The age at which a remote server cuts connections, from the ages at which they broke.
 *
 * A lifetime shows itself in two ways: breaks have one age, and no connection that ended well was
 * older. Breaks of another cause (a flaky network, a restart) come at any age. Units: milliseconds;
 * ages are right to about a second, or, where the log does not say when connections were opened,
 * too large by what the process did before.
 */
import { percentile } from '../../statistics/order-statistics.ts';
import type { ConnectionFacts, Cut } from './connections.ts';

export interface Lifetime {
  /** The middle age of the breaks that agree. */
  readonly ms: number;
  readonly lowMs: number;
  readonly highMs: number;
  /** Breaks that agree with it, of how many that had an age. */
  readonly agreeing: number;
  readonly of: number;
  /** `measured`: ages agree. `stated`: what was given, or Exchange Online's, and breaks near it. */
  readonly from: 'measured' | 'stated';
  /** Enough agree; otherwise it is one cut or two, of connections older than all others. */
  readonly sure: boolean;
}

/** Article: Exchange Online keeps a connection for 20 minutes; a public trace shows 20:55. */
export const STATED_LIFETIME_MS = 20 * 60_000;
const STATED_OVERSHOOT_MS = 90_000;

/** Stamps are whole seconds at both ends. */
const ROUNDING_MS = 1500;
/** Breaks whose ages differ by less than this share are of one age. */
const SPREAD = 0.1;
const MIN_COUNT = 3;
/** So many of the breaks have to agree. */
const AGREEING_SHARE = 0.6;

/** Null: the breaks have no age in common, or are too few to tell. */
export function lifetimeOf(
  { cuts, longestMs }: ConnectionFacts,
  statedMs: number | null,
): Lifetime | null {
  const ages = cuts.map(({ ageMs }) => ageMs).sort((a, b) => a - b);
  if (ages.length === 0 || messagesAtBreak(cuts) !== null) return null;
  const limit = statedMs ?? STATED_LIFETIME_MS;
  const late = limit * SPREAD > STATED_OVERSHOOT_MS ? STATED_OVERSHOOT_MS : limit * SPREAD;
  const near = ages.filter(
    (age) => age >= limit - ROUNDING_MS && age <= limit + late + ROUNDING_MS,
  );
  if (near.length > 0 && near.length >= AGREEING_SHARE * ages.length) {
    return found(near, ages.length, 'stated', true);
  }
  const cluster = densest(ages);
  const sure = cluster.length >= MIN_COUNT;
  const best = found(cluster, ages.length, 'measured', sure);
  if (cluster.length < AGREEING_SHARE * ages.length) return null;
  // One break or two of any cause would hardly strike the oldest connections of all.
  if (!sure && (cluster.length < ages.length || best.lowMs < longestMs)) return null;
  // A connection that lived on past that age, and ended well, speaks against it.
  return longestMs > best.highMs * (1 + SPREAD) + ROUNDING_MS ? null : best;
}

/**
 * The number of messages after which connections break, if that is one number while their ages differ:
 * the remote server counts messages, not minutes. Null: it is not so.
 */
export function messagesAtBreak(cuts: readonly Cut[]): number | null {
  if (cuts.length < MIN_COUNT) return null;
  const [{ carried }] = cuts;
  const ages = cuts.map(({ ageMs }) => ageMs);
  const differ = Math.max(...ages) - Math.min(...ages) > 2 * ROUNDING_MS - 1000;
  return differ && carried > 0 && cuts.every((cut) => cut.carried === carried) ? carried : null;
}

/** The most ages that lie within one spread of each other. */
function densest(ages: readonly number[]): number[] {
  let best: number[] = [];
  let to = 0;
  for (let from = 0; from < ages.length; from++) {
    const width = Math.max(2 * ROUNDING_MS, 2 * SPREAD * ages[from]);
    to = Math.max(to, from);
    while (to < ages.length && ages[to] - ages[from] <= width) to++;
    if (to - from > best.length) best = ages.slice(from, to);
  }
  return best;
}

function found(
  agreeing: readonly number[],
  of: number,
  from: Lifetime['from'],
  sure: boolean,
): Lifetime {
  return {
    ms: percentile(agreeing, 0.5),
    lowMs: agreeing[0],
    highMs: agreeing[agreeing.length - 1],
    agreeing: agreeing.length,
    of,
    from,
    sure,
  };
}
