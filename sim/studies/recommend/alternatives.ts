/**
 * How far each value of a choice can move, one at a time, before an objective fails on more days than
 * it may.
 *
 * Steps outward from the choice, a few on either side, each with the days of the sieve and by its rule
 * (cheapest.ts): a value that it puts out fails, one that it lets through holds as far as twenty days
 * can tell. Bounds of the site do not end the range: what would happen beyond them is part of the
 * answer. Units: milliseconds, messages.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { hostTraffic } from '../../mailpath/offered-load.ts';
import { ARTICLE_LIMIT, REMEDY_NUMBERS, REMEDY_SWITCHES } from '../../mailpath/remedies.ts';
import { dayState, type Objective } from '../objective.ts';
import type { LimitAdvice } from '../overrun.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import {
  type Candidate,
  type CandidateEntry,
  type CandidateSetting,
  type Circumstances,
  candidateName,
  changedSettings,
  compareCost,
  needsTicket,
  withCandidate,
} from './candidate.ts';
import { type CheapestPlan, chooseCheapest, FIRST_DAYS, isOut, LOOKS } from './cheapest.ts';
import type { Entry, Ledger, Stage } from './ledger.ts';
import { badDaysOf, daysWithMail, leavesMore, type Requirements } from './requirements.ts';
import type { Choice, SmallestChange } from './study.ts';

/** Values tried on each side. */
const STEPS_TRIED = 4;
/** In place of an objective's text. */
const LEAVES_MAIL = 'leaves mail undelivered';

/** One value that was tried in place of the chosen one. */
export interface TriedValue {
  readonly value: number | boolean;
  /** Text of the objective that fails on the largest number of days; null: none fails too often. */
  readonly fails: string | null;
  /** Days on which an objective fails, or may, of those that it was given. */
  readonly bad: number;
  readonly days: number;
  readonly outcome: SettingOutcome;
}

export interface Movement {
  readonly setting: CandidateSetting;
  readonly chosen: number | boolean;
  /** In ascending order, without the chosen one. */
  readonly tried: readonly TriedValue[];
  /** The outermost values that hold, with everything between; null: none on that side was tried. */
  readonly min: number | boolean;
  readonly max: number | boolean;
}

interface Variant extends Entry {
  readonly setting: CandidateSetting;
  readonly value: number | boolean;
}

/** Throws Stopped. */
export function* movements(
  input: MailPathInput,
  chosen: Candidate,
  ledger: Ledger,
  present: Entry,
  requirements: Requirements,
  stage: Stage,
): Study<Movement[]> {
  const variants = variantsOf(input, chosen);
  let open = variants;
  for (const look of LOOKS) {
    yield* ledger.extend(open, look, stage);
    open = open.filter((variant) => !isOut(ledger.of(variant), requirements));
  }
  yield* ledger.extend([present], FIRST_DAYS, stage);
  const settings = [...new Set(variants.map(({ setting }) => setting))];
  return settings.map((setting) => {
    const tried = variants
      .filter((variant) => variant.setting === setting)
      .map((variant) => {
        const outcome = ledger.of(variant);
        const fails = open.includes(variant)
          ? leavesMore(outcome, ledger.of(present))
            ? LEAVES_MAIL
            : null
          : oftenestBroken(outcome, requirements.all);
        return { value: variant.value, fails, outcome, ...badDaysOf(outcome, requirements) };
      });
    return { setting, chosen: chosen[setting], tried, ...rangeAround(chosen[setting], tried) };
  });
}

function variantsOf(input: MailPathInput, chosen: Candidate): Variant[] {
  const variant = (setting: CandidateSetting, value: number | boolean): Variant => {
    const candidate = { ...chosen, [setting]: value };
    return {
      name: candidateName(candidate),
      input: withCandidate(input, candidate),
      setting,
      value,
    };
  };
  const stepped = REMEDY_NUMBERS.flatMap(({ setting, dimension }) => {
    const { around } = dimension;
    const below = around.filter((value) => value < chosen[setting]);
    const above = around.filter((value) => value > chosen[setting]);
    // The article's limit belongs to the answer, however far it is.
    const article = setting === 'messagesPerConnection' ? [ARTICLE_LIMIT] : [];
    const near = [...below.slice(-STEPS_TRIED), ...above.slice(0, STEPS_TRIED)];
    const tried = [...new Set([...near, ...article])].filter((value) => value !== chosen[setting]);
    return tried.sort((a, b) => a - b).map((value) => variant(setting, value));
  });
  const switched = REMEDY_SWITCHES.map(({ setting }) => variant(setting, !chosen[setting]));
  return [...stepped, ...switched];
}

