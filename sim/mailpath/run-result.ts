/**
 * What one run of the simulation leaves: everything that is reported of it.
 *
 * Units: milliseconds, bytes; counts are counts. All gateways together.
 */
import type { ArrivalSeries } from '../statistics/arrival-series.ts';
import type { DelayHistogram } from '../statistics/delay-histogram.ts';
import type { TimeSeries } from '../statistics/time-series.ts';
import { SKIP_TEXTS } from './host-status-table.ts';
import { DEFERRAL_TEXTS } from './marking-table.ts';
import type { World } from './world.ts';

export interface RunResult {
  readonly arrived: number;
  readonly delivered: number;
  readonly deliveredAtFirst: number;
  readonly returned: number;
  readonly warned: number;
  /** Messages that wait at the end of the run, and those in a process's hands. */
  readonly queued: number;
  readonly inFlight: number;
  /** Accepted twice: the reply to the final dot was lost and the message sent again. */
  readonly duplicates: number;
  /** Attempts as Sendmail counts them (skips too), over the delivered messages. */
  readonly triesOfDelivered: number;
  readonly deliveredBytes: number;
  readonly wastedBytes: number;
  /** Of the delivered messages that count (countFromMs). */
  readonly delays: DelayHistogram;
  /** Mean delay by the time of arrival, of those that do not count. */
  readonly byArrival: ArrivalSeries;
  /** Each part of the delay, summed over the delivered messages that count, in the order of PART_NAMES. */
  readonly parts: readonly number[];
  /** Failures at a host, by what went wrong (marking-table.ts, or `lifetime`). */
  readonly failures: Readonly<Record<string, number>>;
  /**
   * Deferrals by what Sendmail's log says of them: `attempted-reset` for `Deferred: Connection reset
   * by H` with H's address, `skipped-reset` for the same without it, `skipped-bare` for a bare
   * `Deferred` without an address, `attempted-reply` for the far side's own words.
   */
  readonly deferralTexts: Readonly<Record<string, number>>;
  /** Deferrals after a real attempt. */
  readonly deferralsAttempted: number;
  /** Deferrals without a connection, by where the knowledge came from. */
  readonly skipped: { readonly mark: number; readonly memory: number; readonly lock: number };
  readonly deferralsSkipped: number;
  readonly connections: number;
  /** Most connections that were open at one time, of all gateways. */
  readonly connectionsPeak: number;
  readonly ended: {
    readonly quit: number;
    readonly lifetime: number;
    readonly fault: number;
    readonly limit: number;
  };
  readonly longestConnectionMs: number;
  readonly mostOnConnection: number;
  /** Time that each host was marked in a gateway's table, ms; the mean over the gateways. */
  readonly markedMs: readonly number[];
  /** Writes to the host-status table that were dropped because another process had the lock. */
  readonly lostWrites: number;
  readonly runsStarted: number;
  readonly ticksLost: number;
  /** Messages waiting, runners at work. */
  readonly backlog: TimeSeries;
  readonly busyRunners: TimeSeries;
  /** Most messages in the system at one time: what bounds the memory. */
  readonly mostInSystem: number;
  readonly endedAtMs: number;
  readonly lastDeliveryAtMs: number;
}

/** Draws the line under a run: closes marks that still stand and copies the sums. */
export function collectResult(world: World): RunResult {
  const { measures, messages, gateways } = world;
  const endedAtMs = world.events.now;
  measures.backlogChanges(endedAtMs, 0);
  measures.busyRunnersChange(endedAtMs, 0);
  const failures: Record<string, number> = {};
  for (const [cause, count] of measures.failures) failures[cause] = count;
  const deferralTexts: Record<string, number> = {};
  DEFERRAL_TEXTS.forEach((text, i) => {
    deferralTexts[`attempted-${text}`] = measures.attemptedTexts[i];
  });
  SKIP_TEXTS.forEach((text, i) => {
    deferralTexts[`skipped-${text}`] = measures.skippedTexts[i];
  });
  let waiting = 0;
  const markedMs = new Array<number>(world.hosts.length).fill(0);
  for (const gateway of gateways) {
    waiting += gateway.waiting;
    for (let host = 0; host < world.hosts.length; host++) {
      gateway.table.endMark(host, endedAtMs);
      markedMs[host] += gateway.table.markedMs[host] / gateways.length;
    }
  }
  const [memory, mark, lock] = measures.skipped;
  return {
    arrived: measures.arrived,
    delivered: measures.delivered,
    deliveredAtFirst: measures.deliveredAtFirst,
    returned: measures.returned,
    warned: measures.warned,
    queued: waiting,
    inFlight: messages.live - waiting,
    duplicates: measures.duplicates,
    triesOfDelivered: measures.triesOfDelivered,
    deliveredBytes: measures.deliveredBytes,
    wastedBytes: measures.wastedBytes,
    delays: measures.delays,
    byArrival: measures.byArrival,
    parts: Array.from(measures.parts),
    failures,
    deferralTexts,
    deferralsAttempted: measures.deferred,
    skipped: { mark, memory, lock },
    deferralsSkipped: mark + memory + lock,
    connections: measures.connections,
    // The pool grows only when all that it has are open.
    connectionsPeak: world.connections.all.length,
    ended: { ...measures.ended },
    longestConnectionMs: measures.longestConnectionMs,
    mostOnConnection: measures.mostOnConnection,
    markedMs,
    lostWrites: measures.lostWrites,
    runsStarted: measures.runsStarted,
    ticksLost: measures.ticksLost,
    backlog: measures.backlog,
    busyRunners: measures.busyRunners,
    mostInSystem: messages.mostAtOnce,
    endedAtMs,
    lastDeliveryAtMs: measures.lastDeliveryAt,
  };
}
