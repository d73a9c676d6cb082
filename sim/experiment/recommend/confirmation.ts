/**
 * The choice held to its objectives with mail that chose nothing: fresh replications, so that a
 * choice that was lucky is found out.
 *
 * As many days as it takes to show, if none of them is bad, that at most one in twenty is: 59 for an
 * error of 5% (0.95^59 < 0.05), more for a smaller one.
 */
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import type { Entry, Ledger } from './ledger.ts';
import { DAYS_THAT_MAY_FAIL, judge, type Objective, type ObjectiveAnswer } from './objective.ts';

/** Replications that may be run, in terms of those that are needed if each has mail. */
const MOST_OF_NEEDED = 4;

export interface Confirmation {
  readonly holds: boolean;
  readonly answers: readonly ObjectiveAnswer[];
  readonly days: number;
}

/** `fresh`: a ledger of other replications. `error`: of each objective. Throws Stopped. */
export function* confirm(
  entry: Entry,
  fresh: Ledger,
  objectives: readonly Objective[],
  error: number,
  stage: { readonly doing: string; readonly from: number; readonly to: number },
): Study<Confirmation> {
  const needed = daysToConfirm(error);
  // Days without mail say nothing; they are waited for up to a point.
  for (let days = needed; days <= MOST_OF_NEEDED * needed; days += needed) {
    yield* fresh.extend([entry], days, stage);
    if (daysWithMail(fresh.of(entry)) >= needed) break;
  }
  const answers = objectives.map((objective) => judge(objective, fresh.of(entry), error));
  return {
    holds: answers.every(({ state }) => state === 'met'),
    answers,
    days: fresh.of(entry).replications,
  };
}

function daysWithMail(outcome: SettingOutcome): number {
  return outcome.of('arrived').filter((arrived) => arrived > 0).length;
}

/** The fewest days, none of them bad, after which a bad day is shown to be rare enough. */
function daysToConfirm(error: number): number {
  let days = 0;
  for (let chance = 1; chance > error; chance *= 1 - DAYS_THAT_MAY_FAIL) days++;
  return days;
}
