/**
 * The cheapest candidate that is shown to keep its objectives: cheapest first.
 *
 *   candidates by cost -> sieve of a few days -> fresh days -> choice
 *                              out: the next     not shown: the next
 *
 * The promise: with confidence 1 - error, whatever is chosen keeps each objective about days on as
 * many of them as it asks for. The k-th candidate that fresh days are spent on has error / (k (k+1)),
 * which adds up to the whole error however many there are; which one is the k-th was decided by other
 * days. "Cheapest" is: a cheaper one was put out by the sieve, or was not shown; how often that befalls
 * one that does keep them is in docs/experiments.md.
 */

import { rareEventTest, shownUpperBound } from '../../statistics/confidence.ts';
import { incompleteBeta } from '../../statistics/incomplete-beta.ts';
import { FEWEST_FOR_MEAN, judge, type Objective } from '../objective.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import type { CandidateEntry } from './candidate.ts';
import type { Entry, Stage } from './ledger.ts';
import {
  type Basis,
  badDays,
  type DayGroup,
  daysOf,
  daysWithMail,
  type Requirements,
} from './requirements.ts';
import type { RecommendationResult, ShownResult } from './result.ts';

/** Candidates that fresh days are spent on before it is given up. */
const MAX_TRIED = 20;

/** The candidate that leads, while it is being looked at. */
export interface Leading {
  readonly entry: CandidateEntry;
  /** Days so far, of the few or of the fresh ones. */
  readonly days: number;
  readonly bad: number;
  readonly fresh: boolean;
}

export interface Choosing extends Omit<Basis, 'plan'> {
  readonly plan: {
    readonly requested: Pick<RecommendationResult['requested'], 'confidence' | 'maxDays'>;
  };
  readonly maxTried?: number;
  /** Whether a candidate that is shown may be taken; absent: each may. */
  readonly accepts?: (entry: CandidateEntry) => Study<boolean>;
  /** What is being done, for people: called before each step. */
  readonly stage: (leading: Leading, at: number) => Stage;
}

export interface Cheapest {
  /** Null: none is shown. */
  readonly choice: Trial | null;
  /** Fresh days were spent on them. */
  readonly failed: readonly Trial[];
  /** Shown, but not accepted. */
  readonly refused: readonly CandidateEntry[];
  /** Candidates whose days were run, and how many of them the sieve put out. */
  readonly evaluated: number;
  readonly eliminated: number;
}

/** `entries` in the order of their cost. Throws Stopped. */
export function* chooseCheapest(
  entries: readonly CandidateEntry[],
  choosing: Choosing,
): Study<Cheapest> {
  const { plan, accepts, stage, maxTried = MAX_TRIED } = choosing;
  const sieve = sieveOf(entries, choosing);
  const failed: Trial[] = [];
  const refused: CandidateEntry[] = [];
  const found = (choice: Trial | null, evaluated: number): Cheapest => {
    return { choice, failed, refused, evaluated, eliminated: sieve.out.size };
  };
  for (const [at, entry] of entries.entries()) {
    // The k-th that fresh days are spent on.
    const k = failed.length + refused.length + 1;
    if (k > maxTried) return found(null, at);
    const passes = yield* sieve.passes(at, (bad, days) =>
      stage({ entry, bad, days, fresh: false }, at),
    );
    if (!passes) continue;
    const error = (1 - plan.requested.confidence) / (k * (k + 1));
    const trial = yield* tryFreshDays(entry, error, choosing, (bad, days) =>
      stage({ entry, bad, days, fresh: true }, at),
    );
    if (trial.notShown !== null) failed.push(trial);
    else if (accepts !== undefined && !(yield* accepts(entry))) refused.push(entry);
    else return found(trial, at + 1);
  }
  return found(null, entries.length);
}

/**
 * Which candidates are out after a few days: a sieve, before fresh days are spent on one.
 *
 *   after    2    4    10    20 days
 *   out at   2    2     3     4 bad ones     (where 5% may be bad)
 *
 * The numbers are the fewest that a setting with just the share of bad days that is allowed shows with
 * a chance of at most 2%: so no look throws out one that keeps its objectives more often than that. An
 * objective about a mean puts out at the same chance. The sieve promises nothing of what it lets
 * through: that is what the fresh days are for. All candidates have the same days (common random
 * numbers), and each is judged by its own alone, so that the order and the batches change nothing.
 */

