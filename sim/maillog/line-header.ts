/**
 * The head of a syslog line: when, which machine, which program and process.
 *
 *   Nov 24 04:15:52 mx1 sendmail[23991]: ...                      RFC 3164, with or without a host
 *   2026-11-24T04:15:52.123+01:00 mx1 sendmail[23991]: ...        rsyslog's own
 *   <22>1 2026-11-24T04:15:52.123Z mx1 sendmail 23991 - - ...     RFC 5424
 *
 * Between host and program other words may stand (AIX: `mail:info`), behind the program a message
 * number (Solaris: `[ID 801593 mail.info]`).
 */
import { type LogLine, SPAN, wholeNumber } from './log-line.ts';
import type { StampReader } from './stamp.ts';

const SPACE = 32;
const COLON = 58;
const OPEN = 91;
const CLOSE = 93;
const LESS = 60;
const MORE = 62;
/** Words before a program's colon: more are not a head. */
const MAX_WORDS = 4;

/** Fills time, host, program, pid and the place of the message; false if the line has no such head. */
export function readHeader(line: LogLine, stamps: StampReader): boolean {
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
