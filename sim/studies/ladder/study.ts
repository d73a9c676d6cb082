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

export interface LimitStep {
  readonly limit: number;
  readonly outcome: SettingOutcome;
}

export interface LimitLadder {
  /** The base without any limit, and its outcome. */
  readonly input: MailPathInput;
  readonly unlimited: SettingOutcome;
  /** Smallest limit first. */
  readonly steps: readonly LimitStep[];
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

/** A step by the places of its runs. */
interface PlannedStep extends Pick<LadderStep, 'group' | 'change'> {
  readonly run: number;
  readonly against: number;
}

/** Inputs to run, each of them once; their names are for progress and errors. */
class Runs {
  readonly settings: NamedInput[] = [];
  private readonly index = new Map<string, number>();

  /** Its place among them. */
  add(name: string, input: MailPathInput): number {
    const key = inputKey(input);
    const known = this.index.get(key);
    if (known !== undefined) return known;
    this.index.set(key, this.settings.length);
    this.settings.push({ name, input });
    return this.settings.length - 1;
  }
}

export function* ladderStudy(plan: LadderPlan): Study<Ladder> {
  const changes = changesBetween(plan.from.input, plan.to.input);
  const runs = new Runs();
  const base = runs.add(plan.from.name, plan.from.input);
  const target = runs.add(plan.to.name, plan.to.input);
  const steps = plannedSteps(plan, changes, runs, base, target);
  const unlimitedInput = withLimit(plan.from.input, Number.POSITIVE_INFINITY);
  const limits = [...new Set(plan.limits)].sort((a, b) => a - b);
  const unlimited = limits.length === 0 ? base : runs.add('no limit', unlimitedInput);
  const limited = limits.map((limit) => ({
    limit,
    run: runs.add(`limit ${limit}`, withLimit(plan.from.input, limit)),
  }));
  const { seed, replications } = plan;
  const experiment = yield* comparisonStudy({
    settings: runs.settings,
    seed,
    replications,
    keepsCurves: false,
  });
  const { outcomes } = experiment;
  return {
    plan,
    changes,
    experiment,
    base: outcomes[base],
    target: outcomes[target],
    steps: steps.map(({ group, change, run, against }) => ({
      group,
      change,
      outcome: outcomes[run],
      against: outcomes[against],
    })),
    limits:
      limits.length === 0
        ? null
        : {
            input: unlimitedInput,
            unlimited: outcomes[unlimited],
            steps: limited.map(({ limit, run }) => ({ limit, outcome: outcomes[run] })),
          },
  };
}

function plannedSteps(
  { from, to }: LadderPlan,
  changes: readonly Change[],
  runs: Runs,
  base: number,
  target: number,
): PlannedStep[] {
  const ids = changes.filter(({ nothing }) => nothing === null).map(({ id }) => id);
  const run = (name: string, taken: readonly ChangeId[]): number =>
    runs.add(name, withChanges(from.input, to.input, taken));
  let before = base;
  const inOrder = ids.map((change, i): PlannedStep => {
    const step = run(`in order: ${change}`, ids.slice(0, i + 1));
    const planned = { group: 'in order' as const, change, run: step, against: before };
    before = step;
    return planned;
  });
  const alone = ids.map(
    (change): PlannedStep => ({
      group: 'alone',
      change,
      run: run(`alone: ${change}`, [change]),
      against: base,
    }),
  );
  const removed = ids.map((change): PlannedStep => {
    const others = ids.filter((id) => id !== change);
    return { group: 'removed', change, run: run(`without: ${change}`, others), against: target };
  });
  return [...inOrder, ...alone, ...removed];
}

function withLimit(input: MailPathInput, messagesPerConnection: number): MailPathInput {
  return { ...input, settings: { ...input.settings, messagesPerConnection } };
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

export interface ChangeVerdict {
  readonly id: ChangeId;
  /** Against the step before, the base, and the target (which this one is without the change). */
  readonly gains: Readonly<Record<LadderGroup, Gain>>;
  readonly role: Role;
  /** Alone it gains nine tenths of the whole or more, significantly. */
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
  readonly changes: readonly ChangeVerdict[];
  /** The change that gains most by itself; null where none gains significantly. */
  readonly bestAlone: ChangeId | null;
}

/** Nearly the whole gain. */
const ENOUGH = 0.9;
/** A tenth of the whole gain: what is left of it by a change that is enough. */
const NEEDED = 0.1;

export function ladderVerdict(
  { base, target, steps }: Ladder,
  { name: metric, better: way }: Metric,
): LadderVerdict {
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
  const changes = [...new Set(steps.map(({ change }) => change))].map((id): ChangeVerdict => {
    const [alone, removed] = [gainOf(id, 'alone'), gainOf(id, 'removed')];
    return {
      id,
      gains: { 'in order': gainOf(id, 'in order'), alone, removed },
      role: roleOf(removed, !Number.isFinite(whole.value.low)),
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
