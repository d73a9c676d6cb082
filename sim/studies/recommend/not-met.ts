/**
 * Where no candidate is shown to keep the objectives: the one that comes nearest, and why it is not.
 *
 * Of the candidates that were looked at the few that fall least short, and the strongest, are given the
 * same days; the one with the fewest bad days among them comes nearest, then the one that falls least
 * short on its typical day.
 */
import { DIMENSIONS } from '../../mailpath/remedies.ts';
import { middleValue } from '../../statistics/order-statistics.ts';
import {
  FEWEST_FOR_MEAN,
  judge,
  kindsOfDays,
  type Objective,
  type ObjectiveAnswer,
} from '../objective.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { type Bounds, type CandidateEntry, type CandidateSetting, strongest } from './candidate.ts';
import { FIRST_DAYS, Sieve } from './cheapest.ts';
import type { Ledger, Stage } from './ledger.ts';
import { badDaysOf, type Requirements, requirementsOf } from './requirements.ts';

/** Of those that fall least short. */
const COMPARED = 3;

/**
 * `missed`: an objective is shown to be missed. `unknown`: mail that may never arrive could decide.
 * `kinds`: a mean, and too few days of one kind. `days`: more days may show it.
 */
export type WhyNot = 'missed' | 'unknown' | 'kinds' | 'days';

export interface Nearest extends CandidateEntry {
  readonly why: WhyNot;
  readonly answers: readonly ObjectiveAnswer[];
  readonly outcome: SettingOutcome;
}

export interface NearestPlan {
  readonly ledger: Ledger;
  readonly fresh: Ledger;
  readonly requirements: Requirements;
  readonly confidence: number;
  readonly stage: Stage;
}

/** Null where none was looked at. Throws Stopped. */
export function* nearestOf(
  entries: readonly CandidateEntry[],
  strongest: CandidateEntry | null,
  { ledger, fresh, requirements, confidence, stage }: NearestPlan,
): Study<Nearest | null> {
  const fallsShort = (entry: CandidateEntry) => shortfall(ledger.of(entry), requirements.all);
  const closest = entries
    .filter((entry) => ledger.of(entry).days > 0)
    .sort((a, b) => fallsShort(a) - fallsShort(b))
    .slice(0, COMPARED);
  const compared = [...new Set([...closest, ...(strongest === null ? [] : [strongest])])];
  if (compared.length === 0) return null;
  yield* ledger.extend(compared, FIRST_DAYS, stage);
  const bad = (entry: CandidateEntry) => badDaysOf(ledger.of(entry), requirements).bad;
  const [entry] = compared.sort((a, b) => bad(a) - bad(b) || fallsShort(a) - fallsShort(b));
  // Where fresh days were spent on it, they are the better witness.
  const outcome = fresh.of(entry).days > 0 ? fresh.of(entry) : ledger.of(entry);
  const answers = requirements.all.map((objective) => judge(objective, outcome, 1 - confidence));
  return { ...entry, answers, outcome, why: whyNot(answers, outcome) };
}

function whyNot(answers: readonly ObjectiveAnswer[], outcome: SettingOutcome): WhyNot {
  const open = answers.filter(({ state }) => state !== 'met');
  if (open.some(({ state }) => state === 'missed')) return 'missed';
  if (open.some(({ unknownDays }) => unknownDays > 0)) return 'unknown';
  const { bad, good } = kindsOfDays(outcome);
  const few = [bad, good].some(({ length }) => length > 0 && length < FEWEST_FOR_MEAN);
  return few && open.some(({ objective }) => objective.onDays === null) ? 'kinds' : 'days';
}

/** How far the typical day is from the bounds: the largest ratio, 1 on the bound. */
export function shortfall(outcome: SettingOutcome, objectives: readonly Objective[]): number {
  return Math.max(
    ...objectives.map(({ metric, comparison, bound }) => {
      const isLowerBound = comparison.startsWith('>');
      const ends = isLowerBound ? outcome.lows(metric) : outcome.highs(metric);
      const value = middleValue(ends.filter((end) => !Number.isNaN(end)));
      if (!Number.isFinite(value)) return Number.MAX_VALUE;
      if (bound === 0) return Math.abs(value);
      return isLowerBound ? bound / Math.max(value, 1e-9) : value / bound;
    }),
  );
}

/**
 * Objectives that no candidate keeps: which bound stops it.
 *
 * Each bound is lifted by itself (as far as sim/mailpath/remedies.ts says, a switch freed, a bound of a
 * metric gone) and the candidates that this adds are looked at, the strongest first: where
 * the sieve of a few days (cheapest.ts) puts even that one out, no other is tried (an assumption).
 * The cheapest that passes names its bound; if none does, no bound is to blame. Twenty days: an
 * estimate, not a guarantee.
 */

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
    if (range.min === before.min && range.max === before.max) return [];
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
    const requirements = requirementsOf([...objectives, ...wider.metrics]);
    const first = new Sieve([strongest(added, usualLimit)], ledger, requirements);
    if (!(yield* first.passes(0, () => stage))) continue;
    const sieve = new Sieve(added, ledger, requirements);
    for (const [at, entry] of added.entries()) {
      if (!(yield* sieve.passes(at, () => stage))) continue;
      const outcome = ledger.of(entry);
      const answers = requirements.all.map((objective) =>
        judge(objective, outcome, 1 - confidence),
      );
      found.push({ bound, entry, answers });
      break;
    }
  }
  return found;
}
