/**
 * The smallest change that meets the objectives: often one setting is enough, which matters where a
 * support ticket is needed for another.
 *
 * Of all candidates that meet them, also those whose limit is a risk: the fewest changed settings,
 * then no ticket, then the least cost; confirmed with fresh mail like the choice. Where the gateway
 * meets them as it stands, no change is the smallest.
 */
import type { LimitAdvice } from '../overrun.ts';
import type { Study } from '../study.ts';
import type { CandidateEntry } from './candidate.ts';
import { type Circumstances, changedSettings, compareCost, needsTicket } from './candidate.ts';
import { confirm } from './confirmation.ts';
import type { Feasibility } from './feasibility.ts';
import type { Ledger } from './ledger.ts';
import type { Objective } from './objective.ts';
import type { Choice, SmallestChange } from './recommendation.ts';

const MOST_CONFIRMED = 3;

export interface SmallestChangePlan {
  readonly fresh: Ledger;
  readonly objectives: readonly Objective[];
  readonly site: Circumstances;
  readonly advice: LimitAdvice | null;
  readonly error: number;
  readonly stage: { readonly doing: string; readonly from: number; readonly to: number };
}

/** Null where none but the choice could be confirmed and the choice changes nothing. Throws Stopped. */
export function* smallestChange(
  judged: readonly Feasibility<CandidateEntry>[],
  choice: Choice,
  present: CandidateEntry,
  { fresh, objectives, site, advice, error, stage }: SmallestChangePlan,
): Study<SmallestChange> {
  const size = ({ candidate }: CandidateEntry): number =>
    changedSettings(present.candidate, candidate).length;
  const ticket = ({ candidate }: CandidateEntry): number => (needsTicket(site, candidate) ? 1 : 0);
  const smaller = judged
    .filter(({ verdict, entry }) => verdict === 'meets' && size(entry) < size(choice))
    .map(({ entry }) => entry)
    .sort(
      (a, b) =>
        size(a) - size(b) || ticket(a) - ticket(b) || compareCost(a.candidate, b.candidate, site),
    );
  const allowed = Math.max(1, advice?.tailAware ?? Number.POSITIVE_INFINITY);
  for (const entry of smaller.slice(0, MOST_CONFIRMED)) {
    const confirmation = yield* confirm(entry, fresh, objectives, error / MOST_CONFIRMED, stage);
    if (!confirmation.holds) continue;
    const overruns = entry.candidate.messagesPerConnection > allowed;
    return { ...entry, confirmation, overruns, isChoice: false };
  }
  const { name, input, candidate, confirmation } = choice;
  return { name, input, candidate, confirmation, overruns: false, isChoice: true };
}
