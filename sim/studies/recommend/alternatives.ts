/**
 * What is said beside a choice (how far each of its values can move, a smaller change, an age limit, the
 * article's own procedure), and in place of one: what comes nearest, and which bound stops it.
 * Units: milliseconds, messages.
 */
import { boundsResult } from '../../document/bounds.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { METRICS, metricIndex } from '../../mailpath/metrics.ts';
import { hostTraffic } from '../../mailpath/offered-load.ts';
import {
  ARTICLE_LIMIT,
  DIMENSIONS,
  type Dimension,
  REMEDY_NUMBERS,
  REMEDY_SWITCHES,
  withLimit,
} from '../../mailpath/remedies.ts';
import { middleValue } from '../../statistics/order-statistics.ts';
import { closedForm } from '../closed-form/closed-form.ts';
import { largestPart } from '../compare/result.ts';
import { differencesOf, estimate, estimatesOf } from '../estimate.ts';
import { FEWEST_FOR_MEAN, kindsOfDays, type Objective } from '../objective.ts';
import type { LimitAdvice } from '../overrun.ts';
import { plain } from '../setting-changes.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import {
  type Bounds,
  type Candidate,
  type CandidateEntry,
  type CandidateSetting,
  type Circumstances,
  candidateName,
  candidateResult,
  changesOf,
  compareCost,
  needsTicket,
  overruns,
  strongest,
  withCandidate,
} from './candidate.ts';
import {
  type Choosing,
  chooseCheapest,
  FIRST_DAYS,
  isOut,
  LOOKS,
  sieveOf,
  type Trial,
} from './cheapest.ts';
import { type Entry, type Stage, Stopped } from './ledger.ts';
import {
  answersOf,
  type Basis,
  badDays,
  badDaysOf,
  daysOf,
  figuresOf,
  leavesMore,
  requirementsOf,
} from './requirements.ts';
import type {
  AnswerResult,
  NearestResult,
  ProcedureResult,
  RecommendationResult,
  RecommendedChoice,
} from './result.ts';

/*
 * How far each value of a choice can move, one at a time, before an objective fails on more days than
 * it may.
 *
 * Steps outward from the choice, a few on either side, each with the days of the sieve and by its rule
 * (cheapest.ts): a value that it puts out fails, one that it lets through holds as far as twenty days
 * can tell. Bounds of the site do not end the range: what would happen beyond them is part of the
 * answer.
 */

/** Values tried on each side. */
const STEPS_TRIED = 4;
/** In place of an objective's text. */
const LEAVES_MAIL = 'leaves mail undelivered';

/** The choice with one other value. */
interface Variant extends Entry {
  readonly setting: CandidateSetting;
  readonly value: number | boolean;
}

/** Throws Stopped. */
export function* movements(
  { plan, ledger, requirements }: Basis,
  chosen: Candidate,
  present: Entry,
  stage: Stage,
): Study<RecommendedChoice['movements']> {
  const variants = variantsOf(plan.input, chosen);
  let open = variants;
  for (const look of LOOKS) {
    yield* ledger.extend(open, look, stage);
    open = open.filter((variant) => !isOut(ledger.of(variant), requirements));
  }
  yield* ledger.extend([present], FIRST_DAYS, stage);
  /** The text of the objective that fails on most days; null: none too often. */
  const failsAt = (variant: Variant): string | null => {
    const outcome = ledger.of(variant);
    if (!open.includes(variant)) return oftenestBroken(outcome, requirements.all);
    return leavesMore(outcome, ledger.of(present)) ? LEAVES_MAIL : null;
  };
  return [...new Set(variants.map(({ setting }) => setting))].map((setting) => {
    const own = variants
      .filter((variant) => variant.setting === setting)
      .map((variant) => ({ ...variant, fails: failsAt(variant) }));
    const { min, max } = rangeAround(chosen[setting], own);
    const tried = own.map((variant) => {
      const outcome = ledger.of(variant);
      return {
        value: plain(variant.value),
        fails: variant.fails,
        ...badDaysOf(outcome, requirements),
        criterion: boundsResult(estimate(outcome, plan.requested.criterion).value),
      };
    });
    return { setting, chosen: plain(chosen[setting]), min: plain(min), max: plain(max), tried };
  });
}

