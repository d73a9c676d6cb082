/**
 * What happens to the mail of one run, event by event: what every form of a trace is made from.
 *
 * Units: milliseconds from the start of the run, bytes. Hosts, destinations and gateways are indices
 * of the simulation's input.
 */
import type { ConnectionEnd } from '../mailpath/connection.ts';
import type { DeferralText } from '../mailpath/fault-columns.ts';
import type { Ending } from '../mailpath/faults.ts';
import type { SkipCause } from '../mailpath/observer.ts';

/** A process: a queue runner, or that of one new message. */
export interface TracedProcess {
  /** Running number over the run, from 1. */
  readonly number: number;
  readonly gateway: number;
  readonly runner: boolean;
  readonly startedMs: number;
}

export interface TracedMessage {
  /** Running number over the run, from 0. */
  readonly number: number;
  readonly gateway: number;
  readonly destination: number;
  readonly bytes: number;
  readonly arrivedMs: number;
  /** With the current one. */
  tries: number;
  /** As Sendmail's log shows it in the current attempt. */
  priority: number;
}

interface OfMessage {
  readonly atMs: number;
  readonly message: TracedMessage;
}

export interface Accepted extends OfMessage {
  readonly kind: 'accepted';
  /** Tried at once; otherwise it waits for a queue run. */
  readonly atOnce: boolean;
}

/** A real attempt: over one host, or over those of a route in turn (the last one is reported). */
export interface Attempted extends OfMessage {
  readonly kind: 'attempted';
  readonly process: TracedProcess;
  readonly startMs: number;
  readonly end: 'sent' | 'deferred' | 'returned';
  readonly host: number;
  /** Running number; null: none came about. */
  readonly connection: number | null;
  readonly address: number;
  readonly ending: Ending;
  /** The lifetime of the connection ended it. */
  readonly cut: boolean;
  readonly text: DeferralText;
  /** Of a message that is sent: the parts of its delay, in the order of PART_NAMES. */
  readonly parts: readonly number[] | null;
}

export interface Skipped extends OfMessage {
  readonly kind: 'skipped';
  readonly process: TracedProcess;
  readonly startMs: number;
  readonly host: number;
  readonly cause: SkipCause;
  readonly text: DeferralText;
}

/** Too old: it goes back to its sender after an attempt that was reported. */
export interface Expired extends OfMessage {
  readonly kind: 'expired';
}

export interface Opened {
  readonly kind: 'opened';
  readonly atMs: number;
  readonly connection: number;
  readonly host: number;
  readonly address: number;
  readonly process: TracedProcess;
  readonly message: TracedMessage | null;
}

export interface Closed {
  readonly kind: 'closed';
  readonly atMs: number;
  readonly connection: number;
  readonly host: number;
  readonly process: TracedProcess;
  readonly openedMs: number;
  /** Messages that it was given. */
  readonly messagesStarted: number;
  readonly accepted: number;
  readonly end: ConnectionEnd;
  readonly fault: string;
}

/** The host-status file of a host was written. */
export interface Stored {
  readonly kind: 'stored';
  readonly atMs: number;
  readonly gateway: number;
  readonly host: number;
  readonly bad: boolean;
}

/** A mark was in force; reported when it is over. */
export interface Marked {
  readonly kind: 'marked';
  readonly atMs: number;
  readonly gateway: number;
  readonly host: number;
  readonly fromMs: number;
}

export interface RunStarted {
  readonly kind: 'run';
  readonly atMs: number;
  readonly gateway: number;
  readonly messages: number;
}

export interface ProcessEnded {
  readonly kind: 'process-ended';
  readonly atMs: number;
  readonly process: TracedProcess;
}

export type MailEvent =
  | Accepted
  | Attempted
  | Skipped
  | Expired
  | Opened
  | Closed
  | Stored
  | Marked
  | RunStarted
  | ProcessEnded;
