/**
 * Writes a line of a mail log as Sendmail does, field for field, or as Proofpoint prints it.
 *
 *   LogEntry -> head (RFC 3164, ISO 8601 or RFC 5424) + message -> text; or JSON around it
 *
 * Source: Sendmail 8.17.1, deliver.c (logdelivery), srvrsmtp.c, convtime.c (pintvl); Proofpoint's
 * fields and JSON from its published lines. What is written here is read back equal
 * (test/maillog/round-trip.long.test.ts). Units in: milliseconds; delays are cut to whole seconds.
 */
import { civilTimeOf, clockTime, DAY_MS, isoText, MONTHS } from './calendar.ts';
import type { AcceptedEntry, DeliveryEntry, LogEntry, Relay } from './entry.ts';
import { type Field, jsonLineOf } from './json-line.ts';

export const LOG_HEADS = ['rfc3164', 'iso8601', 'rfc5424'] as const;
export type LogHead = (typeof LOG_HEADS)[number];

/** `json`: Proofpoint's log API. */
export type LogForm = 'text' | 'json';

/** Syslog's mail facility at level info. */
const PRIORITY = 22;

export function writeLine(entry: LogEntry, head: LogHead, form: LogForm = 'text'): string {
  const line = `${headOf(entry, head)}${messageOf(entry)}`;
  return form === 'json' ? jsonLineOf(entry, line, fieldsOf(entry)) : line;
}

function headOf({ timeMs, host, program, pid }: LogEntry, head: LogHead): string {
  if (head === 'rfc5424') {
    return `<${PRIORITY}>1 ${isoText(timeMs)} ${host ?? '-'} ${program} ${pid ?? '-'} - - `;
  }
  const stamp = head === 'iso8601' ? isoText(timeMs) : bsdTime(timeMs);
  return `${stamp} ${host === null ? '' : `${host} `}${program}${pid === null ? '' : `[${pid}]`}: `;
}

/** All behind the head. */
export function messageOf(entry: LogEntry): string {
  switch (entry.kind) {
    case 'accepted':
    case 'delivery':
      return `${entry.queueId}: ${fieldsOf(entry)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ')}`;
    case 'done':
      return `${entry.queueId}: done; delay=${interval(entry.delayMs)}, ntries=${entry.tries}`;
    case 'connect':
      return `${entry.queueId}: SMTP outgoing connect on ${entry.from}`;
    case 'daemon':
      return `starting daemon (${entry.version}): SMTP${entry.intervalMs === null ? '' : `+${entry.persistent ? 'persistent-' : ''}queueing@${interval(entry.intervalMs)}`}`;
    case 'other':
      return `${entry.queueId === null ? '' : `${entry.queueId}: `}${entry.text}`;
  }
}

/** `key=value` of a from= or to= line, in their order. */
function fieldsOf(entry: LogEntry): Field[] {
  const all =
    entry.kind === 'accepted'
      ? acceptedFields(entry)
      : entry.kind === 'delivery'
        ? deliveryFields(entry)
        : [];
  return all.flatMap(([key, value]): Field[] => (value === null ? [] : [[key, String(value)]]));
}

type OptionalField = readonly [key: string, value: string | number | null];

function acceptedFields(entry: AcceptedEntry): OptionalField[] {
  return [
    ['from', entry.from],
    ['size', entry.sizeBytes],
    ['class', entry.class],
    ['nrcpts', entry.recipients],
    ['msgid', entry.messageId],
    ['proto', entry.protocol],
    ['daemon', entry.daemon],
    ['relay', relayText(entry.relay)],
  ];
}

function deliveryFields(entry: DeliveryEntry): OptionalField[] {
  return [
    ['to', entry.to],
    ['ctladdr', entry.controlling],
    ['delay', interval(entry.delayMs)],
    ['xdelay', entry.xdelayMs === null ? null : interval(entry.xdelayMs)],
    ['mailer', entry.mailer],
    ['tls_verify', entry.tls?.verify ?? null],
    ['tls_version', entry.tls?.version ?? null],
    ['cipher', entry.tls?.cipher ?? null],
    ['pri', entry.priority],
    ['relay', relayText(entry.relay)],
    ['dsn', entry.dsn],
    ['reply', entry.reply],
    ['stat', entry.stat],
  ];
}

function relayText(relay: Relay | null): string | null {
  if (relay === null) return null;
  return relay.address === null ? relay.name : `${relay.name} [${relay.address}]`;
}

/** `[D+]HH:MM:SS`. */
export function interval(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  return days > 0 ? `${days}+${clockTime(ms)}` : clockTime(ms);
}

/** `Nov  4 04:15:52`. */
function bsdTime(timeMs: number): string {
  const { month, day } = civilTimeOf(timeMs);
  return `${MONTHS[month - 1]} ${String(day).padStart(2, ' ')} ${clockTime(timeMs)}`;
}
