/**
 * The events of a run as the lines that Sendmail would log of them.
 *
 *   MailEvent -> LogEntry (from=, to=, done, connect, the daemon's own) -> sim/maillog/write-line.ts
 *
 * Source: Sendmail 8.17.1, deliver.c (giveresponse, logdelivery), queue.c (assign_queueid). The same
 * run has the same queue ids and pids.
 * Left out: lines of STARTTLS, of the receiving side and of DSN messages; a message has one to= line
 * for all its recipients. Units in: milliseconds from the start of the run.
 */
import { civilTimeOf, DAY_MS } from '../maillog/calendar.ts';
import type { LogEntry, TlsFields } from '../maillog/entry.ts';
import { loggedEnd, statOf } from '../mailpath/fault-columns.ts';
import { ENDINGS, type EndingRow } from '../mailpath/faults.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import { betweenRunsMs } from '../mailpath/settings.ts';
import type { Attempted, MailEvent, Skipped, TracedMessage, TracedProcess } from './mail-event.ts';

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

export class LogEntries {
  private readonly input: MailPathInput;
  private readonly style: LogStyle;
  private readonly report: (entry: LogEntry) => void;
  private readonly gateways: readonly string[];
  private begun = false;
  private lastMs = Number.NEGATIVE_INFINITY;
  /** The code of the last failure that marks a host, by gateway and host, and by process and host. */
  private readonly ofTable = new Map<number, string>();
  private readonly ofProcess = new Map<number, string>();

  constructor(input: MailPathInput, style: LogStyle, report: (entry: LogEntry) => void) {
    this.input = input;
    this.style = style;
    this.report = report;
    this.gateways = Array.from({ length: input.gateways }, (_, i) => `gw${i + 1}`);
  }

  /** The daemons' own first lines: behind those of mail that waits since before. */
  private begin(): void {
    this.begun = true;
    const { settings } = this.input;
    for (const gateway of this.gateways.keys()) {
      this.report({
        ...this.head(0, gateway, DAEMON_PID),
        kind: 'daemon',
        version: this.style.version === '8.16' ? '8.16.1' : '8.17.1',
        intervalMs: betweenRunsMs(settings),
        persistent: settings.queueRuns === 'persistent',
      });
    }
  }

  event(event: MailEvent): void {
    if (!this.begun && event.atMs >= 0) this.begin();
    switch (event.kind) {
      case 'accepted':
        this.accepted(event.message, event.atMs, event.atOnce);
        break;
      case 'attempted':
        this.attempted(event);
        break;
      case 'skipped':
        this.skipped(event);
        break;
      case 'expired':
        this.expired(event.message, event.atMs);
        break;
      case 'process-ended':
        this.pass(event);
        break;
      case 'opened':
        if (this.style.logLevel > 11 && event.message !== null) {
          this.report({
            ...this.head(event.atMs, event.process.gateway, pidOf(event.process)),
            kind: 'connect',
            queueId: queueIdOf(event.message, this.style.startMs),
            from: this.gateways[event.process.gateway],
          });
        }
        break;
    }
  }

  /** An event whose lines nobody wants: only what later lines repeat of it is kept. */
  pass(event: MailEvent): void {
    if (event.kind === 'process-ended') {
      for (const host of this.input.hosts.keys()) {
        this.ofProcess.delete(this.place(event.process.number, host));
      }
    } else if (event.kind === 'attempted') {
      this.remember(event);
    }
  }

  /** The code of a failure that marks its host: skips repeat it. */
  private remember(event: Attempted): void {
    const { process, host, end, ending } = event;
    if (end !== 'deferred' || ENDINGS[ending].memory !== 'bad') return;
    const { dsn } = this.remoteWords(event);
    this.ofTable.set(this.place(process.gateway, host), dsn);
    this.ofProcess.set(this.place(process.number, host), dsn);
  }

  /** What the remote server said: as the ending has it, or as the connection's lifetime ends. */
  private remoteWords({ host, ending, cut }: Attempted): Pick<EndingRow, 'reply' | 'dsn'> {
    const how = this.input.hosts[host].lifetime?.how;
    return cut && (how === '421' || how === '421-at-boundary') ? LIFETIME_421 : ENDINGS[ending];
  }

