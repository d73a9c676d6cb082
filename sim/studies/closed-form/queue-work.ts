/**
 * What the queue runners of a gateway have to do for one host, run by run, while nothing goes wrong:
 * how often a run starts, how many of its runners have mail, how many messages each.
 *
 * Also how long a runner's connection lives that has a backlog before it: where runs overlap, each
 * tick brings R more runners, which share what is left; n messages of s ms are then cleared after
 * sqrt(2 n s T / R) in place of n s / R. Units: milliseconds. Expected values.
 */
import type { MessageWork } from '../../mailpath/offered-load.ts';
import { EMPTY_PASS_SLEEP_MS } from '../../mailpath/queue-runner.ts';
import { betweenRunsMs, type GatewaySettings, runnersOfRun } from '../../mailpath/settings.ts';

export interface QueueWork {
  /** From one run with mail to the next. */
  readonly everyMs: number;
  /** Runners that have mail in a run; 0 where no mail comes to a queue. */
  readonly runners: number;
  readonly messagesPerRunner: number;
  /** How long a runner is at work. */
  readonly runnerMs: number;
  /** More comes than the runners can do. */
  readonly isOverloaded: boolean;
}

const DAY_MS = 24 * 3_600_000;

/** `rate`: messages that join the queue for this host, per ms at a gateway. */
export function queueWork(
  settings: GatewaySettings,
  { setupMs, sharedMs }: MessageWork,
  rate: number,
): QueueWork {
  const parallel = runnersOfRun(settings);
  const sleepMs = betweenRunsMs(settings);
  const works = (everyMs: number): QueueWork => {
    const perRun = Math.max(1, rate * everyMs);
    const runners = Math.min(parallel, Math.max(1, Math.floor(perRun)));
    const messagesPerRunner = perRun / runners;
    const runnerMs = setupMs + messagesPerRunner * sharedMs;
    return { everyMs, runners, messagesPerRunner, runnerMs, isOverloaded: load >= 1 };
  };
  const load = (rate * sharedMs) / parallel;
  if (rate === 0) return { ...works(DAY_MS), runners: 0 };
  if (settings.queueRuns === 'interval') return works(Math.max(sleepMs, 1 / rate));
  // A pass sleeps, and works off what came since the last one; an empty one sleeps for longer.
  const passMs = load < 1 ? (sleepMs + setupMs) / (1 - load) : DAY_MS;
  return works(rate * passMs < 1 ? 1 / rate + EMPTY_PASS_SLEEP_MS / 2 : passMs);
}

/** How long a runner works that shares so many messages with the others of its run, and of later ones. */
export function sharedWorkMs(
  settings: GatewaySettings,
  { sharedMs }: MessageWork,
  messages: number,
): number {
  const { queueRuns, retryIntervalMs, maxQueueChildren } = settings;
  const runners = runnersOfRun(settings);
  const aloneMs = (messages * sharedMs) / runners;
  if (queueRuns === 'persistent' || aloneMs <= retryIntervalMs) return aloneMs;
  const overlapping = Math.sqrt((2 * messages * sharedMs * retryIntervalMs) / runners);
  const runs = maxQueueChildren > 0 ? Math.max(1, Math.floor(maxQueueChildren / runners)) : 1e9;
  return Math.max(overlapping, aloneMs / runs);
}
