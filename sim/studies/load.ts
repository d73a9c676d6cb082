/**
 * Is anything overloaded? The load of everything that has a capacity: what is asked of it over
 * what it can give, on average and in the busiest stretch. A load of 1 or more grows a queue for as
 * long as it lasts. Runners and background processes are each gateway's, the uplink is the site's, a
 * host's limits are either's. Units: shares of the capacity.
 * Left out: retries, which add to every load while something is wrong.
 */

import type { LimitScope, MailPathInput } from '../mailpath/input.ts';
import {
  type ArrivalRate,
  atEachGateway,
  type HostTraffic,
  type MessageWork,
} from '../mailpath/offered-load.ts';
import type { GatewaySettings } from '../mailpath/settings.ts';

export type Resource =
  | 'runners'
  | 'background-processes'
  | 'uplink'
  | 'connection-limit'
  | 'throttle';

export interface LoadAnswer {
  readonly resource: Resource;
  /** 1: just what it can bear. */
  readonly load: number;
  readonly loadAtPeak: number;
  /**
   * What happens beyond 1: `unstable`, its queue grows for as long as that lasts; `overlap`,
   * further queue runs start beside it and share the work; `queued`, the rest waits for a queue run.
   */
  readonly beyond: 'unstable' | 'overlap' | 'queued';
}

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
    const { most, beyond } = parallelRunners(settings);
    add('runners', 'gateway', work.sharedMs / most, beyond);
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
function parallelRunners(settings: GatewaySettings): {
  most: number;
  beyond: LoadAnswer['beyond'];
} {
  const { queueRuns, runners, maxQueueChildren } = settings;
  if (queueRuns === 'persistent') return { most: runners, beyond: 'unstable' };
  if (maxQueueChildren === 0) return { most: runners, beyond: 'overlap' };
  const runs = Math.max(1, Math.floor(maxQueueChildren / runners));
  return { most: runs * runners, beyond: 'unstable' };
}
