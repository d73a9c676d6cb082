/**
 * Writes a line of a mail log as Sendmail does, field for field, or as Proofpoint prints it.
 *
 *   LogEntry -> head (RFC 3164, ISO 8601 or RFC 5424) + message -> text; or JSON around it
 *
 * Source: Sendmail 8.17.1, deliver.c (logdelivery), srvrsmtp.c, convtime.c (pintvl); Proofpoint's
 * fields and JSON from its published lines. What is written here is read back equal
 * (test/maillog/round-trip.long.test.ts). Units in: milliseconds; delays are cut to whole seconds.
 */
import { civilTimeOf, MONTHS } from './calendar.ts';
import type { DeliveryEntry, LogEntry, Relay, TlsFields } from './entry.ts';

export const LOG_HEADS = ['rfc3164', 'iso8601', 'rfc5424'] as const;
export type LogHead = (typeof LOG_HEADS)[number];

/** `json`: Proofpoint's log API. */
export type LogForm = 'text' | 'json';

/** Syslog's mail facility at level info. */
const PRIORITY = 22;

export function writeLine(entry: LogEntry, head: LogHead, form: LogForm = 'text'): string {
  const line = `${headOf(entry, head)}${messageOf(entry)}`;
  return form === 'json' ? jsonOf(entry, line) : line;
}

function headOf({ timeMs, host, program, pid }: LogEntry, head: LogHead): string {
  if (head === 'rfc5424') {
    return `<${PRIORITY}>1 ${isoTime(timeMs)} ${host ?? '-'} ${program} ${pid ?? '-'} - - `;
  }
  const stamp = head === 'iso8601' ? isoTime(timeMs) : bsdTime(timeMs);
  return `${stamp} ${host === null ? '' : `${host} `}${program}${pid === null ? '' : `[${pid}]`}: `;
}

/** All behind the head. */
export function messageOf(entry: LogEntry): string {
  switch (entry.kind) {
    case 'accepted':
      return `${entry.queueId}: ${fields([
        ['from', entry.from],
        ['size', entry.sizeBytes],
        ['class', entry.class],
        ['nrcpts', entry.recipients],
        ['msgid', entry.messageId],
        ['proto', entry.protocol],
        ['daemon', entry.daemon],
        ['relay', relayText(entry.relay)],
      ])}`;
    case 'delivery':
      return `${entry.queueId}: ${deliveryFields(entry)}`;
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

function deliveryFields(entry: DeliveryEntry): string {
  return fields([
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
  ]);
}

type Field = readonly [key: string, value: string | number | null];

function fields(all: readonly Field[]): string {
  let text = '';
  for (const [key, value] of all) {
    if (value !== null) text += `${text === '' ? '' : ', '}${key}=${value}`;
  }
  return text;
}

function relayText(relay: Relay | null): string | null {
  if (relay === null) return null;
  return relay.address === null ? relay.name : `${relay.name} [${relay.address}]`;
}

/** `[D+]HH:MM:SS`. */
export function interval(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const clock = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  return days > 0 ? `${days}+${clock}` : clock;
}

/** `Nov  4 04:15:52`. */
function bsdTime(timeMs: number): string {
  const { month, day, hour, minute, second } = civilTimeOf(timeMs);
  return `${MONTHS[month - 1]} ${String(day).padStart(2, ' ')} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** `2026-11-24T04:15:52.000Z`. */
function isoTime(timeMs: number): string {
  const { year, month, day, hour, minute, second, millisecond } = civilTimeOf(timeMs);
  const ms = String(millisecond).padStart(3, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}.${ms}Z`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** Around the line: its fields as JSON has them, numbers and all. */
function jsonOf(entry: LogEntry, data: string): string {
  const record: Record<string, unknown> = {
    ts: isoTime(entry.timeMs),
    data,
    pps: { agent: entry.host, cid: 'mailpath' },
    sm: sendmailFields(entry),
  };
  if (entry.kind === 'delivery' && entry.tls !== null) record.tls = tlsFields(entry.tls);
  return JSON.stringify(record);
}

function tlsFields({ verify, version, cipher }: TlsFields): Record<string, string> {
  return {
    verify,
    ...(version === null ? {} : { version }),
    ...(cipher === null ? {} : { cipher }),
  };
}

function sendmailFields(entry: LogEntry): Record<string, unknown> {
  if (entry.kind === 'accepted') {
    return {
      qid: entry.queueId,
      from: entry.from,
      sizeBytes: String(entry.sizeBytes),
      class: String(entry.class),
      nrcpts: String(entry.recipients),
      ...(entry.messageId === null ? {} : { msgid: entry.messageId }),
      ...(entry.protocol === null ? {} : { proto: entry.protocol }),
      ...(entry.daemon === null ? {} : { daemon: entry.daemon }),
      ...(entry.relay === null ? {} : { relay: relayText(entry.relay) }),
    };
  }
  if (entry.kind !== 'delivery') return 'queueId' in entry ? { qid: entry.queueId } : {};
  return {
    qid: entry.queueId,
    to: entry.to.split(','),
    delay: interval(entry.delayMs),
    ...(entry.xdelayMs === null ? {} : { xdelay: interval(entry.xdelayMs) }),
    ...(entry.mailer === null ? {} : { mailer: entry.mailer }),
    ...(entry.priority === null ? {} : { pri: String(entry.priority) }),
    ...(entry.relay === null ? {} : { relay: relayText(entry.relay) }),
    ...(entry.dsn === null ? {} : { dsn: entry.dsn }),
    stat: entry.stat,
  };
}
