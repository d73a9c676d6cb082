/**
 * One attempt to deliver a message, or a skip, as the listeners of a log get it: the line joined to
 * its message, its process and what the process has seen of the host; and what a `to=` line says of
 * it: how it ended, with which code, for how many, at which try.
 *
 * One record for a whole log, filled anew each time. Units: milliseconds since 1970, bytes.
 */
import { RECIPIENT_FACTOR } from '../mailpath/arrivals.ts';
import { RETRY_FACTOR } from '../mailpath/disposition.ts';
import { bytesOf, type LogLine, SPAN, startsWith, wholeNumber } from './log-line.ts';
import type { Contact, LogProcess, SkipOrigin } from './log-process.ts';
import type { MessageTable } from './message-table.ts';

/**
 * How it ended. `reset`, `timeout`, `dropped`: the connection broke (dropped: closed without a
 * word). `reply`: the remote server said 4xx. `other`: an error of the gateway's own, as of DNS.
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
  readonly messages: MessageTable;
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
 * What a failed attempt says of the remote server. `cut`: a connection that had lived broke under it.
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

/** What a class takes off a message's priority (op.me, ClassFactor); the model has no classes. */
const CLASS_FACTOR = 1800;

const MORE = bytesOf('[more]');

/** The priority that a message of a from= line has before any attempt. */
export function initialPriority(line: LogLine, recipients: number): number {
  return line.sizeBytes + recipients * RECIPIENT_FACTOR - (line.class || 0) * CLASS_FACTOR;
}

/**
 * After a refused MAIL Sendmail logs the next message of that connection without an address, tried or
 * not. A process that has a connection open does not skip its host: what broke is the connection.
 */
function isBreak({ deferredText }: LogLine, connected: boolean): boolean {
  return connected && (deferredText === 'reset' || deferredText === 'timeout');
}

/** `connected`: as far as the log shows, its process had a connection to the host open. */
export function endOf(line: LogLine, connected: boolean): AttemptEnd {
  if (line.statKind === 'sent') return 'sent';
  if (line.statKind === 'failed') return 'failed';
  if (line.skipped && !isBreak(line, connected)) return 'skipped';
  const { deferredText } = line;
  return deferredText === 'bare' ? (line.has(SPAN.reply) ? 'reply' : 'dropped') : deferredText;
}

/** The code of the remote server's reply, from reply= or from the text after `Deferred: `. */
export function codeOf(line: LogLine): number {
  const { bytes, spans } = line;
  if (line.has(SPAN.reply)) {
    const at = spans[2 * SPAN.reply];
    return wholeNumber(bytes, at, Math.min(at + 3, spans[2 * SPAN.reply + 1]));
  }
  if (line.statKind !== 'deferred' || line.deferredText !== 'reply') return Number.NaN;
  const at = spans[2 * SPAN.stat] + 'Deferred: '.length;
  return wholeNumber(bytes, at, Math.min(at + 3, line.end));
}

/**
 * Tries before this one, decoded from the priority: Sendmail adds RetryFactor each time it reads the
 * queue file for an attempt, this one included (a background first attempt of a flock build excepted).
 * Without the message's own priority: one recipient, and less than 90 KB, are assumed.
 */
export function triesBefore({ priority }: LogLine, initial: number): number {
  if (Number.isNaN(priority)) return 0;
  const base = Number.isNaN(initial) ? RECIPIENT_FACTOR : initial;
  return Math.max(0, Math.floor((priority - base) / RETRY_FACTOR) - 1);
}

/** A long list of recipients goes on in the next line, of the same attempt. */
export function isContinued({ bytes, spans }: LogLine): boolean {
  const end = spans[2 * SPAN.to + 1];
  return startsWith(bytes, Math.max(0, end - MORE.length), end, MORE);
}

/** `to=<a>,<b>` are two. */
export function recipientsIn({ bytes, spans }: LogLine): number {
  let count = 1;
  for (let p = spans[2 * SPAN.to]; p < spans[2 * SPAN.to + 1]; p++) if (bytes[p] === 44) count++;
  return count;
}
