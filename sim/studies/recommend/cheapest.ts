/**
 * The cheapest candidate that is shown to keep its objectives: cheapest first.
 *
 *   candidates by cost -> sieve of a few days -> fresh days (fresh-days.ts) -> choice
 *                              out: the next                        not shown: the next
 *
 * The promise: with confidence 1 - error, whatever is chosen keeps each objective about days on as
 * many of them as it asks for. The k-th candidate that fresh days are spent on has error / (k (k+1)),
 * which adds up to the whole error however many there are; which one is the k-th was decided by other
 * days. "Cheapest" is: a cheaper one was put out by the sieve, or was not shown; how often that befalls
 * one that does keep them is in docs/experiments.md.
 */
import { incompleteBeta } from '../../statistics/incomplete-beta.ts';
import { judge } from '../objective.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { type Trial, tryFreshDays } from './fresh-days.ts';
import type { Entry, Ledger, Stage } from './ledger.ts';
import { badDays, daysOf, type Requirements } from './requirements.ts';

/** Candidates that fresh days are spent on before it is given up. */
const MAX_TRIED = 20;

/** The candidate that leads, while it is being looked at. */
export interface Leading<E extends Entry> {
  readonly entry: E;
  /** Days so far, of the few or of the fresh ones. */
  readonly days: number;
  readonly bad: number;
  readonly fresh: boolean;
}

export interface CheapestPlan<E extends Entry> {
  readonly ledger: Ledger;
  /** Days that no part of the choice has seen. */
  readonly fresh: Ledger;
  readonly requirements: Requirements;
  readonly error: number;
  readonly maxDays: number | null;
  readonly maxTried?: number;
  /** Whether a candidate that is shown may be taken; absent: each may. */
  readonly accepts?: (entry: E) => Study<boolean>;
  /** What is being done, for people: called before each step. */
  readonly stage: (leading: Leading<E>, at: number) => Stage;
}

export interface Cheapest<E extends Entry> {
  /** Null: none is shown. */
  readonly choice: Trial<E> | null;
  /** Fresh days were spent on them. */
  readonly failed: readonly Trial<E>[];
  /** Shown, but not accepted. */
  readonly refused: readonly E[];
  /** Candidates whose days were run, and how many of them the sieve put out. */
  readonly evaluated: number;
  readonly eliminated: number;
}

/** `entries` in the order of their cost. Throws Stopped. */
export function* chooseCheapest<E extends Entry>(
  entries: readonly E[],
  plan: CheapestPlan<E>,
): Study<Cheapest<E>> {
  const { ledger, fresh, requirements, error, maxDays, accepts, stage } = plan;
  const sieve = new Sieve(entries, ledger, requirements);
  const failed: Trial<E>[] = [];
  const refused: E[] = [];
  let choice: Trial<E> | null = null;
  let evaluated = 0;
  let tried = 0;
  for (const [at, entry] of entries.entries()) {
    if (tried === (plan.maxTried ?? MAX_TRIED)) break;
    evaluated++;
    const passes = yield* sieve.passes(at, (bad, days) =>
      stage({ entry, bad, days, fresh: false }, at),
    );
    if (!passes) continue;
    tried++;
    const trial = yield* tryFreshDays(entry, error / (tried * (tried + 1)), {
      fresh,
      requirements,
      maxDays,
      stage: (bad, days) => stage({ entry, bad, days, fresh: true }, at),
    });
    if (trial.notShown !== null) failed.push(trial);
    else if (accepts !== undefined && !(yield* accepts(entry))) refused.push(entry);
    else {
      choice = trial;
      break;
    }
  }
  return { choice, failed, refused, evaluated, eliminated: sieve.out.size };
}

/**
 * Which candidates are out after a few days: a sieve, before fresh days are spent on one.
 *
 *   after    2    4    10    20 days
 *   out at   2    2     3     4 bad ones     (where 5% may be bad)
 *
 * The numbers are the fewest that a setting with just the share of bad days that is allowed shows with
 * a chance of at most 2%: so no look throws out one that keeps its objectives more often than that. An
 * objective about a mean puts out at the same chance. The sieve promises nothing of what it lets
 * through: that is what the fresh days are for. All candidates have the same days (common random
 * numbers), and each is judged by its own alone, so that the order and the batches change nothing.
 */

/** Days after which a candidate is looked at. */
export const LOOKS = [2, 4, 10, 20] as const;
/** All that the sieve asks for. */
export const FIRST_DAYS = 20;
const CHANCE = 0.02;
/**
 * At the first look the candidates that come next are run along, so that all workers have something to
 * do: few of their days are in vain.
 */
const SIDE_BY_SIDE = 4;

/** The fewest bad days of so many that put a candidate out; more than there are: none do. */
export function tooMany(days: number, allowed: number): number {
  let bad = 1;
  // P(X >= bad), X binomial.
  while (bad <= days && incompleteBeta(allowed, bad, days - bad + 1) > CHANCE) bad++;
  return bad;
}

/** By the days that there are. */
export function isOut(outcome: SettingOutcome, { groups, means }: Requirements): boolean {
  const tooOften = groups.some((group) => {
    const days = daysOf(outcome, group);
    return badDays(days) >= tooMany(days.length, group.allowed);
  });
  return (
    tooOften || means.some((objective) => judge(objective, outcome, CHANCE).state === 'missed')
  );
}

/** Candidates in the order of their cost, each run no further than it takes. */
export class Sieve<E extends Entry> {
  private readonly entries: readonly E[];
  private readonly ledger: Ledger;
  private readonly requirements: Requirements;
  /** Candidates that are out, by name. */
  readonly out = new Set<string>();

  constructor(entries: readonly E[], ledger: Ledger, requirements: Requirements) {
    this.entries = entries;
    this.ledger = ledger;
    this.requirements = requirements;
  }

  /** Whether candidate `at` passes. Throws Stopped. */
  *passes(at: number, stage: (bad: number, days: number) => Stage): Study<boolean> {
    const entry = this.entries[at];
    for (const look of LOOKS) {
      const beside = look === LOOKS[0] ? this.next(at) : [entry];
      yield* this.ledger.extend(beside, look, stage(this.badOf(entry), look));
      for (const other of beside) this.look(other);
      if (this.out.has(entry.name)) return false;
    }
    return true;
  }

  /** The candidate and those after it that are not out. */
  private next(at: number): E[] {
    const open: E[] = [];
    for (const entry of this.entries.slice(at)) {
      if (!this.out.has(entry.name)) open.push(entry);
      if (open.length === SIDE_BY_SIDE) break;
    }
    return open;
  }

  private look(entry: E): void {
    if (isOut(this.ledger.of(entry), this.requirements)) this.out.add(entry.name);
  }

  private badOf(entry: E): number {
    const [group] = this.requirements.groups;
    return group === undefined ? 0 : badDays(daysOf(this.ledger.of(entry), group));
  }
}
