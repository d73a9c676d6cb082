/**
 * All that a log shows of its mail, gathered in one pass: the facts that findings are drawn from.
 *
 *   lines -> LogReader -> recorders (traffic, queue runs; per host: connections, marks, replies) -> facts
 *
 * Bounded: hosts beyond the maximum share one record. Units: milliseconds, bytes.
 */

import type { Attempt, AttemptEnd } from '../attempt.ts';
import { type LogLine, SPAN } from '../log-line.ts';
import { type LogListener, LogReader } from '../log-reader.ts';
import { type LineCounts, MailLog, type MailLogOptions } from '../mail-log.ts';
import { NameTable } from '../name-table.ts';
import { type ConnectionFacts, ConnectionRecorder } from './connections.ts';
import { type MarkFacts, MarkRecorder } from './marks.ts';
import { type QueueRunFacts, QueueRunRecorder } from './queue-runs.ts';
import { type TrafficFacts, TrafficRecorder } from './traffic.ts';
import { type TransferFacts, TransferRecorder } from './transfers.ts';

export interface HostFacts {
  /** Of its name, in the reader's table. */
  readonly number: number;
  readonly name: string;
  /** Lines about it, by how the attempt ended. */
  readonly attempts: Readonly<Record<AttemptEnd, number>>;
  readonly connections: ConnectionFacts;
  readonly marks: MarkFacts;
  readonly replies: readonly Reply[];
}

export interface LogFacts {
  readonly counts: LineCounts;
  readonly gateways: readonly string[];
  readonly traffic: TrafficFacts;
  readonly runs: QueueRunFacts;
  readonly transfers: TransferFacts;
  /** Those with most lines first. */
  readonly hosts: readonly HostFacts[];
  readonly hostsSeen: number;
  /** Queue runners that were at work at the end of the log. */
  readonly runnersAtWork: number;
  /** Messages that were given up to keep the memory bounded. */
  readonly forgotten: number;
}

const MAX_HOSTS = 200;

export class LogStudy {
  /** Others may join it before the first line. */
  readonly reader: LogReader;
  private readonly log: MailLog;
  private readonly traffic: TrafficRecorder;
  private readonly runs: QueueRunRecorder;
  private readonly transfers: TransferRecorder;
  private readonly hosts = new Map<number, HostRecorder>();
  private readonly others = new HostRecorder(() => Number.NaN);

  constructor(options: MailLogOptions) {
    const reader = new LogReader(options.secret);
    this.reader = reader;
    this.traffic = new TrafficRecorder(reader.messages);
    this.runs = new QueueRunRecorder(reader.messages);
    this.transfers = new TransferRecorder(reader.messages);
    reader.join(this.traffic);
    reader.join(this.runs);
    reader.join(this.transfers);
    reader.join({
      attempt: (attempt) => this.recorder(attempt.host).attempt(attempt),
      connectionEnded: (connection) =>
        this.recorder(connection.host).connections.connectionEnded(connection),
    });
    this.log = new MailLog({ ...options, brief: true }, (line) => this.line(line));
  }

  push(bytes: Uint8Array): void {
    this.log.push(bytes);
  }

  endFile(): void {
    this.log.endFile();
  }

  /** At the end of the log. */
  facts(): LogFacts {
    const { reader } = this;
    const traffic = this.traffic.facts();
    const runnersAtWork = reader.runnersAtWork(traffic.toMs);
    reader.end();
    const hosts = [...this.hosts]
      .map(([number, recorder]) => recorder.facts(number, reader.hosts.name(number)))
      .sort((a, b) => lines(b) - lines(a));
    const gateways = Array.from({ length: reader.gateways.size }, (_, i) =>
      reader.gateways.name(i),
    );
    return {
      counts: this.log.counts(),
      gateways,
      traffic,
      runnersAtWork,
      runs: this.runs.facts(),
      transfers: this.transfers.facts(),
      hosts,
      hostsSeen: reader.hosts.size,
      forgotten: reader.messages.givenUp,
    };
  }

  private line(line: LogLine): void {
    this.traffic.observe(line);
    this.reader.line(line);
  }

