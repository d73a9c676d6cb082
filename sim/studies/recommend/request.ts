/**
 * What `recommend` does: the settings to choose, and what is promised of them. From objectives and
 * bounds to the cheapest settings that keep them.
 *
 *   site, objectives, bounds
 *        |
 *   1. closed forms: how many messages a connection can carry, how many runners the load takes
 *   2. candidates within the bounds; closed forms put out those that cannot do (candidate.ts)
 *   3. cheapest first: a sieve of a few days, then fresh days (cheapest.ts)
 *   4. beside the choice: the gateway as it stands, and the strongest candidate, on the same days
 *   5. asked for in full: the smallest change, how far values can move, an age limit in place of a
 *      number, the article's procedure; where nothing does: what comes nearest, and which bound stops it
 *      (alternatives.ts)
 *
 * What is promised: cheapest.ts. It is about this scenario's days, not about what the scenario leaves
 * out.
 */

import { known } from '../../document/bounds.ts';
import { capitalised } from '../../document/quantity.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { isMetricName, METRICS, metricOf } from '../../mailpath/metrics.ts';
import { hostTraffic, messageWork } from '../../mailpath/offered-load.ts';
import {
  type AdvisedSite,
  type NumberField,
  type Range,
  REMEDY_NUMBERS,
  REMEDY_SWITCHES,
  type RemedyNumber,
  type SwitchField,
} from '../../mailpath/remedies.ts';
import { type Bound, parseBound } from '../../scenario/bound.ts';
import { parseObjective, type StatedObjective } from '../../scenario/expectation.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { canItHappen } from '../closed-form/can-it-happen.ts';
import { largestPart } from '../compare/result.ts';
import { studyRequest } from '../definition.ts';
import { differencesOf } from '../estimate.ts';
import type { Objective } from '../objective.ts';
import { limitAdvice } from '../overrun.ts';
import { valueWords } from '../setting-changes.ts';
import type { Study } from '../study.ts';
import { inputOf } from '../subject.ts';
import {
  ageLimit,
  liftBounds,
  loweringPolicy,
  movements,
  nearestOf,
  smallestChange,
} from './alternatives.ts';
import {
  type Bounds,
  type Candidate,
  type CandidateEntry,
  candidateGrid,
  candidateName,
  candidateResult,
  changesOf,
  compareCost,
  presentCandidate,
  runnersNeeded,
  type Screening,
  screen,
  strongest,
  usualLimit,
  withCandidate,
} from './candidate.ts';
import { chooseCheapest, FIRST_DAYS, type Leading, type Trial } from './cheapest.ts';
import { Ledger, type Stage, Stopped } from './ledger.ts';
import { limitWords, recommendationReport } from './report.ts';
import {
  answersOf,
  type Basis,
  dayCount,
  figuresOf,
  leavesMore,
  leavesOpen,
  type RecommendationPlan,
  requirementsOf,
} from './requirements.ts';
import {
  type LimitResult,
  type ProcedureResult,
  type RecommendationResult,
  type RecommendedChoice,
  recommendationCsv,
  recommendationSchema,
} from './result.ts';

/** The result, without where it comes from. */
export type Recommendation = Omit<
  RecommendationResult,
  'format' | 'version' | 'scenario' | 'assumptions'
>;

export const request = studyRequest<Recommendation, RecommendationResult>({
  schema: { title: 'Recommendation of mailpath', of: recommendationSchema },
  csv: recommendationCsv,
  unmet: ({ choice }) => choice === null,
  plan: (args) => {
    return ({ scenario }) => {
      const setting = args.text('setting') ?? 'default';
      const input = inputOf(scenario, setting);
      return {
        study: recommendStudy(recommendationPlan(args, scenario, input)),
        settings: [setting],
        result: (found, { version, scenario: about, assumptions }) => ({
          format: 'mailpath-recommendation/2',
          version,
          scenario: about,
          ...found,
          assumptions: [...assumptions],
        }),
        report: (result, command) => recommendationReport(result, { input, command }),
      };
    };
  },
});

