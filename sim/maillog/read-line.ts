/**
 * Reads one line of a mail log into a LogLine: its head, what kind of line it is, its fields.
 *
 *   bytes of a line -> head (when, who) -> queue id -> from= / to= / other
 *
 * Whatever the bytes are, this ends and says a kind: what it cannot make sense of is `unknown`.
 */
import {
  bytesOf,
  type DeferredText,
  type LogLine,
  SPAN,
  type SpanName,
  type StatKind,
  startsWith,
  wholeNumber,
} from './log-line.ts';
import type { StampReader } from './stamp.ts';

const COMMA = 44;
const SPACE = 32;
const COLON = 58;
const PLUS = 43;
const LESS = 60;
const EQUALS = 61;
const MORE = 62;
const OPEN = 91;
const CLOSE = 93;

const FROM_LINE = bytesOf('from=');
const TO_LINE = bytesOf('to=');
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
  stamps: StampReader,
): void {
  line.clear(bytes, start, end);
  if (readHeader(line, stamps)) readMessage(line);
  else if (!readRepeated(line)) readBare(line);
}

/**
 * A `to=` line without its head and its queue id, as one pastes it from an article or a ticket: it
 * has no time of its own.
 */
function readBare(line: LogLine): void {
  const { bytes, start, end } = line;
  if (startsWith(bytes, start, end, TO_LINE)) readDelivery(line, start);
}

