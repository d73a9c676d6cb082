/**
 * Does a runner's share of the queue last longer than a connection may live?
 *
 * A gateway's pile of messages is shared by its R runners: messages x s / R of work each, over one
 * connection unless a limit of messages or of age ends it earlier. Units: milliseconds.
 * Left out: runs that overlap (they share a pile again), cuts on the way.
 */

import type { MailPathInput } from '../mailpath/input.ts';
import {
  expectedArrivals,
  type HostTraffic,
  type MessageWork,
  maxArrivals,
} from '../mailpath/offered-load.ts';
import type { GatewaySettings } from '../mailpath/settings.ts';
import type { StickyFault } from './sticky-fault.ts';

/** What makes mail pile up in front of the runners. */
export type PileCause = 'interval' | 'mark' | 'fault' | 'bulk' | 'initial';

interface Pile {
  readonly cause: PileCause;
  /** At each gateway. */
  readonly messages: number;
  /** For how long it grows; 0 for what is there at once. */
  readonly overMs: number;
  /** Work of one runner. */
  readonly runnerMs: number;
  /** How long its longest connection would live if nobody cut it. */
  readonly connectionMs: number;
  /** That is longer than the host lets a connection live. */
  readonly cut: boolean;
}

export interface ShareAnswer {
  /** Null: the host never cuts a connection for its age. */
  readonly lifetimeMs: number | null;
  /** Messages that a connection carries until then; Infinity without a lifetime. */
  readonly carriedInLifetime: number;
  /** By the time that a runner needs for its share, longest first. */
  readonly piles: readonly Pile[];
}

export function runnerShare(
  input: MailPathInput,
  host: HostTraffic,
  work: MessageWork,
  sticky: StickyFault | null,
): ShareAnswer {
  const lifetimeMs = host.input.lifetime?.limitMs ?? null;
  const limit = lifetimeMs ?? Number.POSITIVE_INFINITY;
  const piles = pileUps(input, work, sticky).map(({ cause, messages, overMs }) => {
    const runnerMs = (messages * host.share * work.sharedMs) / input.settings.runners;
    const connectionMs = connectionLife(input.settings, work, runnerMs);
    return { cause, messages, overMs, runnerMs, connectionMs, cut: connectionMs > limit };
  });
  return {
    lifetimeMs,
    carriedInLifetime: Math.max(0, (limit - work.setupMs) / work.sharedMs),
    piles: piles.filter(({ messages }) => messages >= 1).sort((a, b) => b.runnerMs - a.runnerMs),
  };
}

/** How long a runner's connection lives, from its set-up to its last message. */
function connectionLife(settings: GatewaySettings, work: MessageWork, runnerMs: number): number {
  const byCount = settings.messagesPerConnection * work.sharedMs;
  const byAge = settings.connectionAgeMs + work.sharedMs;
  return work.setupMs + Math.min(runnerMs, byCount, byAge);
}

type PileUp = Pick<Pile, 'cause' | 'messages' | 'overMs'>;

function pileUps(input: MailPathInput, work: MessageWork, sticky: StickyFault | null): PileUp[] {
  const { settings, backlog, gateways } = input;
  const piles: PileUp[] = [];
  const waits = settings.firstAttempt === 'queue';
  if (waits && settings.queueRuns === 'interval') {
    piles.push(growing('interval', input, settings.retryIntervalMs, null));
  }
  if (settings.hostStatus) {
    piles.push(growing('mark', input, settings.hostStatusTimeoutMs, sticky));
  }
  if (sticky !== null && Number.isFinite(sticky.lastsMs)) {
    piles.push(growing('fault', input, sticky.lastsMs, sticky));
  }
  for (const arrival of input.arrivals) {
    if (arrival.kind !== 'bulk') continue;
    const bulk = { count: arrival.count / gateways, overMs: arrival.overMs };
    const messages = waits ? bulk.count : beyondLimit(bulk, settings.backgroundLimit, work);
    piles.push({ cause: 'bulk', messages, overMs: arrival.overMs });
  }
  if (backlog !== null) {
    piles.push({ cause: 'initial', messages: backlog.messages / gateways, overMs: 0 });
  }
  return piles;
}

/** What arrives at a gateway in a stretch of time: from the fault on, or else in the busiest one. */
function growing(
  cause: PileCause,
  input: MailPathInput,
  overMs: number,
  sticky: StickyFault | null,
): PileUp {
  const from = Math.max(0, sticky?.fromMs ?? 0);
  const messages =
    sticky === null ? maxArrivals(input, overMs) : expectedArrivals(input, from, from + overMs);
  return { cause, messages: messages / input.gateways, overMs };
}

/** Messages of a gateway's part of a mailing that find its background processes busy, and wait. */
function beyondLimit(
  bulk: { readonly count: number; readonly overMs: number },
  limit: number,
  { aloneMs }: MessageWork,
): number {
  const takenMeanwhile = limit * (1 + bulk.overMs / aloneMs);
  return Math.max(0, bulk.count - takenMeanwhile);
}
