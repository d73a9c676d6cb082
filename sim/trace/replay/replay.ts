/**
 * The replay: what one replication did in a window of time, as plain data to draw and to play.
 *
 * It is JSON without NaN, Infinity or functions, so that a server can send it. What is bounded
 * (connections, lines) says how much was left out. The moments are those of the whole run, so that
 * a reader can jump to them from any window. Units: milliseconds from the start of the run, of the
 * wall clock where it is said. Hosts and gateways are indices.
 */

import type { BoundsResult } from '../../document/bounds-schema.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import type { GatewaySettings } from '../../mailpath/settings.ts';
import type { Attempted, Closed, Skipped } from '../run-recorder.ts';
import type { TimelineConnection, TimelineHost, TimelineMark, TimelineRun } from '../timeline.ts';

export interface ReplayConnection extends TimelineConnection {
  readonly gateway: number;
  /** Where it is drawn: no two of one lane overlap. Queue runners have the first lanes. */
  readonly lane: number;
  /**
   * Of a runner's: messages that it had carried at each step of the time series from `carriedFrom`
   * on, as far as it was open then.
   */
  readonly carried: readonly number[];
  readonly carriedFrom: number;
}

export interface ReplayRun extends TimelineRun {
  /** When its last runner was done. */
  readonly endMs: number;
  readonly delivered: number;
  /** Without a connection: for the mark in the table, and for what a runner itself remembered. */
  readonly skippedByMark: number;
  readonly skippedByMemory: number;
  /** After an attempt that failed. */
  readonly failed: number;
}

/** What a replay counts, since the start of the run. */
export const COUNTS = [
  // At the first attempt of its own process, and by queue runners.
  'deliveredAtOnce',
  'deliveredByRunners',
  // New mail that its own process tried in vain, and that it did not try, for the mark.
  'failedAtOnce',
  'skippedAtOnce',
  // All skips, by what was known: the mark in the table, or a process's own memory.
  'skippedByMark',
  'skippedByMemory',
  'failed',
] as const;

/** The state at equal steps of the window, both ends included: `fromMs + i * stepMs`. */
export interface ReplaySeries extends Readonly<Record<(typeof COUNTS)[number], readonly number[]>> {
  readonly stepMs: number;
  /** Messages that wait in a queue. */
  readonly waiting: readonly number[];
  readonly busyRunners: readonly number[];
}