/** Of each setting in ascending order, without the chosen value. */
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
  const broken = (objective: Objective) => badDays(daysOf(outcome, { objectives: [objective] }));
  return [...objectives].sort((a, b) => broken(b) - broken(a))[0].text;
}

/** The outermost values that hold, with everything between; off comes before on. */
function rangeAround(
  chosen: number | boolean,
  tried: readonly { readonly value: number | boolean; readonly fails: string | null }[],
): { min: number | boolean; max: number | boolean } {
  const outermost = (outward: typeof tried): number | boolean => {
    const failing = outward.findIndex(({ fails }) => fails !== null);
    return outward.slice(0, failing < 0 ? undefined : failing).at(-1)?.value ?? chosen;
  };
  return {
    min: outermost(tried.filter(({ value }) => Number(value) < Number(chosen)).reverse()),
    max: outermost(tried.filter(({ value }) => Number(value) > Number(chosen))),
  };
}

/*
 * The smallest change that keeps the objectives: often one setting is enough, which matters where a
 * support ticket is needed for another.
 *
 * Of all candidates, also those whose limit is a risk, that change fewer settings than the choice: the
 * fewest changed settings, then no ticket, then the least cost; by the same days as the choice
 * (cheapest.ts), with an error of its own. Where the gateway keeps them as it stands, no change is the
 * smallest.
 */

const MAX_TRIED = 3;

/** The choice itself where none with fewer changes is shown. Throws Stopped. */
export function* smallestChange(
  basis: Basis,
  entries: readonly CandidateEntry[],
  choice: Trial,
  site: Circumstances,
  advice: LimitAdvice | null,
  stage: Choosing['stage'],
): Study<NonNullable<RecommendationResult['smallest']>> {
  const size = ({ candidate }: CandidateEntry): number => changesOf(site, candidate).length;
  const ticket = ({ candidate }: CandidateEntry): number => (needsTicket(site, candidate) ? 1 : 0);
  const smaller = entries
    .filter((entry) => size(entry) < size(choice.entry))
    .sort(
      (a, b) =>
        size(a) - size(b) || ticket(a) - ticket(b) || compareCost(a.candidate, b.candidate, site),
    );
  const found = yield* chooseCheapest(smaller, { ...basis, maxTried: MAX_TRIED, stage });
  const { entry, shown } = found.choice ?? choice;
  return {
    settings: candidateResult(entry.candidate),
    changes: changesOf(site, entry.candidate),
    shown: [...shown],
    overruns: found.choice !== null && overruns(entry.candidate, advice),
    isChoice: found.choice === null,
  };
}

/*
 * The alternative that the article lacks: a limit on a connection's age in place of a number of
 * messages. Sendmail has none (Postfix does: smtp_connection_reuse_time_limit), so this is a what-if.
 *
 * The age is three quarters of the lifetime, an assumption: a message that begins just before it has
 * the last quarter to end in.
 */

const SHARE_OF_LIFETIME = 0.75;
const DAYS_OF_AGE_LIMIT = 20;

/** By the first days that the choice has had; null without a lifetime. Throws Stopped. */
export function* ageLimit(
  { plan, fresh }: Basis,
  choice: CandidateEntry,
  stage: Stage,
): Study<RecommendedChoice['ageLimit']> {
  const { lifetime } = hostTraffic(plan.input).input;
  if (lifetime === null) return null;
  const ageMs = SHARE_OF_LIFETIME * lifetime.limitMs;
  const candidate = { ...choice.candidate, messagesPerConnection: Number.POSITIVE_INFINITY };
  const unlimited = withCandidate(plan.input, candidate);
  const entry = {
    name: `${candidateName(candidate)}, an age of ${ageMs / 1000} s`,
    input: { ...unlimited, settings: { ...unlimited.settings, connectionAgeMs: ageMs } },
  };
  yield* fresh.extend([entry], DAYS_OF_AGE_LIMIT, stage);
  const outcome = fresh.of(entry);
  return {
    ageMs,
    measures: estimatesOf(outcome, METRICS),
    differences: differencesOf(fresh.of(choice), outcome, METRICS),
  };
}

