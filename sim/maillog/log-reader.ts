/**
 * From the lines of a log to attempts: each `to=` line joined to its message and process.
 *
 *   LogLine -> message (by queue id) + process (by pid) + contact (by relay) -> Attempt -> listeners
 *
 * Mail that stays on the machine (mailer local, relay of the loopback) is joined and finished, and is
 * no attempt. Units: milliseconds.
 */

import { countBelow } from '../statistics/order-statistics.ts';
import {
  type Attempt,
  codeOf,
  endOf,
  failureOf,
  initialPriority,
  isContinued,
  recipientsIn,
  triesBefore,
} from './attempt.ts';
import { KeyedHash, type Secret } from './keyed-hash.ts';
import { ConnectionTracker, type LogConnection } from './log-connection.ts';
import { type LogLine, SPAN } from './log-line.ts';
import { LOG_PART, PART_COUNT } from './log-part.ts';
import { type LogProcess, ProcessTable, type SkipOrigin } from './log-process.ts';
import { MessageTable, NO_MESSAGE } from './message-table.ts';
import { NameTable } from './name-table.ts';

export interface LogListener {
  /** A message was accepted (its from= line). */
  accepted?(message: number, line: LogLine): void;
  attempt?(attempt: Attempt): void;
  /** All recipients of a message are finished; its facts are still in the table. */
  finished?(messages: MessageTable, message: number, atMs: number, sent: boolean): void;
  connectionEnded?(connection: LogConnection): void;
  daemon?(line: LogLine): void;
}

const LOCAL_RELAYS = ['local', 'localhost', '[127.0.0.1]', 'localhost.localdomain', '[::1]'];
const LOCAL_MAILERS = ['local', '*file*', '*include*', 'prog', 'discard', 'error'];
const MAX_HOSTS = 20_000;

export class LogReader {
  readonly messages = new MessageTable();
  readonly gateways: NameTable;
  readonly hosts: NameTable;
  readonly addresses: NameTable;
  private readonly mailers: NameTable;
  private readonly connections: ConnectionTracker;
  private readonly processes: ProcessTable;
  private readonly listeners: LogListener[] = [];
  private readonly key: KeyedHash;
  private readonly attempt: Partial<Attempt> = { messages: this.messages };
  private nameless = 0;
  private readonly origins = new SkipOrigins();
  private readonly runs = new RunStarts();

  /** `secret`: so that the log's writer cannot choose names that share a hash (keyed-hash.ts). */
  constructor(secret?: Secret) {
    const { listeners } = this;
    this.key = new KeyedHash(secret);
    this.gateways = new NameTable(1000, secret);
    this.hosts = new NameTable(MAX_HOSTS, secret, LOCAL_RELAYS);
    this.addresses = new NameTable(MAX_HOSTS, secret);
    this.mailers = new NameTable(1000, secret, LOCAL_MAILERS);
    this.connections = new ConnectionTracker(this.addresses, (connection) => {
      for (const listener of listeners) listener.connectionEnded?.(connection);
    });
    this.processes = new ProcessTable((process) => this.connections.endProcess(process));
  }

  /** Listeners are called in the order in which they joined. */
  join(listener: LogListener): void {
    this.listeners.push(listener);
  }

  line(line: LogLine): void {
    switch (line.kind) {
      case 'accepted':
        this.accept(line);
        break;
      case 'delivery':
        this.deliver(line);
        break;
      case 'returned':
      case 'done': {
        const message = this.find(line);
        // Recipients that an alias took away have no line of their own.
        if (message !== NO_MESSAGE) this.finish(message, line.timeMs, line.kind === 'done');
        break;
      }
      case 'connect':
        if (!Number.isNaN(line.pid)) {
          this.processOf(line, line.timeMs).connectingMs = line.timeMs;
        }
        break;
      case 'daemon':
        for (const listener of this.listeners) listener.daemon?.(line);
        break;
    }
  }

  /** Queue runners that did something shortly before that time. */
  runnersAtWork(atMs: number): number {
    return this.processes.runnersAtWork(atMs);
  }

  end(): void {
    this.processes.end();
  }

  private find({ bytes, spans }: LogLine): number {
    if (spans[2 * SPAN.queueId] < 0) {
      // A line that was cut out of its log: a message of its own.
      this.key.a = ++this.nameless;
      this.key.b = -1;
      return NO_MESSAGE;
    }
    this.key.hash(bytes, spans[2 * SPAN.queueId], spans[2 * SPAN.queueId + 1]);
    return this.messages.find(this.key);
  }

