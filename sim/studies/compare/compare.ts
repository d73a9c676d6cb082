/**
 * An experiment: several settings of one scenario, each with the same replications.
 *
 *   replication 0: default, recommended, ...   the same arrivals, sizes, machines, faults for each
 *   replication 1: default, recommended, ...
 *
 * Replication by replication, so that an experiment that is stopped half way still compares like
 * with like: only replications that every setting has finished count. Then an experiment in the steady
 * state, whose start-up is found by MSER-5 in pilot runs, and what more runners change where queue runs
 * overlap. Units: milliseconds.
 */
import { boundsResult } from '../../document/bounds.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { UsageError } from '../arguments.ts';
import type { ScopeContext } from '../definition.ts';
import { CONFIDENCE, estimate } from '../estimate.ts';
import type { Objective } from '../objective.ts';
import type { Replication } from '../replicate.ts';
import { type Precision, precisionFound, replicationsNeeded } from '../replications.ts';
import type { Result, Scope } from '../result/result-schema.ts';
import { SettingOutcome } from '../setting-outcome.ts';
import type { Job, Study } from '../study.ts';

export interface NamedInput {
  readonly name: string;
  readonly input: MailPathInput;
}

export interface ExperimentPlan {
  /** In the order of the report; differences are taken to the first. At least one. */
  readonly settings: readonly NamedInput[];
  readonly seed: string;
  /** So many, or as many as a precision takes. */
  readonly replications: number | Precision;
  /** The start of each run that is not counted (steadyStateStudy); absent: everything counts. */
  readonly warmUpMs?: number;
  /** Whether curves of delay are wanted of each setting; true by default. */
  readonly keepsCurves?: boolean;
  /** The objectives that a day has to meet so as not to be a bad one; none by default. */
  readonly objectives?: readonly Objective[];
}

/** Replications count that every setting has finished. */
export interface Experiment extends Pick<Scope, 'replications' | 'partial' | 'precision'> {
  readonly plan: ExperimentPlan;
  readonly outcomes: readonly SettingOutcome[];
}

/** What every result says of the experiment that it came from. */
export function scopeResult(
  { plan, replications, partial, precision }: Experiment,
  { version, scenario, assumptions }: ScopeContext,
): Scope {
  return {
    version,
    scenario,
    seed: plan.seed,
    confidence: CONFIDENCE,
    replications,
    partial,
    precision,
    assumptions: [...assumptions],
  };
}

/**
 * Jobs of one batch, at least: workers have nothing to do while the last of a batch is finished,
 * half a job each on average. On 16 cores that is 2%; a batch's replications take some 20 MB.
 */
const JOBS_IN_BATCH = 512;

/** So many replications of a setting, from the `first` on. */
function jobsOf({ name, input }: NamedInput, seed: string, first: number, many: number): Job[] {
  return Array.from({ length: many }, (_, i) => {
    return { input, seed, replication: first + i, setting: name };
  });
}

/** Runs the plan's settings side by side. */
export function* comparisonStudy(plan: ExperimentPlan): Study<Experiment> {
  const { settings, replications: wanted } = plan;
  const outcomes = settings.map(
    ({ name }) => new SettingOutcome(name, plan.objectives, plan.keepsCurves),
  );
  const precision = typeof wanted === 'number' ? null : wanted;
  const target = (done: number): number =>
    typeof wanted === 'number' ? wanted : replicationsNeeded(outcomes, wanted, done);
  const roundsInBatch = Math.ceil(JOBS_IN_BATCH / settings.length);
  const what = settings.length > 1 ? `${settings.length} settings, ` : '';
  let done = 0;
  let ended = false;
  let planned = target(0);
  while (done < planned && !ended) {
    const rounds = Math.min(roundsInBatch, planned - done);
    const [first, of] = [done, planned];
    const { replications, stopped } = yield {
      jobs: Array.from({ length: rounds }, (_, round) =>
        settings.flatMap((one) => jobsOf(one, plan.seed, first + round, 1)),
      ).flat(),
      doing: (finished) => {
        const current = Math.min(of, first + Math.floor(finished / settings.length) + 1);
        return `${what}replication ${current} of ${of}`;
      },
      from: first / of,
      to: (first + rounds) / of,
    };
    const missing = replications.indexOf(null);
    const finished = missing < 0 ? rounds : Math.floor(missing / settings.length);
    replications.slice(0, finished * settings.length).forEach((replication, i) => {
      if (replication !== null) outcomes[i % settings.length].add(replication);
    });
    done += finished;
    ended = stopped || finished < rounds;
    if (done === planned && !ended) planned = target(done);
  }
  return {
    plan,
    outcomes,
    replications: { planned, finished: done },
    partial: done < planned,
    precision: precision === null ? null : precisionFound(outcomes, precision),
  };
}

