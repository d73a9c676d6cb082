/**
 * All that a log shows of its mail, gathered in one pass: the facts that findings are drawn from.
 *
 *   lines -> LogReader -> facts (traffic, queue runs; per host: connections, marks, replies)
 *
 * Bounded: hosts beyond the maximum share one record. Units: milliseconds, bytes.
 */
import { RETRY_FACTOR } from '../../mailpath/disposition.ts';
import { DelayHistogram } from '../../statistics/delay-histogram.ts';
import { percentile } from '../../statistics/order-statistics.ts';
import { type Attempt, type AttemptEnd, triesBefore } from '../attempt.ts';
import { type LogLine, SPAN } from '../log-line.ts';
import type { LogProcess } from '../log-process.ts';
import { type LogListener, LogReader } from '../log-reader.ts';
import { type LineCounts, MailLog, type MailLogOptions } from '../mail-log.ts';
import { NameTable } from '../name-table.ts';
import { TransferFacts } from '../transfers.ts';
import { ConnectionFacts } from './connections.ts';
import { MarkFacts } from './marks.ts';
import { TrafficFacts } from './traffic.ts';

/** So many failures after which others tried the host are no accident. */
const MIN_TRIED = 3;

/**
 * On, if processes skip a host that they have not seen fail (`skips`); off, if they never do after
 * failures (`tried`).
 */
export function hostStatusSeen({ hosts }: LogFacts): {
  readonly state: 'on' | 'off' | 'unknown';
  readonly skips: number;
  readonly tried: number;
} {
  const skips = hosts.reduce((sum, { marks }) => sum + marks.tableSkips, 0);
  const tried = hosts.reduce((sum, { marks }) => sum + marks.failuresThatDidNotMark, 0);
  return { state: skips > 0 ? 'on' : tried >= MIN_TRIED ? 'off' : 'unknown', skips, tried };
}

const MAX_HOSTS = 200;

/** Of the log so far; at its end, what it shows. */
export class LogFacts {
  readonly traffic = new TrafficFacts();
  readonly runs = new QueueRunFacts();
  readonly transfers = new TransferFacts();
  /** Queue runners that were at work at the end. */
  runnersAtWork = 0;
  /** Others may join it before the first line. */
  protected readonly reader: LogReader;
  private readonly log: MailLog;
  private readonly byNumber = new Map<number, HostFacts>();
  private readonly others = new HostFacts('');

  constructor(options: MailLogOptions) {
    const reader = new LogReader(options.secret);
    this.reader = reader;
    reader.join(this.traffic);
    reader.join(this.runs);
    reader.join(this.transfers);
    reader.join({
      attempt: (attempt) => this.host(attempt.host).attempt(attempt),
      connectionEnded: (connection) =>
        this.host(connection.contact.host).connections.connectionEnded(connection),
    });
    this.log = new MailLog({ ...options, brief: true }, (line) => {
      this.traffic.observe(line);
      reader.line(line);
    });
  }

  get counts(): LineCounts {
    return this.log.counts;
  }

  get gateways(): readonly string[] {
    return this.reader.gateways.names;
  }

  /** Those with most lines first. */
  get hosts(): readonly HostFacts[] {
    return [...this.byNumber.values()].sort((a, b) => b.lines - a.lines);
  }

  push(bytes: Uint8Array): void {
    this.log.push(bytes);
  }

  endFile(): void {
    this.log.endFile();
  }

  /** At the end of the log, once. */
  end(): void {
    const { reader, traffic } = this;
    this.runnersAtWork = reader.runnersAtWork(traffic.toMs);
    traffic.end(reader.messages);
    reader.end();
  }

  private host(number: number): HostFacts {
    const known = this.byNumber.get(number);
    if (known !== undefined) return known;
    if (this.byNumber.size >= MAX_HOSTS) return this.others;
    const host = new HostFacts(this.reader.hosts.name(number));
    this.byNumber.set(number, host);
    return host;
  }
}

