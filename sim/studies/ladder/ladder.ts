/**
 * The ladder: which of the changes between two settings buys what.
 *
 *   in order   base, +1, +1+2, ... = target     each held against the step before
 *   alone      base with one change             each held against the base
 *   removed    target without one change        each held against the target
 *   limits     base with a limit alone          each held against no limit at all
 *
 * One comparison of all of them, with the same arrivals, machines and faults; steps that are the
 * same input are run once, changes that change nothing are not run. Units: milliseconds.
 * Left out: pairs and triples of changes that are no beginning of the ladder.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { comparisonStudy, type Experiment, type NamedInput } from '../compare/compare.ts';
import type { Precision } from '../replications.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import {
  type Change,
  type ChangeId,
  changesBetween,
  inputKey,
  withChanges,
} from './ladder-changes.ts';

export interface LadderPlan {
  readonly from: NamedInput;
  readonly to: NamedInput;
  /** Limits of messages per connection to try by themselves; none: that part is left out. */
  readonly limits: readonly number[];
  readonly seed: string;
  readonly replications: number | Precision;
}

export type LadderGroup = 'in order' | 'alone' | 'removed';

export interface LadderStep {
  readonly group: LadderGroup;
  readonly change: ChangeId;
  readonly outcome: SettingOutcome;
  /** What it is held against. */
  readonly against: SettingOutcome;
}

export interface LimitStep {
  readonly limit: number;
  readonly outcome: SettingOutcome;
}

export interface LimitLadder {
  /** The base without any limit, and what came of it. */
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

/** Names of the steps are for progress and errors; the report has words of its own. */
interface PlannedStep {
  readonly group: LadderGroup;
  readonly change: ChangeId;
  readonly run: number;
  readonly against: number;
}

/** Inputs to run, each of them once. */
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