  private accept(line: LogLine): void {
    // A client that went away before it had sent anything.
    if (line.recipients === 0) return;
    let message = this.find(line);
    if (message === NO_MESSAGE) message = this.messages.add(this.key, line.timeMs);
    const { of } = this.messages;
    const recipients = line.recipients > 0 ? line.recipients : 1;
    of.sizeBytes[message] = line.sizeBytes;
    of.recipients[message] = recipients;
    of.priority[message] = initialPriority(line, recipients);
    for (const listener of this.listeners) listener.accepted?.(message, line);
  }

  private deliver(line: LogLine): void {
    let message = this.find(line);
    if (message === NO_MESSAGE) {
      message = this.messages.add(this.key, line.timeMs - line.delayMs);
    }
    if (line.statKind === 'queued') {
      this.messages.of.queued[message] = 1;
      return;
    }
    const host = this.hosts.numberIn(line, SPAN.relayName);
    if (!isContinued(line) && !this.isLocal(line, host)) this.attempted(message, line, host);
    if (line.statKind === 'deferred') return;
    const { of } = this.messages;
    // Of one recipient, or of nobody knows how many, the first word is the last.
    if (of.recipients[message] > 1) of.recipients[message] -= recipientsIn(line);
    else of.recipients[message] = 0;
    if (of.recipients[message] <= 0) this.finish(message, line.timeMs, line.statKind === 'sent');
  }

  private attempted(message: number, line: LogLine, host: number): void {
    const { of } = this.messages;
    const startMs = line.timeMs - (line.xdelayMs > 0 ? line.xdelayMs : 0);
    const process = this.processOf(line, startMs);
    const known = process.hosts;
    const contact = process.contact(host);
    const attempt = this.attempt as Attempt & { line: LogLine };
    attempt.line = line;
    attempt.message = message;
    attempt.process = process;
    attempt.contact = contact;
    attempt.gateway = process.gateway;
    attempt.host = host;
    attempt.startMs = startMs;
    attempt.endMs = line.timeMs;
    attempt.end = endOf(line, !Number.isNaN(contact.openedMs));
    attempt.code = codeOf(line);
    attempt.first = process.hosts > known;
    attempt.retry = of.tries[message] > 0 || triesBefore(line, of.priority[message]) > 0;
    attempt.origin = attempt.end === 'skipped' ? this.origins.of(attempt) : null;
    process.attempts++;
    process.lastMs = Math.max(process.lastMs, line.timeMs);
    if (process.attempts > 1 || attempt.retry) process.runner = true;
    this.connections.begin(attempt);
    attempt.failure = failureOf(attempt);
    this.charge(attempt);
    for (const listener of this.listeners) listener.attempt?.(attempt);
    this.remember(attempt);
    this.connections.finish(attempt);
  }

  private processOf(line: LogLine, startMs: number): LogProcess {
    const { pid, timeMs } = line;
    const gateway = this.gateways.numberIn(line, SPAN.host);
    return this.processes.process(gateway, Number.isNaN(pid) ? 0 : pid, startMs, timeMs);
  }

  /**
   * Gives the time since the message's last line to the parts of its delay. From the first queue run
   * after that line on it was in a list, though perhaps another runner reached it sooner.
   */
  private charge({ message, process, startMs, endMs, end, retry }: Attempt): void {
    const { of } = this.messages;
    const at = message * PART_COUNT;
    const since = of.triedMs[message];
    // The run that skipped it may have begun in the same second; it takes another one.
    const tried = of.tries[message] > 0;
    const byRun = retry || of.queued[message] === 1;
    if (byRun && process.attempts === 1) this.runs.add(process.gateway, process.firstMs);
    const run = byRun
      ? this.runs.firstAfter(process.gateway, tried ? since + 1 : since)
      : process.firstMs;
    const from = Math.max(since, Math.min(startMs, run));
    of.parts[at + of.waitsFor[message]] += Math.max(0, from - since);
    of.parts[at + LOG_PART.list] += Math.max(0, startMs - from);
    const took = end === 'sent' ? LOG_PART.transfer : LOG_PART.failure;
    of.parts[at + took] += Math.max(0, endMs - Math.max(startMs, since));
  }

