/**
 * A candidate: one choice of the settings that are dimensions of a recommendation
 * (sim/mailpath/remedies.ts), as a change of the gateway as it stands.
 *
 * What the scenario's operator changes at a time is left out (it would undo the candidate); what the
 * article advises to do once is done at the start, where it changes something (the host-status table
 * is cleared where a mark stands).
 */

import { known } from '../../document/bounds.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import {
  arrivalRate,
  atEachGateway,
  hostTraffic,
  messageWork,
} from '../../mailpath/offered-load.ts';
import {
  ARTICLE_LIMIT,
  actionAtStart,
  DIMENSIONS,
  type Dimension,
  doneBy,
  type Range,
  REMEDY_ACTIONS,
  REMEDY_NUMBERS,
  REMEDY_SWITCHES,
  type RemedyNumber,
  type RemedySwitch,
  withLimit,
  withValue,
} from '../../mailpath/remedies.ts';
import type { GatewaySettings } from '../../mailpath/settings.ts';
import { blockingWith } from '../../statistics/erlang.ts';
import { closedForm } from '../closed-form/closed-form.ts';
import type { Objective } from '../objective.ts';
import type { LimitAdvice } from '../overrun.ts';
import { plain } from '../setting-changes.ts';
import type { Entry } from './ledger.ts';
import type { CandidateResult, ChangeResult, RecommendationResult } from './result.ts';

export type CandidateSetting = Dimension['setting'];

/** Infinity: no limit. */
export type Candidate = Pick<GatewaySettings, CandidateSetting>;

/** A candidate as a ledger knows it. */
export interface CandidateEntry extends Entry {
  readonly candidate: Candidate;
}

/** What stands in the way of a change, beside its effect on the delay. */
export interface Circumstances {
  readonly present: Candidate;
  /** In the cloud some settings are changed by Proofpoint Support. */
  readonly cloud: boolean;
  /** Some mail goes to servers that may greylist. */
  readonly otherDestinations: boolean;
  /** The limit that is taken where several do as well: the article's, or what the tail allows. */
  readonly usualLimit: number;
}

/** Numbers first, then switches. */
export function candidateOf(value: (setting: CandidateSetting) => number | boolean): Candidate {
  const settings = [...REMEDY_NUMBERS, ...REMEDY_SWITCHES].map(({ setting }) => setting);
  return Object.fromEntries(settings.map((name) => [name, value(name)])) as Candidate;
}

export function presentCandidate({ settings }: MailPathInput): Candidate {
  return candidateOf((setting) => settings[setting]);
}

/** The gateway with the candidate's settings from the start. */
export function withCandidate(input: MailPathInput, candidate: Candidate): MailPathInput {
  const kept = input.actions.filter(({ kind, atMs }) => kind !== 'set' && atMs > 0);
  const once = REMEDY_ACTIONS.filter(({ now }) => now.changes(input));
  return {
    ...input,
    settings: DIMENSIONS.reduce(
      (settings, remedy) => withValue(settings, remedy, candidate[remedy.setting]),
      input.settings,
    ),
    actions: [...once.map(actionAtStart), ...kept],
  };
}

/** The settings that a candidate changes, in the article's order, and who changes them. */
export function changesOf({ present, cloud }: Circumstances, candidate: Candidate): ChangeResult[] {
  return DIMENSIONS.filter(({ setting }) => candidate[setting] !== present[setting]).map(
    (remedy) => ({
      setting: remedy.setting,
      from: plain(present[remedy.setting]),
      to: plain(candidate[remedy.setting]),
      by: doneBy(remedy, cloud),
    }),
  );
}

export function candidateResult(candidate: Candidate): CandidateResult {
  return {
    ...candidate,
    ...Object.fromEntries(
      REMEDY_NUMBERS.map(({ setting }) => [setting, known(candidate[setting])]),
    ),
  };
}

export function needsTicket(site: Circumstances, candidate: Candidate): boolean {
  return changesOf(site, candidate).some(({ by }) => by !== 'administrator');
}

/**
 * Which of two candidates costs less where both do: below 0 for the first. A support ticket costs
 * most; then queue runners (processes, connections, memory); then haste, where other servers may
 * punish it; then the number of changes. The limit itself costs nothing: the usual one is taken. Where
 * the others cost nothing either, what does more comes first: at the same cost it is the stronger one.
 */
