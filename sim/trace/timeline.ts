/**
 * The connections of one run and the time its hosts were marked, as plain data for charts.
 *
 * Heard from outside, by an observer, in bounded memory: of the connections those that the far side
 * cut and then the longest are kept, of the marks the longest; all are counted. Units: milliseconds
 * from the start of the run. Left out: what became of each message (the observer of a trace).
 */

/** `messages`: the gateway closed it since it had carried all it may; `too-many`: 421 at greeting. */
export const CONNECTION_ENDS = ['quit', 'messages', 'cut', 'fault', 'too-many', 'open'] as const;
export type ConnectionEnding = (typeof CONNECTION_ENDS)[number];

export interface TimelineConnection {
  readonly host: number;
  readonly openedMs: number;
  /** The end of the run, for one that was still open then. */
  readonly closedMs: number;
  /** Messages that it was given. */
  readonly messages: number;
  readonly end: ConnectionEnding;
  /** Of a queue runner; otherwise of the background process of one new message. */
  readonly byRunner: boolean;
}

export interface TimelineMark {
  readonly gateway: number;
  readonly host: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TimelineRun {
  readonly gateway: number;
  readonly atMs: number;
  /** In its list. */
  readonly messages: number;
}

export interface Timeline {
  readonly replication: number;
  readonly endedAtMs: number;
  readonly gateways: number;
  /** Null: the far side does not end connections for their age. */
  readonly hosts: readonly { readonly name: string; readonly lifetimeMs: number | null }[];
  /** In the order in which they were opened; at most MOST_KEPT of them. */
  readonly connections: readonly TimelineConnection[];
  /** All connections of the run, by how they ended. */
  readonly ended: Readonly<Record<ConnectionEnding, number>>;
  /** In order of time; at most MOST_KEPT of them. */
  readonly marks: readonly TimelineMark[];
  readonly marksSeen: number;
  /** In order of time; those with the longest lists, at most MOST_KEPT. */
  readonly runs: readonly TimelineRun[];
  readonly runsSeen: number;
}

/** More than any chart shows. */
export const MOST_KEPT = 2000;
