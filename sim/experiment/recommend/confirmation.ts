/**
 * The choice held to its objectives with mail that chose nothing: fresh replications, so that a
 * choice that was lucky is found out.
 *
 * As many days as it takes to show, if none of them is bad, that at most one in twenty is: 59 for an
 * error of 5% (0.95^59 < 0.05), more for a smaller one.
 */
import type { Study } from '../study.ts';
import type { Entry, Ledger } from './ledger.ts';
import { DAYS_THAT_MAY_FAIL, judge, type Objective, type ObjectiveAnswer } from './objective.ts';

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
  yield* fresh.extend([entry], daysToConfirm(error), stage);
  const answers = objectives.map((objective) => judge(objective, fresh.of(entry), error));
  return {
    holds: answers.every(({ state }) => state === 'met'),
    answers,
    days: fresh.of(entry).replications,
  };
}

/** The fewest days, none of them bad, after which a bad day is shown to be rare enough. */
function daysToConfirm(error: number): number {
  let days = 0;
  for (let chance = 1; chance > error; chance *= 1 - DAYS_THAT_MAY_FAIL) days++;
  return days;
}