export function compareCost(a: Candidate, b: Candidate, site: Circumstances): number {
  const keys = (candidate: Candidate): number[] => [
    needsTicket(site, candidate) ? 1 : 0,
    candidate.runners,
    site.otherDestinations ? -candidate.retryIntervalMs : 0,
    changesOf(site, candidate).length,
    candidate.messagesPerConnection === site.usualLimit ? 0 : 1,
    ...REMEDY_NUMBERS.map((remedy) => weakness(remedy, candidate)),
  ];
  return compareKeys(keys(a), keys(b));
}

/**
 * The candidate that does most, whatever it costs: most runners, host status off, the shortest retry
 * interval, the usual limit. An assumption, and said as one: more runners are not always better. Of at
 * least one.
 */
export function strongest(entries: readonly CandidateEntry[], usualLimit: number): CandidateEntry {
  const keys = ({ candidate }: CandidateEntry): number[] => [
    ...DIMENSIONS.map((remedy) => weakness(remedy, candidate)),
    candidate.messagesPerConnection === usualLimit ? 0 : 1,
  ];
  return [...entries].sort((a, b) => compareKeys(keys(a), keys(b)))[0];
}

/** The smaller, the more a candidate does by this setting. */
function weakness(remedy: Dimension, candidate: Candidate): number {
  if (remedy.kind === 'switch') return candidate[remedy.setting] === remedy.on ? 0 : 1;
  const { stronger } = remedy.dimension;
  if (stronger === null) return 0;
  return stronger === 'less' ? candidate[remedy.setting] : -candidate[remedy.setting];
}

/** The first key in which they differ decides. */
function compareKeys(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((key, i) => key !== right[i]);
  return at < 0 ? 0 : left[at] - right[at];
}

export function candidateName(candidate: Candidate): string {
  return [
    ...REMEDY_NUMBERS.map(({ setting, kind, name }) => {
      const value = candidate[setting];
      return name(value, kind === 'duration' ? `${value / 1000} s` : String(value));
    }),
    ...REMEDY_SWITCHES.map(({ setting, name }) =>
      name(candidate[setting], candidate[setting] ? 'on' : 'off'),
    ),
  ].join(', ');
}

/**
 * Which candidates there are: every combination of a few values of each setting that is a dimension
 * (sim/mailpath/remedies.ts), within the bounds.
 *
 *   messages per connection   as it stands; the article's or what the tail allows, whichever is lower;
 *                             half and a quarter of that where even that overruns now and then
 *   queue runners             as they stand, twice, four times ... up to 64 times that or the bound;
 *                             what the load takes; the bound; never fewer: the article raises them
 *   another number            as it stands; what the table has beyond that; the bound
 *   a switch                  as it stands; as it is a remedy (host status off)
 *
 * Units: milliseconds.
 */

/** What the site allows: of a switch one of its states, or null: it can be switched. */
export type Bounds = Readonly<Record<RemedyNumber['setting'], Range>> &
  Readonly<Record<RemedySwitch['setting'], boolean | null>> & {
    /** Of what is simulated: `connections-peak <= 40`. They are kept like objectives. */
    readonly metrics: readonly Objective[];
  };

/** Below this chance a limit never overruns, for all that a day can show. */
const NEGLIGIBLE_OVERRUN = 1e-4;
const RUNNER_FACTORS = [1, 2, 4, 8, 16, 32, 64];

/** Beyond so many times the present runners nobody is helped by more. */
const MAX_RUNNERS_FACTOR = 64;

export interface GridInput {
  readonly input: MailPathInput;
  readonly bounds: Bounds;
  readonly advice: LimitAdvice | null;
  /** Runners that the load takes (runnersNeeded). */
  readonly runnersNeeded: number;
}

/** In the order of their cost, roughly: as it stands first. */
export function candidateGrid(grid: GridInput): Candidate[] {
  const present = presentCandidate(grid.input);
  let candidates = [present];
  const combine = (setting: CandidateSetting, values: readonly (number | boolean)[]): void => {
    candidates = candidates.flatMap((candidate) =>
      values.map((value) => ({ ...candidate, [setting]: value })),
    );
  };
  for (const remedy of REMEDY_NUMBERS) combine(remedy.setting, numbersOf(remedy, grid, present));
  for (const { setting, on } of REMEDY_SWITCHES) {
    const bound = grid.bounds[setting];
    combine(setting, bound === null ? [...new Set([present[setting], on])] : [bound]);
  }
  return candidates;
}