  private recorder(host: number): HostRecorder {
    const known = this.hosts.get(host);
    if (known !== undefined) return known;
    if (this.hosts.size >= MAX_HOSTS) return this.others;
    const { messages } = this.reader;
    const recorder = new HostRecorder((message) => messages.of.sizeBytes[message]);
    this.hosts.set(host, recorder);
    return recorder;
  }
}

class HostRecorder {
  readonly connections: ConnectionRecorder;
  private readonly marks = new MarkRecorder();
  private readonly replies = new ReplyRecorder();
  private readonly attempts: Record<AttemptEnd, number> = {
    sent: 0,
    reply: 0,
    reset: 0,
    timeout: 0,
    refused: 0,
    dropped: 0,
    other: 0,
    failed: 0,
    skipped: 0,
  };

  constructor(sizeOf: (message: number) => number) {
    this.connections = new ConnectionRecorder(sizeOf);
  }

  attempt(attempt: Attempt): void {
    this.attempts[attempt.end]++;
    this.marks.attempt(attempt);
    if (attempt.end === 'sent' && attempt.first) this.connections.reached();
    if (attempt.end === 'sent' || attempt.end === 'skipped') return;
    this.connections.attempt(attempt);
    this.replies.attempt(attempt);
  }

  facts(number: number, name: string): HostFacts {
    return {
      number,
      name,
      attempts: { ...this.attempts },
      connections: this.connections.facts(),
      marks: this.marks.facts(),
      replies: this.replies.facts(),
    };
  }
}

function lines({ attempts }: HostFacts): number {
  return Object.values(attempts).reduce((sum, count) => sum + count, 0);
}

/*
 * What the remote server really said when it put a message off: its own 4xx replies, by their codes.
 * Units: milliseconds since 1970.
 */

interface Reply {
  /** `451 4.7.500`. */
  readonly code: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The first one's words, and its line. */
  readonly text: string;
  readonly example: string;
}

const MAX_CODES = 200;
/** `451 4.7.500`: the code and the enhanced code. */
const MAX_CODE = 12;
/** Of a reply, in characters: what SMTP allows in one line (RFC 5321, 4.5.3.1.5). */
const MAX_TEXT = 512;

interface Known {
  code: string;
  count: number;
  firstMs: number;
  lastMs: number;
  text: string;
  example: string;
}

class ReplyRecorder implements LogListener {
  private readonly codes = new NameTable(MAX_CODES);
  private readonly known: Known[] = [];

  attempt({ end, line, endMs }: Attempt): void {
    if (end !== 'reply') return;
    const { bytes, spans } = line;
    const span = line.has(SPAN.reply) ? SPAN.reply : SPAN.stat;
    const skipped = span === SPAN.stat ? 'Deferred: '.length : 0;
    const from = spans[2 * span] + skipped;
    const to = endOfCodes(bytes, from, spans[2 * span + 1]);
    const number = this.codes.numberOf(bytes, from, to);
    if (number < 0) return;
    const reply = this.known[number];
    if (reply !== undefined) {
      reply.count++;
      reply.firstMs = Math.min(reply.firstMs, endMs);
      reply.lastMs = Math.max(reply.lastMs, endMs);
      return;
    }
    const text = (line.text(span) ?? '').slice(skipped, skipped + MAX_TEXT);
    const code = this.codes.name(number);
    const example = line.example();
    this.known[number] = { code, count: 1, firstMs: endMs, lastMs: endMs, text, example };
  }

  /** The most frequent first. */
  facts(): Reply[] {
    return [...this.known].sort((a, b) => b.count - a.count || a.firstMs - b.firstMs);
  }
}

/** Digits, dots and one space: where the words begin. */
function endOfCodes(bytes: Uint8Array, from: number, end: number): number {
  let p = from;
  const max = Math.min(end, from + MAX_CODE);
  while (p < max && ((bytes[p] >= 48 && bytes[p] <= 57) || bytes[p] === 46)) p++;
  if (bytes[p] !== 32) return p;
  let q = p + 1;
  while (q < max && ((bytes[q] >= 48 && bytes[q] <= 57) || bytes[q] === 46)) q++;
  return q > p + 2 ? q : p;
}
