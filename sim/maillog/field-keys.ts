/**
 * The keys of Sendmail's log fields, found by their bytes.
 *
 * Source: Sendmail 8.17.1, deliver.c (logdelivery), srvrsmtp.c, collect.c; Proofpoint's tls_ fields
 * from its published lines.
 */
import { SPANS, type SpanName } from './log-line.ts';

/** What is done with a field's value: kept as a text, read as a number, or passed over. */
export type Field =
  | { readonly kind: 'text'; readonly span: number }
  | {
      readonly kind: 'number';
      readonly name: 'sizeBytes' | 'class' | 'recipients' | 'priority' | 'tries';
    }
  | { readonly kind: 'duration'; readonly name: 'delayMs' | 'xdelayMs' }
  | { readonly kind: 'passed' };

function text(name: SpanName): Field {
  return { kind: 'text', span: SPANS.indexOf(name) };
}

const PASSED: Field = { kind: 'passed' };

const FIELDS: Readonly<Record<string, Field>> = {
  from: text('from'),
  to: text('to'),
  ctladdr: text('controlling'),
  mailer: text('mailer'),
  msgid: text('messageId'),
  proto: text('protocol'),
  daemon: text('daemon'),
  relay: text('relay'),
  dsn: text('dsn'),
  reply: text('reply'),
  stat: text('stat'),
  tls_verify: text('tlsVerify'),
  tls_version: text('tlsVersion'),
  cipher: text('cipher'),
  size: { kind: 'number', name: 'sizeBytes' },
  class: { kind: 'number', name: 'class' },
  nrcpts: { kind: 'number', name: 'recipients' },
  pri: { kind: 'number', name: 'priority' },
  ntries: { kind: 'number', name: 'tries' },
  delay: { kind: 'duration', name: 'delayMs' },
  xdelay: { kind: 'duration', name: 'xdelayMs' },
  bodytype: PASSED,
  auth: PASSED,
  intvl: PASSED,
  quarantine: PASSED,
  bits: PASSED,
  milter: PASSED,
};

/** The fields by number: what keyAt returns. */
export const FIELD_LIST: readonly Field[] = Object.values(FIELDS);

const NAMES = Object.keys(FIELDS);
export const FROM = NAMES.indexOf('from');
export const TO = NAMES.indexOf('to');
export const SIZE = NAMES.indexOf('size');
export const MESSAGE_ID = NAMES.indexOf('msgid');
export const CONTROLLING = NAMES.indexOf('ctladdr');
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

/** Where the value of the key at `at` begins. */
export function valueAfter(field: number, at: number): number {
  return at + KEY_BYTES[field].length + 1;
}