/*
 * The article's procedure as a policy with feedback: begin with its limit of messages per connection and
 * lower the number while resets are logged. How many days, and how many incidents, until it settles?
 *
 * A day is one replication of the scenario with everything else as it stands. After a day with a cut
 * the limit falls to three quarters (the article says "lower" and no more: an assumption); after so
 * many days in a row without one it counts as settled. Several trials, each with mail of its own, day
 * by day side by side.
 */

const LOWERED_TO = 0.75;
const CLEAN_DAYS = 5;
const TRIALS = 20;
const MAX_DAYS = 40;
/** Numbers of its replications: mail that no other part of the study has seen. */
const FIRST_REPLICATION = 2_000_000;

/** Throws Stopped. */
export function* loweringPolicy(
  { input, seed }: Basis['plan'],
  stage: Stage,
): Study<ProcedureResult> {
  const atFirst = withLimit(input, ARTICLE_LIMIT);
  const trials = Array.from({ length: TRIALS }, (_, number) => ({
    firstReplication: FIRST_REPLICATION + number * MAX_DAYS,
    limit: ARTICLE_LIMIT,
    /** One object for all days under a limit: the store knows an input by it. */
    limited: atFirst,
    /** Days in a row without a cut; days with one; the day of the last change. */
    clean: 0,
    incidents: 0,
    lastChange: 0,
  }));
  const cuts = metricIndex('cuts');
  for (let day = 0; day < MAX_DAYS; day++) {
    const going = trials.filter(({ clean, limit }) => clean < CLEAN_DAYS && limit > 1);
    if (going.length === 0) break;
    const share = (d: number): number => stage.from + ((stage.to - stage.from) * d) / MAX_DAYS;
    const { replications, stopped } = yield {
      jobs: going.map(({ limit, limited, firstReplication }) => ({
        input: limited,
        seed,
        replication: firstReplication + day,
        setting: `the limit lowered to ${limit}`,
      })),
      doing: () => `${stage.doing}: day ${day + 1}`,
      from: share(day),
      to: share(day + 1),
    };
    if (stopped || replications.includes(null)) throw new Stopped();
    going.forEach((trial, i) => {
      if ((replications[i]?.lows[cuts] ?? 0) === 0) {
        trial.clean++;
        return;
      }
      trial.clean = 0;
      trial.incidents++;
      trial.limit = Math.max(1, Math.floor(trial.limit * LOWERED_TO));
      trial.limited = withLimit(input, trial.limit);
      trial.lastChange = day + 1;
    });
  }
  const limits = trials.map(({ limit }) => limit).sort((a, b) => a - b);
  const meanAndMax = (values: readonly number[]) => ({
    mean: values.reduce((sum, v) => sum + v, 0) / values.length,
    max: Math.max(...values),
  });
  return {
    trials: TRIALS,
    settledTrials: trials.filter(({ clean }) => clean >= CLEAN_DAYS).length,
    limit: { median: limits[TRIALS / 2], min: limits[0], max: limits[TRIALS - 1] },
    days: meanAndMax(trials.map(({ lastChange }) => lastChange)),
    incidents: meanAndMax(trials.map(({ incidents }) => incidents)),
  };
}

/*
 * Where no candidate is shown to keep the objectives: the one that comes nearest, and why it is not.
 *
 * Of the candidates that were looked at the few that fall least short, and the strongest, are given the
 * same days; the one with the fewest bad days among them comes nearest, then the one that falls least
 * short on its typical day.
 */

/** Of those that fall least short. */
const COMPARED = 3;

/** Null where none was looked at. Throws Stopped. */
export function* nearestOf(
  entries: readonly CandidateEntry[],
  strongest: CandidateEntry | null,
  basis: Basis,
  stage: Stage,
): Study<NearestResult | null> {
  const { plan, ledger, fresh, requirements } = basis;
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
  const answers = answersOf(outcome, requirements, plan);
  return {
    settings: candidateResult(entry.candidate),
    why: whyNot(answers, outcome),
    unstable: closedForm(entry.input).loads.some(
      ({ load, beyond }) => beyond === 'unstable' && load >= 1,
    ),
    notFollowed: { ...outcome.notFollowed },
    answers,
    ...figuresOf(outcome, basis),
    largestPart: largestPart(outcome),
  };
}

