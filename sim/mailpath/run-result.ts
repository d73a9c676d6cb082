/**
 * What one run of the simulation leaves: everything that is reported of it.
 *
 *   Reading   counters of all mail, as they stood at the reading time (measures.ts)
 *   cohort    outcomes of the messages that count, however long that took
 *
 * Of a message of the cohort that was delivered the delay is known; one that is still there at the
 * end has waited for its age and may never arrive; one that was returned never does. Figures that
 * depend on those are bounds (metrics.ts). Units: milliseconds, bytes; counts are counts. All
 * gateways together.
 */

import type { ArrivalSeries, TimeSeries } from '../statistics/time-series.ts';
import { type Cohort, causeOf, type Reading } from './measures.ts';
import type { World } from './world.ts';

export type CohortResult = Readonly<Omit<Cohort, 'addParts'>>;

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
    cohort: completeCohort(world, endedAtMs),
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
 * Processes may have stepped ahead of the last message (a QUIT, a fork): that is not the run's end.
 */
function endOf({ measures, input, events }: World, { atMs }: Reading): number {
  const isFollowedUp = atMs === input.readAtMs && measures.cohort.left === 0;
  return isFollowedUp ? Math.max(atMs, measures.lastLeftAt) : events.now;
}

/**
 * What is left has an age and no delay. Both are kept, and figures of delay become pairs of ends
 * (metrics.ts): leaving the rest out would make the worst setting look best, since its late mail is
 * never counted.
 */
function completeCohort(world: World, endedAtMs: number): CohortResult {
  const { measures, messages, gateways } = world;
  const { cohort, undelivered } = measures;
  // Through the queues, not the pool: a message that is held is in its gateway's queue all the same.
  for (const gateway of gateways) {
    for (const slot of gateway.inOrder().subarray(0, gateway.queued)) {
      const arrivedAt = messages.arrivedAt[slot];
      if (!measures.counts(arrivedAt)) continue;
      cohort.ages.record(endedAtMs - arrivedAt);
      messages.charge(slot, endedAtMs, messages.part[slot]);
      cohort.addParts(messages, slot);
      undelivered.add(causeOf(messages, slot), messages.destination[slot]);
    }
  }
  cohort.undelivered = undelivered.list();
  return cohort;
}
