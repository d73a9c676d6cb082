/**
 * The fields of a `from=` or `to=` line: `key=value, key=value, ...`, `stat=` last.
 *
 * A value ends at `, `; but addresses, message ids and replies hold what they like: theirs ends only
 * before a key that Sendmail writes. One pass over the bytes, no expression that could backtrack.
 */
import {
  CLASS,
  CONTROLLING,
  DELAY,
  FROM,
  keyAfter,
  keyAt,
  MESSAGE_ID,
  NO_KEY,
  PRIORITY,
  RECIPIENTS,
  REPLY,
  SIZE,
  SPAN_OF,
  STAT,
  TO,
  TRIES,
  valueAfter,
  XDELAY,
} from './field-keys.ts';
import { wholeNumber } from './line-header.ts';
import { type LogLine, SPAN } from './log-line.ts';

const COMMA = 44;
const SPACE = 32;
const COLON = 58;
const PLUS = 43;
const OPEN = 91;
const CLOSE = 93;
/** Of `00:00:04`. */
const CLOCK_LENGTH = 8;

/** Reads the fields from `at` to the end of the line. False: there is no field at all. */
export function readFields(line: LogLine, at: number): boolean {
  const { bytes, end } = line;
  let field = keyAt(bytes, at, end);
  if (field < 0) return false;
  let value = valueAfter(field, at);
  for (;;) {
    if (field === STAT) {
      line.setSpan(SPAN.stat, value, end);
      break;
    }
    const free = isFree(field);
    let next: number = NO_KEY;
    // Durations are nearly all of one length.
    const clock = field === DELAY || field === XDELAY;
    let p = clock && bytes[value + CLOCK_LENGTH] === COMMA ? value + CLOCK_LENGTH : value;
    for (; p < end; p++) {
      if (bytes[p] !== COMMA) continue;
      if (p + 1 >= end || bytes[p + 1] !== SPACE) continue;
      next = keyAfter(field, bytes, p + 2, end);
      if (!free || endsFreeText(field, next)) break;
    }
    keep(line, field, value, p);
    // Behind it a from= line has only what nobody who studies a log looks at.
    if (field === RECIPIENTS && line.brief) break;
    // Past fields that Sendmail does not write, and past words that are none.
    while (p < end && next < 0) {
      for (p++; p < end; p++) if (bytes[p] === COMMA && bytes[p + 1] === SPACE) break;
      if (p < end) next = keyAt(bytes, p + 2, end);
    }
    if (p >= end) break;
    field = next;
    value = valueAfter(field, p + 2);
  }
  splitRelay(line);
  return true;
}

/** Addresses, message ids and replies hold what they like. */
function isFree(field: number): boolean {
  return (
    field === FROM ||
    field === TO ||
    field === CONTROLLING ||
    field === MESSAGE_ID ||
    field === REPLY
  );
}

/** A reply may speak of anything: only stat= follows it. A sender's address is followed by size=. */
function endsFreeText(field: number, next: number): boolean {
  if (field === REPLY) return next === STAT;
  if (field === FROM) return next === SIZE;
  return next >= 0;
}

function keep(line: LogLine, field: number, from: number, to: number): void {
  const span = SPAN_OF[field];
  if (span >= 0) line.setSpan(span, from, to);
  else if (field === DELAY) line.delayMs = readDuration(line.bytes, from, to);
  else if (field === XDELAY) line.xdelayMs = readDuration(line.bytes, from, to);
  else if (field === PRIORITY) line.priority = signedNumber(line.bytes, from, to);
  else if (field === SIZE) line.sizeBytes = wholeNumber(line.bytes, from, to);
  else if (field === CLASS) line.class = signedNumber(line.bytes, from, to);
  else if (field === RECIPIENTS) line.recipients = signedNumber(line.bytes, from, to);
  else if (field === TRIES) line.tries = signedNumber(line.bytes, from, to);
}

/** Class may be negative (list mail), and with it the priority. */
function signedNumber(bytes: Uint8Array, from: number, to: number): number {
  return bytes[from] === 45 ? -wholeNumber(bytes, from + 1, to) : wholeNumber(bytes, from, to);
}

/** `1+04:37:39` in ms; NaN if it is none. */
export function readDuration(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  let days = 0;
  for (let p = from; p < to && p < from + 6; p++) {
    if (bytes[p] !== PLUS) continue;
    days = wholeNumber(bytes, from, p);
    at = p + 1;
    break;
  }
  if (to - at !== 8 || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return Number.NaN;
  const hours = wholeNumber(bytes, at, at + 2);
  const minutes = wholeNumber(bytes, at + 3, at + 5);
  const seconds = wholeNumber(bytes, at + 6, at + 8);
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** `exo.test. [127.0.0.2]`, and what may follow it: ` (may be forged)`. */
function splitRelay(line: LogLine): void {
  if (!line.has(SPAN.relay)) return;
  const { bytes, spans } = line;
  const from = spans[2 * SPAN.relay];
  const to = spans[2 * SPAN.relay + 1];
  for (let p = from + 1; p < to - 1; p++) {
    if (bytes[p] !== SPACE || bytes[p + 1] !== OPEN) continue;
    let close = p + 2;
    while (close < to && bytes[close] !== CLOSE) close++;
    if (close === to) break;
    line.setSpan(SPAN.relayName, from, p);
    line.setSpan(SPAN.relayAddress, p + 2, close);
    return;
  }
  line.setSpan(SPAN.relayName, from, to);
}