/*
 * From the command line and the scenario: objectives, bounds, what they leave open and is assumed.
 */

/** Where neither the command line nor the scenario states one. */
const USUAL_OBJECTIVE = 'p99 < 5m';
const USUAL_CONFIDENCE = 0.95;
/** What is taken to be possible where nobody says: so many times as it stands. */
const MAX_FACTOR = 4;

export function recommendationPlan(
  args: Arguments,
  scenario: Scenario,
  input: MailPathInput,
): RecommendationPlan {
  const objectives = objectivesOf(args, scenario);
  const examples = 'runners <= 8, retry-interval >= 5m, host-status = on, connections <= 40';
  const allowed = [
    ...scenario.bounds,
    ...stated('bound', args.list('bound'), parseBound, examples),
  ];
  const { otherDestinations } = scenario;
  const { bounds, assumed } = boundsWithin(allowed, input, otherDestinations);
  // A delay of which less is better, so that the best can be the best in it.
  const about = objectives
    .map(({ metric }) => metricOf(metric))
    .find(({ unit, better }) => unit === 'ms' && better === 'less');
  return {
    input,
    site: {
      present: presentCandidate(input),
      cloud: scenario.deployment === 'cloud',
      otherDestinations,
    },
    seed: args.text('seed') ?? scenario.seed,
    objectives,
    bounds,
    requested: {
      objectives: objectives.map(({ text }) => text),
      bounds: allowed.map(({ text }) => text),
      assumedBounds: assumed,
      criterion: about?.name ?? 'p99',
      criterionUnit: 'ms',
      confidence: confidenceOf(args),
      maxDays: args.whole('replications', 10, 100_000),
    },
    full: args.flag('full'),
  };
}

/** What an option states that may be given several times, with commas or without. */
function stated<T extends object>(
  option: string,
  given: readonly string[],
  read: (text: string) => T | string,
  examples: string,
): T[] {
  const texts = given.flatMap((text) => text.split(','));
  return texts.map((text) => {
    const found = read(text);
    if (typeof found !== 'string') return found;
    throw new UsageError(`--${option} "${text.trim()}": ${found} Write it like: ${examples}.`);
  });
}

function objectivesOf(args: Arguments, scenario: Scenario): Objective[] {
  const own = args.list('objective');
  const given = own.length > 0 || scenario.objectives.length > 0 ? own : [USUAL_OBJECTIVE];
  const read = (text: string) => parseObjective(text, []);
  const examples = 'p99 < 5m, p99 < 5m on 90% of days, mean p99 < 5m, max < 30m, resets = 0';
  const found = stated('objective', given, read, examples);
  return (found.length > 0 ? found : scenario.objectives).map(objectiveOf);
}

/** What a setting can be held to. Throws a UsageError for what only compares settings. */
function objectiveOf({ text, left, operator, right, onDays }: StatedObjective): Objective {
  if (right.kind !== 'value' || operator === '!=' || left.setting !== '') {
    throw new UsageError(
      `The objective "${text}" cannot be recommended for: it has to compare a measure with a value, by <, <=, >, >= or =.`,
    );
  }
  if (!isMetricName(left.metric)) {
    throw new UsageError(
      `The objective "${text}" cannot be recommended for: ${left.metric} is of all days together, so that no day keeps or breaks it.`,
    );
  }
  if (operator === '==' && right.value !== 0) {
    throw new UsageError(`The objective "${text}": only nothing at all can be asked for by =.`);
  }
  return { text, metric: left.metric, comparison: operator, bound: right.value, onDays };
}

