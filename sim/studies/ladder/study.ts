/**
 * The ladder: what each of the changes between two settings gains.
 *
 *   in order   base, +1, +1+2, ... = target     each compared with the step before
 *   alone      base with one change             each compared with the base
 *   removed    target without one change        each compared with the target
 *   limits     base with only a limit           each compared with no limit at all
 *
 * One comparison of all of them, with the same arrivals, machines and faults; steps that are the
 * same input are run once, changes that change nothing are not run. Then the verdict, by one metric:
 * which change gains most, which is enough by itself, which is needed, which can be left out.
 * Units: milliseconds. Left out: pairs and triples of changes that are no beginning of the ladder.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Metric } from '../../mailpath/metrics.ts';
import { withLimit } from '../../mailpath/remedies.ts';
import { isKnown } from '../../statistics/bounds.ts';
import { comparisonStudy, type Experiment, type NamedInput } from '../compare/compare.ts';
import { type Difference, difference, type Effect, effectOf, estimate } from '../estimate.ts';
import type { Precision } from '../replications.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { type Change, type ChangeId, changesBetween, inputKey, withChanges } from './changes.ts';

export interface LadderPlan {
  readonly from: NamedInput;
  readonly to: NamedInput;
  /** Limits of messages per connection to try by themselves; none: that part is left out. */
  readonly limits: readonly number[];
  readonly seed: string;
  readonly replications: number | Precision;
}

export const GROUPS = ['in order', 'alone', 'removed'] as const;
export type LadderGroup = (typeof GROUPS)[number];

export interface LadderStep {
  readonly group: LadderGroup;
  readonly change: ChangeId;
  readonly outcome: SettingOutcome;
  /** What it is compared with. */
  readonly against: SettingOutcome;
}

export interface LimitLadder {
  /** The base without any limit, and its outcome. */
  readonly input: MailPathInput;
  readonly unlimited: SettingOutcome;
  /** Smallest limit first. */
  readonly steps: readonly { readonly limit: number; readonly outcome: SettingOutcome }[];
}

export interface Ladder {
  readonly plan: LadderPlan;
  /** In the article's order, those that change nothing among them. */
  readonly changes: readonly Change[];
  readonly experiment: Experiment;
  readonly base: SettingOutcome;
  readonly target: SettingOutcome;
  /** Group by group, in the order of the changes; none for those that change nothing. */
  readonly steps: readonly LadderStep[];
  readonly limits: LimitLadder | null;
}

export function* ladderStudy(plan: LadderPlan): Study<Ladder> {
  const { from, to, seed, replications } = plan;
  const changes = changesBetween(from.input, to.input);
  const ids = changes.filter(({ nothing }) => nothing === null).map(({ id }) => id);
  const taking = (taken: readonly ChangeId[]) => withChanges(from.input, to.input, taken);
  const inputs = {
    'in order': (i: number) => [taking(ids.slice(0, i + 1)), taking(ids.slice(0, i))],
    alone: (i: number) => [taking([ids[i]]), from.input],
    removed: (i: number) => [taking(ids.toSpliced(i, 1)), to.input],
  };
  const steps = GROUPS.flatMap((group) =>
    ids.map((change, i) => {
      const [input, against] = inputs[group](i);
      return { group, change, input, against };
    }),
  );
  const limits = [...new Set(plan.limits)]
    .sort((a, b) => a - b)
    .map((limit) => ({ limit, input: withLimit(from.input, limit) }));
  const unlimited = withLimit(from.input, Number.POSITIVE_INFINITY);
  // The names are for progress and errors.
  const named: readonly NamedInput[] = [
    from,
    to,
    ...steps.map(({ group, change, input }) => ({
      name: `${group === 'removed' ? 'without' : group}: ${change}`,
      input,
    })),
    ...(limits.length === 0 ? [] : [{ name: 'no limit', input: unlimited }]),
    ...limits.map(({ limit, input }) => ({ name: `limit ${limit}`, input })),
  ];
  // Each input once, under its first name.
  const keys = named.map(({ input }) => inputKey(input));
  const settings = named.filter((_, i) => keys.indexOf(keys[i]) === i);
  const experiment = yield* comparisonStudy({ settings, seed, replications, keepsCurves: false });
  const places = [...new Set(keys)];
  const outcomeOf = (input: MailPathInput) => experiment.outcomes[places.indexOf(inputKey(input))];
  return {
    plan,
    changes,
    experiment,
    base: outcomeOf(from.input),
    target: outcomeOf(to.input),
    steps: steps.map(({ input, against, ...step }) => ({
      ...step,
      outcome: outcomeOf(input),
      against: outcomeOf(against),
    })),
    limits:
      limits.length === 0
        ? null
        : {
            input: unlimited,
            unlimited: outcomeOf(unlimited),
            steps: limits.map(({ limit, input }) => ({ limit, outcome: outcomeOf(input) })),
          },
  };
}

/**
 * What the target loses without a change, in shares of the whole gain from base to target:
 *   needed     a tenth of it or more, significantly
 *   minor      less than that, significantly
 *   left-out   nothing significant and not negligible
 *   harmful    without it the target is significantly better
 */
export const ROLES = ['needed', 'minor', 'left-out', 'harmful', 'unknown'] as const;
export type Role = (typeof ROLES)[number];

interface Gain {
  readonly difference: Difference;
  readonly effect: Effect;
  /** What the change gains there over the whole gain; null where either is none, or not known. */
  readonly ofGain: number | null;
}

/** Alone a change that gains so much of the whole, significantly, is enough. */
const ENOUGH = 0.9;
/** What is left of it by a change that is enough. */
const NEEDED = 0.1;

/**
 * By one metric: the `whole`, target minus base, and each change that changes something, in the order of
 * the ladder: what the step with it (`removed`: without it) differs by from what that is compared with.
 * `bestAlone`: the change that gains most by itself; null where none gains significantly.
 */
export function ladderVerdict(
  { base, target, steps }: Ladder,
  { name: metric, better: way }: Metric,
) {
  const better = way === 'more' ? 'more' : 'less';
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
  const changes = [...new Set(steps.map(({ change }) => change))].map((id) => {
    const [alone, removed] = [gainOf(id, 'alone'), gainOf(id, 'removed')];
    return {
      id,
      gains: { 'in order': gainOf(id, 'in order'), alone, removed },
      role: effect === 'unknown' ? effect : roleOf(removed, !Number.isFinite(whole.value.low)),
      enough: alone.effect === 'better' && (alone.ofGain ?? 0) >= ENOUGH,
    };
  });
  const [best = null] = changes
    .filter(({ gains }) => gains.alone.effect === 'better')
    .sort(
      (a, b) => sign * (b.gains.alone.difference.value.low - a.gains.alone.difference.value.low),
    );
  return { whole, effect, changes, bestAlone: best?.id ?? null };
}

/** `endless`: the whole gain is from never to some day; of that a finite loss is no tenth. */
function roleOf({ effect, ofGain, difference: lost }: Gain, endless: boolean): Role {
  if (effect === 'unknown') return 'unknown';
  if (effect === 'better') return 'harmful';
  if (effect !== 'worse') return 'left-out';
  if (ofGain === null) return endless && isKnown(lost.value) ? 'minor' : 'needed';
  return ofGain >= NEEDED ? 'needed' : 'minor';
}
