/**
 * The smallest change that keeps the objectives: often one setting is enough, which matters where a
 * support ticket is needed for another.
 *
 * Of all candidates, also those whose limit is a risk, that change fewer settings than the choice: the
 * fewest changed settings, then no ticket, then the least cost; by the same days as the choice
 * (cheapest.ts), with an error of its own. Where the gateway keeps them as it stands, no change is the
 * smallest.
 */
import type { LimitAdvice } from '../overrun.ts';
import type { Study } from '../study.ts';
import {
  type CandidateEntry,
  type Circumstances,
  changedSettings,
  compareCost,
  needsTicket,
} from './candidate.ts';
import { type CheapestPlan, chooseCheapest } from './cheapest.ts';
import type { Choice, SmallestChange } from './recommendation.ts';

const MOST_TRIED = 3;

export interface SmallestChangePlan extends CheapestPlan<CandidateEntry> {
  readonly site: Circumstances;
  readonly advice: LimitAdvice | null;
}

/** The choice itself where none with fewer changes is shown. Throws Stopped. */
export function* smallestChange(
  entries: readonly CandidateEntry[],
  choice: Choice,
  plan: SmallestChangePlan,
): Study<SmallestChange> {
  const { site, advice } = plan;
  const size = ({ candidate }: CandidateEntry): number =>
    changedSettings(site.present, candidate).length;
  const ticket = ({ candidate }: CandidateEntry): number => (needsTicket(site, candidate) ? 1 : 0);
  const smaller = entries
    .filter((entry) => size(entry) < size(choice))
    .sort(
      (a, b) =>
        size(a) - size(b) || ticket(a) - ticket(b) || compareCost(a.candidate, b.candidate, site),
    );
  const found = yield* chooseCheapest(smaller, { ...plan, mostTried: MOST_TRIED });
  const { name, input, candidate, trial } = choice;
  if (found.choice === null) {
    return { name, input, candidate, trial, overruns: false, isChoice: true };
  }
  const { entry } = found.choice;
  const allowed = Math.max(1, advice?.tailAware ?? Number.POSITIVE_INFINITY);
  const overruns = entry.candidate.messagesPerConnection > allowed;
  return { ...entry, trial: found.choice, overruns, isChoice: false };
}