/** All of these jobs, `at` a point of the whole study; null where it is stopped among them. */
function* allOf(jobs: readonly Job[], what: string, at: number): Study<Replication[] | null> {
  const doing = (finished: number) => `${what} ${finished} of ${jobs.length}`;
  const { replications, stopped } = yield { jobs, doing, from: at, to: at };
  const finished = replications.filter((replication) => replication !== null);
  return stopped || finished.length < jobs.length ? null : finished;
}

/*
 * Steady-state questions: what goes on indefinitely, so that the empty start of a run is no part of the
 * answer. Replication and deletion: MSER-5 cuts the start, independent replications give the
 * intervals (Law, Simulation Modeling and Analysis, 9.5.2).
 *
 *   1. pilot    some replications of each setting; their mean delay by time of arrival
 *   2. MSER-5   where the start-up ends, on the mean of the pilots; the latest of all settings holds
 *               for all, so that they keep the same mail
 *   3. run      the experiment, counting delays of messages that arrived after that
 */

const PILOTS = 10;
/** Numbers of the pilots: mail that the experiment does not see. */
const FIRST_PILOT = 3_000_000;

/**
 * Throws a UsageError where there is no steady state, or where MSER-5 finds no end of the start-up.
 * Stopped among the pilots: an experiment of nothing.
 */
export function* steadyStateStudy(plan: ExperimentPlan): Study<Experiment> {
  for (const { input } of plan.settings) {
    const what = changingPart(input);
    if (what === null) continue;
    throw new UsageError(
      `--steady-state: the scenario is a day of its own (${what}), not something that goes on indefinitely: nothing of it is warm-up. Leave the option out.`,
    );
  }
  const jobs = plan.settings.flatMap(({ name, input }) => {
    // A pilot counts nothing: all its delays are kept by the time of arrival.
    const pilot = { ...input, countFromMs: Number.POSITIVE_INFINITY };
    return jobsOf({ name, input: pilot }, plan.seed, FIRST_PILOT, PILOTS);
  });
  const finished = yield* allOf(jobs, 'pilot run', 0);
  if (finished === null) return yield* comparisonStudy({ ...plan, replications: 0 });
  const cuts = plan.settings.map(({ name, input }, i) => {
    const own = finished.slice(i * PILOTS, (i + 1) * PILOTS);
    const cut = warmUp(own, input.arrivalsEndMs);
    if (cut !== null) return cut;
    throw new UsageError(
      `--steady-state: under ${name} MSER-5 finds no end of the start-up in the first half of the run: either it is overloaded, or the run is too short. Raise run.arrivals-for.`,
    );
  });
  const warmUpMs = Math.max(...cuts);
  const settings = plan.settings.map(({ name, input }) => ({
    name,
    input: { ...input, countFromMs: warmUpMs },
  }));
  return yield* comparisonStudy({ ...plan, settings, warmUpMs });
}

/**
 * What makes a setting's run a day of its own, and not a stretch of something that goes on. A day or an
 * incident has no steady state and is not to be cut: whatever makes one (a profile, a mailing, a fault
 * in a window, an operator) is refused.
 */
export function changingPart({
  arrivals,
  arrivalsEndMs,
  hosts,
  actions,
}: MailPathInput): string | null {
  const isWhole = ({ fromMs, toMs }: { fromMs: number; toMs: number }): boolean =>
    fromMs <= 0 && toMs >= arrivalsEndMs;
  for (const arrival of arrivals) {
    if (arrival.kind === 'bulk') return 'it has a mailing';
    if (arrival.kind === 'recorded') return 'its mail is recorded';
    const isFlat = new Set(arrival.profile).size <= 1;
    if (!isFlat || !isWhole(arrival)) return 'its mail has a profile, a beginning or an end';
  }
  if (!hosts.flatMap(({ faults }) => faults).every(isWhole)) {
    return 'it has a fault in a window of time';
  }
  return actions.some(({ atMs }) => atMs > 0) ? 'its operator acts at a time' : null;
}