/** Days after which a candidate is looked at. */
export const LOOKS = [2, 4, 10, 20] as const;
/** All that the sieve asks for. */
export const FIRST_DAYS = 20;
const CHANCE = 0.02;
/**
 * At the first look the candidates that come next are run along, so that all workers have something to
 * do: few of their days are in vain.
 */
const SIDE_BY_SIDE = 4;

/** The fewest bad days of so many that put a candidate out; more than there are: none do. */
export function tooMany(days: number, allowed: number): number {
  let bad = 1;
  // P(X >= bad), X binomial.
  while (bad <= days && incompleteBeta(allowed, bad, days - bad + 1) > CHANCE) bad++;
  return bad;
}

/** By the days that there are. */
export function isOut(outcome: SettingOutcome, { groups, means }: Requirements): boolean {
  const tooOften = groups.some((group) => {
    const days = daysOf(outcome, group);
    return badDays(days) >= tooMany(days.length, group.allowed);
  });
  return (
    tooOften || means.some((objective) => judge(objective, outcome, CHANCE).state === 'missed')
  );
}

/** Of candidates in the order of their cost, each run no further than it takes. */
export function sieveOf(
  entries: readonly Entry[],
  { ledger, requirements }: Pick<Basis, 'ledger' | 'requirements'>,
) {
  const [group] = requirements.groups;
  /** Candidates that are out, by name. */
  const out = new Set<string>();
  return {
    out,
    /** Whether candidate `at` passes. Throws Stopped. */
    *passes(at: number, stage: (bad: number, days: number) => Stage): Study<boolean> {
      const entry = entries[at];
      for (const look of LOOKS) {
        const open = entries.slice(at).filter(({ name }) => !out.has(name));
        const beside = look === LOOKS[0] ? open.slice(0, SIDE_BY_SIDE) : [entry];
        const bad = group === undefined ? 0 : badDays(daysOf(ledger.of(entry), group));
        yield* ledger.extend(beside, look, stage(bad, look));
        for (const other of beside) if (isOut(ledger.of(other), requirements)) out.add(other.name);
        if (out.has(entry.name)) return false;
      }
      return true;
    },
  };
}

/**
 * A candidate held to its objectives with days that chose nothing.
 *
 * Objectives about days: a test of the share of bad days whose looks are fixed beforehand
 * (statistics/confidence.ts): with 5% allowed and an error of 2.5% after 86 days without a bad one, 128 with
 * one, 171 with two, 214 with three. Of several groups (requirements.ts) each has the whole error, since a
 * candidate is taken only where all of them are shown: it is wrong about one with that chance at most.
 * Objectives about a mean: at looks of their own, the k-th with error / 2^k. It ends early once it can
 * no longer be shown within the days that there may be.
 */

/** Bad days that a test allows for at most: a setting with 1% of them passes in 87 of 100 trials. */
const MAX_BAD_DAYS = 3;
/** No test is meant to take more: an objective on 99.9% of the days needs some 11,000. */
const MAX_DAYS = 100_000;
/** Days that are run before it is looked whether it still can be shown. */
const DAYS_IN_BATCH = 24;
/** Days after which a mean is looked at. */
const LOOKS_AT_MEAN = [2 * FEWEST_FOR_MEAN, 40, 80, 160, 320];
/** Days without mail are waited for up to a point: so many times the days that are needed. */
const MAX_OF_NEEDED = 4;

/** `bad`: too many bad days. `unknown`: too many that are bad or may be. `days`: there are no more. */
type NotShown = 'bad' | 'unknown' | 'days';

export interface Trial {
  readonly entry: CandidateEntry;
  /** Null: all is shown. */
  readonly notShown: NotShown | null;
  /** Of the objectives about days, where they are shown. */
  readonly shown: readonly ShownResult[];
  readonly days: number;
  readonly badDays: number;
}