function whyNot(answers: readonly AnswerResult[], outcome: SettingOutcome): NearestResult['why'] {
  const open = answers.filter(({ state }) => state !== 'met');
  if (open.some(({ state }) => state === 'missed')) return 'missed';
  if (open.some(({ unknown }) => unknown > 0)) return 'unknown';
  const { bad, good } = kindsOfDays(outcome);
  const few = [bad, good].some(({ length }) => length > 0 && length < FEWEST_FOR_MEAN);
  return few && open.some(({ onDays }) => onDays === null) ? 'kinds' : 'days';
}

/** How far the typical day is from the bounds: the largest ratio, 1 on the bound. */
function shortfall(outcome: SettingOutcome, objectives: readonly Objective[]): number {
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

/*
 * Objectives that no candidate keeps: which bound stops it.
 *
 * Each bound is lifted by itself (as far as sim/mailpath/remedies.ts says, a switch freed, a bound of a
 * metric gone) and the candidates that this adds are looked at, the strongest first: where
 * the sieve of a few days (cheapest.ts) puts even that one out, no other is tried (an assumption).
 * The cheapest that passes names its bound; if none does, no bound is to blame. Twenty days: an
 * estimate, not a guarantee.
 */

interface Lift {
  /** A setting's, or a metric's by its text. */
  readonly bound: CandidateSetting | string;
  readonly bounds: Bounds;
}

/** Those of settings that only have to be right, neither large nor small, come after the others. */
function lifts(bounds: Bounds): Lift[] {
  const onlyRight = (remedy: Dimension) =>
    Number(remedy.kind !== 'switch' && remedy.dimension.stronger === null);
  const ofSettings = [...DIMENSIONS]
    .sort((a, b) => onlyRight(a) - onlyRight(b))
    .flatMap((remedy): Lift[] => {
      const { setting: bound } = remedy;
      if (remedy.kind === 'switch') {
        return bounds[remedy.setting] === null
          ? []
          : [{ bound, bounds: { ...bounds, [bound]: null } }];
      }
      const before = bounds[remedy.setting];
      const range = remedy.dimension.lifted(before);
      if (range.min === before.min && range.max === before.max) return [];
      return [{ bound, bounds: { ...bounds, [bound]: range } }];
    });
  const ofMetrics = bounds.metrics.map(({ text }, i) => {
    return { bound: text, bounds: { ...bounds, metrics: bounds.metrics.toSpliced(i, 1) } };
  });
  return [...ofSettings, ...ofMetrics];
}

/**
 * The bounds that stop it, each with what would do without it. `candidates`: within some bounds, in the
 * order of their cost. Throws Stopped.
 */
export function* liftBounds(
  { plan, ledger }: Basis,
  candidates: (bounds: Bounds) => readonly CandidateEntry[],
  usualLimit: number,
  stage: Stage,
): Study<RecommendationResult['stoppedBy']> {
  const { bounds, objectives } = plan;
  const within = new Set(candidates(bounds).map(({ name }) => name));
  const found: RecommendationResult['stoppedBy'] = [];
  for (const { bound, bounds: wider } of lifts(bounds)) {
    const all = candidates(wider);
    const fewer = wider.metrics.length < bounds.metrics.length;
    const added = fewer ? all : all.filter(({ name }) => !within.has(name));
    if (added.length === 0) continue;
    const requirements = requirementsOf([...objectives, ...wider.metrics]);
    const first = sieveOf([strongest(added, usualLimit)], { ledger, requirements });
    if (!(yield* first.passes(0, () => stage))) continue;
    const sieve = sieveOf(added, { ledger, requirements });
    for (const [at, entry] of added.entries()) {
      if (!(yield* sieve.passes(at, () => stage))) continue;
      const answers = answersOf(ledger.of(entry), requirements, plan);
      found.push({ bound, settings: candidateResult(entry.candidate), answers });
      break;
    }
  }
  return found;
}
