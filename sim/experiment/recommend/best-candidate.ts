/**
 * Which of the candidates that meet the objectives to take: the cheapest that is as good as the best.
 *
 *   1. KN (selection-of-best.ts) finds the candidate with the smallest mean of the criterion: right
 *      with the stated confidence if it is better than the others by the tolerance, else one that is
 *      worse by less than the tolerance.
 *   2. The cheapest candidate that is shown to be worse than that one by at most the tolerance is
 *      taken: paired one-sided bounds, Bonferroni over the candidates.
 *
 * Together: with confidence 1 - error, no candidate is better than the one taken by more than twice
 * the tolerance. The error is divided among all pairs of all candidates that were considered: which
 * of them are in the race was decided by the same replications, so that the best of the race may be
 * any of them; so it also holds for a second choice, where the first is not confirmed. KN's proof
 * wants normal values, which a day's quantile is only nearly. Units: the criterion's.
 */
import { oneSidedBounds } from '../../statistics/confidence.ts';
import { SelectionOfBest } from '../../statistics/selection-of-best.ts';
import type { Study } from '../study.ts';
import type { Entry, Ledger } from './ledger.ts';

const FIRST_STAGE = 10;
/** Replications for the paired bounds: always these, however long the race was. */
const FOR_BOUNDS = 20;
/** Rounds that are run ahead of the procedure, so that workers have something to do. */
const ROUNDS_AHEAD = 8;

export interface SelectionPlan<E extends Entry> {
  readonly ledger: Ledger;
  /** A measure; less of it is better. */
  readonly criterion: string;
  readonly tolerance: number;
  /** Chance of going wrong, of both steps together. */
  readonly error: number;
  /** Candidates that a wrong decision could have been about, for Bonferroni. */
  readonly considered: number;
  /** Below 0 where the first costs less. */
  readonly compareCost: (a: E, b: E) => number;
  readonly stage: { readonly doing: string; readonly from: number; readonly to: number };
}

export interface Selection<E extends Entry> {
  readonly chosen: E;
  readonly best: E;
  /** Means of the criterion so far. */
  readonly chosenMean: number;
  readonly bestMean: number;
  /** The lowest mean beside the choice's; null where there was one candidate. */
  readonly runnerUp: { readonly entry: E; readonly mean: number } | null;
  /** As good as the best, to the tolerance. */
  readonly asGood: readonly E[];
  readonly rounds: number;
}

/** At least one entry, each with a value of the criterion in every replication. Throws Stopped. */
export function* selectCandidate<E extends Entry>(
  entries: readonly E[],
  plan: SelectionPlan<E>,
): Study<Selection<E>> {
  const { ledger, criterion, tolerance, compareCost } = plan;
  const values = (entry: E): readonly number[] => ledger.daysOf(entry, criterion);
  const race = yield* runRace(entries, plan);
  const best = entries[race.best];
  yield* ledger.extend(entries, FOR_BOUNDS, { ...plan.stage, from: plan.stage.to });
  const each = errorOfPair(plan);
  const asGood = entries.filter((entry) => {
    if (entry === best) return true;
    const [own, other] = [values(entry), values(best)];
    const excess = Array.from({ length: FOR_BOUNDS }, (_, r) => own[r] - other[r]);
    const bounds = oneSidedBounds(excess, 1 - each);
    return bounds !== null && bounds.high <= tolerance;
  });
  const mean = (entry: E): number => ledger.of(entry).mean(criterion);
  const byCost = [...asGood].sort((a, b) => compareCost(a, b) || mean(a) - mean(b));
  const [chosen] = byCost;
  const [second = null] = entries
    .filter((entry) => entry !== chosen)
    .sort((a, b) => mean(a) - mean(b));
  return {
    chosen,
    best,
    chosenMean: mean(chosen),
    bestMean: mean(best),
    runnerUp: second === null ? null : { entry: second, mean: mean(second) },
    asGood,
    rounds: race.rounds,
  };
}

function* runRace<E extends Entry>(
  entries: readonly E[],
  plan: SelectionPlan<E>,
): Study<SelectionOfBest> {
  const { ledger, criterion, tolerance, stage } = plan;
  const race = new SelectionOfBest({
    systems: entries.length,
    firstStage: FIRST_STAGE,
    indifference: tolerance,
    confidence: 1 - errorOfPair(plan) * Math.max(1, entries.length - 1),
  });
  let ready = FIRST_STAGE;
  while (!race.done) {
    const racing = race.survivors.map((i) => entries[i]);
    yield* ledger.extend(racing, ready, {
      ...stage,
      doing: `${stage.doing}, ${racing.length} left`,
    });
    while (!race.done && race.rounds < ready) {
      const round = race.survivors.map((i) => ledger.daysOf(entries[i], criterion)[race.rounds]);
      race.observe(round);
    }
    ready += ROUNDS_AHEAD;
  }
  return race;
}

/** Of either step, for each pair of all candidates that were considered. */
function errorOfPair({
  error,
  considered,
}: Pick<SelectionPlan<Entry>, 'error' | 'considered'>): number {
  return error / 2 / Math.max(1, (considered * (considered - 1)) / 2);
}
