/**
 * When the queue is worked through and when a message is due again: what the three times among the
 * settings mean under each kind of queue runs. Units: ms.
 *
 *                                 interval (-qT)        persistent (-qpT)
 *   between queue runs            retry interval        pass interval, a sleep
 *   minimum age since a try       MinQueueAge           retry interval
 *
 * The retry interval is how long a message that was tried waits, so an administrator has one number to
 * change. Where runs start at ticks it is the time between two of them (`-qT`). Persistent passes follow
 * each other after a short sleep that has nothing to do with retries: what keeps a message from the next
 * pass is MinQueueAge, which is the retry interval there.
 * Left out: MaxQueueAge, which doubles the wait from one try to the next.
 * Source: Sendmail 8.17.1, queue.c (gatherq, run_work_group), main.c (`-qp`).
 */
import type { GatewaySettings } from './input.ts';

type QueueTimes = Pick<
  GatewaySettings,
  'queueRuns' | 'retryIntervalMs' | 'passIntervalMs' | 'minQueueAgeMs'
>;

/** From one tick of the queue runs to the next; persistent: the sleep between two passes. */
export function betweenRunsMs({
  queueRuns,
  retryIntervalMs,
  passIntervalMs,
}: Pick<QueueTimes, 'queueRuns' | 'retryIntervalMs' | 'passIntervalMs'>): number {
  return queueRuns === 'persistent' ? passIntervalMs : retryIntervalMs;
}

/** A message tried less than this ago is passed over. 0: none is. */
function minAgeMs({ queueRuns, retryIntervalMs, minQueueAgeMs }: QueueTimes): number {
  return queueRuns === 'persistent' ? retryIntervalMs : minQueueAgeMs;
}

/** A gateway's settings, with what follows from them for its queue runs. */
export interface SettingsInForce extends GatewaySettings {
  readonly betweenRunsMs: number;
  readonly minAgeMs: number;
}

/** Worked out where settings come into force, not each time that a message is looked at. */
export function inForce(settings: GatewaySettings): SettingsInForce {
  return { ...settings, betweenRunsMs: betweenRunsMs(settings), minAgeMs: minAgeMs(settings) };
}