function boundsWithin(
  allowed: readonly Bound[],
  input: MailPathInput,
  otherDestinations: boolean,
): { bounds: Bounds; assumed: string[] } {
  const present = presentCandidate(input);
  const site: AdvisedSite = {
    ...present,
    work: messageWork(input, hostTraffic(input).input),
    allExchangeOnline: !otherDestinations,
  };
  const assumed: string[] = [];
  const ranges = REMEDY_NUMBERS.map((remedy) => {
    const range = rangeStated(remedy.field, allowed);
    const usual = assumedRange(remedy, range, present[remedy.setting], site);
    if (usual !== null) assumed.push(usual.why);
    return [remedy.setting, usual?.range ?? range];
  });
  const switches = REMEDY_SWITCHES.map(({ setting, field }) => [
    setting,
    switchStated(field, allowed),
  ]);
  const metrics = allowed.flatMap((b) =>
    b.kind === 'metric' ? [{ ...objectiveOf(b.expectation), text: b.text }] : [],
  );
  return { bounds: { ...Object.fromEntries([...ranges, ...switches]), metrics }, assumed };
}

function rangeStated(field: NumberField, allowed: readonly Bound[]): Range {
  const own = allowed.filter((b) => b.kind === 'setting').filter((b) => b.setting === field);
  const min = Math.max(1, ...own.map((end) => end.min));
  const max = Math.min(Number.POSITIVE_INFINITY, ...own.map((end) => end.max));
  if (min > max) throw new UsageError(`The bounds of ${field} leave nothing: ${texts(own)}.`);
  return { min, max };
}

function switchStated(field: SwitchField, allowed: readonly Bound[]): boolean | null {
  const own = allowed.filter((b) => b.kind === 'switch').filter((b) => b.setting === field);
  if (new Set(own.map(({ value }) => value)).size > 1) {
    const name = field.replaceAll('-', ' ');
    throw new UsageError(`${capitalised(name)} cannot be both: ${texts(own)}.`);
  }
  return own[0]?.value ?? null;
}

/** Where nobody states how far a remedy may go; null: as far as one likes, or as stated. */
function assumedRange(
  remedy: RemedyNumber,
  range: Range,
  present: number,
  site: AdvisedSite,
): { range: Range; why: string } | null {
  const { field, dimension, advised } = remedy;
  if (dimension.stronger === 'more' && !Number.isFinite(range.max)) {
    const max = Math.max(range.min, MAX_FACTOR * present);
    const why = `${field} <= ${max} (four times as they stand: nobody stated a bound)`;
    return { range: { ...range, max }, why };
  }
  if (dimension.stronger === 'less' && range.min <= 1) {
    const furthest = advised(site);
    const stands = present > 0 && present < furthest;
    const min = Math.min(stands ? present : furthest, range.max);
    const where = site.allExchangeOnline ? '' : ' where mail also goes elsewhere';
    const why = `${field} >= ${valueWords(remedy, min)} (${stands ? 'as it stands' : `the article's shortest${where}`})`;
    return { range: { ...range, min }, why };
  }
  return null;
}

function texts(bounds: readonly Bound[]): string {
  return bounds.map(({ text }) => text).join(', ');
}

function confidenceOf(args: Arguments): number {
  const isRight = (value: number) => value >= 0.8 && value <= 0.999;
  const expected = 'a share from 80% to 99.9%, such as 95%';
  return args.quantity('confidence', 'share', isRight, expected) ?? USUAL_CONFIDENCE;
}

/** Numbers of the fresh days: mail that chose nothing. */
const FRESH_REPLICATIONS = 1_000_000;
/** Fresh days of the gateway as it stands and of the strongest candidate: the first of the choice's. */
const DAYS_BESIDE = 10;

/** Fresh days that a candidate usually takes, for the share of the whole that is done. */
const USUAL_FRESH_DAYS = 110;

/** Runs the whole procedure; stopped half way it gives what it knows, marked partial. */
export function* recommendStudy(plan: RecommendationPlan): Study<Recommendation> {
  const search = searchOf(plan);
  // Is 199 right here? In closed form, so that it is said at once.
  const opening = limitWords({ limit: search.limit() });
  let partial = false;
  try {
    yield* neverBackwards(search.run(), opening);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    partial = true;
  }
  return search.result(partial);
}

