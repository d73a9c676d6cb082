/**
 * What one run of the simulation leaves: everything that is reported of it.
 *
 *   Reading   counters of all mail, as they stood at the reading time (measures.ts)
 *   cohort    outcomes of the messages that count, however long that took
 *
 * Of a message of the cohort that was delivered the delay is known; one that is still there at the
 * end has waited for its age and may never arrive; one that was returned never does. Figures that
 * depend on those are bounds (metrics.ts). Units: milliseconds, bytes; counts are counts.
 * All gateways together.
 */

import { DelayHistogram } from '../statistics/delay-histogram.ts';
import type { ArrivalSeries, TimeSeries } from '../statistics/time-series.ts';
import { PARTS } from './delay-part.ts';
import { causeOf, type Reading, type Undelivered, UndeliveredCounts } from './measures.ts';
import type { World } from './world.ts';

/** Outcomes of the cohort. */
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
 * without an end (maxFollowUpTries); or the run ended.
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

/**
 * Draws the line under a run: closes marks that still stand, charges what is left, copies the sums.
 *
 * Here marks that stand are ended (their time counts up to now) and messages that are left are
 * charged up to now: a run's figures must not depend on where it was stopped in between.
 */
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
    mostInSystem: messages.maxAtOnce,
    endedAtMs,
  };
}

/**
 * A follow-up is over as the last message of the cohort leaves, whatever was stepped ahead.
 *
 * Processes may have stepped ahead of the last message (a QUIT, a fork): that is not the run's end.
 */
function endOf({ measures: { cohort }, input, events }: World, { atMs }: Reading): number {
  const isFollowedUp = atMs === input.readAtMs && cohort.left === 0;
  return isFollowedUp ? Math.max(atMs, cohort.lastLeftAt) : events.now;
}

/**
 * What is left has an age and no delay. Both are kept, and figures of delay become pairs of ends
 * (metrics.ts): leaving the rest out would make the worst setting look best, since its late mail is
 * never counted.
 */
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

/**
 * Every message that is in a queue, those in a process's hands among them.
 *
 * Through the queues, not the pool: a message that is held is in its gateway's queue all the same.
 */
function forEachLeft({ gateways }: World, visit: (slot: number) => void): void {
  for (const gateway of gateways) {
    const queue = gateway.inOrder();
    for (let i = 0; i < gateway.queued; i++) visit(queue[i]);
  }
}
