/**
 * Which settings to choose: from objectives and bounds to a choice with a guarantee.
 *
 *   site, objectives, bounds
 *        |
 *   1. closed forms: how many messages a connection can carry, how many runners the load takes
 *   2. candidates within the bounds; closed forms put out those that cannot do (screening.ts)
 *   3. simulation: which of the others meet every objective            (feasibility.ts)
 *   4. the cheapest that is as good as the best of these                (best-candidate.ts, KN)
 *   5. held to its objectives with fresh mail; if it fails, the next    (confirmation.ts)
 *   6. what else a planner asks: smallest change, how far values can move, an age limit in place of
 *      a number, the article's procedure; or, if nothing does, which bound stops it
 *
 * The guarantee: steps 3 (objectives about means) and 4 go wrong with probability 1 - confidence at
 * most, half for each; step 5 has its own confidence, and shows objectives about every day. It is
 * about this scenario's days, not about what the scenario leaves out.
 */
import { closedForm } from '../closed-form.ts';
import { limitAdvice } from '../overrun.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { ageLimit } from './age-limit.ts';
import {
  type Candidate,
  type CandidateEntry,
  candidateName,
  presentCandidate,
  withCandidate,
} from './candidate.ts';
import { type Bounds, candidateGrid, usualLimit } from './candidate-grid.ts';
import { confirmedChoice } from './confirmed-choice.ts';
import { decideFeasibility, type Feasibility } from './feasibility.ts';
import { Ledger, Stopped } from './ledger.ts';
import { loweringPolicy } from './lowering-policy.ts';
import { movements } from './movement.ts';
import { judge } from './objective.ts';
import type { Recommendation, RecommendationPlan } from './recommendation.ts';
import { runnersNeeded } from './runners-needed.ts';
import { screen } from './screening.ts';
import { smallestChange } from './smallest-change.ts';
import { byShortfall, liftBounds } from './stopping-bound.ts';

/** Numbers of the replications that confirm: mail that chose nothing. */
const FRESH_REPLICATIONS = 1_000_000;
/** Replications of the gateway as it stands, for comparison. */
const FOR_PRESENT = 20;

/** Runs the whole procedure; stopped half way it gives what it knows, marked partial. */
export function* recommendStudy(plan: RecommendationPlan): Study<Recommendation> {
  const recommender = new Recommender(plan);
  try {
    yield* recommender.run();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    recommender.draft.partial = true;
  }
  return recommender.draft;
}

type Draft = { -readonly [K in keyof Recommendation]: Recommendation[K] };

class Recommender {
  readonly draft: Draft;
  private readonly plan: RecommendationPlan;
  private readonly ledger: Ledger;
  private readonly fresh: Ledger;
  private readonly present: CandidateEntry;

