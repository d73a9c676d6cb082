/**
 * The keys of Sendmail's log fields, found by their bytes.
 *
 * Source: Sendmail 8.17.1, deliver.c (logdelivery), srvrsmtp.c, collect.c; Proofpoint's tls_ fields
 * from its published lines.
 */
import { SPANS, type SpanName } from './log-line.ts';

/** Fields whose value is kept as a text, with the place that it has in a line. */
const TEXTS: Readonly<Record<string, SpanName>> = {
  from: 'from',
  to: 'to',
  ctladdr: 'controlling',
  mailer: 'mailer',
  msgid: 'messageId',
  proto: 'protocol',
  daemon: 'daemon',
  relay: 'relay',
  dsn: 'dsn',
  reply: 'reply',
  stat: 'stat',
  tls_verify: 'tlsVerify',
  tls_version: 'tlsVersion',
  cipher: 'cipher',
};

/** Numbers and durations; and what Sendmail writes and nobody reads. */
const OTHERS = ['size', 'class', 'nrcpts', 'delay', 'xdelay', 'pri', 'ntries'];
const PASSED = ['bodytype', 'auth', 'intvl', 'quarantine', 'bits', 'milter'];

const NAMES = [...Object.keys(TEXTS), ...OTHERS, ...PASSED];

/** The place in a line's spans of each field, by its number; -1: it is no text. */
export const SPAN_OF = Int8Array.from(NAMES, (name) =>
  name in TEXTS ? SPANS.indexOf(TEXTS[name]) : -1,
);

export const FROM = NAMES.indexOf('from');
export const TO = NAMES.indexOf('to');
export const SIZE = NAMES.indexOf('size');
export const CLASS = NAMES.indexOf('class');
export const DELAY = NAMES.indexOf('delay');
export const XDELAY = NAMES.indexOf('xdelay');
export const PRIORITY = NAMES.indexOf('pri');
export const TRIES = NAMES.indexOf('ntries');
export const MESSAGE_ID = NAMES.indexOf('msgid');
export const CONTROLLING = NAMES.indexOf('ctladdr');
export const RECIPIENTS = NAMES.indexOf('nrcpts');
export const REPLY = NAMES.indexOf('reply');
export const STAT = NAMES.indexOf('stat');

/** No key stands here at all; a key that Sendmail does not write. */
export const NO_KEY = -1;
export const STRANGE_KEY = -2;

const LONGEST = Math.max(...NAMES.map(({ length }) => length));
const MULTIPLIER = 37;

/** A hash without collisions among the keys; found by trial, checked here. */
const SLOTS = 512;
const table = new Int8Array(SLOTS).fill(-1);
const KEY_BYTES = NAMES.map((name) => Uint8Array.from(name, (letter) => letter.charCodeAt(0)));
for (const [i, key] of KEY_BYTES.entries()) {
  let slot = 0;
  for (const byte of key) slot = (slot * MULTIPLIER + byte) & (SLOTS - 1);
  if (table[slot] !== -1) throw new Error(`Two log fields share a slot: ${NAMES[i]}.`);
  table[slot] = i;
}

/** The number of the field whose key stands at `at`, before a `=`. */
export function keyAt(bytes: Uint8Array, at: number, end: number): number {
  const most = Math.min(end, at + 24);
  let slot = 0;
  let p = at;
  for (; p < most; p++) {
    const byte = bytes[p];
    if (byte === 61) break;
    const letter = (byte >= 97 && byte <= 122) || byte === 95 || (byte >= 65 && byte <= 90);
    if (!letter) return NO_KEY;
    slot = (slot * MULTIPLIER + byte) & (SLOTS - 1);
  }
  const length = p - at;
  if (p === most || length === 0) return NO_KEY;
  if (length > LONGEST) return STRANGE_KEY;
  const field = table[slot];
  if (field < 0) return STRANGE_KEY;
  const key = KEY_BYTES[field];
  if (key.length !== length) return STRANGE_KEY;
  for (let i = 0; i < length; i++) if (key[i] !== bytes[at + i]) return STRANGE_KEY;
  return field;
}

/** The field that follows each in most lines: looked for first. */
const USUAL_NEXT: Readonly<Record<string, string>> = {
  from: 'size',
  size: 'class',
  class: 'nrcpts',
  nrcpts: 'msgid',
  to: 'delay',
  ctladdr: 'delay',
  delay: 'xdelay',
  xdelay: 'mailer',
  mailer: 'pri',
  tls_verify: 'tls_version',
  tls_version: 'cipher',
  cipher: 'pri',
  pri: 'relay',
  relay: 'dsn',
  dsn: 'stat',
  reply: 'stat',
};
const NEXT = Int8Array.from(NAMES, (name) => NAMES.indexOf(USUAL_NEXT[name] ?? ''));

/** As keyAt, where the field before is known. */
export function keyAfter(field: number, bytes: Uint8Array, at: number, end: number): number {
  const next = NEXT[field];
  if (next < 0) return keyAt(bytes, at, end);
  const key = KEY_BYTES[next];
  const { length } = key;
  if (at + length >= end || bytes[at + length] !== 61) return keyAt(bytes, at, end);
  for (let i = 0; i < length; i++) if (key[i] !== bytes[at + i]) return keyAt(bytes, at, end);
  return next;
}

/** Where the value of the key at `at` begins. */
export function valueAfter(field: number, at: number): number {
  return at + KEY_BYTES[field].length + 1;
}
