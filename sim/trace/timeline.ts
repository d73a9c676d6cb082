/**
 * The connections of one run and the time its hosts were marked, as plain data for charts.
 *
 *   RecordedRun -> mail events -> Timeline
 *
 * In bounded memory: of the connections those that the remote server cut and then the longest are
 * kept, of the marks the longest; all are counted. Units: milliseconds from the start of the run.
 * Left out: the outcome of each message.
 */
import type { MailPathInput } from '../mailpath/input.ts';
import type { Closed, MailEvent, Marked } from './mail-event.ts';
import { type OpenConnection, RecordedRun } from './run-recorder.ts';
import { TopK } from './top-k.ts';

/** `messages`: the gateway closed it since it had carried all it may; `too-many`: 421 at greeting. */
export const CONNECTION_ENDS = ['quit', 'messages', 'cut', 'fault', 'too-many', 'open'] as const;
export type ConnectionEnding = (typeof CONNECTION_ENDS)[number];

export interface TimelineConnection {
  readonly host: number;
  readonly openedMs: number;
  /** The end of the run, for one that was still open then. */
  readonly closedMs: number;
  /** Messages that it was given. */
  readonly messages: number;
  readonly end: ConnectionEnding;
  /** Of a queue runner; otherwise of the background process of one new message. */
  readonly byRunner: boolean;
}

export interface TimelineMark {
  readonly gateway: number;
  readonly host: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TimelineRun {
  readonly gateway: number;
  readonly atMs: number;
  /** In its list. */
  readonly messages: number;
}

export interface Timeline {
  readonly replication: number;
  readonly endedAtMs: number;
  readonly gateways: number;
  /** Null: the remote server does not end connections for their age. */
  readonly hosts: readonly { readonly name: string; readonly lifetimeMs: number | null }[];
  /** In the order in which they were opened; at most MAX_KEPT of them. */
  readonly connections: readonly TimelineConnection[];
  /** All connections of the run, by how they ended. */
  readonly ended: Readonly<Record<ConnectionEnding, number>>;
  /** In order of time; at most MAX_KEPT of them. */
  readonly marks: readonly TimelineMark[];
  readonly marksSeen: number;
  /** In order of time; those with the longest lists, at most MAX_KEPT. */
  readonly runs: readonly TimelineRun[];
  readonly runsSeen: number;
}

/** More than any chart shows. */
export const MAX_KEPT = 2000;

/** Runs one replication of a setting (by default the first) and records its time line. */
export function runTimeline(input: MailPathInput, seed: string, replication = 0): Timeline {
  const recorder = new TimelineRecorder(input);
  const run = new RecordedRun(input, seed, replication, (event) => recorder.event(event));
  run.runUntil(input.endMs);
  const { endedAtMs } = run.finish();
  return recorder.timeline(run, replication, endedAtMs);
}

class TimelineRecorder {
  private readonly input: MailPathInput;
  private readonly ended: Record<ConnectionEnding, number> = {
    quit: 0,
    messages: 0,
    cut: 0,
    fault: 0,
    'too-many': 0,
    open: 0,
  };
  private readonly connections = new TopK<TimelineConnection>(
    MAX_KEPT,
    (a, b) => rank(b) - rank(a) || length(b) - length(a) || a.openedMs - b.openedMs,
  );
  private readonly marks = new TopK<TimelineMark>(
    MAX_KEPT,
    (a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs) || a.fromMs - b.fromMs,
  );
  private readonly joined = new JoinedMarks((mark) => {
    this.marksSeen++;
    this.marks.add(mark);
  });
  private marksSeen = 0;
  private readonly runs = new TopK<TimelineRun>(
    MAX_KEPT,
    (a, b) => b.messages - a.messages || a.atMs - b.atMs,
  );
  private runsSeen = 0;

  constructor(input: MailPathInput) {
    this.input = input;
  }

  event(event: MailEvent): void {
    switch (event.kind) {
      case 'closed':
        this.keep(event, event.atMs, endingOf(event, this.input));
        break;
      case 'marked':
        this.joined.add(event);
        break;
      case 'run': {
        const { gateway, atMs, messages } = event;
        this.runsSeen++;
        this.runs.add({ gateway, atMs, messages });
        break;
      }
    }
  }

  timeline(run: RecordedRun, replication: number, endedAtMs: number): Timeline {
    for (const connection of run.openConnections()) this.keep(connection, endedAtMs, 'open');
    this.joined.end();
    return {
      replication,
      endedAtMs,
      gateways: this.input.gateways,
      hosts: this.input.hosts.map(({ name, lifetime }) => ({
        name,
        lifetimeMs: lifetime === null ? null : lifetime.limitMs,
      })),
      connections: this.connections.list().sort((a, b) => a.openedMs - b.openedMs),
      ended: this.ended,
      marks: this.marks.list().sort((a, b) => a.fromMs - b.fromMs),
      marksSeen: this.marksSeen,
      runs: this.runs.list().sort((a, b) => a.atMs - b.atMs),
      runsSeen: this.runsSeen,
    };
  }

  private keep(
    { host, openedMs, messagesStarted, process }: Omit<OpenConnection, 'connection'>,
    closedMs: number,
    end: ConnectionEnding,
  ): void {
    const byRunner = process.runner;
    this.ended[end]++;
    this.connections.add({ host, openedMs, closedMs, messages: messagesStarted, end, byRunner });
  }
}

const rank = ({ end }: TimelineConnection): number => (end === 'cut' ? 1 : 0);
const length = ({ openedMs, closedMs }: TimelineConnection): number => closedMs - openedMs;

/** The pieces of a mark that is written anew touch: they are one mark. In bounded memory. */
export class JoinedMarks {
  private readonly over: (mark: TimelineMark) => void;
  /** The last mark of each gateway and host: it may go on. */
  private readonly last = new Map<string, TimelineMark>();

  constructor(over: (mark: TimelineMark) => void) {
    this.over = over;
  }

  add({ gateway, host, fromMs, atMs: toMs }: Marked): void {
    if (toMs <= fromMs) return;
    const key = `${gateway} ${host}`;
    const last = this.last.get(key);
    if (last?.toMs === fromMs) {
      this.last.set(key, { ...last, toMs });
      return;
    }
    if (last !== undefined) this.over(last);
    this.last.set(key, { gateway, host, fromMs, toMs });
  }

  /** The run has ended: so have the marks. */
  end(): void {
    for (const mark of this.last.values()) this.over(mark);
    this.last.clear();
  }
}

/** The gateway closes a connection in order, or since it has carried all the messages it may. */
export function endingOf(
  { end, messagesStarted, openedMs }: Closed,
  input: MailPathInput,
): ConnectionEnding {
  if (end === 'lifetime') return 'cut';
  if (end === 'limit') return 'too-many';
  if (end === 'fault') return 'fault';
  return messagesStarted >= messageLimit(input, openedMs) ? 'messages' : 'quit';
}

/** Messages per connection as they were set when it was opened. */
function messageLimit({ settings, actions }: MailPathInput, at: number): number {
  let limit = settings.messagesPerConnection;
  for (const action of actions) {
    if (action.kind !== 'set' || action.atMs > at) continue;
    limit = action.settings.messagesPerConnection ?? limit;
  }
  return limit;
}