/** What the days so far say of one question, at its own looks. */
interface Finding {
  readonly isShown: boolean;
  readonly notShown: NotShown | null;
  /** Days with mail after which it is looked at next. */
  readonly next: number;
  readonly bad: number;
  /** Of objectives about days. */
  readonly shown: ShownResult | null;
}
type Question = (outcome: SettingOutcome, days: number) => Finding;

/** Throws Stopped. */
function* tryFreshDays(
  entry: CandidateEntry,
  error: number,
  { fresh, requirements, plan }: Choosing,
  stage: (bad: number, days: number) => Stage,
): Study<Trial> {
  const max = plan.requested.maxDays ?? Number.POSITIVE_INFINITY;
  const questions = [
    ...requirements.groups.map((group) => aboutDays(group, error, max)),
    ...requirements.means.map((objective) => aboutMean(objective, error, max)),
  ];
  const outcome = fresh.of(entry);
  for (;;) {
    const days = daysWithMail(outcome).length;
    const found = questions.map((question) => question(outcome, days));
    const bad = Math.max(0, ...found.map((one) => one.bad));
    const open = found.filter(({ isShown }) => !isShown);
    const until = Math.min(...open.map(({ next }) => next));
    const dry = outcome.days >= MAX_OF_NEEDED * until;
    const [notShown = dry ? 'days' : null] = found.flatMap((one) => one.notShown ?? []);
    if (notShown !== null || open.length === 0) {
      const shown = found.flatMap((one) => one.shown ?? []);
      return { entry, notShown, shown, days, badDays: bad };
    }
    const more = Math.min(DAYS_IN_BATCH, until - days);
    yield* fresh.extend([entry], outcome.days + more, stage(bad, days + more));
  }
}

function aboutDays(group: DayGroup, error: number, maxDays: number): Question {
  // Where any number of days may be asked for, the looks end by themselves.
  const test = rareEventTest(group.allowed, error, MAX_BAD_DAYS, Math.min(maxDays, MAX_DAYS));
  const { looks } = test;
  const allowed = looks.at(-1)?.events ?? -1;
  return (outcome, days) => {
    const verdicts = daysOf(outcome, group);
    const badOf = (trials: number) => badDays(verdicts.slice(0, trials));
    const bad = badDays(verdicts);
    const open = { isShown: false, notShown: null, next: 0, bad, shown: null };
    const at = looks.findIndex(({ trials, events }) => trials <= days && badOf(trials) <= events);
    if (at >= 0) {
      const { trials } = looks[at];
      const shown = {
        objectives: group.objectives.map(({ text }) => text),
        onDays: group.onDays,
        days: trials,
        bad: badOf(trials),
        upperBound: shownUpperBound(test, at),
      };
      return { ...open, isShown: true, shown };
    }
    const next = looks.find(({ trials, events }) => trials > days && events >= bad);
    if (next !== undefined) return { ...open, next: next.trials };
    if (bad <= allowed || allowed < 0) return { ...open, notShown: 'days' };
    const broken = verdicts.filter((day) => day === 'broken').length;
    return { ...open, notShown: broken > allowed ? 'bad' : 'unknown' };
  };
}

function aboutMean(objective: Objective, error: number, maxDays: number): Question {
  const looks = LOOKS_AT_MEAN.filter((days) => days <= maxDays);
  let errorLeft = error;
  let looked = 0;
  let isShown = false;
  const found = (notShown: NotShown | null): Finding => {
    const next = looks[looked] ?? Number.POSITIVE_INFINITY;
    return { isShown, notShown, next, bad: 0, shown: null };
  };
  return (outcome, days) => {
    if (looks.length === 0) return found('days');
    if (isShown || days < (looks[looked] ?? Number.POSITIVE_INFINITY)) return found(null);
    errorLeft /= 2;
    looked++;
    const { state, unknownDays } = judge(objective, outcome, errorLeft);
    isShown = state === 'met';
    if (state === 'missed') return found('bad');
    if (isShown || looked < looks.length) return found(null);
    return found(unknownDays > 0 ? 'unknown' : 'days');
  };
}
