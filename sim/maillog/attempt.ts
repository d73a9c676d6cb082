/**
 * One attempt to deliver a message, or a skip, as the analyses of a log hear of it: the line joined to
 * its message, its process and what the process has seen of the host.
 *
 * One record for a whole log, filled anew each time. Units: milliseconds since 1970, bytes.
 */
import type { LogLine } from './log-line.ts';
import type { Contact, LogProcess, SkipOrigin } from './log-process.ts';

/**
 * How it ended. `reset`, `timeout`, `dropped`: the connection broke (dropped: closed without a
 * word). `reply`: the far side said 4xx. `other`: an error of the gateway's own, as of DNS.
 */
export type AttemptEnd =
  | 'sent'
  | 'reply'
  | 'reset'
  | 'timeout'
  | 'refused'
  | 'dropped'
  | 'other'
  | 'failed'
  | 'skipped';

export interface Attempt {
  readonly line: LogLine;
  /** The slot in the message table. */
  message: number;
  process: LogProcess;
  contact: Contact;
  /** Numbers of names: the machine that wrote the line, the host that it relays to. */
  gateway: number;
  host: number;
  startMs: number;
  endMs: number;
  end: AttemptEnd;
  /** The reply's code; NaN: none. */
  code: number;
  /** Null: it did not fail. */
  failure: FailureKind | null;
  /** Of a skip. */
  origin: SkipOrigin | null;
  /** Of its connection at its end, as far as the log shows it; NaN: a skip. */
  ageMs: number;
  /** Messages that were accepted on that connection before. */
  carried: number;
  /** The process had not dealt with this host before. */
  first: boolean;
  /** The message had been tried before. */
  retry: boolean;
}

/**
 * What a failed attempt says of the far side. `cut`: a connection that had lived broke under it.
 * `refusal`: none came about. `reply`: it said no to this message. `other`: not its doing.
 */
export type FailureKind = 'cut' | 'refusal' | 'reply' | 'other';

/** A break within this, before anything was carried, is a refusal: nothing was old. */
const REFUSAL_MS = 2000;

/** Null: it did not fail, or nothing was tried. */
export function failureOf({ end, code, carried, ageMs }: Attempt): FailureKind | null {
  switch (end) {
    case 'sent':
    case 'skipped':
    case 'failed':
      return null;
    case 'refused':
      return 'refusal';
    case 'timeout':
      return carried > 0 ? 'cut' : 'refusal';
    case 'reset':
    case 'dropped':
      return carried > 0 || ageMs >= REFUSAL_MS ? 'cut' : 'refusal';
    case 'reply':
      if (code !== 421) return 'reply';
      return carried > 0 || ageMs >= REFUSAL_MS ? 'cut' : 'refusal';
    case 'other':
      return 'other';
  }
}