export class HostFacts {
  readonly name: string;
  readonly connections = new ConnectionFacts();
  readonly marks = new MarkFacts();
  /** Lines about it, by how the attempt ended. */
  readonly attempts: Record<AttemptEnd, number> = {
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
  private readonly codes = new NameTable(MAX_CODES);
  private readonly replyByCode: Reply[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get lines(): number {
    return Object.values(this.attempts).reduce((sum, count) => sum + count, 0);
  }

  /** The most frequent first. */
  get replies(): readonly Reply[] {
    return [...this.replyByCode].sort((a, b) => b.count - a.count || a.firstMs - b.firstMs);
  }

  attempt(attempt: Attempt): void {
    this.attempts[attempt.end]++;
    this.marks.attempt(attempt);
    this.connections.attempt(attempt);
    if (attempt.end === 'reply') this.reply(attempt);
  }

  private reply({ line, endMs }: Attempt): void {
    const { bytes, spans } = line;
    const span = line.has(SPAN.reply) ? SPAN.reply : SPAN.stat;
    const skipped = span === SPAN.stat ? 'Deferred: '.length : 0;
    const from = spans[2 * span] + skipped;
    const to = endOfCodes(bytes, from, spans[2 * span + 1]);
    const number = this.codes.numberOf(bytes, from, to);
    if (number < 0) return;
    const reply = this.replyByCode[number];
    if (reply !== undefined) {
      reply.count++;
      reply.firstMs = Math.min(reply.firstMs, endMs);
      reply.lastMs = Math.max(reply.lastMs, endMs);
      return;
    }
    const text = (line.text(span) ?? '').slice(skipped, skipped + MAX_TEXT);
    const code = this.codes.name(number);
    const example = line.example();
    this.replyByCode[number] = { code, count: 1, firstMs: endMs, lastMs: endMs, text, example };
  }
}

/**
 * What the remote server really said when it put a message off: one of its own 4xx replies. Units:
 * milliseconds since 1970.
 */
interface Reply {
  /** `451 4.7.500`. */
  readonly code: string;
  count: number;
  firstMs: number;
  lastMs: number;
  /** The first one's words, and its line. */
  readonly text: string;
  readonly example: string;
}

const MAX_CODES = 200;
/** `451 4.7.500`: the code and the enhanced code. */
const MAX_CODE = 12;
/** Of a reply, in characters: what SMTP allows in one line (RFC 5321, 4.5.3.1.5). */
const MAX_TEXT = 512;

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

const MAX_RUNS = 10_000;
/** Runners of one run are forked within milliseconds; stamps are whole seconds. */
const TOGETHER_MS = 1500;
/** A first attempt this soon after arrival was made at once, not by a queue run. */
const AT_ONCE_MS = 2000;

/**
 * Queue runs as a log shows them: when runners began, how many began together, how long they worked;
 * and how long a message waited from try to try, and from real attempt to real attempt.
 *
 * The daemon states its interval where its start is in the log; otherwise it follows from the times
 * between runs, of which those without mail are not seen.
 */
export class QueueRunFacts implements LogListener {
  /** The start of the first run that was seen, and of the latest one, ms since 1970; NaN: none is seen. */
  firstRunMs = Number.NaN;
  lastRunMs = Number.NaN;
  version: string | null = null;
  /** The daemon says that its queue runners are persistent (-qp). */
  persistent = false;
  /** From one try of a message to its next, skips among them. */
  readonly betweenTries = new DelayHistogram();
  /** From one real attempt to the next, where skips lay between. */
  readonly betweenAttempts = new DelayHistogram();
  /** Most tries of one message, by its priority where its beginning is not in the log. */
  maxTries = 0;
  /** Messages first tried by a process of their own, and by a queue run. */
  background = 0;
  queued = 0;
  /** First attempts at once, by whether their priority shows that the queue file was read again for them. */
  readAgain = 0;
  notRead = 0;
  private readonly starts: number[] = [];
  private maxTogether = 0;
  private together = 0;
  private busyMs = 0;
  private earliestRunMs = Number.POSITIVE_INFINITY;
  private lastEndMs = Number.NEGATIVE_INFINITY;
  /** Of the run that was seen last. */
  private seenStartMs = Number.NaN;
  private seenGateway = Number.NaN;
  private statedMs = Number.NaN;

  /** Runs that had something to do. */
  get runs(): number {
    return this.starts.length;
  }

  /** Most runners that began together; 0: no run is seen. */
  get runners(): number {
    return Math.max(this.maxTogether, this.together);
  }

  /** From the first run to the last delivery of a runner; NaN: no run is seen. */
  get workingMs(): number {
    return this.runs > 0 ? this.lastEndMs - this.earliestRunMs : Number.NaN;
  }

  /** Of the runners' time from the first run to the last line, what deliveries took; NaN: none. */
  get busyShare(): number {
    return this.busyMs / (this.runners * this.workingMs);
  }

  /** Between starts; NaN: not known. */
  get intervalMs(): number {
    return this.intervalFrom === 'stated' ? this.statedMs : measuredInterval(this.starts);
  }

  get intervalFrom(): 'stated' | 'measured' | 'unknown' {
    if (!Number.isNaN(this.statedMs)) return 'stated';
    return Number.isNaN(measuredInterval(this.starts)) ? 'unknown' : 'measured';
  }

  daemon(line: LogLine): void {
    // The submission queue has runs of its own.
    if (line.text(SPAN.program)?.startsWith('sm-msp')) return;
    if (!Number.isNaN(line.intervalMs)) this.statedMs = line.intervalMs;
    const text = line.example();
    this.persistent = text.includes('persistent-queueing@');
    const open = text.indexOf('(');
    const close = text.indexOf(')', open);
    if (open >= 0 && close > open) this.version = text.slice(open + 1, close);
  }

  attempt(attempt: Attempt): void {
    const { messages, message, process, startMs, retry, end, line } = attempt;
    const { of } = messages;
    const tries = 1 + Math.max(of.tries[message], triesBefore(line, of.priority[message]));
    if (tries > this.maxTries) this.maxTries = tries;
    if (!retry) {
      const atOnce = startMs - of.arrivedMs[message] <= AT_ONCE_MS && process.attempts === 1;
      if (atOnce) this.background++;
      else this.queued++;
      if (process.attempts === 1 && !process.runner) {
        const added = line.priority - of.priority[message];
        if (added === 0) this.notRead++;
        else if (added === RETRY_FACTOR) this.readAgain++;
      }
    } else if (of.tries[message] > 0) {
      this.betweenTries.record(Math.max(0, startMs - of.triedMs[message]));
      if (end !== 'skipped' && of.attemptedMs[message] < of.triedMs[message]) {
        this.betweenAttempts.record(Math.max(0, startMs - of.attemptedMs[message]));
      }
    }
    if (!process.runner) return;
    if (Number.isNaN(this.firstRunMs)) this.firstRunMs = process.firstMs;
    if (!process.counted) this.started(process);
    this.busyMs += attempt.endMs - startMs;
    this.lastEndMs = Math.max(this.lastEndMs, attempt.endMs);
  }

  private started(process: LogProcess): void {
    process.counted = true;
    const { firstMs, gateway } = process;
    if (gateway === this.seenGateway && Math.abs(firstMs - this.seenStartMs) <= TOGETHER_MS) {
      this.together++;
      return;
    }
    this.maxTogether = this.runners;
    this.together = 1;
    this.seenStartMs = firstMs;
    this.seenGateway = gateway;
    if (!(firstMs <= this.lastRunMs)) this.lastRunMs = firstMs;
    this.earliestRunMs = Math.min(this.earliestRunMs, firstMs);
    if (this.starts.length < MAX_RUNS) this.starts.push(firstMs);
  }
}

/** The step of which the times between starts are multiples; NaN: too few. */
function measuredInterval(starts: readonly number[]): number {
  const ascending = [...starts].sort((a, b) => a - b);
  const gaps = ascending
    .slice(1)
    .map((start, i) => start - ascending[i])
    .filter((gap) => gap > TOGETHER_MS);
  if (gaps.length < 2) return Number.NaN;
  const sorted = [...gaps].sort((a, b) => a - b);
  const rough = percentile(sorted, 0.25);
  const steps = sorted
    .map((gap) => gap / Math.max(1, Math.round(gap / rough)))
    .filter((step) => Math.abs(step - rough) <= 0.15 * rough + 1000);
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
}
