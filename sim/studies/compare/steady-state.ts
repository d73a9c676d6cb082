/**
 * Steady-state questions: what goes on indefinitely, so that the empty start of a run is no part of the
 * answer. Replication and deletion: MSER-5 cuts the start, independent replications give the
 * intervals (Law, Simulation Modeling and Analysis, 9.5.2).
 *
 *   1. pilot    some replications of each setting; their mean delay by time of arrival
 *   2. MSER-5   where the start-up ends, on the mean of the pilots; the latest of all settings holds
 *               for all, so that they keep the same mail
 *   3. run      the experiment, counting delays of messages that arrived after that
 *
 * A day or an incident has no steady state and is not to be cut: whatever makes one (a profile, a
 * mailing, a fault in a window, an operator) is refused. Units: milliseconds.
 */

import type { MailPathInput } from '../../mailpath/input.ts';
import { truncation } from '../../statistics/mser.ts';
import { UsageError } from '../arguments.ts';
import type { Replication } from '../replicate.ts';
import type { Study } from '../study.ts';
import { comparisonStudy, type Experiment, type ExperimentPlan } from './compare.ts';

const PILOTS = 10;
/** Numbers of the pilots: mail that the experiment does not see. */
const FIRST_PILOT = 3_000_000;

export type NoSteadyState =
  | {
      readonly kind: 'changes';
      readonly what: 'profile' | 'bulk' | 'recorded' | 'fault' | 'action';
    }
  /** MSER-5 finds no end of the start-up in the first half of this setting's run. */
  | { readonly kind: 'too-short'; readonly setting: string };

/** The result of a steady-state question; stopped among the pilots: an experiment of nothing. */
export type SteadyState =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly reason: NoSteadyState };

/** What makes a setting's run a day of its own, and not a stretch of something that goes on. */
export function changingPart(input: MailPathInput): NoSteadyState | null {
  const changes = (what: Extract<NoSteadyState, { kind: 'changes' }>['what']): NoSteadyState => ({
    kind: 'changes',
    what,
  });
  for (const arrival of input.arrivals) {
    if (arrival.kind !== 'poisson') return changes(arrival.kind);
    if (new Set(arrival.profile).size > 1) return changes('profile');
    if (arrival.fromMs > 0 || arrival.toMs < input.arrivalsEndMs) return changes('profile');
  }
  const windows = input.hosts.flatMap(({ faults }) => faults);
  if (windows.some(({ fromMs, toMs }) => fromMs > 0 || toMs < input.arrivalsEndMs)) {
    return changes('fault');
  }
  return input.actions.some(({ atMs }) => atMs > 0) ? changes('action') : null;
}

export function* steadyStateStudy(plan: ExperimentPlan): Study<SteadyState> {
  for (const { input } of plan.settings) {
    const reason = changingPart(input);
    if (reason !== null) return { ok: false, reason };
  }
  // A pilot counts nothing: all its delays are kept by the time of arrival.
  const pilots = plan.settings.map(({ input }) => ({
    ...input,
    countFromMs: Number.POSITIVE_INFINITY,
  }));
  const jobs = plan.settings.flatMap(({ name }, setting) =>
    Array.from({ length: PILOTS }, (_, i) => ({
      input: pilots[setting],
      seed: plan.seed,
      replication: FIRST_PILOT + i,
      setting: name,
    })),
  );
  const { replications, stopped } = yield {
    jobs,
    doing: (finished) => `pilot run ${finished} of ${jobs.length}`,
    from: 0,
    to: 0,
  };
  if (stopped || replications.includes(null)) {
    return { ok: true, experiment: yield* comparisonStudy({ ...plan, replications: 0 }) };
  }
  let warmUpMs = 0;
  for (const [i, { name, input }] of plan.settings.entries()) {
    const own = replications.slice(i * PILOTS, (i + 1) * PILOTS) as Replication[];
    const cut = warmUp(own, input.arrivalsEndMs);
    if (cut === null) return { ok: false, reason: { kind: 'too-short', setting: name } };
    warmUpMs = Math.max(warmUpMs, cut);
  }
  const settings = plan.settings.map(({ name, input }) => ({
    name,
    input: { ...input, countFromMs: warmUpMs },
  }));
  return { ok: true, experiment: yield* comparisonStudy({ ...plan, settings, warmUpMs }) };
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

/** Throws a UsageError where a steady state is asked for and there is none. */
export function* experimentStudy(plan: ExperimentPlan, steadyState: boolean): Study<Experiment> {
  if (!steadyState) return yield* comparisonStudy(plan);
  const found = yield* steadyStateStudy(plan);
  if (found.ok) return found.experiment;
  throw new UsageError(`--steady-state: ${noSteadyState(found.reason)}`);
}

const CHANGES: Readonly<Record<Extract<NoSteadyState, { kind: 'changes' }>['what'], string>> = {
  profile: 'its mail has a profile, a beginning or an end',
  bulk: 'it has a mailing',
  recorded: 'its mail is recorded',
  fault: 'it has a fault in a window of time',
  action: 'its operator acts at a time',
};

function noSteadyState(reason: NoSteadyState): string {
  if (reason.kind === 'too-short') {
    return `under ${reason.setting} MSER-5 finds no end of the start-up in the first half of the run: either it is overloaded, or the run is too short. Raise run.arrivals-for.`;
  }
  return `the scenario is a day of its own (${CHANGES[reason.what]}), not something that goes on indefinitely: nothing of it is warm-up. Leave the option out.`;
}