  private accepted(message: TracedMessage, atMs: number, atOnce: boolean): void {
    const { recipients, destinations } = this.input;
    const queueId = queueIdOf(message, this.style.startMs);
    const head = this.head(atMs, message.gateway, receiverOf(message));
    this.report({
      ...head,
      kind: 'accepted',
      queueId,
      from: '<sender@example.com>',
      sizeBytes: message.bytes,
      class: 0,
      recipients,
      messageId: `<${message.number}@example.com>`,
      protocol: 'ESMTP',
      daemon: 'MTA',
      relay: { name: 'client.example.com', address: '198.51.100.1' },
    });
    if (atOnce) return;
    this.report({
      ...head,
      kind: 'delivery',
      queueId,
      to: recipientsOf(recipients, destinations[message.destination].name),
      controlling: null,
      delayMs: 0,
      xdelayMs: null,
      mailer: 'smtp',
      tls: null,
      priority: message.priority,
      relay: null,
      dsn: null,
      reply: null,
      stat: 'queued',
    });
  }

  private attempted(event: Attempted): void {
    const { message, process, host, end, connection, text } = event;
    const { name, addresses } = this.input.hosts[host];
    const relayName = hostName(name);
    this.remember(event);
    this.report({
      ...this.delivery(event),
      tls: this.style.proofpoint ? (connection === null ? NOT_SECURED : SECURED) : null,
      relay: { name: relayName, address: addresses[event.address]?.address ?? null },
      ...loggedEnd(end, text, this.remoteWords(event), relayName),
    });
    if (end !== 'deferred' && this.style.logLevel > 9) {
      this.report({
        ...this.head(event.atMs, process.gateway, pidOf(process)),
        kind: 'done',
        queueId: queueIdOf(message, this.style.startMs),
        delayMs: this.between(message.arrivedMs, event.atMs),
        tries: message.tries,
      });
    }
  }

  private skipped(event: Skipped): void {
    const { process, host, text, cause } = event;
    const relayName = hostName(this.input.hosts[host].name);
    const own = this.ofProcess.get(this.place(process.number, host));
    const table = this.ofTable.get(this.place(process.gateway, host));
    const stored = (cause === 'memory' ? own : table) ?? table ?? '4.0.0';
    this.report({
      ...this.delivery(event),
      tls: this.style.proofpoint ? NOT_SECURED : null,
      relay: { name: relayName, address: null },
      dsn: this.style.version === '8.16' || cause === 'lock' ? '4.0.0' : stored,
      reply: null,
      stat: statOf('deferred', text, relayName, null),
    });
  }

  /** The line of the notice that goes back: its own queue id, then why. */
  private expired(message: TracedMessage, atMs: number): void {
    const days = Math.round(this.input.settings.returnAfterMs / DAY_MS);
    const queueId = queueIdOf(message, this.style.startMs);
    this.report({
      ...this.head(atMs, message.gateway, DAEMON_PID),
      kind: 'other',
      queueId,
      text: `${queueId.slice(0, -6)}${String(DAEMON_PID).padStart(6, '0')}: sender notify: Cannot send message for ${days} days`,
    });
  }

  private delivery({ message, process, atMs, startMs }: Attempted | Skipped) {
    const { recipients, destinations } = this.input;
    return {
      ...this.head(atMs, process.gateway, pidOf(process)),
      kind: 'delivery' as const,
      queueId: queueIdOf(message, this.style.startMs),
      to: recipientsOf(recipients, destinations[message.destination].name),
      controlling: null,
      delayMs: this.between(message.arrivedMs, atMs),
      xdelayMs: this.between(startMs, atMs),
      mailer: 'smtp',
      priority: message.priority,
    };
  }

  /** Stamps never go back, though events of one moment may be reported in another order. */
  private head(atMs: number, gateway: number, pid: number) {
    this.lastMs = Math.max(this.lastMs, this.second(atMs));
    return { timeMs: this.lastMs, host: this.gateways[gateway], program: PROGRAM, pid };
  }

  /** As Sendmail has it: a difference of whole seconds of the clock. */
  private between(fromMs: number, toMs: number): number {
    return Math.max(0, Math.max(this.lastMs, this.second(toMs)) - this.second(fromMs));
  }

  private second(atMs: number): number {
    return Math.floor((this.style.startMs + atMs) / 1000) * 1000;
  }

  private place(of: number, host: number): number {
    return of * this.input.hosts.length + host;
  }
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
