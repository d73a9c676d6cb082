/**
 * What one run of the simulation leaves: everything that is reported of it.
 *
 *   Reading   counters of all mail, as they stood at the reading time (`readAtMs`)
 *   cohort    what became of the messages that count, however long that took
 *
 * Of a message of the cohort that was delivered the delay is known; one that is still there at the
 * end has waited for its age and may never arrive; one that was returned never does. Figures that
 * hang on those are bounds (sim/mailpath/metrics.ts). Units: milliseconds, bytes; counts are counts.
 * All gateways together.
 */

import type { ArrivalSeries } from '../statistics/arrival-series.ts';
import { DelayHistogram } from '../statistics/delay-histogram.ts';
import type { TimeSeries } from '../statistics/time-series.ts';
import { PARTS } from './delay-part.ts';
import { SKIP_TEXTS } from './host-status-table.ts';
import { DEFERRAL_TEXTS } from './marking-table.ts';
import { causeOf, type Undelivered, UndeliveredCounts } from './undelivered.ts';
import type { World } from './world.ts';

/** Counters of all mail up to one moment. */
export interface Reading {
  readonly arrived: number;
  readonly delivered: number;
  readonly returned: number;
  readonly warned: number;
  /** Messages that wait, and those in a process's hands. */
  readonly queued: number;
  readonly inFlight: number;
  /** Accepted twice: the reply to the final dot was lost and the message sent again. */
  readonly duplicates: number;
  readonly deliveredBytes: number;
  readonly wastedBytes: number;
  /** Failures at a host, by what went wrong (marking-table.ts, or `lifetime`). */
  readonly failures: Readonly<Record<string, number>>;
  /**
   * Deferrals by what Sendmail's log says of them: `attempted-reset` for `Deferred: Connection reset
   * by H` with H's address, `skipped-reset` for the same without it, `skipped-bare` for a bare
   * `Deferred` without an address, `attempted-reply` for the far side's own words.
   */
  readonly deferralTexts: Readonly<Record<string, number>>;
  /** Deferrals after a real attempt. */
  readonly deferralsAttempted: number;
  /** Deferrals without a connection, by where the knowledge came from. */
  readonly skipped: { readonly mark: number; readonly memory: number; readonly lock: number };
  readonly deferralsSkipped: number;
  /** Retries that came too soon for a host's rule against hasty ones, by host. */
  readonly hastyRetries: readonly number[];
  readonly connections: number;
  /** Most connections that were open at one time, of all gateways. */
  readonly connectionsPeak: number;
  readonly ended: {
    readonly quit: number;
    readonly lifetime: number;
    readonly fault: number;
    readonly limit: number;
  };
  readonly longestConnectionMs: number;
  readonly mostOnConnection: number;
  /** Time that each host was marked in a gateway's table, ms; the mean over the gateways. */
  readonly markedMs: readonly number[];
  /** Writes to the host-status table that were dropped because another process had the lock. */
  readonly lostWrites: number;
  readonly runsStarted: number;
  readonly ticksLost: number;
  /** Most messages waiting, most runners at work at one time. */
  readonly backlogPeak: number;
  readonly busyRunnersPeak: number;
  readonly atMs: number;
}

/** What became of the cohort. */
export interface CohortResult {
  readonly size: number;
  readonly delivered: number;
  readonly deliveredAtFirst: number;
  /** Attempts as Sendmail counts them (skips too), over the delivered messages. */
  readonly triesOfDelivered: number;
  readonly returned: number;
  /** Neither delivered nor returned by the end of the run. */
  readonly left: number;
  /** Delays of the delivered messages; ages of those that are left. */
  readonly delays: DelayHistogram;
  readonly ages: DelayHistogram;
  /** Each part of the delay, summed over the cohort up to the end, in the order of PART_NAMES. */
  readonly parts: readonly number[];
  /** Why the returned ones and those that are left did not arrive; most messages first. */
  readonly undelivered: readonly Undelivered[];
  readonly lastDeliveryAtMs: number;
}

/**
 * How the follow-up of the cohort ended: all of it has left; it was given up after so many tries
 * without an end (mostFollowUpTries); or the run ended.
 */
export type FollowUp = 'complete' | 'given-up' | 'ended';

export interface RunResult extends Reading {
  readonly cohort: CohortResult;
  readonly followUp: FollowUp;
  /** Mean delay by the time of arrival, of messages before the cohort. */
  readonly byArrival: ArrivalSeries;
  /** Messages waiting, runners at work; up to the reading. */
  readonly backlog: TimeSeries;
  readonly busyRunners: TimeSeries;
  /** Most messages in the system at one time: what bounds the memory. */
  readonly mostInSystem: number;
  readonly endedAtMs: number;
}

