/**
 * How many queue runners hold the throughput of a gateway, in closed form, before any simulation.
 *
 * A limit of m costs a set-up every m messages, so that a message takes s = shared + setup / m.
 *   load       what arrives for a gateway's queue asks for a = rate x s runners on average
 *   waiting    the fewest runners with a wait for at most one message in five (Erlang C)
 *   batch      what arrives in an interval must be done before the next: rate x T x s / R <= T, the
 *              same as the load; and a pile of N (a mark's, a fault's) within a lifetime each
 * In background mode only what fails or exceeds the processes reaches the runners: then the pile
 * decides alone. Source: Erlang C as in queueing-theory.ts. Left out: runners that wait for each
 * other in overlapping runs, priorities.
 */

import type { MailPathInput } from '../../mailpath/input.ts';
import { atEachGateway } from '../../mailpath/offered-load.ts';
import { serversFor } from '../../statistics/queueing-theory.ts';
import { type ClosedForm, closedForm } from '../closed-form.ts';

/** Share of the messages that may find all runners busy. */
const MAY_WAIT = 0.2;

export interface RunnersNeeded {
  /** Erlangs: runners that the load keeps busy on average in its busiest stretch; 0 in background. */
  readonly load: number;
  /** Fewest runners for the load and for waiting. */
  readonly runners: number;
  /** Fewest runners with which the largest pile is done within one lifetime each; null: no pile. */
  readonly forPile: number | null;
}

export function runnersNeeded(input: MailPathInput, limit: number): RunnersNeeded {
  const answer = closedForm({
    ...input,
    settings: { ...input.settings, messagesPerConnection: Number.POSITIVE_INFINITY },
  });
  const { work, host } = answer;
  const arrivals = atEachGateway(answer.arrivals, input.gateways);
  const messageMs = work.sharedMs + work.setupMs / limit;
  const queued = input.settings.firstAttempt === 'queue';
  const load = queued ? arrivals.peak * host.share * messageMs : 0;
  return {
    load,
    runners: queued ? serversFor(load, MAY_WAIT) : 1,
    forPile: forPile(answer, input.settings.runners),
  };
}

function forPile({ share }: ClosedForm, runners: number): number | null {
  const [largest] = share.piles;
  if (largest === undefined || share.lifetimeMs === null) return null;
  return Math.max(1, Math.ceil((largest.runnerMs * runners) / share.lifetimeMs));
}
