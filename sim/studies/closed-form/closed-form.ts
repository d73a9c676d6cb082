/**
 * What can be said of a site and its settings in closed form, before any simulation.
 *
 *   what keeps a mark from outliving its cause     connections that are open when it is written
 *   what a runner's share of a backlog takes       messages x s / runners against the lifetime
 *   loads                                          runners, processes, uplink, limits
 *
 * These explain; whether it happens is for incidents.ts to say, and for the simulation where there is
 * one. L: arrivals at each gateway (the site's over the number of gateways), s: mean time of a
 * message (offered-load.ts). Sources: docs/model.md, "When a mark lives". Units: milliseconds.
 * Left out: retries, and that a mark's end and the queue runs' phase shift a backlog a little.
 */

import { known } from '../../document/bounds.ts';
import { FAULTS } from '../../mailpath/faults.ts';
import type { HostInput, LimitScope, MailPathInput } from '../../mailpath/input.ts';
import {
  type ArrivalRate,
  arrivalRate,
  atEachGateway,
  type HostTraffic,
  hostTraffic,
  type MessageWork,
  messageWork,
} from '../../mailpath/offered-load.ts';
import type { GatewaySettings } from '../../mailpath/settings.ts';
import type { ClosedFormResult } from '../result/result-schema.ts';
import { expectedBacklogs, type LongFault, type LongFaults } from './backlogs.ts';
import { faultReach } from './fault-reach.ts';

/** Of one setting, at the host that most of its mail goes to. */
export function closedForm(input: MailPathInput): ClosedFormResult {
  const arrivals = arrivalRate(input);
  const { mean, peak, quiet } = arrivals;
  const host = hostTraffic(input);
  const work = messageWork(input, host.input);
  const long = longFaults(host.input, work);
  const sticky = long.find(({ kind }) => FAULTS[kind].ends?.memory === 'bad') ?? null;
  return {
    host: host.input.name,
    hostShare: host.share,
    arrivalsPerMs: { mean, peak, quiet },
    gateways: input.gateways,
    messageMs: { alone: work.aloneMs, shared: work.sharedMs },
    meanBytes: work.meanBytes,
    neverFitsShare: work.shareThatNeverFits,
    mark: {
      openConnections: openConnections(input, arrivals.mean * host.share, work),
      hasAlternative: input.destinations
        .filter(({ route }) => route.flat().includes(host.index))
        .every(({ route }) => route.flat().length > 1),
      lastsMs: input.settings.hostStatus ? input.settings.hostStatusTimeoutMs : 0,
      stickyFault: sticky === null ? null : { ...sticky, lastsMs: known(sticky.lastsMs) },
    },
    runnerShare: runnerShare(input, host, work, { sticky, longest: long[0] ?? null }),
    loads: loads(input, arrivals, host, work),
  };
}

/** First attempts of one gateway that are under way at one time, on average. */
function openConnections(
  { settings, gateways }: MailPathInput,
  rate: number,
  { aloneMs }: MessageWork,
): number {
  const wanted = (rate * aloneMs) / gateways;
  return settings.firstAttempt === 'queue' ? 0 : Math.min(wanted, settings.backgroundLimit);
}

/** Faults that put everybody off for longer than a message takes, the longest first. */
function longFaults(host: HostInput, { aloneMs }: MessageWork): LongFault[] {
  return host.faults
    .filter((fault) => {
      const defers = FAULTS[fault.kind].ends?.message === 'deferred';
      return defers && faultReach(fault, host, aloneMs).first >= 1;
    })
    .map(({ kind, fromMs, toMs }) => ({ kind, fromMs, lastsMs: toMs - fromMs }))
    .filter(({ lastsMs }) => lastsMs > aloneMs)
    .sort((one, other) => other.lastsMs - one.lastsMs);
}

type ShareAnswer = ClosedFormResult['runnerShare'];

export function runnerShare(
  input: MailPathInput,
  host: HostTraffic,
  work: MessageWork,
  faults: LongFaults,
): ShareAnswer {
  const lifetimeMs = host.input.lifetime?.limitMs ?? null;
  const limit = lifetimeMs ?? Number.POSITIVE_INFINITY;
  const backlogs = expectedBacklogs(input, work, faults).map(({ cause, messages, overMs }) => {
    const runnerMs = (messages * host.share * work.sharedMs) / input.settings.runners;
    const connectionMs = connectionLife(input.settings, work, runnerMs);
    return { cause, messages, overMs, runnerMs, connectionMs, cut: connectionMs > limit };
  });
  return {
    lifetimeMs,
    carriedInLifetime: known(Math.max(0, (limit - work.setupMs) / work.sharedMs)),
    backlogs: backlogs
      .filter(({ messages }) => messages >= 1)
      .sort((a, b) => b.runnerMs - a.runnerMs),
  };
}

/** How long a runner's connection lives, from its set-up to its last message. */
function connectionLife(settings: GatewaySettings, work: MessageWork, runnerMs: number): number {
  const byCount = settings.messagesPerConnection * work.sharedMs;
  const byAge = settings.connectionAgeMs + work.sharedMs;
  return work.setupMs + Math.min(runnerMs, byCount, byAge);
}

export type LoadAnswer = ClosedFormResult['loads'][number];
export type Resource = LoadAnswer['resource'];

/** Every load of one setting at one host; what has no limit is left out. `arrivals`: the site's. */
export function loads(
  input: MailPathInput,
  arrivals: ArrivalRate,
  host: HostTraffic,
  work: MessageWork,
): LoadAnswer[] {
  const { settings, costs, gateways } = input;
  const rates = { all: arrivals, gateway: atEachGateway(arrivals, gateways) };
  const answers: LoadAnswer[] = [];
  const add = (
    resource: Resource,
    of: LimitScope,
    perRate: number,
    beyond: LoadAnswer['beyond'] = 'unstable',
  ): void => {
    answers.push({
      resource,
      load: rates[of].mean * perRate,
      loadAtPeak: rates[of].peak * perRate,
      beyond,
    });
  };
  const queued = settings.firstAttempt === 'queue';
  const perMessageMs = queued ? work.sharedMs : work.aloneMs;
  if (queued) {
    const { max, beyond } = runnersAtOnce(settings);
    add('runners', 'gateway', work.sharedMs / max, beyond);
  } else if (Number.isFinite(settings.backgroundLimit)) {
    add('background-processes', 'gateway', work.aloneMs / settings.backgroundLimit, 'queued');
  }
  if (Number.isFinite(costs.uplinkPerMs)) add('uplink', 'all', work.meanBytes / costs.uplinkPerMs);
  const { connectionLimit, connectionLimitOf, throttle } = host.input;
  if (Number.isFinite(connectionLimit)) {
    add('connection-limit', connectionLimitOf, (host.share * perMessageMs) / connectionLimit);
  }
  if (throttle !== null) {
    add('throttle', throttle.of, (host.share * throttle.windowMs) / throttle.messages);
  }
  return answers;
}

/** Runners that can work at one time: MaxQueueChildren in whole runs; else one run's, and more. */
function runnersAtOnce(settings: GatewaySettings): {
  max: number;
  beyond: LoadAnswer['beyond'];
} {
  const { queueRuns, runners, maxQueueChildren } = settings;
  if (queueRuns === 'persistent') return { max: runners, beyond: 'unstable' };
  if (maxQueueChildren === 0) return { max: runners, beyond: 'overlap' };
  const runs = Math.max(1, Math.floor(maxQueueChildren / runners));
  return { max: runs * runners, beyond: 'unstable' };
}
