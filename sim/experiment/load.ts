/**
 * Is anything overloaded? The load of everything that has a capacity: what is asked of it over
 * what it can give, on average and in the busiest stretch. A load of 1 or more grows a queue for as
 * long as it lasts. Units: shares of the capacity.
 * Left out: retries, which add to every load while something is wrong.
 */

import type { ArrivalRate } from '../mailpath/arrival-rate.ts';
import type { HostTraffic } from '../mailpath/host-traffic.ts';
import type { GatewaySettings, MailPathInput } from '../mailpath/input.ts';
import type { MessageWork } from '../mailpath/message-work.ts';

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

/** Every load of one setting at one host; what has no limit is left out. */
export function loads(
  input: MailPathInput,
  arrivals: ArrivalRate,
  host: HostTraffic,
  work: MessageWork,
): LoadAnswer[] {
  const { settings, costs, gateways } = input;
  const answers: LoadAnswer[] = [];
  const add = (
    resource: Resource,
    perRate: number,
    beyond: LoadAnswer['beyond'] = 'unstable',
  ): void => {
    answers.push({
      resource,
      load: arrivals.mean * perRate,
      loadAtPeak: arrivals.peak * perRate,
      beyond,
    });
  };
  const queued = settings.firstAttempt === 'queue';
  const perMessageMs = queued ? work.sharedMs : work.aloneMs;
  if (queued) {
    const { most, beyond } = parallelRunners(settings);
    add('runners', work.sharedMs / most, beyond);
  } else if (Number.isFinite(settings.backgroundLimit)) {
    add('background-processes', work.aloneMs / settings.backgroundLimit, 'queued');
  }
  if (Number.isFinite(costs.uplinkPerMs)) add('uplink', work.meanBytes / costs.uplinkPerMs);
  const { connectionLimit, throttle } = host.input;
  const allGateways = gateways * host.share;
  if (Number.isFinite(connectionLimit)) {
    add('connection-limit', (allGateways * perMessageMs) / connectionLimit);
  }
  if (throttle !== null) add('throttle', (allGateways * throttle.windowMs) / throttle.messages);
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
