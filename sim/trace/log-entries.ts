/**
 * A run as Sendmail shows it: its events as the lines that it would log of them, and the host-status
 * table at one moment as `hoststat` prints it.
 *
 *   MailEvent -> LogEntry (from=, to=, done, connect, the daemon's own) -> sim/maillog/write-line.ts
 *
 * Source: Sendmail 8.17.1, deliver.c (giveresponse, logdelivery), queue.c (assign_queueid). The
 * same run has the same queue ids and pids. Left out: lines of STARTTLS, of the receiving side and
 * of DSN messages; a message has one to= line for all its recipients. Units in: milliseconds from
 * the start of the run.
 */
import { count, duration } from '../document/quantity.ts';
import { type Page, wrap } from '../document/text-layout.ts';
import { civilTimeOf, DAY_MS } from '../maillog/calendar.ts';
import type { LogEntry, TlsFields } from '../maillog/entry.ts';
import { interval } from '../maillog/write-line.ts';
import { loggedEnd, statOf } from '../mailpath/fault-columns.ts';
import { ENDINGS, type EndingRow } from '../mailpath/faults.ts';
import type { Gateway } from '../mailpath/gateway.ts';
import {
  type HostStatusTable,
  SKIP_TEXTS,
  STATUS_BAD,
  STATUS_GOOD,
  STATUS_UNAVAILABLE,
} from '../mailpath/host-status-table.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import type { Host } from '../mailpath/remote-server.ts';
import { betweenRunsMs } from '../mailpath/settings.ts';
import { type World, wallSecond } from '../mailpath/world.ts';
import {
  type Accepted,
  type Attempted,
  KnownFailures,
  type MailEvent,
  type Skipped,
  type TraceContext,
  type TracedMessage,
  type TracedProcess,
  timeOfRun,
} from './run-recorder.ts';

export interface LogStyle {
  /** Wall clock at time 0 of the run, ms since 1970. */
  readonly startMs: number;
  /** From 8.17 on skips repeat the stored code, before they say 4.0.0. */
  readonly version: '8.16' | '8.17';
  /** Sendmail's LogLevel: `done` above 9, connects above 11. */
  readonly logLevel: number;
  /** Proofpoint's tls_ fields. */
  readonly proofpoint: boolean;
}

/** The daemon's own pid; those of processes follow it. */
const DAEMON_PID = 4000;
const MAX_PID = 999_999;

/** Base 60, as queue ids count. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx';
const PROGRAM = 'sendmail';
/** The text is an assumption; only its code matters. */
const LIFETIME_421 = { reply: '421 4.4.2 Connection time limit', dsn: '4.4.2' };
const SECURED: TlsFields = {
  verify: 'OK',
  version: 'TLSv1.2',
  cipher: 'ECDHE-RSA-AES256-GCM-SHA384',
};
const NOT_SECURED: TlsFields = { verify: 'NONE', version: null, cipher: null };

