/** What a recommendation is requirements, and what it answers: types only. Units: ms, messages, shares. */
import type { MailPathInput } from '../../mailpath/input.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import { hostTraffic } from '../../mailpath/offered-load.ts';
import { judge, type Objective, type ObjectiveAnswer } from '../objective.ts';
import { type LimitAdvice, limitAdvice } from '../overrun.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import {
  type AgeLimit,
  ageLimit,
  type Movement,
  movements,
  smallestChange,
} from './alternatives.ts';
import {
  type Bounds,
  type Candidate,
  type CandidateEntry,
  type Circumstances,
  candidateGrid,
  candidateName,
  compareCost,
  presentCandidate,
  type RunnersNeeded,
  runnersNeeded,
  type Screening,
  screen,
  strongest,
  usualLimit,
  withCandidate,
} from './candidate.ts';
import { type CheapestPlan, chooseCheapest, FIRST_DAYS, type Leading } from './cheapest.ts';
import type { Trial } from './fresh-days.ts';
import { Ledger, type Stage, Stopped } from './ledger.ts';
import { loweringPolicy, type PolicyTrial } from './lowering-policy.ts';
import { type LiftedBound, liftBounds, type Nearest, nearestOf } from './not-met.ts';
import {
  badDaysOf,
  leavesMore,
  leavesOpen,
  type Requirements,
  requirementsOf,
} from './requirements.ts';

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
  readonly maxDays: number | null;
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

/** How many candidates there were, and their outcomes. */
export interface Considered {
  /** Looked at by days, put out by the first few, tried with fresh ones in vain. */
  readonly evaluated: number;
  readonly eliminated: number;
  readonly notShown: number;
  /** Shown, but they leave mail undelivered: more than the gateway as it stands, or with no end. */
  readonly leaveMail: number;
}

export interface Recommendation {
  readonly plan: RecommendationPlan;
  readonly site: Circumstances;
  /** Null: the host lets connections live indefinitely. */
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

/**
 * Which settings to choose: from objectives and bounds to the cheapest that keep them.
 *
 *   site, objectives, bounds
 *        |
 *   1. closed forms: how many messages a connection can carry, how many runners the load takes
 *   2. candidates within the bounds; closed forms put out those that cannot do (candidate.ts)
 *   3. cheapest first: a sieve of a few days, then fresh days (cheapest.ts)
 *   4. beside the choice: the gateway as it stands, and the strongest candidate, on the same days
 *   5. asked for in full: the smallest change, how far values can move, an age limit in place of a
 *      number, the article's procedure; where nothing does: what comes nearest, and which bound stops it
 *
 * What is promised: cheapest.ts. It is about this scenario's days, not about what the scenario leaves
 * out.
 */

/** Numbers of the fresh days: mail that chose nothing. */
const FRESH_REPLICATIONS = 1_000_000;
/** Fresh days of the gateway as it stands and of the strongest candidate: the first of the choice's. */
const DAYS_BESIDE = 10;

/** Fresh days that a candidate usually takes, for the share of the whole that is done. */
const USUAL_FRESH_DAYS = 110;

/** Runs the whole procedure; stopped half way it gives what it knows, marked partial. */
export function* recommendStudy(plan: RecommendationPlan): Study<Recommendation> {
  const recommender = new Recommender(plan);
  try {
    yield* neverBackwards(recommender.run());
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    recommender.stop();
  }
  return recommender.draft;
}

/** Nobody knows how many candidates fail: what was said to be done is not taken back. */
function* neverBackwards(study: Study<void>): Study<void> {
  let done = 0;
  let step = study.next();
  while (!step.done) {
    const from = Math.max(done, step.value.from);
    done = Math.max(from, step.value.to);
    step = study.next(yield { ...step.value, from, to: done });
  }
}

type Draft = { -readonly [K in keyof Recommendation]: Recommendation[K] };

class Recommender {
  readonly draft: Draft;
  private readonly plan: RecommendationPlan;
  private readonly requirements: Requirements;
  private readonly ledger: Ledger;
  private readonly fresh: Ledger;
  private readonly present: CandidateEntry;
  /** The candidate that is being looked at. */
  private leader: CandidateEntry | null = null;

