/**
 * Lines of Proofpoint's log API: JSON around a syslog line (`data`), with its fields besides (`sm`,
 * `tls`, `pps`); read, and written.
 *
 * What counts is `data`, Sendmail's own line. Where it is missing or says less, the line is put
 * together from the fields. Numbers may come as strings, addresses with or without angle brackets;
 * `ts` is when the line was collected, not when it was written, so it stands in only where `data` has
 * no time.
 */
import { isoText } from './calendar.ts';
import type { LogEntry } from './entry.ts';
import type { LogLine } from './log-line.ts';
import { readLine } from './read-line.ts';
import type { StampReader } from './stamp.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Fills the line from the JSON in these bytes; its kind stays `unknown` if there is none. */
export function readJsonLine(
  line: LogLine,
  bytes: Uint8Array,
  start: number,
  end: number,
  stamps: StampReader,
): void {
  const record = parsed(decoder.decode(bytes.subarray(start, end)));
  if (record !== null) {
    const { data } = record;
    if (typeof data === 'string') {
      let { length } = data;
      while (length > 0 && '\r\n'.includes(data[length - 1])) length--;
      readText(line, data.slice(0, length), stamps);
      if (line.kind !== 'unknown') return;
    }
    const text = lineFromFields(record, stamps);
    if (text !== null) {
      readText(line, text, stamps);
      return;
    }
  }
  line.clear(bytes, start, end);
}

function readText(line: LogLine, text: string, stamps: StampReader): void {
  const bytes = encoder.encode(text);
  readLine(line, bytes, 0, bytes.length, stamps);
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

/** Fields by their names in a line, in its order; those of `tls` apart. */
const ACCEPTED = ['from', 'size', 'class', 'nrcpts', 'msgid', 'proto', 'daemon', 'relay'];
const DELIVERY = [
  ...['to', 'delay', 'xdelay', 'mailer', 'tls_verify', 'tls_version', 'cipher'],
  ...['pri', 'relay', 'dsn', 'stat'],
];
const TLS: Readonly<Record<string, string>> = {
  tls_verify: 'verify',
  tls_version: 'version',
  cipher: 'cipher',
};

/** Of `sm`. */
function jsonName(key: string): string {
  return key === 'size' ? 'sizeBytes' : key;
}

/** A syslog line with the fields of `sm` and `tls`; null: too little is there. */
function lineFromFields(record: JsonRecord, stamps: StampReader): string | null {
  const [sm, tls] = [asRecord(record.sm), asRecord(record.tls)];
  const at = timeOf(record.ts, stamps);
  if (sm === null || at === null) return null;
  const id = plain(sm.qid);
  const keys = plain(sm.stat) === null ? ACCEPTED : DELIVERY;
  if (id === null || (keys === ACCEPTED && plain(sm.sizeBytes) === null)) return null;
  const fields = keys.flatMap((key) => {
    const value = key in TLS ? plain(tls?.[TLS[key]]) : fieldValue(key, sm[jsonName(key)]);
    return value === null ? [] : [`${key}=${value}`];
  });
  const agent = plain(asRecord(record.pps)?.agent) ?? '-';
  return `${at} ${agent} sendmail[0]: ${id}: ${fields.join(', ')}`;
}

function fieldValue(key: string, value: unknown): string | null {
  if (key === 'from') return address(value);
  if (key !== 'to') return plain(value);
  return Array.isArray(value) ? value.map(address).join(',') : address(value);
}

function plain(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.replace(/[\r\n]/g, ' ') : null;
}

function address(value: unknown): string | null {
  const text = plain(Array.isArray(value) ? value[0] : value);
  return text === null || text.startsWith('<') ? text : `<${text}>`;
}

function timeOf(value: unknown, stamps: StampReader): string | null {
  if (typeof value !== 'string') return null;
  const bytes = encoder.encode(value);
  return stamps.readIso(bytes, 0, bytes.length) ? isoText(stamps.timeMs) : null;
}

export type Field = readonly [key: string, value: string];

/** Around a line of this entry: its fields as JSON has them, numbers as strings. */
export function jsonLineOf(entry: LogEntry, data: string, fields: readonly Field[]): string {
  const sm = fields
    .filter(([key]) => ACCEPTED.includes(key) || (DELIVERY.includes(key) && !(key in TLS)))
    .map(([key, value]) => [jsonName(key), key === 'to' ? value.split(',') : value]);
  const tls = fields.filter(([key]) => key in TLS).map(([key, value]) => [TLS[key], value]);
  return JSON.stringify({
    ts: isoText(entry.timeMs),
    data,
    pps: { agent: entry.host, cid: 'mailpath' },
    sm: { ...('queueId' in entry ? { qid: entry.queueId } : {}), ...Object.fromEntries(sm) },
    ...(tls.length > 0 ? { tls: Object.fromEntries(tls) } : {}),
  });
}