/** Reports the entries of each event that it is given. */
export function logEntries(
  input: MailPathInput,
  { startMs, version, logLevel, proofpoint }: LogStyle,
  report: (entry: LogEntry) => void,
) {
  const gateways = Array.from({ length: input.gateways }, (_, i) => `gw${i + 1}`);
  /** The codes of those that mark a host: skips repeat them. */
  const failures = new KnownFailures<string>();
  let begun = false;
  let lastMs = Number.NEGATIVE_INFINITY;

  /** The daemons' own first lines: behind those of mail that waits since before. */
  function begin(): void {
    begun = true;
    for (const gateway of gateways.keys()) {
      report({
        ...headOf(0, gateway, DAEMON_PID),
        kind: 'daemon',
        version: version === '8.16' ? '8.16.1' : '8.17.1',
        intervalMs: betweenRunsMs(input.settings),
        persistent: input.settings.queueRuns === 'persistent',
      });
    }
  }

  function event(event: MailEvent): void {
    if (!begun && event.atMs >= 0) begin();
    pass(event);
    switch (event.kind) {
      case 'accepted':
        accepted(event);
        break;
      case 'attempted':
        attempted(event);
        break;
      case 'skipped':
        skipped(event);
        break;
      case 'expired':
        expired(event.message, event.atMs);
        break;
      case 'opened':
        if (logLevel <= 11 || event.message === null) break;
        report({
          ...headOf(event.atMs, event.process.gateway, pidOf(event.process)),
          kind: 'connect',
          queueId: queueIdOf(event.message, startMs),
          from: gateways[event.process.gateway],
        });
        break;
    }
  }

  /** An event whose lines nobody wants: only what later lines repeat of it is kept. */
  function pass(event: MailEvent): void {
    if (event.kind !== 'attempted') return;
    if (event.end !== 'deferred' || ENDINGS[event.ending].memory !== 'bad') return;
    failures.add(event, remoteWords(event).dsn);
  }

  /** What the remote server said: as the ending has it, or as the connection's lifetime ends. */
  function remoteWords({ host, ending, cut }: Attempted): Pick<EndingRow, 'reply' | 'dsn'> {
    const how = input.hosts[host].lifetime?.how;
    return cut && (how === '421' || how === '421-at-boundary') ? LIFETIME_421 : ENDINGS[ending];
  }

  function accepted({ message, atMs, atOnce }: Accepted): void {
    const head = headOf(atMs, message.gateway, receiverOf(message));
    report({
      ...head,
      kind: 'accepted',
      queueId: queueIdOf(message, startMs),
      from: '<sender@example.com>',
      sizeBytes: message.bytes,
      class: 0,
      recipients: input.recipients,
      messageId: `<${message.number}@example.com>`,
      protocol: 'ESMTP',
      daemon: 'MTA',
      relay: { name: 'client.example.com', address: '198.51.100.1' },
    });
    if (!atOnce) report({ ...head, ...delivery(message), stat: 'queued' });
  }

  function attempted(event: Attempted): void {
    const { message, process, host, end, connection, text } = event;
    const { name, addresses } = input.hosts[host];
    const relayName = hostName(name);
    report({
      ...attempt(event),
      tls: proofpoint ? (connection === null ? NOT_SECURED : SECURED) : null,
      relay: { name: relayName, address: addresses[event.address]?.address ?? null },
      ...loggedEnd(end, text, remoteWords(event), relayName),
    });
    if (end !== 'deferred' && logLevel > 9) {
      report({
        ...headOf(event.atMs, process.gateway, pidOf(process)),
        kind: 'done',
        queueId: queueIdOf(message, startMs),
        delayMs: between(message.arrivedMs, event.atMs),
        tries: message.tries,
      });
    }
  }

  function skipped(event: Skipped): void {
    const { host, text, cause } = event;
    const relayName = hostName(input.hosts[host].name);
    const own = cause === 'memory' ? failures.ofProcess(event) : undefined;
    const stored = own ?? failures.ofTable(event) ?? '4.0.0';
    report({
      ...attempt(event),
      tls: proofpoint ? NOT_SECURED : null,
      relay: { name: relayName, address: null },
      dsn: version === '8.16' || cause === 'lock' ? '4.0.0' : stored,
      stat: statOf('deferred', text, relayName, null),
    });
  }

  /** The line of the notice that goes back: its own queue id, then why. */
  function expired(message: TracedMessage, atMs: number): void {
    const days = Math.round(input.settings.returnAfterMs / DAY_MS);
    const queueId = queueIdOf(message, startMs);
    report({
      ...headOf(atMs, message.gateway, DAEMON_PID),
      kind: 'other',
      queueId,
      text: `${queueId.slice(0, -6)}${String(DAEMON_PID).padStart(6, '0')}: sender notify: Cannot send message for ${days} days`,
    });
  }

  function attempt({ message, process, atMs, startMs: fromMs }: Attempted | Skipped) {
    const head = headOf(atMs, process.gateway, pidOf(process));
    const delayMs = between(message.arrivedMs, atMs);
    return { ...head, ...delivery(message), delayMs, xdelayMs: between(fromMs, atMs) };
  }

  /** The fields of a delivery line before any attempt; callers add its head and what they know. */
  function delivery(message: TracedMessage) {
    return {
      kind: 'delivery' as const,
      queueId: queueIdOf(message, startMs),
      to: recipientsOf(input.recipients, input.destinations[message.destination].name),
      controlling: null,
      delayMs: 0,
      xdelayMs: null,
      mailer: 'smtp',
      tls: null,
      priority: message.priority,
      relay: null,
      dsn: null,
      reply: null,
    };
  }

  /** Stamps never go back, though events of one moment may be reported in another order. */
  function headOf(atMs: number, gateway: number, pid: number) {
    lastMs = Math.max(lastMs, second(atMs));
    return { timeMs: lastMs, host: gateways[gateway], program: PROGRAM, pid };
  }

  /** As Sendmail has it: a difference of whole seconds of the clock. */
  function between(fromMs: number, toMs: number): number {
    return Math.max(0, Math.max(lastMs, second(toMs)) - second(fromMs));
  }

  function second(atMs: number): number {
    return Math.floor((startMs + atMs) / 1000) * 1000;
  }

  return { event, pass };
}

/** With the final dot that Sendmail resolves names to; a literal as it is. */
function hostName(name: string): string {
  return name.startsWith('[') || name.endsWith('.') ? name : `${name}.`;
}

function recipientsOf(count: number, domain: string): string {
  if (count === 1) return `<info@${domain}>`;
  return Array.from({ length: count }, (_, i) => `<user${i + 1}@${domain}>`).join(',');
}

/** Pids of one kind are odd, of the other even: a receiver is no delivery process. */
function pidOf({ number }: TracedProcess): number {
  return DAEMON_PID + 1 + ((2 * number) % (MAX_PID - DAEMON_PID - 1));
}

/** A receiving process takes a hundred messages: one client's session. */
function receiverOf({ number }: TracedMessage): number {
  return DAEMON_PID + 2 + ((2 * Math.floor(number / 100)) % (MAX_PID - DAEMON_PID - 2));
}

