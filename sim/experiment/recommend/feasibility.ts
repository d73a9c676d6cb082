/**
 * Which candidates meet every objective: decided at a few looks, with an error that is divided.
 *
 * After 4, 10, 20, 40 ... replications each objective of each candidate is judged by one-sided
 * bounds; a candidate is out as soon as one objective is shown to be missed and in once all are shown
 * to be met. The chance that any of all these decisions is wrong is at most `error`: Bonferroni over
 * candidates, objectives and looks, which needs no independence (common random numbers are allowed).
 * Gross misses, the usual case, are out after 4 replications. What is undecided after the last look
 * counts as not shown. A candidate that leaves more mail undelivered than another is out too: delays
 * are those of delivered mail and would flatter it.
 */
import type { Study } from '../study.ts';
import { type Entry, type Ledger, undeliveredShare } from './ledger.ts';
import { isAboutEveryDay, judge, type Objective, type ObjectiveAnswer } from './objective.ts';

export type Verdict = 'meets' | 'misses' | 'undecided';

export interface Feasibility<E extends Entry> {
  readonly entry: E;
  readonly verdict: Verdict;
  readonly answers: readonly ObjectiveAnswer[];
}

export interface FeasibilityPlan {
  readonly objectives: readonly Objective[];
  readonly error: number;
  /** Replications after the last look. */
  readonly most: number;
  readonly stage: { readonly doing: string; readonly from: number; readonly to: number };
}

const LOOKS = [4, 10, 20, 40, 80, 160, 320, 640];
/** Undelivered mail above the least of all settings that is still no difference. */
const UNDELIVERED_ALLOWED = 0.001;

/** Judges every entry. Throws Stopped. */
export function* decideFeasibility<E extends Entry>(
  entries: readonly E[],
  ledger: Ledger,
  { objectives, error, most, stage }: FeasibilityPlan,
): Study<Feasibility<E>[]> {
  const looks = LOOKS.filter((look) => look < most);
  looks.push(most);
  const each = error / Math.max(1, entries.length * objectives.length * looks.length);
  let open = [...entries];
  const decided = new Map<string, Feasibility<E>>();
  for (const [i, look] of looks.entries()) {
    const from = stage.from + ((stage.to - stage.from) * i) / looks.length;
    const to = stage.from + ((stage.to - stage.from) * (i + 1)) / looks.length;
    yield* ledger.extend(open, look, { doing: stage.doing, from, to });
    const { leastUndelivered } = ledger;
    for (const entry of open) {
      const answers = objectives.map((objective) => judge(objective, ledger.of(entry), each));
      const leaves = undeliveredShare(ledger.of(entry)) > leastUndelivered + UNDELIVERED_ALLOWED;
      decided.set(entry.name, { entry, answers, verdict: leaves ? 'misses' : verdictOf(answers) });
    }
    open = open.filter(({ name }) => decided.get(name)?.verdict === 'undecided');
    // Whether a bad day is rare enough takes many days: that is the confirmation's work.
    open = open.filter(({ name }) => meansOpen(decided.get(name)?.answers ?? []));
    if (open.length === 0) break;
  }
  return entries.map((entry) => decided.get(entry.name) as Feasibility<E>);
}

/** Objectives about every day count here while no day has broken them. */
function verdictOf(answers: readonly ObjectiveAnswer[]): Verdict {
  if (answers.some(({ state }) => state === 'missed')) return 'misses';
  const shown = answers.every(({ objective, state, badDays }) =>
    isAboutEveryDay(objective) ? badDays === 0 : state === 'met',
  );
  return shown ? 'meets' : 'undecided';
}

function meansOpen(answers: readonly ObjectiveAnswer[]): boolean {
  return answers.some(({ objective, state }) => state === 'open' && !isAboutEveryDay(objective));
}