function numbersOf(remedy: RemedyNumber, grid: GridInput, present: Candidate): number[] {
  const { setting } = remedy;
  const bound = grid.bounds[setting];
  if (setting === 'messagesPerConnection') return within(limitValues(present, grid.advice), bound);
  if (setting === 'runners') return runnerValues(grid, present);
  const { candidates, stronger } = remedy.dimension;
  const stands = present[setting];
  const isStronger = (value: number): boolean =>
    stronger === 'more' ? value > stands : value < stands;
  const end = stronger === 'more' ? bound.max : bound.min;
  return within(
    [stands, ...candidates.filter(isStronger), end].filter((value) => value > 0),
    bound,
  );
}

function runnerValues({ bounds, runnersNeeded }: GridInput, present: Candidate): number[] {
  const { min, max } = bounds.runners;
  return within(
    [
      ...RUNNER_FACTORS.map((factor) => factor * present.runners),
      runnersNeeded,
      Math.min(max, MAX_RUNNERS_FACTOR * present.runners),
    ],
    { min: Math.min(max, Math.max(min, present.runners)), max },
  ).sort((a, b) => a - b);
}

function limitValues(present: Candidate, advice: LimitAdvice | null): number[] {
  const stated = present.messagesPerConnection;
  if (advice === null) return [stated, ARTICLE_LIMIT];
  const first = usualLimit(advice);
  const overruns = first < ARTICLE_LIMIT || advice.articleOverrun > NEGLIGIBLE_OVERRUN;
  return [
    stated,
    first,
    ...(overruns ? [2, 4].map((parts) => Math.max(1, Math.floor(first / parts))) : []),
  ];
}

/** The limit that is taken where nothing speaks for another: the article's, or what the tail allows. */
export function usualLimit(advice: LimitAdvice | null): number {
  if (advice === null) return ARTICLE_LIMIT;
  return Math.max(1, Math.min(ARTICLE_LIMIT, roundedDown(advice.tailAware)));
}

/** To two digits, so that it reads as a setting: 1473 as 1400. */
function roundedDown(value: number): number {
  if (!Number.isFinite(value) || value < 100) return value;
  let unit = 1;
  while (value / unit >= 100) unit *= 10;
  return Math.floor(value / unit) * unit;
}

/** The values within the range, each once; the end of the range where none is. */
function within(values: readonly number[], { min, max }: Range): number[] {
  const kept = [...new Set(values)].filter((value) => value >= min && value <= max);
  return kept.length > 0 ? kept : [Math.max(min, Math.min(max, values[0]))];
}

/**
 * Which candidates need no simulation: closed forms that show that they cannot do.
 *
 *   overrun    its limit lets too many connections outlive their lifetime
 *   unstable   the runners are asked for more than they can do, on average
 *   waits      first attempts wait for a queue run, and the interval is longer than the objective
 *
 * Each rule errs towards keeping a candidate. An overrun is a risk, not a delay: a candidate with it
 * is never recommended but may be the smallest change that keeps the objectives.
 */

type ScreenedFor = 'overrun' | 'unstable' | 'waits';

export interface Screening {
  readonly all: readonly Candidate[];
  /** To be simulated. */
  readonly kept: readonly Candidate[];
  /** Of those, the ones that may be recommended. */
  readonly safe: readonly Candidate[];
  /** How many are out, or not to be recommended, by each reason. */
  readonly out: Readonly<Partial<Record<ScreenedFor, number>>>;
}

export function screen(
  all: readonly Candidate[],
  input: MailPathInput,
  objectives: readonly Objective[],
  advice: LimitAdvice | null,
): Screening {
  const kept: Candidate[] = [];
  const safe: Candidate[] = [];
  const out: Partial<Record<ScreenedFor, number>> = {};
  for (const candidate of all) {
    const cannot = cannotDo(withCandidate(input, candidate), objectives);
    const reason = cannot ?? (overruns(candidate, advice) ? 'overrun' : null);
    if (cannot === null) kept.push(candidate);
    if (reason === null) safe.push(candidate);
    else out[reason] = (out[reason] ?? 0) + 1;
  }
  return { all, kept, safe, out };
}

