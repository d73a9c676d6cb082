/**
 * The cheapest candidate that is shown to keep its objectives: cheapest first.
 *
 *   candidates by cost -> sieve of a few days (first-days.ts) -> fresh days (fresh-days.ts) -> choice
 *                              out: the next                        not shown: the next
 *
 * The promise: with confidence 1 - error, whatever is chosen keeps each objective about days on as
 * many of them as it asks for. The k-th candidate that fresh days are spent on has error / (k (k+1)),
 * which adds up to the whole error however many there are; which one is the k-th was decided by other
 * days. "Cheapest" is: a cheaper one was put out by the sieve, or was not shown; how often that befalls
 * one that does keep them is in docs/experiments.md.
 */
import type { Study } from '../study.ts';
import type { Asked } from './asked.ts';
import { Sieve } from './first-days.ts';
import { type Trial, tryFreshDays } from './fresh-days.ts';
import type { Entry, Ledger, Stage } from './ledger.ts';

/** Candidates that fresh days are spent on before it is given up. */
const MOST_TRIED = 20;

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
  readonly asked: Asked;
  readonly error: number;
  readonly mostDays: number | null;
  readonly mostTried?: number;
  /** Whether a candidate that is shown may be taken; unless told, each may. */
  readonly accepts?: (entry: E) => Study<boolean>;
  /** What is being done, for people; it is told of each step beforehand. */
  readonly stage: (leading: Leading<E>, at: number) => Stage;
}

export interface Cheapest<E extends Entry> {
  /** Null: none is shown. */
  readonly choice: Trial<E> | null;
  /** Fresh days were spent on them. */
  readonly failed: readonly Trial<E>[];
  /** Shown, but not accepted. */
  readonly refused: readonly E[];
  /** Candidates that were looked at, and how many of them the sieve put out. */
  readonly looked: number;
  readonly out: number;
}

/** `entries` in the order of their cost. Throws Stopped. */
export function* chooseCheapest<E extends Entry>(
  entries: readonly E[],
  plan: CheapestPlan<E>,
): Study<Cheapest<E>> {
  const { ledger, fresh, asked, error, mostDays, accepts, stage } = plan;
  const sieve = new Sieve(entries, ledger, asked);
  const failed: Trial<E>[] = [];
  const refused: E[] = [];
  let choice: Trial<E> | null = null;
  let looked = 0;
  let tried = 0;
  for (const [at, entry] of entries.entries()) {
    if (tried === (plan.mostTried ?? MOST_TRIED)) break;
    looked++;
    const passes = yield* sieve.passes(at, (bad, days) =>
      stage({ entry, bad, days, fresh: false }, at),
    );
    if (!passes) continue;
    tried++;
    const trial = yield* tryFreshDays(entry, error / (tried * (tried + 1)), {
      fresh,
      asked,
      mostDays,
      stage: (bad, days) => stage({ entry, bad, days, fresh: true }, at),
    });
    if (trial.notShown !== null) failed.push(trial);
    else if (accepts !== undefined && !(yield* accepts(entry))) refused.push(entry);
    else {
      choice = trial;
      break;
    }
  }
  return { choice, failed, refused, looked, out: sieve.out.size };
}
