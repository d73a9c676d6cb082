/**
 * The replay: what one replication did in a window of time, as plain data to draw and to play.
 *
 * It is JSON without NaN, Infinity or functions, so that a server can send it. What is bounded
 * (connections, lines) says how much was left out. The moments are those of the whole run, so that
 * a reader can jump to them from any window. Units: milliseconds from the start of the run, of the
 * wall clock where it is said. Hosts and gateways are indices.
 */

import type { BoundsResult } from '../../document/bounds-schema.ts';
import type { TimelineConnection, TimelineMark, TimelineRun } from '../timeline.ts';

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

/**
 * The state at equal steps of the window, both ends included: `fromMs + i * stepMs`. Counts are since
 * the start of the run.
 */
export interface ReplaySeries {
  readonly stepMs: number;
  /** Messages that wait in a queue. */
  readonly waiting: readonly number[];
  readonly busyRunners: readonly number[];
  /** At the first attempt of its own process, and by queue runners. */
  readonly deliveredAtOnce: readonly number[];
  readonly deliveredByRunners: readonly number[];
  /** New mail that its own process tried in vain. */
  readonly failedAtOnce: readonly number[];
  /** New mail that its own process did not try, for the mark. */
  readonly skippedAtOnce: readonly number[];
  /** All skips, by what was known: the mark in the table, or a process's own memory. */
  readonly skippedByMark: readonly number[];
  readonly skippedByMemory: readonly number[];
  readonly failed: readonly number[];
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

/** In the order in which the failure runs; record-replay.ts says what each is. */
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
  /** Null: the remote server does not end connections for their age. */
  readonly hosts: readonly { readonly name: string; readonly lifetimeMs: number | null }[];
  readonly settings: {
    /** Null: no limit. */
    readonly messagesPerConnection: number | null;
    readonly runners: number;
    readonly retryIntervalMs: number;
    readonly hostStatus: boolean;
    readonly hostStatusTimeoutMs: number;
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
