/**
 * A candidate held to its objectives with days that chose nothing.
 *
 * Objectives about days: a test of the share of bad days whose looks are fixed beforehand
 * (rare-event-test.ts): with 5% allowed and an error of 2.5% after 86 days without a bad one, 128 with
 * one, 171 with two, 214 with three. Of several groups (requirements.ts) each has the whole error, since a
 * candidate is taken only where all of them are shown: it is wrong about one with that chance at most.
 * Objectives about a mean: at looks of their own, the k-th with error / 2^k. It ends early once it can
 * no longer be shown within the days that there may be.
 */
import {
  type Look,
  type RareEventTest,
  rareEventTest,
  shownUpperBound,
} from '../../statistics/rare-event-test.ts';
import { FEWEST_FOR_MEAN, judge, type Objective } from '../objective.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import type { Entry, Ledger, Stage } from './ledger.ts';
import {
  badDays,
  type DayGroup,
  type DayVerdict,
  daysOf,
  daysWithMail,
  type Requirements,
} from './requirements.ts';

/** Bad days that a test allows for at most: a setting with 1% of them passes in 87 of 100 trials. */
const MAX_BAD_DAYS = 3;
/** Days that are run before it is looked whether it still can be shown. */
const DAYS_IN_BATCH = 24;
/** Days after which a mean is looked at. */
const LOOKS_AT_MEAN = [2 * FEWEST_FOR_MEAN, 40, 80, 160, 320];
/** Days without mail are waited for up to a point: so many times the days that are needed. */
const MAX_OF_NEEDED = 4;

/** `bad`: too many bad days. `unknown`: too many that are bad or may be. `days`: there are no more. */
export type NotShown = 'bad' | 'unknown' | 'days';

/** What is shown of a group of objectives. */
export interface ShownGroup {
  readonly group: DayGroup;
  readonly days: number;
  readonly bad: number;
  /** Share of bad days, at most, all looks and all candidates that were tried together. */
  readonly upperBound: number;
}

export interface Trial<E extends Entry> {
  readonly entry: E;
  /** Null: all is shown. */
  readonly notShown: NotShown | null;
  /** Of the objectives about days, where they are shown. */
  readonly shown: readonly ShownGroup[];
  readonly days: number;
  readonly badDays: number;
}

export interface FreshDays {
  readonly fresh: Ledger;
  readonly requirements: Requirements;
  /** Days of one candidate at most; null: as many as the looks need. */
  readonly maxDays: number | null;
  readonly stage: (bad: number, days: number) => Stage;
}

/** Throws Stopped. */
export function* tryFreshDays<E extends Entry>(
  entry: E,
  error: number,
  { fresh, requirements, maxDays, stage }: FreshDays,
): Study<Trial<E>> {
  const max = maxDays ?? Number.POSITIVE_INFINITY;
  const questions: Question[] = [
    ...requirements.groups.map((group) => new GroupQuestion(group, error, max)),
    ...requirements.means.map((objective) => new MeanQuestion(objective, error, max)),
  ];
  const outcome = fresh.of(entry);
  for (;;) {
    const days = daysWithMail(outcome).length;
    for (const question of questions) question.update(outcome, days);
    const [failed] = questions.flatMap(({ notShown }) => notShown ?? []);
    const open = questions.filter(({ isShown }) => !isShown);
    const until = Math.min(...open.map(({ next }) => next));
    const dry = outcome.days >= MAX_OF_NEEDED * until;
    if (failed !== undefined || open.length === 0 || dry) {
      return {
        entry,
        notShown: failed ?? (open.length === 0 ? null : 'days'),
        shown: questions.flatMap(({ shown }) => shown ?? []),
        days,
        badDays: Math.max(0, ...questions.map(({ bad }) => bad)),
      };
    }
    const more = Math.min(DAYS_IN_BATCH, until - days);
    const bad = Math.max(0, ...questions.map((question) => question.bad));
    yield* fresh.extend([entry], outcome.days + more, stage(bad, days + more));
  }
}

/** What is asked of the days so far, at its own looks. */
interface Question {
  update(outcome: SettingOutcome, days: number): void;
  readonly isShown: boolean;
  readonly notShown: NotShown | null;
  /** Days with mail after which it is looked at next. */
  readonly next: number;
  readonly bad: number;
  readonly shown: ShownGroup | null;
}

class GroupQuestion implements Question {
  private readonly group: DayGroup;
  private readonly test: RareEventTest;
  shown: ShownGroup | null = null;
  notShown: NotShown | null = null;
  next = 0;
  bad = 0;

  constructor(group: DayGroup, error: number, maxDays: number) {
    this.group = group;
    // Where any number of days may be asked for, the looks end by themselves.
    this.test = rareEventTest(group.allowed, error, MAX_BAD_DAYS, Math.min(maxDays, MAX_DAYS));
  }

  get isShown(): boolean {
    return this.shown !== null;
  }

  update(outcome: SettingOutcome, days: number): void {
    const verdicts = daysOf(outcome, this.group);
    this.bad = badDays(verdicts);
    if (this.isShown) return;
    const at = this.test.looks.findIndex((look) => passed(look, verdicts));
    if (at >= 0) {
      const { trials } = this.test.looks[at];
      const bad = badDays(verdicts.slice(0, trials));
      this.shown = {
        group: this.group,
        days: trials,
        bad,
        upperBound: shownUpperBound(this.test, at),
      };
      return;
    }
    const next = this.test.looks.find(({ trials, events }) => trials > days && events >= this.bad);
    if (next !== undefined) this.next = next.trials;
    else this.notShown = this.reason(verdicts);
  }

  private reason(verdicts: readonly DayVerdict[]): NotShown {
    const allowed = this.test.looks.at(-1)?.events ?? -1;
    if (this.bad <= allowed || allowed < 0) return 'days';
    return verdicts.filter((day) => day === 'broken').length > allowed ? 'bad' : 'unknown';
  }
}

function passed({ trials, events }: Look, verdicts: readonly DayVerdict[]): boolean {
  return verdicts.length >= trials && badDays(verdicts.slice(0, trials)) <= events;
}

class MeanQuestion implements Question {
  private readonly objective: Objective;
  private readonly looks: readonly number[];
  private errorLeft: number;
  private requirements = 0;
  isShown = false;
  notShown: NotShown | null = null;
  readonly shown = null;
  readonly bad = 0;

  constructor(objective: Objective, error: number, maxDays: number) {
    this.objective = objective;
    this.looks = LOOKS_AT_MEAN.filter((days) => days <= maxDays);
    this.errorLeft = error;
  }

  get next(): number {
    return this.looks[this.requirements] ?? Number.POSITIVE_INFINITY;
  }

  update(outcome: SettingOutcome, days: number): void {
    if (this.isShown || this.notShown !== null) return;
    if (days >= this.next) {
      this.errorLeft /= 2;
      this.requirements++;
      const { state, unknownDays } = judge(this.objective, outcome, this.errorLeft);
      this.isShown = state === 'met';
      if (state === 'missed') this.notShown = 'bad';
      else if (!this.isShown && this.requirements >= this.looks.length) {
        this.notShown = unknownDays > 0 ? 'unknown' : 'days';
      }
    } else if (this.looks.length === 0) this.notShown = 'days';
  }
}

/** No test is meant to take more: an objective on 99.9% of the days needs some 11,000. */
const MAX_DAYS = 100_000;