  /** What the message, the process and the table know after it. */
  private remember(attempt: Attempt): void {
    const { message, end, endMs } = attempt;
    const { of } = this.messages;
    of.triedMs[message] = endMs;
    of.tries[message]++;
    of.waitsFor[message] = waitAfter(attempt);
    if (end !== 'skipped') of.attemptedMs[message] = endMs;
    if (end !== 'skipped') this.origins.learn(attempt);
  }

  private finish(message: number, atMs: number, sent: boolean): void {
    const { listeners, messages } = this;
    for (const listener of listeners) listener.finished?.(messages, message, atMs, sent);
    messages.remove(message);
  }

  /** By the names of mailer and relay. */
  private isLocal(line: LogLine, host: number): boolean {
    if (!line.has(SPAN.relayName)) return true;
    const mailer = this.mailers.numberIn(line, SPAN.mailer);
    return this.hosts.isListed(host) || this.mailers.isListed(mailer);
  }
}

function waitAfter({ end, origin, failure }: Attempt): number {
  if (end !== 'skipped') return failure === 'cut' ? LOG_PART.cut : LOG_PART.failure;
  if (origin === 'memory') return LOG_PART.memory;
  return origin === 'table' ? LOG_PART.mark : LOG_PART.lock;
}

/** Runners of one run are forked within milliseconds; stamps are whole seconds. */
const TOGETHER_MS = 1500;
const MAX_RUNS = 4096;

/**
 * When queue runs began, by gateway: a message that waited then was in that run's list. Bounded: the
 * last ones. Units: milliseconds since 1970.
 */
class RunStarts {
  private readonly ofGateway = new Map<number, number[]>();

  add(gateway: number, startMs: number): void {
    let starts = this.ofGateway.get(gateway);
    if (starts === undefined) {
      starts = [];
      this.ofGateway.set(gateway, starts);
    }
    const last = starts[starts.length - 1] ?? Number.NEGATIVE_INFINITY;
    if (startMs <= last + TOGETHER_MS) return;
    starts.push(startMs);
    if (starts.length > MAX_RUNS) starts.splice(0, MAX_RUNS / 2);
  }

  /** The first run that began at that time or later; Infinity: none has. */
  firstAfter(gateway: number, sinceMs: number): number {
    const starts = this.ofGateway.get(gateway) ?? [];
    return starts[countBelow(starts, sinceMs)] ?? Number.POSITIVE_INFINITY;
  }
}

/*
 * Why a process skipped a host: it saw the host fail itself, the shared table said so, or nothing in
 * the log explains it.
 *
 * An unexplained skip may be the lock on the table's file, which defers one message of one process. A
 * second one of the same process, or of the third process in a row, is a mark's after all: of a
 * failure that was written late, or of none that the log shows.
 */

/** So many processes in a row do not find a file locked. */
const MANY = 2;
/** More hosts than are distinguished. */
const HOSTS = 32_768;

class SkipOrigins {
  /** By gateway and host: unexplained skips in a row; MANY: the host is taken for marked. */
  private readonly inARow = new Map<number, number>();

  /** Of a skip, before it is learnt from. */
  of({ contact, gateway, host, line, first }: Attempt): SkipOrigin {
    if (!Number.isNaN(contact.failedMs)) return 'memory';
    const key = keyOf(gateway, host);
    const unexplained = this.inARow.get(key) ?? MANY;
    // Who finds the file locked has no text of a mark to repeat.
    const single = contact.skipOrigin === null && line.deferredText === 'bare';
    if (single && unexplained < MANY) {
      if (first) this.inARow.set(key, unexplained + 1);
      contact.skipOrigin = 'unexplained';
      return 'unexplained';
    }
    contact.skipOrigin = 'table';
    this.inARow.set(key, MANY);
    return 'table';
  }

  /** From a real attempt: what its process knows of the host, and whether a mark may stand. */
  learn({ contact, gateway, host, end, endMs, first, failure }: Attempt): void {
    if (end === 'failed') return;
    if (end === 'sent') {
      contact.failedMs = Number.NaN;
      contact.skipOrigin = null;
      if (first) this.inARow.set(keyOf(gateway, host), 0);
      return;
    }
    contact.failedMs = endMs;
    contact.failure = failure ?? 'other';
    this.inARow.set(keyOf(gateway, host), MANY);
  }
}

function keyOf(gateway: number, host: number): number {
  return (gateway + 1) * HOSTS + host + 1;
}
