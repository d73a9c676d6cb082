/** What a recommendation is asked, and what it answers: types only. Units: ms, messages, shares. */
import type { MailPathInput } from '../../mailpath/input.ts';
import type { LimitAdvice } from '../overrun.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { AgeLimit } from './age-limit.ts';
import type { Selection } from './best-candidate.ts';
import type { CandidateEntry, Circumstances } from './candidate.ts';
import type { Bounds } from './candidate-grid.ts';
import type { Confirmation } from './confirmation.ts';
import type { Feasibility } from './feasibility.ts';
import type { PolicyTrial } from './lowering-policy.ts';
import type { Movement } from './movement.ts';
import type { Objective, ObjectiveAnswer } from './objective.ts';
import type { RunnersNeeded } from './runners-needed.ts';
import type { Screening } from './screening.ts';
import type { LiftedBound } from './stopping-bound.ts';

export interface RecommendationPlan {
  /** The gateway as it stands. */
  readonly input: MailPathInput;
  readonly site: Omit<Circumstances, 'usualLimit'>;
  readonly seed: string;
  /** At least one. */
  readonly objectives: readonly Objective[];
  readonly bounds: Bounds;
  /** The measure that the best is the best in; less of it is better. */
  readonly criterion: string;
  /** A difference of the criterion that does not matter, above 0. */
  readonly tolerance: number;
  readonly confidence: number;
  /** Of one candidate, before it is left undecided. */
  readonly mostReplications: number;
}

/** The recommended settings, with what led to them. */
export interface Choice extends CandidateEntry {
  readonly selection: Selection<CandidateEntry>;
  /** Candidates that the selection was among. */
  readonly among: number;
  readonly confirmation: Confirmation;
  /** Its fresh replications. */
  readonly outcome: SettingOutcome;
}

/** The fewest changes that meet the objectives. */
export interface SmallestChange extends CandidateEntry {
  readonly confirmation: Confirmation;
  /** Its limit lets more connections overrun than is advised. */
  readonly overruns: boolean;
  /** It is the choice itself. */
  readonly isChoice: boolean;
}

export interface Recommendation {
  readonly plan: RecommendationPlan;
  readonly site: Circumstances;
  /** Null: the host lets connections live for ever. */
  readonly advice: LimitAdvice | null;
  readonly needed: RunnersNeeded;
  readonly screening: Screening | null;
  readonly feasible: readonly Feasibility<CandidateEntry>[];
  readonly undecided: readonly Feasibility<CandidateEntry>[];
  /** Candidates that leave more mail undelivered than now. */
  readonly leaveMail: number;
  /** Choices that fresh mail did not confirm. */
  readonly unconfirmed: number;
  readonly present: CandidateEntry & { readonly outcome: SettingOutcome };
  /** Null: no candidate was shown to meet the objectives. */
  readonly choice: Choice | null;
  readonly smallest: SmallestChange | null;
  readonly movements: readonly Movement[];
  readonly ageLimit: AgeLimit | null;
  readonly policy: readonly PolicyTrial[];
  /** Where there is no choice: what came nearest. */
  readonly nearest:
    | (CandidateEntry & {
        readonly answers: readonly ObjectiveAnswer[];
        readonly outcome: SettingOutcome;
      })
    | null;
  readonly lifted: readonly LiftedBound<CandidateEntry>[];
  readonly replicationsRun: number;
  readonly partial: boolean;
}