/**
 * `6AO4FqDI004123`: year, month, day, hour, minute, second, a running number, the receiver.
 * `startMs`: wall clock at time 0 of the run, ms since 1970.
 */
function queueIdOf(message: TracedMessage, startMs: number): string {
  const { year, month, day, hour, minute, second } = civilTimeOf(startMs + message.arrivedMs);
  const running = message.number % 3600;
  const time = [(year - 1900) % 60, month - 1, day, hour, minute, second]
    .map((part) => DIGITS[part])
    .join('');
  const pid = String(receiverOf(message)).padStart(6, '0');
  return `${time}${DIGITS[Math.floor(running / 60)]}${DIGITS[running % 60]}${pid}`;
}

/*
 * The host-status table of each gateway at one moment, as Sendmail's `hoststat` prints it, which
 * running processes hold a host for bad in their own memory, and what to know before deleting files:
 * that does not reach those processes.
 *
 * Source: Sendmail 8.17.1, mci.c (mci_print_persistent), compared with what it prints. Left out: the
 * star of a file that is locked at that moment. The stored words of a 4xx are an assumption.
 */

const HEAD = ' -------------- Hostname --------------- How long ago ---------Results---------';
const RESULT_WIDTH = 25;

export function hostStatusText(
  world: World,
  atMs: number,
  context: TraceContext,
  page: Page,
): string {
  const { gateways, hosts } = world;
  const nowSecond = wallSecond(world, atMs);
  const lines: string[] = [];
  const marks: string[] = [];
  for (const gateway of gateways) {
    if (gateways.length > 1) lines.push(`gateway ${gateway.index + 1}`);
    const known = hosts.filter(({ index }) => gateway.table.exists[index] === 1);
    lines.push(known.length === 0 ? '(no host has a file yet)' : HEAD);
    lines.push(...known.map((host) => hostRow(gateway, host, nowSecond)), '');
    marks.push(...known.flatMap((host) => markNote(world, gateway, host, nowSecond)));
  }
  const notes = [
    `At ${timeOfRun(context, atMs)}; one replication is an example, not an estimate.`,
    ...(gateways.every(({ settings }) => settings.hostStatus)
      ? []
      : ['HostStat is off: nobody reads or writes this table.']),
    ...marks,
    ...(marks.length > 0 ? [LESSON] : []),
  ];
  return `${[...lines, ...notes.flatMap((note) => wrap(note, page.columns))].join('\n')}\n`;
}

const LESSON =
  'Deleting the files (or clearing the table) holds for processes that start afterwards: a running one has read the file once and does not look again. purgestat (sendmail -bH) deletes only files older than the host-status timeout, so that a fresh mark survives it.';

function hostRow({ table }: Gateway, { index, input }: Host, nowSecond: number): string {
  // Sendmail shows a literal without its brackets.
  const host = input.name.replace(/\.$/, '').replace(/^\[(.*)\]$/, '$1');
  const agoMs = (nowSecond - table.lastUseSecond[index]) * 1000;
  const ago = interval(Math.max(0, agoMs)).padStart(12);
  return ` ${host.padEnd(39)} ${ago} ${resultOf(table, index, host)}`;
}

function resultOf({ status, text }: HostStatusTable, index: number, host: string): string {
  if (status[index] === STATUS_GOOD) return 'OK';
  if (status[index] === STATUS_UNAVAILABLE) return 'Service unavailable';
  switch (SKIP_TEXTS[text[index]]) {
    case 'reset':
    case 'timeout':
      return `451 4.4.1 reply: read error from ${host}.`.slice(0, RESULT_WIDTH);
    case 'refused':
      return 'Deferred: Connection refused';
    case 'bare':
      return '421 4.3.2 Service not active'.slice(0, RESULT_WIDTH);
  }
}

/** Of a mark that is in force for who reads it now, and the processes that remember it themselves. */
function markNote(
  world: World,
  { index, table, settings }: Gateway,
  { index: host, input }: Host,
  nowSecond: number,
): string[] {
  const timeoutSeconds = settings.hostStatusTimeoutMs / 1000;
  const leftSeconds = table.lastUseSecond[host] + timeoutSeconds - nowSecond;
  if (table.status[host] !== STATUS_BAD || !settings.hostStatus || leftSeconds <= 0) return [];
  const remembering = world.processes.all.filter(
    (process) =>
      process.gateway.index === index &&
      (process.message >= 0 || process.run !== null) &&
      process.status[host] === STATUS_BAD &&
      process.lastUseSecond[host] + timeoutSeconds > nowSecond,
  ).length;
  const one = remembering === 1;
  const also =
    remembering === 0
      ? 'no process at work remembers it itself'
      : `${count(remembering)} ${one ? 'process' : 'processes'} at work ${one ? 'remembers it itself' : 'remember it themselves'}, which no deletion changes`;
  return [`${input.name} is marked for ${duration(leftSeconds * 1000)} more; ${also}.`];
}