/** With its limit more connections outlive their lifetime than may. */
export function overruns(
  { messagesPerConnection }: Candidate,
  advice: LimitAdvice | null,
): boolean {
  return advice !== null && messagesPerConnection > Math.max(1, advice.tailAware);
}

function cannotDo(input: MailPathInput, objectives: readonly Objective[]): ScreenedFor | null {
  const unstable = closedForm(input).loads.some(
    ({ resource, load, beyond }) => resource === 'runners' && beyond === 'unstable' && load >= 1,
  );
  if (unstable) return 'unstable';
  const { firstAttempt, queueRuns, retryIntervalMs } = input.settings;
  if (firstAttempt === 'queue' && queueRuns === 'interval') {
    // Arrivals fall anywhere between two runs: the share q of them waits up to q intervals.
    const waits = objectives.some(({ metric, comparison, bound }) => {
      const q = quantileOf(metric);
      return q !== null && comparison.startsWith('<') && q * retryIntervalMs > bound;
    });
    if (waits) return 'waits';
  }
  return null;
}

/** 0.99 of `p99`; of `mean` a half; null for what is no delay. */
function quantileOf(metric: MetricName): number | null {
  if (metric === 'mean') return 0.5;
  const match = /^p([\d.]+)$/.exec(metric);
  return match === null ? null : Number(match[1]) / 100;
}

/**
 * How many queue runners hold the throughput of a gateway, in closed form, before any simulation.
 *
 * A limit of m costs a set-up every m messages, so that a message takes s = shared + setup / m.
 *   load       what arrives for a gateway's queue asks for a = rate x s runners on average
 *   waiting    the fewest runners with a wait for at most one message in five (Erlang C)
 *   batch      what arrives in an interval must be done before the next: rate x T x s / R <= T, the
 *              same as the load; and a backlog of N (a mark's, a fault's) within a lifetime each
 * In background mode only what fails or exceeds the processes reaches the runners: then the backlog
 * decides alone. Source: Erlang C (Kleinrock 1975, Queueing Systems I). Left out: runners that wait for each
 * other in overlapping runs, priorities.
 */

/** Share of the messages that may find all runners busy. */
const MAY_WAIT = 0.2;

/**
 * `load`: erlangs, runners that the load keeps busy on average in its busiest stretch; 0 in background.
 * `runners`: the fewest for the load and for waiting. `forBacklog`: the fewest with which the largest
 * backlog is done within one lifetime each; null: no backlog.
 */
export function runnersNeeded(
  input: MailPathInput,
  limit: number,
): RecommendationResult['runnersNeeded'] {
  const unlimited = withLimit(input, Number.POSITIVE_INFINITY);
  const host = hostTraffic(unlimited);
  const work = messageWork(unlimited, host.input);
  const arrivals = atEachGateway(arrivalRate(unlimited), input.gateways);
  const messageMs = work.sharedMs + work.setupMs / limit;
  const queued = input.settings.firstAttempt === 'queue';
  const load = queued ? arrivals.peak * host.share * messageMs : 0;
  const { backlogs, lifetimeMs } = closedForm(unlimited).runnerShare;
  const [largest] = backlogs;
  return {
    load,
    runners: queued ? serversFor(load, MAY_WAIT) : 1,
    forBacklog:
      largest === undefined || lifetimeMs === null
        ? null
        : Math.max(1, Math.ceil((largest.runnerMs * input.settings.runners) / lifetimeMs)),
  };
}

/**
 * Fewest servers with which at most the share `waitProbability` of arrivals has to wait in M/M/c
 * that is offered `load` (arrival rate times mean service): Erlang B's stable recursion in one pass.
 */
export function serversFor(load: number, waitProbability: number): number {
  let blocking = 1;
  for (let c = 1; ; c++) {
    blocking = blockingWith(c, load, blocking);
    if (c > load && (c * blocking) / (c - load * (1 - blocking)) <= waitProbability) return c;
    // Without this a probability of 0, or a load that is no number, would never end.
    if (blocking === 0 || !(load < Number.MAX_SAFE_INTEGER)) return Number.POSITIVE_INFINITY;
  }
}
