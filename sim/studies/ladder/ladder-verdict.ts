/**
 * Which change buys most, which is enough by itself, which is needed, which can be left out.
 *
 * All by one metric, in shares of the whole gain from base to target:
 *   enough     alone it gains clearly, and nine tenths of the whole or more
 *   needed     without it a tenth of the whole or more is clearly lost
 *   minor      without it less than that is clearly lost
 *   left out   without it nothing is lost that is clear and could be felt
 *   harmful    without it the target is clearly better
 * Data only; the words are in sim/report. Left out: leaving out two changes at once.
 */
import type { MetricName } from '../../mailpath/metrics.ts';
import { isKnown } from '../../statistics/bounds.ts';
import { type Difference, difference, type Effect, effectOf, estimate } from '../estimate.ts';
import type { Ladder, LadderGroup } from './ladder.ts';
import type { ChangeId } from './ladder-changes.ts';

export type Role = 'needed' | 'minor' | 'left-out' | 'harmful' | 'unknown';

export interface ChangeWorth {
  readonly change: ChangeId;
  /** Its difference to the step before, to the base, to the target (which is without it). */
  readonly gains: Readonly<Record<LadderGroup, Gain>>;
  readonly role: Role;
  /** It alone gains nearly the whole. */
  readonly enough: boolean;
}

export interface Gain {
  readonly difference: Difference;
  readonly effect: Effect;
  /** What the change gains there over the whole gain; null where either is none, or not known. */
  readonly ofGain: number | null;
}

export interface LadderVerdict {
  /** Target minus base. */
  readonly whole: Difference;
  readonly effect: Effect;
  /** In the order of the ladder; changes that change nothing are not among them. */
  readonly worths: readonly ChangeWorth[];
  /** The change that gains most by itself; null where none gains clearly. */
  readonly most: ChangeId | null;
}

/** Nearly the whole gain. */
export const ENOUGH = 0.9;
/** A tenth of the whole gain: what is left of it by a change that is enough. */
const NEEDED = 0.1;

export function ladderVerdict(
  ladder: Ladder,
  metric: MetricName,
  better: 'less' | 'more',
): LadderVerdict {
  const { base, target, steps } = ladder;
  const sign = better === 'less' ? -1 : 1;
  const whole = difference(base, target, metric);
  const effect = effectOf(whole, estimate(base, metric).value, better);
  // A gain from never, or from a delay that is not known, has no shares.
  const gain =
    (effect === 'better' || effect === 'unknown') && isKnown(whole.value)
      ? sign * whole.value.low
      : 0;
  const gainOf = (change: ChangeId, group: LadderGroup): Gain => {
    const step = steps.find((s) => s.change === change && s.group === group);
    if (step === undefined) throw new Error(`no step "${group}" for the change "${change}"`);
    const found = difference(step.against, step.outcome, metric);
    // What is lost without a change is what the change gains.
    const gained = (group === 'removed' ? -sign : sign) * found.value.low;
    return {
      difference: found,
      effect: effectOf(found, estimate(step.against, metric).value, better),
      ofGain: gain > 0 && isKnown(found.value) ? gained / gain : null,
    };
  };
  const worths = [...new Set(steps.map(({ change }) => change))].map((change): ChangeWorth => {
    const gains = {
      'in order': gainOf(change, 'in order'),
      alone: gainOf(change, 'alone'),
      removed: gainOf(change, 'removed'),
    };
    const { alone, removed } = gains;
    return {
      change,
      gains,
      role: roleOf(removed, !Number.isFinite(whole.value.low)),
      enough: alone.effect === 'better' && (alone.ofGain ?? 0) >= ENOUGH,
    };
  });
  const helpful = worths
    .filter(({ gains }) => gains.alone.effect === 'better')
    .sort(
      (a, b) => sign * (b.gains.alone.difference.value.low - a.gains.alone.difference.value.low),
    );
  return { whole, effect, worths, most: helpful.length === 0 ? null : helpful[0].change };
}

/** `endless`: the whole gain is from never to some day; of that a loss that ends is no tenth. */
function roleOf({ effect, ofGain, difference: lost }: Gain, endless: boolean): Role {
  if (effect === 'unknown') return 'unknown';
  if (effect === 'better') return 'harmful';
  if (effect !== 'worse') return 'left-out';
  if (ofGain === null) return endless && isKnown(lost.value) ? 'minor' : 'needed';
  return ofGain >= NEEDED ? 'needed' : 'minor';
}