  constructor(plan: RecommendationPlan) {
    const { input, seed, objectives, bounds } = plan;
    this.plan = plan;
    this.requirements = requirementsOf([...objectives, ...bounds.metrics]);
    this.ledger = new Ledger(seed, this.requirements.all);
    this.fresh = new Ledger(seed, this.requirements.all, FRESH_REPLICATIONS);
    this.present = entryOf(plan, presentCandidate(input));
    const advice = limitAdvice(input, hostTraffic(input).input);
    const usual = usualLimit(advice);
    this.draft = {
      plan,
      site: { ...plan.site, usualLimit: usual },
      advice,
      needed: runnersNeeded(input, usual),
      screening: null,
      considered: { evaluated: 0, eliminated: 0, notShown: 0, leaveMail: 0 },
      leading: null,
      present: { ...this.present, outcome: this.ledger.of(this.present) },
      choice: null,
      strongest: null,
      smallest: null,
      movements: [],
      ageLimit: null,
      policy: [],
      nearest: null,
      lifted: [],
      replicationsRun: 0,
      partial: false,
    };
  }

  *run(): Study<void> {
    const { draft, plan } = this;
    const screening = this.screened(plan.bounds);
    draft.screening = screening;
    const entries = this.byCost(screening.safe);
    const strongestEntry = entries.length === 0 ? null : strongest(entries, draft.site.usualLimit);
    try {
      yield* this.choose(entries, strongestEntry);
      if (draft.choice === null) yield* this.sayWhatStopsIt(entries, strongestEntry);
      else if (plan.full) yield* this.sayMore(screening);
    } finally {
      draft.replicationsRun = this.ledger.replicationsRun + this.fresh.replicationsRun;
    }
  }

  /** Nothing more will be run: the best so far is what is said. */
  stop(): void {
    const { draft, leader, ledger, fresh, requirements } = this;
    draft.partial = true;
    if (leader === null) return;
    const of = (days: Ledger) => badDaysOf(days.of(leader), requirements);
    draft.leading = { ...leader, first: of(ledger), fresh: of(fresh) };
  }

  private screened(bounds: Bounds): Screening {
    const { plan, draft } = this;
    const { advice, needed } = draft;
    const grid = candidateGrid({
      input: plan.input,
      bounds,
      advice,
      runnersNeeded: needed.runners,
    });
    return screen(grid, plan.input, plan.objectives, advice);
  }

  private byCost(candidates: readonly Candidate[]): CandidateEntry[] {
    return candidates
      .map((candidate) => entryOf(this.plan, candidate))
      .sort((a, b) => compareCost(a.candidate, b.candidate, this.draft.site));
  }

  /** Steps 3 and 4. */
  private *choose(
    entries: readonly CandidateEntry[],
    strongestEntry: CandidateEntry | null,
  ): Study<void> {
    const { draft, fresh } = this;
    const plan = this.cheapestPlan((leading, at) => this.lead(leading, at / entries.length));
    const found = yield* chooseCheapest(entries, {
      ...plan,
      accepts: (entry) => this.besideIt(entry, strongestEntry),
    });
    const { evaluated, eliminated, failed, refused, choice } = found;
    draft.considered = {
      evaluated,
      eliminated,
      notShown: failed.length,
      leaveMail: refused.length,
    };
    if (choice === null) return;
    this.take(choice);
    draft.present = { ...this.present, outcome: fresh.of(this.present) };
    if (strongestEntry !== null && strongestEntry.name !== choice.entry.name) {
      draft.strongest = { ...strongestEntry, outcome: fresh.of(strongestEntry) };
    }
  }

  /** The gateway as it stands and the strongest on the first of its days; whether it may be taken. */
  private *besideIt(entry: CandidateEntry, strongestEntry: CandidateEntry | null): Study<boolean> {
    const { fresh, present } = this;
    const beside = [present, ...(strongestEntry === null ? [] : [strongestEntry])];
    const days = Math.min(DAYS_BESIDE, fresh.of(entry).days);
    yield* fresh.extend(
      beside,
      days,
      stage(`shown to meet the objectives: ${entry.name}; beside it today’s settings`, 0.9, 1),
    );
    const outcome = fresh.of(entry);
    return !leavesOpen(outcome) && !leavesMore(outcome, fresh.of(present));
  }

