/** What a recommendation is asked, and what it answers: types only. Units: ms, messages, shares. */

import type { MailPathInput } from '../../mailpath/input.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import type { Objective, ObjectiveAnswer } from '../objective.ts';
import type { LimitAdvice } from '../overrun.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { AgeLimit } from './age-limit.ts';
import type { CandidateEntry, Circumstances } from './candidate.ts';
import type { Bounds } from './candidate-grid.ts';
import type { Trial } from './fresh-days.ts';
import type { PolicyTrial } from './lowering-policy.ts';
import type { Movement } from './movement.ts';
import type { Nearest } from './nearest.ts';
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
  /** The metric that settings are compared in, beside their objectives; less of it is better. */
  readonly criterion: MetricName;
  readonly confidence: number;
  /** Fresh days of one candidate at most; null: as many as the looks at them need. */
  readonly mostDays: number | null;
  /** Also what else a planner asks: movements, the smallest change, an age limit, the procedure. */
  readonly full: boolean;
}

/** The recommended settings, with what led to them. */
export interface Choice extends CandidateEntry {
  readonly trial: Trial<CandidateEntry>;
  readonly answers: readonly ObjectiveAnswer[];
  /** Its fresh days. */
  readonly outcome: SettingOutcome;
}

/** The fewest changes that keep the objectives. */
export interface SmallestChange extends CandidateEntry {
  readonly trial: Trial<CandidateEntry>;
  /** Its limit lets more connections overrun than is advised. */
  readonly overruns: boolean;
  /** It is the choice itself. */
  readonly isChoice: boolean;
}

/** The cheapest candidate that was not out when it was stopped. */
export interface LeadingCandidate extends CandidateEntry {
  readonly first: DayCount;
  readonly fresh: DayCount;
}

export interface DayCount {
  readonly bad: number;
  readonly days: number;
}

/** How many candidates there were, and what became of them. */
export interface Considered {
  /** Looked at by days, put out by the first few, tried with fresh ones in vain. */
  readonly looked: number;
  readonly out: number;
  readonly notShown: number;
  /** Shown, but they leave mail undelivered: more than the gateway as it stands, or with no end. */
  readonly leaveMail: number;
}

export interface Recommendation {
  readonly plan: RecommendationPlan;
  readonly site: Circumstances;
  /** Null: the host lets connections live for ever. */
  readonly advice: LimitAdvice | null;
  readonly needed: RunnersNeeded;
  readonly screening: Screening | null;
  readonly considered: Considered;
  readonly leading: LeadingCandidate | null;
  /** The first of the choice's fresh days; where there is no choice, the first days of all. */
  readonly present: CandidateEntry & { readonly outcome: SettingOutcome };
  /** Null: no candidate was shown to keep the objectives. */
  readonly choice: Choice | null;
  /** The same days as `present`; null where there is no choice, or it is the strongest itself. */
  readonly strongest: (CandidateEntry & { readonly outcome: SettingOutcome }) | null;
  readonly smallest: SmallestChange | null;
  readonly movements: readonly Movement[];
  readonly ageLimit: AgeLimit | null;
  readonly policy: readonly PolicyTrial[];
  /** Where there is no choice: what came nearest. */
  readonly nearest: Nearest | null;
  readonly lifted: readonly LiftedBound[];
  readonly replicationsRun: number;
  readonly partial: boolean;
}
