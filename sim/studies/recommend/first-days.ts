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
import { incompleteBeta } from '../../statistics/incomplete-beta.ts';
import { judge } from '../objective.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { type Asked, badDays, daysOf } from './asked.ts';
import type { Entry, Ledger, Stage } from './ledger.ts';

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
export function isOut(outcome: SettingOutcome, { groups, means }: Asked): boolean {
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
  private readonly asked: Asked;
  /** Candidates that are out, by name. */
  readonly out = new Set<string>();

  constructor(entries: readonly E[], ledger: Ledger, asked: Asked) {
    this.entries = entries;
    this.ledger = ledger;
    this.asked = asked;
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
    if (isOut(this.ledger.of(entry), this.asked)) this.out.add(entry.name);
  }

  private badOf(entry: E): number {
    const [group] = this.asked.groups;
    return group === undefined ? 0 : badDays(daysOf(this.ledger.of(entry), group));
  }
}
