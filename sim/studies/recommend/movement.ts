/**
 * How far each value of a choice can move, one at a time, before an objective fails on more days than
 * it may.
 *
 * Steps outward from the choice, a few on either side, each with the days of the sieve and by its rule
 * (first-days.ts): a value that it puts out fails, one that it lets through holds as far as twenty days
 * can tell. Bounds of the site do not end the range: what would happen beyond them is part of the
 * answer. Units: milliseconds, messages.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { ARTICLE_LIMIT, NUMBER_DIMENSIONS, SWITCH_DIMENSIONS } from '../../mailpath/remedies.ts';
import { dayState, type Objective } from '../objective.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { type Asked, badDaysOf, daysWithMail } from './asked.ts';
import {
  type Candidate,
  type CandidateSetting,
  candidateName,
  withCandidate,
} from './candidate.ts';
import { FIRST_DAYS, isOut, LOOKS } from './first-days.ts';
import type { Entry, Ledger, Stage } from './ledger.ts';
import { leavesMore } from './undelivered.ts';

/** Values tried on each side. */
const STEPS_TRIED = 4;
/** In place of an objective's text. */
const LEAVES_MAIL = 'leaves mail undelivered';

/** One value that was tried in place of the chosen one. */
export interface TriedValue {
  readonly value: number | boolean;
  /** Text of the objective that fails on most days; null: none fails too often. */
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
  readonly least: number | boolean;
  readonly most: number | boolean;
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
  asked: Asked,
  stage: Stage,
): Study<Movement[]> {
  const variants = variantsOf(input, chosen);
  let open = variants;
  for (const look of LOOKS) {
    yield* ledger.extend(open, look, stage);
    open = open.filter((variant) => !isOut(ledger.of(variant), asked));
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
          : mostBroken(outcome, asked.all);
        return { value: variant.value, fails, outcome, ...badDaysOf(outcome, asked) };
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
  const stepped = NUMBER_DIMENSIONS.flatMap(({ setting, dimension }) => {
    const { around } = dimension;
    const below = around.filter((value) => value < chosen[setting]);
    const above = around.filter((value) => value > chosen[setting]);
    // The article's limit belongs to the answer, however far it is.
    const article = setting === 'messagesPerConnection' ? [ARTICLE_LIMIT] : [];
    const near = [...below.slice(-STEPS_TRIED), ...above.slice(0, STEPS_TRIED)];
    const tried = [...new Set([...near, ...article])].filter((value) => value !== chosen[setting]);
    return tried.sort((a, b) => a - b).map((value) => variant(setting, value));
  });
  const switched = SWITCH_DIMENSIONS.map(({ setting }) => variant(setting, !chosen[setting]));
  return [...stepped, ...switched];
}

function mostBroken(outcome: SettingOutcome, objectives: readonly Objective[]): string {
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
): { least: number | boolean; most: number | boolean } {
  if (typeof chosen === 'boolean') {
    const other = tried[0];
    return other?.fails === null ? { least: false, most: true } : { least: chosen, most: chosen };
  }
  let least = chosen;
  for (const { value, fails } of tried.filter((t) => Number(t.value) < chosen).reverse()) {
    if (fails !== null) break;
    least = Number(value);
  }
  let most = chosen;
  for (const { value, fails } of tried.filter((t) => Number(t.value) > chosen)) {
    if (fails !== null) break;
    most = Number(value);
  }
  return { least, most };
}
