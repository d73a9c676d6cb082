/**
 * What a trace may listen to: it has the members that it wants. Null when nobody listens: then
 * nothing is paid for it.
 *
 * Times in ms from the start of the run. Where skips are observed they go one by one, in order of
 * time.
 *
 * It is notified of events as they are computed, which for an attempt is when its event is handled;
 * times are those of the model, not of the call. It must change nothing: objects that it is handed
 * are used again, so what it keeps of them it copies.
 */
import type { Connection } from './connection.ts';
import type { DeferralText } from './fault-columns.ts';
import type { Ending } from './faults.ts';

/** Why a message was deferred without a connection. */
export type SkipCause = 'mark' | 'memory' | 'lock';

export interface Observer {
  /** `atOnce`: a process of its own tries it at once; otherwise it waits for a queue run. */
  arrived?(
    message: number,
    at: number,
    size: number,
    gateway: number,
    destination: number,
    atOnce: boolean,
  ): void;
  /** `parts`: the parts of the delay, ms, in the order of PART_NAMES. */
  delivered?(
    message: number,
    arrivedAt: number,
    at: number,
    tries: number,
    parts: readonly number[],
  ): void;
  returned?(message: number, at: number): void;
  /**
   * An attempt at one host has ended, well or not; the outcome of the message is reported after it.
   * `connection`: null where none came about.
   */
  tried?(
    message: number,
    process: number,
    host: number,
    connection: Connection | null,
    at: number,
    ending: Ending,
    cut: boolean,
  ): void;
  /** No host of the route took it, after at least one real attempt. */
  deferred?(message: number, at: number, host: number, text: DeferralText): void;
  skipped?(message: number, at: number, host: number, cause: SkipCause, text: DeferralText): void;
  /** `byRunner`: a queue runner opened it, not the process of one new message. */
  opened?(connection: Connection, at: number, byRunner: boolean, process: number): void;
  closed?(connection: Connection, at: number): void;
  /** The shared table was written: `bad` tells a mark from a clearing. */
  stored?(gateway: number, host: number, at: number, bad: boolean): void;
  /**
   * A mark was in force on a host from `from` to `to`: reported when it is over, expired or
   * replaced. A mark that is written anew is reported in pieces that touch.
   */
  marked?(gateway: number, host: number, from: number, to: number): void;
  runStarted?(gateway: number, at: number, messages: number): void;
  /** A process begins: a queue runner, or the process of one new message. Its number is used again. */
  processStarted?(process: number, gateway: number, at: number, runner: boolean): void;
  processEnded?(process: number, at: number): void;
  /** A process started a message, or let it go. */
  locked?(message: number, process: number, at: number): void;
  unlocked?(message: number, process: number, at: number): void;
}