/** From behind the head on. */
function readMessage(line: LogLine): void {
  const { bytes, end } = line;
  const start = line.spans[2 * SPAN.message];
  const at = readQueueId(line, start);
  if (startsWith(bytes, at, end, TO_LINE) && line.has(SPAN.queueId)) {
    if (!readDelivery(line, at)) line.kind = isSendmail(line) ? 'unknown' : 'foreign';
    return;
  }
  if (startsWith(bytes, at, end, FROM_LINE) && line.has(SPAN.queueId)) {
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
    while (to < end && bytes[to] !== SPACE && bytes[to] !== COMMA) to++;
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

/** A `to=` line from its fields on; false: it lacks what every one has. */
function readDelivery(line: LogLine, start: number): boolean {
  if (!readFields(line, start) || !line.has(SPAN.stat) || Number.isNaN(line.delayMs)) return false;
  const { bytes, spans, end } = line;
  const at = spans[2 * SPAN.stat];
  line.kind = 'delivery';
  line.statKind = statKindAt(line, at);
  line.deferredText = line.statKind === 'deferred' ? deferredTextAt(bytes, at, end) : 'bare';
  return true;
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

/*
 * The fields of a `from=` or `to=` line: `key=value, key=value, ...`, `stat=` last; and Sendmail's
 * keys, found by their bytes. Source: Sendmail 8.17.1, deliver.c (logdelivery), srvrsmtp.c, collect.c;
 * Proofpoint's tls_ fields from its published lines.
 *
 * A value ends at `, `; but addresses, message ids and replies hold what they like: theirs ends only
 * before a key that Sendmail writes. One pass over the bytes, no expression that could backtrack.
 */

interface Field {
  /** Of one whose value is kept as a text: the place that it has in a line. */
  readonly text?: SpanName;
  /** The field that follows it in most lines: looked for first. */
  readonly next?: string;
  /** Its value holds what it likes. */
  readonly free?: true;
}

const FIELDS: Readonly<Record<string, Field>> = {
  from: { text: 'from', next: 'size', free: true },
  size: { next: 'class' },
  class: { next: 'nrcpts' },
  nrcpts: { next: 'msgid' },
  msgid: { text: 'messageId', free: true },
  proto: { text: 'protocol' },
  daemon: { text: 'daemon' },
  to: { text: 'to', next: 'delay', free: true },
  ctladdr: { text: 'controlling', next: 'delay', free: true },
  delay: { next: 'xdelay' },
  xdelay: { next: 'mailer' },
  mailer: { text: 'mailer', next: 'pri' },
  tls_verify: { text: 'tlsVerify', next: 'tls_version' },
  tls_version: { text: 'tlsVersion', next: 'cipher' },
  cipher: { text: 'cipher', next: 'pri' },
  pri: { next: 'relay' },
  relay: { text: 'relay', next: 'dsn' },
  dsn: { text: 'dsn', next: 'stat' },
  reply: { text: 'reply', next: 'stat', free: true },
  stat: { text: 'stat' },
  ntries: {},
};

/** What Sendmail writes and nobody reads. */
const PASSED = ['bodytype', 'auth', 'intvl', 'quarantine', 'bits', 'milter'];

const NAMES = [...Object.keys(FIELDS), ...PASSED];

/** By the number of a field; -1: it is no text, nothing follows it as a rule. */
const SPAN_OF = Int8Array.from(NAMES, (name) => {
  const text = FIELDS[name]?.text;
  return text === undefined ? -1 : SPAN[text];
});
const NEXT = Int8Array.from(NAMES, (name) => NAMES.indexOf(FIELDS[name]?.next ?? ''));
const IS_FREE = NAMES.map((name) => FIELDS[name]?.free === true);

const FROM = NAMES.indexOf('from');
const SIZE = NAMES.indexOf('size');
const CLASS = NAMES.indexOf('class');
const DELAY = NAMES.indexOf('delay');
const XDELAY = NAMES.indexOf('xdelay');
const PRIORITY = NAMES.indexOf('pri');
const TRIES = NAMES.indexOf('ntries');
const RECIPIENTS = NAMES.indexOf('nrcpts');
const REPLY = NAMES.indexOf('reply');
const STAT = NAMES.indexOf('stat');

/** No key stands here at all; a key that Sendmail does not write. */
const NO_KEY = -1;
const STRANGE_KEY = -2;

const MAX_LENGTH = Math.max(...NAMES.map(({ length }) => length));
const MULTIPLIER = 37;

/** A hash without collisions among the keys; found by trial, checked here. */
const SLOTS = 512;
const table = new Int8Array(SLOTS).fill(-1);
const KEY_BYTES = NAMES.map(bytesOf);
for (const [i, key] of KEY_BYTES.entries()) {
  let slot = 0;
  for (const byte of key) slot = (slot * MULTIPLIER + byte) & (SLOTS - 1);
  if (table[slot] !== -1) throw new Error(`Two log fields share a slot: ${NAMES[i]}.`);
  table[slot] = i;
}

/** The number of the field whose key stands at `at`, before a `=`. */
function keyAt(bytes: Uint8Array, at: number, end: number): number {
  const max = Math.min(end, at + 24);
  let slot = 0;
  let p = at;
  for (; p < max; p++) {
    const byte = bytes[p];
    if (byte === EQUALS) break;
    const letter = (byte >= 97 && byte <= 122) || byte === 95 || (byte >= 65 && byte <= 90);
    if (!letter) return NO_KEY;
    slot = (slot * MULTIPLIER + byte) & (SLOTS - 1);
  }
  const length = p - at;
  if (p === max || length === 0) return NO_KEY;
  if (length > MAX_LENGTH) return STRANGE_KEY;
  const field = table[slot];
  if (field < 0) return STRANGE_KEY;
  const key = KEY_BYTES[field];
  if (key.length !== length) return STRANGE_KEY;
  return startsWith(bytes, at, end, key) ? field : STRANGE_KEY;
}

/** As keyAt, where the field before is known. */
function keyAfter(field: number, bytes: Uint8Array, at: number, end: number): number {
  const next = NEXT[field];
  if (next < 0) return keyAt(bytes, at, end);
  const key = KEY_BYTES[next];
  const isNext = bytes[at + key.length] === EQUALS && startsWith(bytes, at, end - 1, key);
  return isNext ? next : keyAt(bytes, at, end);
}

/** Where the value of the key at `at` begins. */
function valueAfter(field: number, at: number): number {
  return at + KEY_BYTES[field].length + 1;
}

/** Of `00:00:04`. */
const CLOCK_LENGTH = 8;

/** Reads the fields from `at` to the end of the line. False: there is no field at all. */
function readFields(line: LogLine, at: number): boolean {
  const { bytes, end } = line;
  let field = keyAt(bytes, at, end);
  if (field < 0) return false;
  let value = valueAfter(field, at);
  for (;;) {
    if (field === STAT) {
      line.setSpan(SPAN.stat, value, end);
      break;
    }
    const free = IS_FREE[field];
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
    setField(line, field, value, p);
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

/** A reply may speak of anything: only stat= follows it. A sender's address is followed by size=. */
function endsFreeText(field: number, next: number): boolean {
  if (field === REPLY) return next === STAT;
  if (field === FROM) return next === SIZE;
  return next >= 0;
}

function setField(line: LogLine, field: number, from: number, to: number): void {
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
function readDuration(bytes: Uint8Array, from: number, to: number): number {
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

/*
 * The head of a syslog line: when, which machine, which program and process.
 *
 *   Nov 24 04:15:52 mx1 sendmail[23991]: ...                      RFC 3164, with or without a host
 *   2026-11-24T04:15:52.123+01:00 mx1 sendmail[23991]: ...        rsyslog's own
 *   <22>1 2026-11-24T04:15:52.123Z mx1 sendmail 23991 - - ...     RFC 5424
 *
 * Between host and program other words may stand (AIX: `mail:info`), behind the program a message
 * number (Solaris: `[ID 801593 mail.info]`).
 */

/** Words before a program's colon: more are not a head. */
const MAX_WORDS = 4;

/** Fills time, host, program, pid and the place of the message; false if the line has no such head. */
function readHeader(line: LogLine, stamps: StampReader): boolean {
  const { bytes, end } = line;
  let at = line.start;
  if (bytes[at] === LESS) at = afterPriority(bytes, at, end);
  if (bytes[at] === 49 && bytes[at + 1] === SPACE && at > line.start) {
    return stamps.readIso(bytes, at + 2, end) && readProtocolHead(line, stamps);
  }
  if (!stamps.readBsd(bytes, at, end) && !stamps.readIso(bytes, at, end)) return false;
  if (!readKnownTag(line, stamps.end) && !readNewTag(line, stamps.end)) return false;
  line.timeMs = stamps.timeMs;
  return true;
}

/** Behind `<22>`; where there is none, `at` itself. */
function afterPriority(bytes: Uint8Array, at: number, end: number): number {
  let p = at + 1;
  while (p < end && p < at + 5 && bytes[p] >= 48 && bytes[p] <= 57) p++;
  return bytes[p] === MORE ? p + 1 : at;
}

/** The bytes between stamp and pid, as they were the last time: of one machine they are the same. */
const knownTag = { bytes: new Uint8Array(64), length: 0, hostFrom: 0, hostTo: 0, programFrom: 0 };

function readKnownTag(line: LogLine, from: number): boolean {
  const { bytes: known, length, hostFrom, hostTo, programFrom } = knownTag;
  const { bytes, end } = line;
  if (length === 0 || from + length + 4 > end) return false;
  for (let i = length - 1; i >= 0; i--) if (known[i] !== bytes[from + i]) return false;
  let pid = 0;
  let p = from + length;
  for (; p < end && bytes[p] >= 48 && bytes[p] <= 57; p++) pid = pid * 10 + bytes[p] - 48;
  const ends = bytes[p] === CLOSE && bytes[p + 1] === COLON && bytes[p + 2] === SPACE;
  if (!ends || p + 3 >= end || bytes[p + 3] === OPEN || p - from - length > 9) return false;
  line.pid = pid;
  if (hostTo > hostFrom) line.setSpan(SPAN.host, from + hostFrom, from + hostTo);
  line.setSpan(SPAN.program, from + programFrom, from + length - 1);
  line.setSpan(SPAN.message, p + 3, end);
  return true;
}

/** Remembers the tag that was just read, if a pid ends it. */
function rememberTag({ bytes, spans }: LogLine, from: number, end: number): void {
  const program = spans[2 * SPAN.program];
  const length = spans[2 * SPAN.program + 1] + 1 - from;
  knownTag.length = 0;
  if (bytes[from + length - 1] !== OPEN || length > knownTag.bytes.length || from + length > end) {
    return;
  }
  for (let i = 0; i < length; i++) knownTag.bytes[i] = bytes[from + i];
  knownTag.length = length;
  knownTag.hostFrom = Math.max(0, spans[2 * SPAN.host] - from);
  knownTag.hostTo = spans[2 * SPAN.host] < 0 ? 0 : spans[2 * SPAN.host + 1] - from;
  knownTag.programFrom = program - from;
}

/** ` mx1 sendmail[23991]: `, from behind the stamp on. */
function readNewTag(line: LogLine, from: number): boolean {
  const { bytes, end } = line;
  if (bytes[from] !== SPACE) return false;
  let word = from;
  for (let n = 0; n < MAX_WORDS; n++) {
    while (word < end && bytes[word] === SPACE) word++;
    let to = word;
    while (to < end && bytes[to] !== SPACE) to++;
    if (to === word) return false;
    if (bytes[to - 1] === COLON) {
      readProgram(line, word, to - 1);
      let message = to < end ? to + 1 : end;
      if (bytes[message] === OPEN && bytes[message + 1] === 73 && bytes[message + 2] === 68) {
        while (message < end && bytes[message] !== CLOSE) message++;
        message = Math.min(end, message + 2);
      }
      line.setSpan(SPAN.message, message, end);
      rememberTag(line, from, end);
      return true;
    }
    if (n === 0) line.setSpan(SPAN.host, word, to);
    word = to;
  }
  return false;
}

/** ` mx1 sendmail 23991 - - ` of RFC 5424. */
function readProtocolHead(line: LogLine, stamps: StampReader): boolean {
  const { bytes, end } = line;
  let at = stamps.end;
  const word = (): number => {
    at++;
    const start = at;
    while (at < end && bytes[at] !== SPACE) at++;
    return start;
  };
  const host = word();
  if (at > host && bytes[host] !== 45) line.setSpan(SPAN.host, host, at);
  const program = word();
  line.setSpan(SPAN.program, program, at);
  const pid = word();
  line.pid = wholeNumber(bytes, pid, at);
  word();
  if (at >= end) return false;
  at++;
  if (bytes[at] === OPEN) {
    // Structured data: elements without a space between them, quoted values may hold a bracket.
    let quoted = false;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === 92) at++;
      else if (byte === 34) quoted = !quoted;
      else if (byte === CLOSE && !quoted && bytes[at + 1] !== OPEN) break;
    }
  }
  line.timeMs = stamps.timeMs;
  line.setSpan(SPAN.message, Math.min(end, at + 2), end);
  return at < end;
}

/** `sendmail[23991]`. */
function readProgram(line: LogLine, from: number, to: number): void {
  const { bytes } = line;
  let name = to;
  if (bytes[to - 1] === CLOSE) {
    let open = to - 2;
    while (open > from && bytes[open] !== OPEN) open--;
    if (bytes[open] === OPEN) {
      name = open;
      line.pid = wholeNumber(bytes, open + 1, to - 1);
    }
  }
  line.setSpan(SPAN.program, from, name);
}
