/** What a to= line says of its attempt: how it ended, with which code, for how many, at which try. */
import { RECIPIENT_FACTOR } from '../mailpath/arrivals.ts';
import { RETRY_FACTOR } from '../mailpath/disposition.ts';
import type { AttemptEnd } from './attempt.ts';
import { bytesOf, startsWith } from './byte-text.ts';
import { wholeNumber } from './line-header.ts';
import { type LogLine, SPAN } from './log-line.ts';

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

/** The code of the far side's reply, from reply= or from the text after `Deferred: `. */
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
export function goesOn({ bytes, spans }: LogLine): boolean {
  const end = spans[2 * SPAN.to + 1];
  return startsWith(bytes, Math.max(0, end - MORE.length), end, MORE);
}

/** `to=<a>,<b>` are two. */
export function recipientsIn({ bytes, spans }: LogLine): number {
  let count = 1;
  for (let p = spans[2 * SPAN.to]; p < spans[2 * SPAN.to + 1]; p++) if (bytes[p] === 44) count++;
  return count;
}