function oftenestBroken(outcome: SettingOutcome, objectives: readonly Objective[]): string {
  const broken = (objective: Objective): number => {
    const values = outcome.of(objective.metric);
    return daysWithMail(outcome).filter((day) => dayState(objective, values[day]) !== 'kept')
      .length;
  };
  return [...objectives].sort((a, b) => broken(b) - broken(a))[0].text;
}

function rangeAround(
  chosen: number | boolean,
  tried: readonly TriedValue[],
): { min: number | boolean; max: number | boolean } {
  if (typeof chosen === 'boolean') {
    const other = tried[0];
    return other?.fails === null ? { min: false, max: true } : { min: chosen, max: chosen };
  }
  let min = chosen;
  for (const { value, fails } of tried.filter((t) => Number(t.value) < chosen).reverse()) {
    if (fails !== null) break;
    min = Number(value);
  }
  let max = chosen;
  for (const { value, fails } of tried.filter((t) => Number(t.value) > chosen)) {
    if (fails !== null) break;
    max = Number(value);
  }
  return { min, max };
}

/**
 * The smallest change that keeps the objectives: often one setting is enough, which matters where a
 * support ticket is needed for another.
 *
 * Of all candidates, also those whose limit is a risk, that change fewer settings than the choice: the
 * fewest changed settings, then no ticket, then the least cost; by the same days as the choice
 * (cheapest.ts), with an error of its own. Where the gateway keeps them as it stands, no change is the
 * smallest.
 */

const MAX_TRIED = 3;

export interface SmallestChangePlan extends CheapestPlan<CandidateEntry> {
  readonly site: Circumstances;
  readonly advice: LimitAdvice | null;
}

/** The choice itself where none with fewer changes is shown. Throws Stopped. */
export function* smallestChange(
  entries: readonly CandidateEntry[],
  choice: Choice,
  plan: SmallestChangePlan,
): Study<SmallestChange> {
  const { site, advice } = plan;
  const size = ({ candidate }: CandidateEntry): number =>
    changedSettings(site.present, candidate).length;
  const ticket = ({ candidate }: CandidateEntry): number => (needsTicket(site, candidate) ? 1 : 0);
  const smaller = entries
    .filter((entry) => size(entry) < size(choice))
    .sort(
      (a, b) =>
        size(a) - size(b) || ticket(a) - ticket(b) || compareCost(a.candidate, b.candidate, site),
    );
  const found = yield* chooseCheapest(smaller, { ...plan, maxTried: MAX_TRIED });
  const { name, input, candidate, trial } = choice;
  if (found.choice === null) {
    return { name, input, candidate, trial, overruns: false, isChoice: true };
  }
  const { entry } = found.choice;
  const allowed = Math.max(1, advice?.tailAware ?? Number.POSITIVE_INFINITY);
  const overruns = entry.candidate.messagesPerConnection > allowed;
  return { ...entry, trial: found.choice, overruns, isChoice: false };
}

/**
 * The alternative that the article lacks: a limit on a connection's age in place of a number of
 * messages. Sendmail has none (Postfix does: smtp_connection_reuse_time_limit), so this is a what-if.
 *
 * The age is three quarters of the lifetime, an assumption: a message that begins just before it has
 * the last quarter to end in.
 */

const SHARE_OF_LIFETIME = 0.75;
const DAYS = 20;

export interface AgeLimit {
  readonly ageMs: number;
  /** The first days that the choice has had. */
  readonly outcome: SettingOutcome;
}

/** The choice with an age limit in place of its number; null without a lifetime. Throws Stopped. */
export function* ageLimit(
  input: MailPathInput,
  choice: CandidateEntry,
  ledger: Ledger,
  stage: Stage,
): Study<AgeLimit | null> {
  const { lifetime } = hostTraffic(input).input;
  if (lifetime === null) return null;
  const ageMs = SHARE_OF_LIFETIME * lifetime.limitMs;
  const candidate = { ...choice.candidate, messagesPerConnection: Number.POSITIVE_INFINITY };
  const unlimited = withCandidate(input, candidate);
  const entry = {
    name: `${candidateName(candidate)}, an age of ${ageMs / 1000} s`,
    input: { ...unlimited, settings: { ...unlimited.settings, connectionAgeMs: ageMs } },
  };
  yield* ledger.extend([entry], DAYS, stage);
  return { ageMs, outcome: ledger.of(entry) };
}
