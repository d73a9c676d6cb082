/**
 * Reads one line of a mail log into a LogLine: its head, what kind of line it is, its fields.
 *
 *   bytes of a line -> head (when, who) -> queue id -> from= / to= / other
 *
 * Whatever the bytes are, this ends and says a kind: what it cannot make sense of is `unknown`.
 */
import { readDuration, readFields } from './line-fields.ts';
import { readHeader, wholeNumber } from './line-header.ts';
import {
  bytesOf,
  type DeferredText,
  type LogLine,
  SPAN,
  type StatKind,
  startsWith,
} from './log-line.ts';
import type { StampClock } from './stamp.ts';

const COLON = 58;
const SPACE = 32;

const FROM = bytesOf('from=');
const TO = bytesOf('to=');
const DONE = bytesOf('done; ');
const CONNECT = bytesOf('SMTP outgoing connect on ');
const DAEMON = bytesOf('starting daemon (');
const QUEUEING = bytesOf('queueing@');
const RETURNS = ['return to sender: ', 'sender notify: Cannot send'].map(bytesOf);
const REPEATED = bytesOf('last message repeated ');
/** Stamp and host before it. */
const MAX_HEAD = 100;
const SENDMAIL = bytesOf('sendmail');
const SM = bytesOf('sm-');
const SENT = bytesOf('Sent');
const QUEUED = bytesOf('queued');
const DEFERRED = bytesOf('Deferred');
const RESET = bytesOf('Connection reset');
const TIMED_OUT = bytesOf('Connection timed out');
const OPERATION_TIMED_OUT = bytesOf('Operation timed out');
const REFUSED = bytesOf('Connection refused');

export function readLine(
  line: LogLine,
  bytes: Uint8Array,
  start: number,
  end: number,
  clock: StampClock,
): void {
  line.clear(bytes, start, end);
  if (readHeader(line, clock)) readMessage(line);
  else if (!readRepeated(line)) readBare(line);
}

/**
 * A `to=` line without its head and its queue id, as one pastes it from an article or a ticket: it
 * has no time of its own.
 */
function readBare(line: LogLine): void {
  const { bytes, start, end } = line;
  if (!startsWith(bytes, start, end, TO)) return;
  if (!readFields(line, start) || !line.has(SPAN.stat) || Number.isNaN(line.delayMs)) return;
  line.kind = 'delivery';
  classifyStat(line);
}

/** From behind the head on: the queue id, the kind and the fields. */
export function readMessage(line: LogLine): void {
  const { bytes, end } = line;
  const start = line.spans[2 * SPAN.message];
  const at = readQueueId(line, start);
  if (startsWith(bytes, at, end, TO) && line.has(SPAN.queueId)) {
    if (readFields(line, at) && line.has(SPAN.stat) && !Number.isNaN(line.delayMs)) {
      line.kind = 'delivery';
      classifyStat(line);
    } else line.kind = isSendmail(line) ? 'unknown' : 'foreign';
    return;
  }
  if (startsWith(bytes, at, end, FROM) && line.has(SPAN.queueId)) {
    const whole = readFields(line, at) && !Number.isNaN(line.sizeBytes);
    line.kind = whole ? 'accepted' : isSendmail(line) ? 'unknown' : 'foreign';
    return;
  }
  if (!isSendmail(line)) line.kind = 'foreign';
  else if (startsWith(bytes, at, end, DONE)) {
    line.kind = readFields(line, at + DONE.length) ? 'done' : 'unknown';
  } else if (startsWith(bytes, at, end, CONNECT)) line.kind = 'connect';
  else if (startsWith(bytes, start, end, DAEMON)) readDaemon(line, start);
  else line.kind = at > start && returnsMessage(line, at) ? 'returned' : 'known';
}

/** `6AO4FqDI023991: `; returns where the text behind it begins. Every id has a digit, no word has. */
function readQueueId(line: LogLine, start: number): number {
  const { bytes, end } = line;
  const max = Math.min(end, start + 40);
  let p = start;
  let digits = 0;
  for (; p < max && isIdByte(bytes[p]); p++) if (bytes[p] <= 57 && bytes[p] >= 48) digits++;
  const ends = bytes[p] === COLON && bytes[p + 1] === SPACE && p + 1 < end;
  if (p - start < 6 || digits === 0 || !ends) return start;
  line.setSpan(SPAN.queueId, start, p);
  return p + 2;
}