/** Where the start-up ends, ms; null where MSER-5 cannot tell. */
function warmUp(pilots: readonly Replication[], endMs: number): number | null {
  // All pilots of a setting have slots of a power of two seconds: the widest one's are used.
  const slotMs = Math.max(...pilots.map(({ byArrival }) => byArrival.slotMs));
  const slots = Math.floor(endMs / slotMs);
  const series: number[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const found = pilots.flatMap(({ byArrival: { slotMs: own, means } }) => {
      const wide = slotMs / own;
      return means.slice(slot * wide, (slot + 1) * wide).filter((mean) => mean !== null);
    });
    const mean = found.reduce((sum, value) => sum + value / found.length, 0);
    series.push(found.length === 0 ? (series[slot - 1] ?? 0) : mean);
  }
  const cut = truncation(series);
  return cut === null ? null : cut * slotMs;
}

/*
 * What an answer depends on where queue runs overlap: "4 runners" of each run are more at one time,
 * since every tick starts a run though older ones still work. A site may mean 4 in all.
 */

/** Days of the other reading: enough to see an effect that an answer could depend on. */
const DAYS = 5;

/**
 * Replays each setting whose runs overlap on a few of the same days with MaxQueueChildren at its number
 * of runners, and holds it against itself. `open`: may the setting's runners be meant in all? Stopped
 * half way it says nothing.
 */
export function* runnersEffects(
  { plan, outcomes, partial }: Experiment,
  open: (setting: string) => boolean,
): Study<Result['runnersInAll']> {
  const overlapping = plan.settings.flatMap(({ name, input }, i) => {
    const peak = estimate(outcomes[i], 'busy-runners-peak').value.low;
    return open(name) && overlaps(input, peak) ? [{ name, input, outcome: outcomes[i], peak }] : [];
  });
  if (overlapping.length === 0 || partial) return [];
  const days = Math.min(DAYS, outcomes[0].days);
  const jobs = overlapping.flatMap(({ name, input }) => {
    const settings = { ...input.settings, maxQueueChildren: input.settings.runners };
    return jobsOf({ name, input: { ...input, settings } }, plan.seed, 0, days);
  });
  const finished = yield* allOf(jobs, 'runners counted in all, run', 1);
  if (finished === null) return [];
  return overlapping.map(({ name, input, outcome, peak }, i) => {
    const other = new SettingOutcome(name, [], false);
    for (const replication of finished.slice(i * days, (i + 1) * days)) other.add(replication);
    return {
      setting: name,
      runners: input.settings.runners,
      gateways: input.gateways,
      peak,
      days,
      perRun: boundsResult(estimate(outcome.first(days), 'p99').value),
      inAll: boundsResult(estimate(other, 'p99').value),
    };
  });
}

/** `peak`: most runners at work at one time at all gateways on the typical day. */
function overlaps({ settings, gateways }: MailPathInput, peak: number): boolean {
  return (
    settings.queueRuns === 'interval' &&
    settings.maxQueueChildren === 0 &&
    peak > gateways * settings.runners
  );
}

const BATCH = 5;
/** So few batches vary by chance too little: their minimum means nothing (Hoad et al. 2010). */
const MIN_BATCHES = 5;

/**
 * Where the start-up phase of a long run ends: MSER-5 (White, Cobb and Spratt 2000, Simulation 75).
 *
 * The series is averaged in batches of 5; cut off is the beginning without which the standard error
 * of the mean of the rest is smallest. A cut in the second half says that the series is too short to
 * tell, and is refused. Only for steady-state questions: a day that starts empty has nothing to cut
 * off. Left out: an interval of the mean (take independent replications, each cut like this).
 *
 * Returns the number of values to leave out at the beginning; null where the series does not tell.
 */
export function truncation(series: readonly number[]): number | null {
  const batches = Math.floor(series.length / BATCH);
  if (batches < 2 * MIN_BATCHES) return null;
  let best = Number.POSITIVE_INFINITY;
  let cut = 0;
  // Mean and sum of squares of the batches from the end (Welford's recursion).
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (let batch = batches - 1; batch >= 0; batch--) {
    let value = 0;
    for (let i = 0; i < BATCH; i++) value += series[batch * BATCH + i] / BATCH;
    n++;
    const step = value - mean;
    mean += step / n;
    squares += step * (value - mean);
    // Equal ones, as of a constant series: the shortest cut.
    if (n >= MIN_BATCHES && squares / (n * n) <= best) {
      best = squares / (n * n);
      cut = batch;
    }
  }
  return Number.isFinite(best) && 2 * cut <= batches ? cut * BATCH : null;
}