  private take(trial: Trial<CandidateEntry>): void {
    const outcome = this.fresh.of(trial.entry);
    const error = 1 - this.plan.confidence;
    const answers = this.requirements.all.map((objective) => judge(objective, outcome, error));
    this.draft.choice = { ...trial.entry, trial, answers, outcome };
    this.leader = null;
  }

  /** What is being done; whoever stops it now gets this candidate as the best so far. */
  private lead({ entry, bad, days, fresh }: Leading<CandidateEntry>, share: number): Stage {
    this.leader = entry;
    const found = `${bad} bad so far of ${days}${fresh ? ' fresh' : ''} days`;
    // Candidates that are cheap and eliminated take little; the fresh days take most.
    if (!fresh) return stage(`trying ${entry.name}: ${found}`, 0.3 * share, 0.3 * share);
    return stage(
      `best so far, ${found}: ${entry.name}`,
      0.3,
      0.3 + 0.6 * Math.min(1, days / USUAL_FRESH_DAYS),
    );
  }

  private cheapestPlan(leads: CheapestPlan<CandidateEntry>['stage']): CheapestPlan<CandidateEntry> {
    const { ledger, fresh, requirements, plan } = this;
    return {
      ledger,
      fresh,
      requirements,
      error: 1 - plan.confidence,
      maxDays: plan.maxDays,
      stage: leads,
    };
  }

  /** Step 5 beside a choice. */
  private *sayMore(screening: Screening): Study<void> {
    const { draft, plan, ledger, fresh, present, requirements } = this;
    const { choice, site, advice } = draft;
    if (choice === null) return;
    draft.smallest = yield* smallestChange(this.byCost(screening.kept), choice, {
      ...this.cheapestPlan(({ entry }) => stage(`the smallest change: ${entry.name}`, 0.9, 0.92)),
      site,
      advice,
    });
    const moving = stage('how far each value can move', 0.92, 0.96);
    const { input, seed } = plan;
    draft.movements = yield* movements(
      input,
      choice.candidate,
      ledger,
      present,
      requirements,
      moving,
    );
    draft.ageLimit = yield* ageLimit(input, choice, fresh, stage('an age limit', 0.96, 0.97));
    if (advice === null) return;
    draft.policy = yield* loweringPolicy(input, seed, stage('the article’s procedure', 0.97, 1));
  }

  /** Step 5 where nothing does. */
  private *sayWhatStopsIt(
    entries: readonly CandidateEntry[],
    strongestEntry: CandidateEntry | null,
  ): Study<void> {
    const { draft, plan, ledger, fresh, requirements } = this;
    const { confidence, bounds, objectives } = plan;
    draft.nearest = yield* nearestOf(entries, strongestEntry, {
      ledger,
      fresh,
      requirements,
      confidence,
      stage: stage('what comes nearest', 0.9, 0.92),
    });
    this.leader = null;
    const beside = stage('the gateway as it stands', 0.92, 0.93);
    yield* ledger.extend([this.present], FIRST_DAYS, beside);
    // Where more days could show it, no bound is to blame.
    const why = draft.nearest?.why;
    if (why === 'days' || why === 'kinds') return;
    draft.lifted = yield* liftBounds({
      bounds,
      objectives,
      ledger,
      candidates: (wider) => this.byCost(this.screened(wider).safe),
      usualLimit: draft.site.usualLimit,
      confidence,
      stage: stage('which bound stops it', 0.93, 1),
    });
  }
}

function entryOf({ input }: RecommendationPlan, candidate: Candidate): CandidateEntry {
  return { name: candidateName(candidate), input: withCandidate(input, candidate), candidate };
}

function stage(doing: string, from: number, to: number): Stage {
  return { doing, from, to };
}