  constructor(plan: RecommendationPlan) {
    const { input, seed } = plan;
    this.plan = plan;
    this.ledger = new Ledger(seed);
    this.fresh = new Ledger(seed, FRESH_REPLICATIONS);
    this.present = entryOf(plan, presentCandidate(input));
    const advice = limitAdvice(input, closedForm(input).host.input);
    const usual = usualLimit(advice);
    this.draft = {
      plan,
      site: { ...plan.site, usualLimit: usual },
      advice,
      needed: runnersNeeded(input, usual),
      screening: null,
      feasible: [],
      undecided: [],
      leaveMail: 0,
      unconfirmed: 0,
      present: { ...this.present, outcome: this.ledger.of(this.present) },
      choice: null,
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
    try {
      const judged = yield* this.judgeCandidates();
      yield* this.ledger.extend(
        [this.present],
        FOR_PRESENT,
        stage('the gateway as it stands', 0.4, 0.45),
      );
      yield* this.choose(judged);
      if (draft.choice === null) {
        yield* this.sayWhatStopsIt(judged);
        return;
      }
      draft.smallest = yield* smallestChange(judged, draft.choice, this.present, {
        fresh: this.fresh,
        objectives: this.asked(),
        site: draft.site,
        advice: draft.advice,
        error: (1 - plan.confidence) / this.asked().length,
        stage: stage('the smallest change', 0.65, 0.7),
      });
      draft.movements = yield* movements(
        plan.input,
        draft.choice.candidate,
        this.ledger,
        this.present,
        this.asked(),
        plan.criterion,
        stage('how far each value can move', 0.7, 0.85),
      );
      draft.ageLimit = yield* ageLimit(
        plan.input,
        draft.choice,
        this.ledger,
        stage('an age limit', 0.85, 0.9),
      );
      if (draft.advice !== null) {
        draft.policy = yield* loweringPolicy(
          plan.input,
          plan.seed,
          stage('the article’s procedure', 0.9, 1),
        );
      }
    } finally {
      draft.replicationsRun = this.ledger.replicationsRun + this.fresh.replicationsRun;
    }
  }

  /** Objectives, and the bounds of what is simulated. */
  private asked() {
    return [...this.plan.objectives, ...this.plan.bounds.measures];
  }

  /** Steps 2 and 3. */
  private *judgeCandidates(): Study<Feasibility<CandidateEntry>[]> {
    const { draft, plan } = this;
    const screening = screen(this.grid(plan.bounds), plan.input, plan.objectives, draft.advice);
    draft.screening = screening;
    const judged = yield* decideFeasibility(
      screening.kept.map((candidate) => entryOf(plan, candidate)),
      this.ledger,
      {
        objectives: this.asked(),
        present: this.present,
        error: (1 - plan.confidence) / 2,
        most: plan.mostReplications,
        stage: stage('which settings meet the objectives', 0, 0.4),
      },
    );
    draft.feasible = judged.filter(({ verdict }) => verdict === 'meets');
    draft.undecided = judged.filter(({ verdict }) => verdict === 'undecided');
    draft.leaveMail = judged.filter(({ leavesMail }) => leavesMail).length;
    return judged;
  }

  private grid(bounds: Bounds): Candidate[] {
    const { draft, plan } = this;
    const { advice, needed } = draft;
    return candidateGrid({ input: plan.input, bounds, advice, runnersNeeded: needed.runners });
  }

  /** Steps 4 and 5. */
  private *choose(judged: readonly Feasibility<CandidateEntry>[]): Study<void> {
    const { draft, plan, ledger, fresh } = this;
    const { choice, failed } = yield* confirmedChoice(
      this.recommendable(judged)
        .filter(({ verdict }) => verdict === 'meets')
        .map(({ entry }) => entry),
      {
        plan,
        site: draft.site,
        objectives: this.asked(),
        ledger,
        fresh,
        considered: judged.length,
      },
    );
    draft.choice = choice;
    draft.unconfirmed = failed.length;
    const [nearest] = [...failed].sort(byShortfall);
    if (choice !== null) {
      const { days } = choice.confirmation;
      yield* fresh.extend([this.present], days, stage('as it stands', 0.62, 0.65));
      draft.present = { ...this.present, outcome: fresh.of(this.present) };
    } else if (nearest !== undefined) {
      draft.nearest = this.nearestOf(nearest.entry, fresh.of(nearest.entry));
    }
  }

  /** Those whose limit keeps connections within their lifetime. */
  private recommendable(judged: readonly Feasibility<CandidateEntry>[]) {
    const safe = new Set((this.draft.screening?.safe ?? []).map(candidateName));
    return judged.filter(({ entry }) => safe.has(entry.name));
  }

  /** Its answers at the stated confidence, not at the share of the error that decided on it. */
  private nearestOf(entry: CandidateEntry, outcome: SettingOutcome): Recommendation['nearest'] {
    const error = 1 - this.plan.confidence;
    const answers = this.asked().map((objective) => judge(objective, outcome, error));
    return { ...entry, answers, outcome };
  }

  /** Step 6, where nothing does. */
  private *sayWhatStopsIt(judged: readonly Feasibility<CandidateEntry>[]): Study<void> {
    const { draft, plan } = this;
    const [first] = this.recommendable(judged)
      .filter(({ leavesMail }) => !leavesMail)
      .sort(byShortfall);
    if (draft.nearest === null && first !== undefined) {
      draft.nearest = this.nearestOf(first.entry, this.ledger.of(first.entry));
    }
    const open = draft.nearest?.answers.some(({ state }) => state === 'open') ?? false;
    // Where more replications could show it, no bound is to blame.
    if (open && draft.nearest?.answers.every(({ state }) => state !== 'missed')) return;
    draft.lifted = yield* liftBounds<CandidateEntry>({
      bounds: plan.bounds,
      objectives: plan.objectives,
      ledger: this.ledger,
      present: this.present,
      candidates: (bounds) =>
        screen(this.grid(bounds), plan.input, plan.objectives, draft.advice).safe.map((candidate) =>
          entryOf(plan, candidate),
        ),
      error: 1 - plan.confidence,
      stage: stage('which bound stops it', 0.65, 1),
    });
  }
}

function entryOf({ input }: RecommendationPlan, candidate: Candidate): CandidateEntry {
  return { name: candidateName(candidate), input: withCandidate(input, candidate), candidate };
}

function stage(doing: string, from: number, to: number) {
  return { doing, from, to };
}
