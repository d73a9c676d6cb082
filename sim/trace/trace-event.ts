/**
 * A run in the Trace Event Format, which Perfetto and Chrome's viewer open: a track for each
 * connection of a queue runner, for each runner, for each host's marks; new mail's own connections
 * share lanes; the backlog as a counter.
 *
 * Format: "Trace Event Format" (Chromium project), JSON object form, complete events ("X"),
 * counters ("C") and metadata ("M"); times in microseconds. Bounded: past MAX_EVENTS slices are
 * counted, and the number is said in the file.
 */

import { name } from '../document/quantity.ts';
import type { Attempted, Closed, MailEvent, Skipped, TraceContext } from './run-recorder.ts';

interface ViewerEvent {
  readonly name: string;
  readonly ph: 'X' | 'C' | 'M' | 'i';
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly cat: string;
  readonly s?: 'p';
  readonly args?: Readonly<Record<string, string | number>>;
}

/** More than a viewer shows with ease. */
const MAX_EVENTS = 500_000;

const RUNNERS = 1;
const CONNECTIONS = 2;
const NEW_MAIL = 3;
const MARKS = 4;
const BACKLOG = 5;
const GROUPS: readonly (readonly [number, string])[] = [
  [RUNNERS, 'queue runners'],
  [CONNECTIONS, 'connections of queue runners'],
  [NEW_MAIL, 'connections of new mail'],
  [MARKS, 'marks in the host-status table'],
  [BACKLOG, 'backlog'],
];
/** The backlog is written at most once in this time. */
const BACKLOG_STEP_MS = 1000;

export class TraceEventWriter {
  private readonly context: TraceContext;
  private readonly write: (event: ViewerEvent) => void;
  private readonly named = new Set<string>();
  /** Until when each lane of new mail's connections is taken. */
  private readonly lanes: number[] = [];
  private readonly waiting = new Set<number>();
  private backlogWrittenMs = Number.NEGATIVE_INFINITY;
  private count = 0;
  /** Slices that were left out. */
  left = 0;

  constructor(context: TraceContext, write: (event: ViewerEvent) => void) {
    this.context = context;
    this.write = write;
  }

  begin(): void {
    for (const [pid, title] of GROUPS) this.nameTrack(pid, 0, title, 'process_name');
  }

  event(event: MailEvent): void {
    switch (event.kind) {
      case 'accepted':
        if (!event.atOnce) this.waiting.add(event.message.number);
        this.backlog(event.atMs);
        break;
      case 'attempted':
        if (event.end === 'deferred') this.waiting.add(event.message.number);
        else this.waiting.delete(event.message.number);
        this.attempt(event);
        this.backlog(event.atMs);
        break;
      case 'skipped':
        this.waiting.add(event.message.number);
        this.attempt(event);
        this.backlog(event.atMs);
        break;
      case 'expired':
        this.waiting.delete(event.message.number);
        break;
      case 'closed':
        this.connection(event);
        break;
      case 'marked': {
        const host = this.hostName(event.host);
        const tid = event.gateway * this.context.input.hosts.length + event.host + 1;
        this.nameTrack(MARKS, tid, host);
        this.slice(MARKS, tid, `${host} marked`, event.fromMs, event.atMs, {});
        break;
      }
      case 'run':
        this.push({
          name: `queue run, ${event.messages} messages`,
          ph: 'i',
          cat: 'mail',
          s: 'p',
          pid: RUNNERS,
          tid: 0,
          ts: microseconds(event.atMs),
        });
        break;
    }
  }

  private attempt(event: Attempted | Skipped): void {
    const { process, message, startMs, atMs } = event;
    if (!process.runner) return;
    this.nameTrack(RUNNERS, process.number, `runner ${process.number}`);
    const what =
      event.kind === 'skipped'
        ? `skipped (${event.cause})`
        : event.end === 'deferred'
          ? `${event.cut ? 'cut' : event.ending}`
          : event.end;
    this.slice(RUNNERS, process.number, what, startMs, atMs, {
      message: message.number,
      bytes: message.bytes,
      try: message.tries,
    });
  }

  private connection(event: Closed): void {
    const { connection, process, host, openedMs, atMs, accepted, end, fault } = event;
    const cut = end === 'lifetime';
    const title = `${this.hostName(host)}: ${accepted} messages${cut ? ', cut' : end === 'fault' ? `, ${fault}` : ''}`;
    const args = { connection, accepted, end };
    if (process.runner) {
      this.nameTrack(CONNECTIONS, connection, `connection ${connection}`);
      this.slice(CONNECTIONS, connection, title, openedMs, atMs, args);
      return;
    }
    let lane = this.lanes.findIndex((busyUntil) => busyUntil <= openedMs);
    if (lane < 0) lane = this.lanes.length;
    this.lanes[lane] = atMs;
    this.nameTrack(NEW_MAIL, lane + 1, `lane ${lane + 1}`);
    this.slice(NEW_MAIL, lane + 1, title, openedMs, atMs, args);
  }

  private backlog(atMs: number): void {
    if (atMs - this.backlogWrittenMs < BACKLOG_STEP_MS) return;
    this.backlogWrittenMs = atMs;
    this.push({
      name: 'waiting messages',
      ph: 'C',
      cat: 'mail',
      pid: BACKLOG,
      tid: 0,
      ts: microseconds(atMs),
      args: { messages: this.waiting.size },
    });
  }

  private slice(
    pid: number,
    tid: number,
    title: string,
    fromMs: number,
    toMs: number,
    args: Readonly<Record<string, string | number>>,
  ): void {
    const ts = microseconds(fromMs);
    const dur = Math.max(0, microseconds(toMs) - ts);
    this.push({ name: title, ph: 'X', cat: 'mail', pid, tid, ts, dur, args });
  }

  private push(event: ViewerEvent): void {
    if (this.count >= MAX_EVENTS) {
      this.left++;
      return;
    }
    this.count++;
    this.write(event);
  }

  private nameTrack(
    pid: number,
    tid: number,
    title: string,
    kind: 'thread_name' | 'process_name' = 'thread_name',
  ): void {
    const key = `${kind} ${pid} ${tid}`;
    if (this.named.has(key) || this.count >= MAX_EVENTS) return;
    this.named.add(key);
    this.write({ name: kind, ph: 'M', cat: '__metadata', pid, tid, ts: 0, args: { name: title } });
  }

  private hostName(host: number): string {
    return name(this.context.input.hosts[host].name);
  }
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}
