/**
 * The retry interval: how long a message that was tried waits before it is tried again. Units: ms.
 *
 * Where queue runs start at ticks, it is the time between two of them. In the persistent arrangement
 * passes follow each other after a short sleep, and what keeps a message from the next pass is
 * MinQueueAge; the sleep has nothing to do with retries.
 * Left out: MaxQueueAge, which doubles the wait from one try to the next.
 */
import type { GatewaySettings } from './input.ts';

type RetrySettings = Pick<GatewaySettings, 'queueRuns' | 'queueIntervalMs' | 'minQueueAgeMs'>;

/** The setting that holds it. */
export function retryIntervalField({
  queueRuns,
}: Pick<GatewaySettings, 'queueRuns'>): 'minQueueAgeMs' | 'queueIntervalMs' {
  return queueRuns === 'persistent' ? 'minQueueAgeMs' : 'queueIntervalMs';
}

export function retryIntervalMs(settings: RetrySettings): number {
  return settings[retryIntervalField(settings)];
}

/** The settings with another retry interval. */
export function withRetryInterval<T extends RetrySettings>(settings: T, ms: number): T {
  return { ...settings, [retryIntervalField(settings)]: ms };
}
