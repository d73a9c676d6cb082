/**
 * Objectives that no candidate keeps: which bound stops it.
 *
 * Each bound is lifted by itself (as far as sim/mailpath/remedies.ts says, a switch freed, a bound of a
 * metric gone) and the candidates that this adds are looked at, the strongest first: where
 * the sieve of a few days (first-days.ts) puts even that one out, no other is tried (an assumption).
 * The cheapest that passes names its bound; if none does, no bound is to blame. Twenty days: an
 * estimate, not a guarantee.
 */
import { DIMENSIONS } from '../../mailpath/remedies.ts';
import { judge, type Objective, type ObjectiveAnswer } from '../objective.ts';
import type { Study } from '../study.ts';
import { askedOf } from './asked.ts';
import { type CandidateEntry, type CandidateSetting, strongest } from './candidate.ts';
import type { Bounds } from './candidate-grid.ts';
import { Sieve } from './first-days.ts';
import type { Ledger, Stage } from './ledger.ts';

/** Which bound: a setting's, or a metric's by its text. */
export type BoundName = CandidateSetting | string;

export interface LiftedBound {
  readonly bound: BoundName;
  /** The cheapest candidate without it. */
  readonly entry: CandidateEntry;
  readonly answers: readonly ObjectiveAnswer[];
}

interface Lift {
  readonly bound: BoundName;
  readonly bounds: Bounds;
}

/** Those of settings that only have to be right, neither large nor small, come after the others. */
function lifts(bounds: Bounds): Lift[] {
  const all = DIMENSIONS.flatMap((remedy): (Lift & { readonly last: boolean })[] => {
    const { setting: bound } = remedy;
    if (remedy.kind === 'switch') {
      if (bounds[remedy.setting] === null) return [];
      return [{ bound, bounds: { ...bounds, [bound]: null }, last: false }];
    }
    const before = bounds[remedy.setting];
    const range = remedy.dimension.lifted(before);
    if (range.least === before.least && range.most === before.most) return [];
    const last = remedy.dimension.stronger === null;
    return [{ bound, bounds: { ...bounds, [bound]: range }, last }];
  });
  const ofMetrics = bounds.metrics.map(({ text }, i) => {
    return { bound: text, bounds: { ...bounds, metrics: bounds.metrics.toSpliced(i, 1) } };
  });
  return [...all.filter(({ last }) => !last), ...all.filter(({ last }) => last), ...ofMetrics];
}

export interface LiftPlan {
  readonly bounds: Bounds;
  readonly objectives: readonly Objective[];
  readonly ledger: Ledger;
  /** Candidates within some bounds, in the order of their cost. */
  readonly candidates: (bounds: Bounds) => readonly CandidateEntry[];
  readonly usualLimit: number;
  readonly confidence: number;
  readonly stage: Stage;
}

/** The bounds that stop it, each with what would do without it. Throws Stopped. */
export function* liftBounds(plan: LiftPlan): Study<LiftedBound[]> {
  const { bounds, objectives, ledger, candidates, usualLimit, confidence, stage } = plan;
  const within = new Set(candidates(bounds).map(({ name }) => name));
  const found: LiftedBound[] = [];
  for (const { bound, bounds: wider } of lifts(bounds)) {
    const all = candidates(wider);
    const fewer = wider.metrics.length < bounds.metrics.length;
    const added = fewer ? all : all.filter(({ name }) => !within.has(name));
    if (added.length === 0) continue;
    const asked = askedOf([...objectives, ...wider.metrics]);
    const most = new Sieve([strongest(added, usualLimit)], ledger, asked);
    if (!(yield* most.passes(0, () => stage))) continue;
    const sieve = new Sieve(added, ledger, asked);
    for (const [at, entry] of added.entries()) {
      if (!(yield* sieve.passes(at, () => stage))) continue;
      const outcome = ledger.of(entry);
      const answers = asked.all.map((objective) => judge(objective, outcome, 1 - confidence));
      found.push({ bound, entry, answers });
      break;
    }
  }
  return found;
}
