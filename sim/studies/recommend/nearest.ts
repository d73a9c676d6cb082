/**
 * Where no candidate is shown to keep the objectives: the one that comes nearest, and why it is not.
 *
 * Of the candidates that were looked at the few that fall least short, and the strongest, are given the
 * same days; the one with the fewest bad days among them comes nearest, then the one that falls least
 * short on its typical day.
 */
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
import { type Asked, badDaysOf } from './asked.ts';
import type { CandidateEntry } from './candidate.ts';
import { FIRST_DAYS } from './first-days.ts';
import type { Ledger, Stage } from './ledger.ts';

/** Of those that fall least short. */
const COMPARED = 3;

/**
 * `missed`: an objective is shown to be missed. `untold`: mail that may never arrive could decide.
 * `kinds`: a mean, and too few days of one kind. `days`: more days may show it.
 */
export type WhyNot = 'missed' | 'untold' | 'kinds' | 'days';

export interface Nearest extends CandidateEntry {
  readonly why: WhyNot;
  readonly answers: readonly ObjectiveAnswer[];
  readonly outcome: SettingOutcome;
}

export interface NearestPlan {
  readonly ledger: Ledger;
  readonly fresh: Ledger;
  readonly asked: Asked;
  readonly confidence: number;
  readonly stage: Stage;
}

/** Null where none was looked at. Throws Stopped. */
export function* nearestOf(
  entries: readonly CandidateEntry[],
  strongest: CandidateEntry | null,
  { ledger, fresh, asked, confidence, stage }: NearestPlan,
): Study<Nearest | null> {
  const fallsShort = (entry: CandidateEntry) => shortfall(ledger.of(entry), asked.all);
  const least = entries
    .filter((entry) => ledger.of(entry).days > 0)
    .sort((a, b) => fallsShort(a) - fallsShort(b))
    .slice(0, COMPARED);
  const compared = [...new Set([...least, ...(strongest === null ? [] : [strongest])])];
  if (compared.length === 0) return null;
  yield* ledger.extend(compared, FIRST_DAYS, stage);
  const bad = (entry: CandidateEntry) => badDaysOf(ledger.of(entry), asked).bad;
  const [entry] = compared.sort((a, b) => bad(a) - bad(b) || fallsShort(a) - fallsShort(b));
  // Where fresh days were spent on it, they are the better witness.
  const outcome = fresh.of(entry).days > 0 ? fresh.of(entry) : ledger.of(entry);
  const answers = asked.all.map((objective) => judge(objective, outcome, 1 - confidence));
  return { ...entry, answers, outcome, why: whyNot(answers, outcome) };
}

function whyNot(answers: readonly ObjectiveAnswer[], outcome: SettingOutcome): WhyNot {
  const open = answers.filter(({ state }) => state !== 'met');
  if (open.some(({ state }) => state === 'missed')) return 'missed';
  if (open.some(({ unknownDays }) => unknownDays > 0)) return 'untold';
  const { bad, good } = kindsOfDays(outcome);
  const few = [bad, good].some(({ length }) => length > 0 && length < FEWEST_FOR_MEAN);
  return few && open.some(({ objective }) => objective.onDays === null) ? 'kinds' : 'days';
}

/** How far the typical day is from the bounds: the largest ratio, 1 on the bound. */
export function shortfall(outcome: SettingOutcome, objectives: readonly Objective[]): number {
  return Math.max(
    ...objectives.map(({ metric, comparison, bound }) => {
      const least = comparison.startsWith('>');
      const ends = least ? outcome.lows(metric) : outcome.highs(metric);
      const value = middleValue(ends.filter((end) => !Number.isNaN(end)));
      if (!Number.isFinite(value)) return Number.MAX_VALUE;
      if (bound === 0) return Math.abs(value);
      return least ? bound / Math.max(value, 1e-9) : value / bound;
    }),
  );
}
