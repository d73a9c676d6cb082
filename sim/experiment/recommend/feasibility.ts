/**
 * Which candidates meet every objective: decided at a few looks, with an error that is divided.
 *
 * After 4, 10, 20, 40 ... replications each objective of each candidate is judged by one-sided
 * bounds; a candidate is out as soon as one objective is shown to be missed and in once all are shown
 * to be met. The chance that any of all these decisions is wrong is at most `error`: Bonferroni over
 * candidates, objectives and looks, which needs no independence (common random numbers are allowed).
 * Gross misses, the usual case, are out after 4 replications. What is undecided after the last look
 * counts as not shown. A candidate that is shown to leave more mail undelivered than now is out
 * (undelivered.ts). Objectives about every day count here while no day has broken them: they are
 * shown by the confirmation, which has the days for it.
 */
import type { Study } from '../study.ts';
import type { Entry, Ledger } from './ledger.ts';
import { isAboutEveryDay, judge, type Objective, type ObjectiveAnswer } from './objective.ts';
import { leavesMore } from './undelivered.ts';

export type Verdict = 'meets' | 'misses' | 'undecided';

export interface Feasibility<E extends Entry> {
  readonly entry: E;
  readonly verdict: Verdict;
  readonly answers: readonly ObjectiveAnswer[];
  /** Shown to leave more mail undelivered than the gateway as it stands. */
  readonly leavesMail: boolean;
}

export interface FeasibilityPlan {
  readonly objectives: readonly Objective[];
  /** The gateway as it stands. */
  readonly present: Entry;
  readonly error: number;
  /** Replications after the last look. */
  readonly most: number;
  readonly stage: { readonly doing: string; readonly from: number; readonly to: number };
}

const LOOKS = [4, 10, 20, 40, 80, 160, 320, 640];

/** Judges every entry. Throws Stopped. */
export function* decideFeasibility<E extends Entry>(
  entries: readonly E[],
  ledger: Ledger,
  { objectives, present, error, most, stage }: FeasibilityPlan,
): Study<Feasibility<E>[]> {
  const looks = LOOKS.filter((look) => look < most);
  looks.push(most);
  const each = error / Math.max(1, entries.length * (objectives.length + 1) * looks.length);
  let open = [...entries];
  const decided = new Map<string, Feasibility<E>>();
  for (const [i, look] of looks.entries()) {
    const from = stage.from + ((stage.to - stage.from) * i) / looks.length;
    const to = stage.from + ((stage.to - stage.from) * (i + 1)) / looks.length;
    yield* ledger.extend([...open, present], look, { doing: stage.doing, from, to });
    for (const entry of open) {
      const answers = objectives.map((objective) => judge(objective, ledger.of(entry), each));
      const leavesMail = leavesMore(ledger.of(entry), ledger.of(present), each);
      const verdict = leavesMail ? 'misses' : verdictOf(answers);
      decided.set(entry.name, {
        entry,
        answers,
        leavesMail,
        verdict,
      });
    }
    open = open.filter(({ name }) => decided.get(name)?.verdict === 'undecided');
    if (open.length === 0) break;
  }
  return entries.map((entry) => decided.get(entry.name) as Feasibility<E>);
}

/** A day that broke an objective about every day leaves it open until it is shown to be missed. */
function verdictOf(answers: readonly ObjectiveAnswer[]): Verdict {
  if (answers.some(({ state }) => state === 'missed')) return 'misses';
  const shown = answers.every(({ objective, state, badDays }) =>
    isAboutEveryDay(objective) ? state === 'met' || badDays === 0 : state === 'met',
  );
  return shown ? 'meets' : 'undecided';
}