/** Nobody knows how many candidates fail: what was said to be done is not taken back. */
function* neverBackwards(study: Study<void>, opening: string): Study<void> {
  let done = 0;
  let step = study.next();
  let first: { opening?: string } = { opening };
  while (!step.done) {
    const from = Math.max(done, step.value.from);
    done = Math.max(from, step.value.to);
    step = study.next(yield { ...step.value, ...first, from, to: done });
    first = {};
  }
}

/** The search, and what is known so far, from which the result is made at whatever point it ends. */
function searchOf(plan: RecommendationPlan) {
  const { input, seed, objectives, bounds } = plan;
  const requirements = requirementsOf([...objectives, ...bounds.metrics]);
  const ledger = new Ledger(seed, requirements.all);
  const fresh = new Ledger(seed, requirements.all, FRESH_REPLICATIONS);
  const basis: Basis = { plan, requirements, ledger, fresh };
  const advice = limitAdvice(input, hostTraffic(input).input);
  const site = { ...plan.site, usualLimit: usualLimit(advice) };
  const needed = runnersNeeded(input, site.usualLimit);
  const present = entryOf(presentCandidate(input));
  const screening = screened(bounds);
  const entries = byCost(screening.safe);
  const strongestEntry = entries.length > 0 ? strongest(entries, site.usualLimit) : null;
  let counts = { evaluated: 0, eliminated: 0, notShown: 0, leaveMail: 0 };
  /** The candidate that is being looked at. */
  let leader: CandidateEntry | null = null;
  let choice: Trial | null = null;
  let procedure: ProcedureResult | null = null;
  const more: Pick<RecommendedChoice, 'movements' | 'ageLimit'> = { movements: [], ageLimit: null };
  const beside: Pick<Recommendation, 'smallest' | 'nearest' | 'stoppedBy'> = {
    smallest: null,
    nearest: null,
    stoppedBy: [],
  };
  return { run, limit, result };

  function* run(): Study<void> {
    yield* choose();
    if (choice === null) yield* sayWhatStopsIt();
    else if (plan.full) yield* sayMore(choice);
  }

  /** Of whatever is known: of a search that was stopped the best so far. */
  function result(partial: boolean): Recommendation {
    const outcome = (choice === null ? ledger : fresh).of(present);
    return {
      seed,
      partial,
      full: plan.full,
      replicationsRun: ledger.replicationsRun + fresh.replicationsRun,
      requested: plan.requested,
      canItHappen: canItHappen(input, outcome),
      limit: limit(),
      runnersNeeded: needed,
      considered: { candidates: screening.all.length, screenedOut: screening.out, ...counts },
      present: {
        settings: candidateResult(present.candidate),
        ...figuresOf(outcome, basis),
        largestPart: largestPart(outcome),
      },
      leading:
        leader === null
          ? null
          : {
              settings: candidateResult(leader.candidate),
              first: dayCount(ledger.of(leader), basis),
              fresh: dayCount(fresh.of(leader), basis),
            },
      choice: choice === null ? null : choiceResult(choice),
      ...beside,
    };
  }

  /** Null: the host lets connections live indefinitely. */
  function limit(): LimitResult | null {
    return advice === null ? null : { ...advice, tailAware: known(advice.tailAware), procedure };
  }

  /** The strongest and the gateway as it stands have the first of its days. */
  function choiceResult({ entry, shown }: Trial): RecommendedChoice {
    const outcome = fresh.of(entry);
    return {
      settings: candidateResult(entry.candidate),
      changes: changesOf(site, entry.candidate),
      clearTable: input.marks.length > 0,
      shown: [...shown],
      answers: answersOf(outcome, requirements, plan),
      ...figuresOf(outcome, basis),
      present: differencesOf(outcome, fresh.of(present), METRICS),
      strongest:
        strongestEntry === null || strongestEntry.name === entry.name
          ? null
          : {
              settings: candidateResult(strongestEntry.candidate),
              ...figuresOf(fresh.of(strongestEntry), basis),
              differences: differencesOf(outcome, fresh.of(strongestEntry), METRICS),
            },
      ...more,
    };
  }

  function screened(within: Bounds): Screening {
    const grid = candidateGrid({ input, bounds: within, advice, runnersNeeded: needed.runners });
    return screen(grid, input, objectives, advice);
  }

  function entryOf(candidate: Candidate): CandidateEntry {
    return { name: candidateName(candidate), input: withCandidate(input, candidate), candidate };
  }

  function byCost(candidates: readonly Candidate[]): CandidateEntry[] {
    return candidates.map(entryOf).sort((a, b) => compareCost(a.candidate, b.candidate, site));
  }

  /** Steps 3 and 4. */
  function* choose(): Study<void> {
    const found = yield* chooseCheapest(entries, {
      ...basis,
      accepts: besideIt,
      stage: (leading, at) => lead(leading, at / entries.length),
    });
    const { failed, refused, evaluated, eliminated } = found;
    counts = { evaluated, eliminated, notShown: failed.length, leaveMail: refused.length };
    choice = found.choice;
    if (choice !== null) leader = null;
  }

  /** The gateway as it stands and the strongest on the first of its days; whether it may be taken. */
  function* besideIt(entry: CandidateEntry): Study<boolean> {
    const outcome = fresh.of(entry);
    yield* fresh.extend(
      strongestEntry === null ? [present] : [present, strongestEntry],
      Math.min(DAYS_BESIDE, outcome.days),
      stage(`shown to meet the objectives: ${entry.name}; beside it today’s settings`, 0.9, 1),
    );
    return !leavesOpen(outcome) && !leavesMore(outcome, fresh.of(present));
  }

  /** What is being done; whoever stops it now gets this candidate as the best so far. */
  function lead({ entry, bad, days, fresh }: Leading, share: number): Stage {
    leader = entry;
    const found = `${bad} bad so far of ${days}${fresh ? ' fresh' : ''} days`;
    // Candidates that are cheap and eliminated take little; the fresh days take most.
    if (!fresh) return stage(`trying ${entry.name}: ${found}`, 0.3 * share, 0.3 * share);
    const done = Math.min(1, days / USUAL_FRESH_DAYS);
    return stage(`best so far, ${found}: ${entry.name}`, 0.3, 0.3 + 0.6 * done);
  }

  /** Step 5 beside a choice. */
  function* sayMore(trial: Trial): Study<void> {
    const { entry } = trial;
    const smaller = byCost(screening.kept);
    beside.smallest = yield* smallestChange(basis, smaller, trial, site, advice, ({ entry }) =>
      stage(`the smallest change: ${entry.name}`, 0.9, 0.92),
    );
    const moving = stage('how far each value can move', 0.92, 0.96);
    more.movements = yield* movements(basis, entry.candidate, present, moving);
    more.ageLimit = yield* ageLimit(basis, entry, stage('an age limit', 0.96, 0.97));
    if (advice === null) return;
    procedure = yield* loweringPolicy(plan, stage('the article’s procedure', 0.97, 1));
  }

  /** Step 5 where nothing does. */
  function* sayWhatStopsIt(): Study<void> {
    const nearest = stage('what comes nearest', 0.9, 0.92);
    beside.nearest = yield* nearestOf(entries, strongestEntry, basis, nearest);
    leader = null;
    yield* ledger.extend([present], FIRST_DAYS, stage('the gateway as it stands', 0.92, 0.93));
    // Where more days could show it, no bound is to blame.
    const why = beside.nearest?.why;
    if (why === 'days' || why === 'kinds') return;
    beside.stoppedBy = yield* liftBounds(
      basis,
      (wider) => byCost(screened(wider).safe),
      site.usualLimit,
      stage('which bound stops it', 0.93, 1),
    );
  }
}

function stage(doing: string, from: number, to: number): Stage {
  return { doing, from, to };
}