/** Copies the counters as they stand at `at`, when nothing after it has happened. */
export function takeReading(world: World, at: number): Reading {
  const { measures, messages, gateways } = world;
  let queued = 0;
  const markedMs = new Array<number>(world.hosts.length).fill(0);
  for (const gateway of gateways) {
    queued += gateway.waiting;
    for (let host = 0; host < world.hosts.length; host++) {
      markedMs[host] += gateway.table.markedUpTo(host, at) / gateways.length;
    }
  }
  const [memory, mark, lock] = measures.skipped;
  return {
    arrived: measures.arrived,
    delivered: measures.delivered,
    returned: measures.returned,
    warned: measures.warned,
    queued,
    inFlight: messages.live - queued,
    duplicates: measures.duplicates,
    deliveredBytes: measures.deliveredBytes,
    wastedBytes: measures.wastedBytes,
    failures: Object.fromEntries(measures.failures),
    deferralTexts: {
      ...textCounts('attempted', DEFERRAL_TEXTS, measures.attemptedTexts),
      ...textCounts('skipped', SKIP_TEXTS, measures.skippedTexts),
    },
    deferralsAttempted: measures.deferred,
    skipped: { mark, memory, lock },
    deferralsSkipped: mark + memory + lock,
    hastyRetries: Array.from(measures.hastyRetries),
    connections: measures.connections,
    // The pool grows only when all that it has are open.
    connectionsPeak: world.connections.all.length,
    ended: { ...measures.ended },
    longestConnectionMs: measures.longestConnectionMs,
    mostOnConnection: measures.mostOnConnection,
    markedMs,
    lostWrites: measures.lostWrites,
    runsStarted: measures.runsStarted,
    ticksLost: measures.ticksLost,
    backlogPeak: measures.backlog.max,
    busyRunnersPeak: measures.busyRunners.max,
    atMs: at,
  };
}

function textCounts(
  prefix: string,
  texts: readonly string[],
  counts: Float64Array,
): Record<string, number> {
  return Object.fromEntries(texts.map((text, i) => [`${prefix}-${text}`, counts[i]]));
}

/** Draws the line under a run: closes marks that still stand, charges what is left, copies the sums. */
export function collectResult(world: World, reading: Reading, givenUp: boolean): RunResult {
  const { measures, messages, gateways } = world;
  const endedAtMs = endOf(world, reading);
  measures.closeSeries(endedAtMs);
  for (const gateway of gateways) {
    for (let host = 0; host < world.hosts.length; host++) gateway.table.endMark(host, endedAtMs);
  }
  const isComplete = measures.cohort.left === 0;
  return {
    ...reading,
    cohort: collectCohort(world, endedAtMs),
    followUp: isComplete ? 'complete' : givenUp ? 'given-up' : 'ended',
    byArrival: measures.byArrival,
    backlog: measures.backlog,
    busyRunners: measures.busyRunners,
    mostInSystem: messages.mostAtOnce,
    endedAtMs,
  };
}

/** A follow-up is over as the last message of the cohort leaves, whatever was stepped ahead. */
function endOf({ measures: { cohort }, input, events }: World, { atMs }: Reading): number {
  const isFollowedUp = atMs === input.readAtMs && cohort.left === 0;
  return isFollowedUp ? Math.max(atMs, cohort.lastLeftAt) : events.now;
}

function collectCohort(world: World, endedAtMs: number): CohortResult {
  const { measures, messages } = world;
  const { cohort } = measures;
  const ages = new DelayHistogram();
  const parts = Array.from(cohort.parts);
  const undelivered = new UndeliveredCounts();
  for (const { cause, destination, messages: number } of measures.undelivered.list()) {
    undelivered.add(cause, destination, number);
  }
  forEachLeft(world, (slot) => {
    const arrivedAt = messages.arrivedAt[slot];
    if (!measures.counts(arrivedAt)) return;
    ages.record(endedAtMs - arrivedAt);
    for (let part = 0; part < PARTS; part++) parts[part] += messages.parts[slot + part];
    parts[messages.part[slot]] += endedAtMs - messages.chargedUpTo[slot];
    undelivered.add(causeOf(messages, slot), messages.destination[slot], 1);
  });
  return {
    size: cohort.size,
    delivered: cohort.delivered,
    deliveredAtFirst: cohort.deliveredAtFirst,
    triesOfDelivered: cohort.triesOfDelivered,
    returned: cohort.returned,
    left: cohort.left,
    delays: cohort.delays,
    ages,
    parts,
    undelivered: undelivered.list(),
    lastDeliveryAtMs: cohort.lastDeliveryAt,
  };
}

/** Every message that is in a queue, those in a process's hands among them. */
function forEachLeft({ gateways }: World, visit: (slot: number) => void): void {
  for (const gateway of gateways) {
    const queue = gateway.inOrder();
    for (let i = 0; i < gateway.queued; i++) visit(queue[i]);
  }
}
