/**
 * Steps 4 and 5 of a recommendation: select a candidate, hold it to its objectives with fresh mail, and
 * take the next where it fails, a few times.
 */
import type { Study } from '../study.ts';
import { selectCandidate } from './best-candidate.ts';
import { type CandidateEntry, type Circumstances, compareCost } from './candidate.ts';
import { confirm } from './confirmation.ts';
import type { Feasibility } from './feasibility.ts';
import type { Ledger } from './ledger.ts';
import type { Objective } from './objective.ts';
import type { Choice, RecommendationPlan } from './recommendation.ts';

/** Choices that are tried before it is given up. */
const MOST_TRIED = 4;

export interface ConfirmedChoicePlan {
  readonly plan: RecommendationPlan;
  readonly site: Circumstances;
  readonly objectives: readonly Objective[];
  /** What selects, and the fresh mail that confirms. */
  readonly ledger: Ledger;
  readonly fresh: Ledger;
  /** Candidates that were judged: what a wrong decision could have been about. */
  readonly considered: number;
}

export interface ConfirmedChoice {
  /** Null: none was confirmed. */
  readonly choice: Choice | null;
  /** Those that were not. */
  readonly failed: readonly Pick<Feasibility<CandidateEntry>, 'entry' | 'answers'>[];
}

/** `entries`: candidates that may be recommended. Throws Stopped. */
export function* confirmedChoice(
  entries: readonly CandidateEntry[],
  { plan, site, objectives, ledger, fresh, considered }: ConfirmedChoicePlan,
): Study<ConfirmedChoice> {
  const failed: Pick<Feasibility<CandidateEntry>, 'entry' | 'answers'>[] = [];
  let left = entries;
  for (let attempt = 0; attempt < MOST_TRIED && left.length > 0; attempt++) {
    const selection = yield* selectCandidate(left, {
      ledger,
      criterion: plan.criterion,
      tolerance: plan.tolerance,
      error: (1 - plan.confidence) / 2,
      considered,
      compareCost: (a, b) => compareCost(a.candidate, b.candidate, site),
      stage: { doing: 'the best of them', from: 0.45, to: 0.55 },
    });
    const { chosen } = selection;
    // Shares that add up to less than one, whatever the number of attempts.
    const shareOfError = 1 / ((attempt + 1) * (attempt + 2));
    const error = ((1 - plan.confidence) * shareOfError) / objectives.length;
    const stage = { doing: 'the choice with fresh mail', from: 0.55, to: 0.62 };
    const confirmation = yield* confirm(chosen, fresh, objectives, error, stage);
    if (confirmation.holds) {
      const outcome = fresh.of(chosen);
      const choice = { ...chosen, selection, confirmation, among: left.length, outcome };
      return { choice, failed };
    }
    failed.push({ entry: chosen, answers: confirmation.answers });
    left = left.filter((entry) => entry !== chosen);
  }
  return { choice: null, failed };
}