function isIdByte(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 97 && byte <= 122) ||
    byte === 45
  );
}

/** Sendmail goes by several names: sendmail, sm-mta, sm-msp-queue, sendmail-in. */
function isSendmail({ bytes, spans }: LogLine): boolean {
  const from = spans[2 * SPAN.program];
  const to = spans[2 * SPAN.program + 1];
  if (startsWith(bytes, from, to, SM)) return true;
  for (let p = from; p + SENDMAIL.length <= to; p++) {
    if (startsWith(bytes, p, to, SENDMAIL)) return true;
  }
  return false;
}

/** `6AO4FqDI023992: return to sender: ...`, behind the message's own id. */
function returnsMessage({ bytes, end }: LogLine, start: number): boolean {
  let at = start;
  while (at < end && isIdByte(bytes[at])) at++;
  if (at === start || bytes[at] !== COLON) return false;
  return RETURNS.some((words) => startsWith(bytes, at + 2, end, words));
}

/** `starting daemon (8.17.1): SMTP+queueing@00:30:00`. */
function readDaemon(line: LogLine, start: number): void {
  const { bytes, end } = line;
  line.kind = 'daemon';
  for (let p = start; p + QUEUEING.length <= end; p++) {
    if (!startsWith(bytes, p, end, QUEUEING)) continue;
    const from = p + QUEUEING.length;
    let to = from;
    while (to < end && bytes[to] !== SPACE && bytes[to] !== 44) to++;
    line.intervalMs = readDuration(bytes, from, to);
    return;
  }
}

/** syslog's own `last message repeated 3 times`, alone or behind stamp and host. */
function readRepeated(line: LogLine): boolean {
  const { bytes, start, end } = line;
  const max = Math.min(end, start + MAX_HEAD);
  for (let at = start; at < max; at++) {
    if (bytes[at] !== REPEATED[0] || !startsWith(bytes, at, end, REPEATED)) continue;
    let to = at + REPEATED.length;
    while (to < end && bytes[to] !== SPACE) to++;
    line.tries = wholeNumber(bytes, at + REPEATED.length, to);
    line.kind = 'repeated';
    return true;
  }
  return false;
}

function classifyStat(line: LogLine): void {
  const { bytes, spans, end } = line;
  const at = spans[2 * SPAN.stat];
  line.deferredText = 'bare';
  line.statKind = statKindAt(line, at);
  if (line.statKind === 'deferred') line.deferredText = deferredTextAt(bytes, at, end);
}

function statKindAt(line: LogLine, at: number): StatKind {
  const { bytes, end } = line;
  if (startsWith(bytes, at, end, SENT)) return 'sent';
  if (startsWith(bytes, at, end, DEFERRED)) return 'deferred';
  if (startsWith(bytes, at, end, QUEUED)) return 'queued';
  // Other texts (`Service unavailable`, `Name server timeout`): the first digit of dsn= decides.
  const dsn = line.has(SPAN.dsn) ? bytes[line.spans[2 * SPAN.dsn]] : 0;
  return dsn === 52 ? 'deferred' : dsn === 50 ? 'sent' : 'failed';
}

function deferredTextAt(bytes: Uint8Array, stat: number, end: number): DeferredText {
  let at = stat;
  if (startsWith(bytes, at, end, DEFERRED)) {
    at += DEFERRED.length;
    if (at >= end) return 'bare';
    while (at < end && (bytes[at] === COLON || bytes[at] === SPACE)) at++;
  }
  if (bytes[at] >= 52 && bytes[at] <= 53 && at + 3 <= end) return 'reply';
  if (startsWith(bytes, at, end, RESET)) return 'reset';
  if (startsWith(bytes, at, end, TIMED_OUT) || startsWith(bytes, at, end, OPERATION_TIMED_OUT)) {
    return 'timeout';
  }
  return startsWith(bytes, at, end, REFUSED) ? 'refused' : 'other';
}