/** Lines of Sendmail's log first; then what it writes no line of. */
export const LINE_KINDS = [
  'daemon',
  'accepted',
  'sent',
  'failed',
  'cut',
  'skipped-mark',
  'skipped-memory',
  'skipped-lock',
  'returned',
  'run',
  'mark',
  'expiry',
  'action',
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

export interface ReplayLine {
  readonly atMs: number;
  readonly kind: LineKind;
  /** The line that Sendmail writes; where `logged` is false, a remark of ours. */
  readonly text: string;
  readonly logged: boolean;
}

/** Results of the whole run, to its end. */
export interface ReplayTotals {
  readonly arrived: number;
  readonly delivered: number;
  readonly cuts: number;
  readonly skippedByMark: number;
  readonly skippedByMemory: number;
  readonly connections: number;
  readonly queueRuns: number;
  /** Longest time that a host was marked, ms. */
  readonly markedMs: number;
  readonly waitingPeak: number;
  /** Of all mail that counts, as far as it is known; kind none: there is none. ms. */
  readonly p50: BoundsResult;
  readonly p99: BoundsResult;
  readonly longest: BoundsResult;
  /** From 0 to 1: delayed by more than an hour. */
  readonly overAnHour: BoundsResult;
}

export interface Replay {
  readonly seed: string;
  readonly replication: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** When the run was over. */
  readonly endedAtMs: number;
  /** The wall clock at time 0, ms since 1970. */
  readonly startMs: number;
  readonly gateways: number;
  readonly hosts: readonly TimelineHost[];
  readonly settings: Pick<
    GatewaySettings,
    'runners' | 'retryIntervalMs' | 'hostStatus' | 'hostStatusTimeoutMs'
  > & {
    /** Null: no limit. */
    readonly messagesPerConnection: number | null;
  };
  /** In the order in which they were opened. */
  readonly connections: readonly ReplayConnection[];
  /** Too short or too many to draw. */
  readonly connectionsLeftOut: number;
  readonly marks: readonly TimelineMark[];
  readonly runs: readonly ReplayRun[];
  readonly series: ReplaySeries;
  readonly moments: Moments;
  readonly totals: ReplayTotals;
  /** In order of time. */
  readonly lines: readonly ReplayLine[];
  readonly linesLeftOut: number;
}

/**
 * The key moments of a run, found automatically: a lesson and any scenario of a user can jump to
 * where its story happens.
 *
 *   opened        the connection opens that will be the first to grow old (messages: of its run's list)
 *   grows-old     it passes three quarters of the lifetime (15 of 20 minutes; messages carried so far)
 *   cut           the remote server ends a connection at its lifetime, for the first time (messages carried)
 *   mark          the mark that this cut leaves; if none of note, the first that stands a minute
 *   skip          the first message that is skipped for that mark
 *   run-skips     the first queue run that skips its list again, since the mark stands (messages skipped)
 *   expiry        that mark is gone
 *   run-delivers  the first queue run after that (messages in its list)
 *   backlog       the maximum of messages waiting, from the mark on
 *   next-cut      a connection that was opened after the mark is cut
 *   drained       the queue has fallen to a fiftieth of that backlog
 *
 * Null where it does not happen. Units: milliseconds from the start of the run.
 */
export const MOMENT_NAMES = [
  'opened',
  'grows-old',
  'cut',
  'mark',
  'skip',
  'run-skips',
  'expiry',
  'run-delivers',
  'backlog',
  'next-cut',
  'drained',
] as const;
export type MomentName = (typeof MOMENT_NAMES)[number];

export interface Moment {
  readonly atMs: number;
  /** When it began: a connection was opened, a mark was set. */
  readonly sinceMs: number | null;
  /** Messages that were carried, skipped, waiting, in the list: as the name says. */
  readonly messages: number | null;
}

export type Moments = Readonly<Record<MomentName, Moment | null>>;

const OLD_SHARE = 3 / 4;
/** A shorter mark is erased before anybody feels it. */
const OF_NOTE_MS = 60_000;
/** A cut's mark is written when the process that saw it gets to it. */
const WRITTEN_WITHIN_MS = 5000;
const DRAINED_SHARE = 1 / 50;
/** How finely the queue is watched, ms. */
const WATCH_MS = 1000;

export function recordMoments({ hosts }: MailPathInput) {
  const cuts: Closed[] = [];
  let old: Moment | null = null;
  const skipsMs: number[] = [];
  /** The maximum of messages waiting in each second: its number, then how many. */
  const watched: [second: number, max: number][] = [];

  function queue(from: number): Pick<Moments, 'backlog' | 'drained'> {
    const since = watched.filter(([second]) => (second + 1) * WATCH_MS > from);
    const peak = since.reduce((max, item) => (item[1] > max[1] ? item : max), [0, 0]);
    if (peak[1] === 0) return { backlog: null, drained: null };
    const low = since.find(
      ([second, waiting]) => second > peak[0] && waiting <= peak[1] * DRAINED_SHARE,
    );
    const peakMs = Math.max(from, peak[0] * WATCH_MS);
    return {
      backlog: moment(peakMs, null, peak[1]),
      drained: low === undefined ? null : moment(low[0] * WATCH_MS, peakMs, low[1]),
    };
  }

  return {
    /** An attempt on a connection that was opened then and had carried so many before. */
    attempted({ atMs, host }: Attempted, on: { openedMs: number; before: number } | null): void {
      const { lifetime } = hosts[host];
      if (on === null || lifetime === null || old !== null) return;
      const oldMs = on.openedMs + OLD_SHARE * lifetime.limitMs;
      if (atMs >= oldMs) old = { atMs: oldMs, sinceMs: on.openedMs, messages: on.before };
    },
    closed(event: Closed): void {
      if (event.end === 'lifetime') cuts.push(event);
    },
    skipped({ atMs, cause }: Skipped): void {
      if (cause === 'mark') skipsMs.push(atMs);
    },
    waits(atMs: number, messages: number): void {
      const second = Math.floor(atMs / WATCH_MS);
      const last = watched.at(-1);
      if (last === undefined || second > last[0]) watched.push([second, messages]);
      else if (messages > last[1]) last[1] = messages;
    },
    moments(marks: readonly TimelineMark[], runs: readonly ReplayRun[]): Moments {
      const inOrder = cuts.toSorted((a, b) => a.atMs - b.atMs);
      const cut = inOrder.at(0);
      const mark = markOf(cut, marks);
      const from = mark?.fromMs ?? cut?.atMs ?? 0;
      const until = mark?.toMs ?? from;
      const openedMs = old?.sinceMs ?? null;
      const ofRun = runs.findLast(({ atMs }) => openedMs !== null && atMs <= openedMs);
      const skipMs = skipsMs.find((atMs) => atMs >= from && atMs <= until);
      const again = runs.find(
        ({ atMs, skippedByMark }) => atMs > from && atMs < until && skippedByMark > 0,
      );
      const delivers = runs.find(({ atMs, delivered }) => atMs >= until && delivered > 0);
      const { backlog, drained } = queue(from);
      return {
        opened: moment(openedMs, null, ofRun?.messages),
        'grows-old': old,
        cut: cutMoment(cut),
        mark: moment(mark?.fromMs),
        skip: moment(mark && skipMs, from),
        'run-skips': moment(mark && again?.atMs, from, again?.skippedByMark),
        expiry: moment(mark?.toMs, from),
        'run-delivers': moment(mark && delivers?.atMs, until, delivers?.messages),
        backlog,
        'next-cut': cutMoment(
          inOrder.find((next) => cut !== undefined && next.openedMs > cut.atMs),
        ),
        drained,
      };
    },
  };
}

function markOf(cut: Closed | undefined, marks: readonly TimelineMark[]): TimelineMark | undefined {
  const ofNote = marks.filter(({ fromMs, toMs }) => toMs - fromMs >= OF_NOTE_MS);
  const left = ofNote.find(
    ({ fromMs, toMs }) =>
      cut !== undefined && fromMs >= cut.atMs - WRITTEN_WITHIN_MS && toMs > cut.atMs,
  );
  const inTime = left !== undefined && cut !== undefined && left.fromMs - cut.atMs < OF_NOTE_MS;
  return inTime ? left : ofNote.at(0);
}

function cutMoment(cut: Closed | undefined): Moment | null {
  return moment(cut?.atMs, cut?.openedMs, cut?.messagesStarted);
}

/** Null for what never happens. */
function moment(
  atMs: number | null | undefined,
  sinceMs: number | null = null,
  carried: number | null = null,
): Moment | null {
  return atMs === null || atMs === undefined ? null : { atMs, sinceMs, messages: carried };
}
