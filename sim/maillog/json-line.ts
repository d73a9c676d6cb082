/**
 * Lines of Proofpoint's log API: JSON around a syslog line (`data`), with its fields besides (`sm`,
 * `tls`, `pps`).
 *
 * What counts is `data`, Sendmail's own line. Where it is missing or says less, the line is put
 * together from the fields. Numbers may come as strings, addresses with or without angle brackets;
 * `ts` is when the line was collected, not when it was written, so it stands in only where `data` has
 * no time.
 */
import { civilTimeOf } from './calendar.ts';
import type { LogLine } from './log-line.ts';
import { readLine } from './read-line.ts';
import { readIsoStamp, type Stamp, type StampClock } from './stamp.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const stamp: Stamp = { end: 0, timeMs: 0 };

/** Fills the line from the JSON in these bytes; its kind stays `unknown` if there is none. */
export function readJsonLine(
  line: LogLine,
  bytes: Uint8Array,
  start: number,
  end: number,
  clock: StampClock,
): void {
  line.clear(bytes, start, end);
  const record = parsed(decoder.decode(bytes.subarray(start, end)));
  if (record === null) return;
  const { data } = record;
  if (typeof data === 'string') {
    const text = encoder.encode(data);
    let length = text.length;
    while (length > 0 && (text[length - 1] === 10 || text[length - 1] === 13)) length--;
    readLine(line, text, 0, length, clock);
    if (line.kind !== 'unknown') return;
  }
  const made = lineFromFields(record, clock);
  if (made === null) {
    line.clear(bytes, start, end);
    return;
  }
  const text = encoder.encode(made);
  readLine(line, text, 0, text.length, clock);
}

type JsonRecord = Readonly<Record<string, unknown>>;

function parsed(text: string): JsonRecord | null {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return null;
  }
}

function asRecord(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonRecord)
    : null;
}

/** A syslog line with the fields of `sm` and `tls`; null: too little is there. */
function lineFromFields(record: JsonRecord, clock: StampClock): string | null {
  const sm = asRecord(record.sm);
  const at = timeOf(record.ts, clock);
  if (sm === null || at === null) return null;
  const id = plain(sm.qid);
  if (id === null) return null;
  const head = `${at} ${plain(asRecord(record.pps)?.agent) ?? '-'} sendmail[0]: ${id}: `;
  const fields = plain(sm.stat) === null ? acceptedFields(sm) : deliveryFields(sm, record.tls);
  return fields === null ? null : head + fields;
}

function acceptedFields(sm: JsonRecord): string | null {
  const size = plain(sm.sizeBytes);
  if (size === null) return null;
  return joined([
    ['from', address(sm.from)],
    ['size', size],
    ['class', plain(sm.class)],
    ['nrcpts', plain(sm.nrcpts)],
    ['msgid', plain(sm.msgid)],
    ['proto', plain(sm.proto)],
    ['daemon', plain(sm.daemon)],
    ['relay', plain(sm.relay)],
  ]);
}

function deliveryFields(sm: JsonRecord, tls: unknown): string {
  const secured = asRecord(tls);
  const to = Array.isArray(sm.to) ? sm.to.map(address).join(',') : address(sm.to);
  return joined([
    ['to', to],
    ['delay', plain(sm.delay)],
    ['xdelay', plain(sm.xdelay)],
    ['mailer', plain(sm.mailer)],
    ['tls_verify', plain(secured?.verify)],
    ['tls_version', plain(secured?.version)],
    ['cipher', plain(secured?.cipher)],
    ['pri', plain(sm.pri)],
    ['relay', plain(sm.relay)],
    ['dsn', plain(sm.dsn)],
    ['stat', plain(sm.stat)],
  ]);
}

function joined(fields: readonly (readonly [string, string | null])[]): string {
  return fields
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

function plain(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.replace(/[\r\n]/g, ' ') : null;
}

function address(value: unknown): string | null {
  const text = plain(Array.isArray(value) ? value[0] : value);
  return text === null || text.startsWith('<') ? text : `<${text}>`;
}

function timeOf(value: unknown, clock: StampClock): string | null {
  if (typeof value !== 'string') return null;
  const bytes = encoder.encode(value);
  if (!readIsoStamp(bytes, 0, bytes.length, clock, stamp)) return null;
  const { year, month, day, hour, minute, second, millisecond } = civilTimeOf(stamp.timeMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  const ms = String(millisecond).padStart(3, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}.${ms}Z`;
}
