/**
 * The connections of one run and the time its hosts were marked, as plain data for charts.
 *
 *   Simulation -> its observer -> Timeline
 *
 * It observes connections, marks and queue runs, and no message, so that skips go in bulk. In
 * bounded memory: of the connections those that the remote server cut and then the longest are
 * kept, of the marks the longest; all are counted. Units: milliseconds from the start of the run.
 * Left out: the outcome of each message.
 */

import { count, duration, name, plural } from '../document/quantity.ts';
import type { Page } from '../document/text-layout.ts';
import type { Connection } from '../mailpath/connection.ts';
import { type MailPathInput, upToReading } from '../mailpath/input.ts';
import type { Observer } from '../mailpath/observer.ts';
import { simulate } from '../mailpath/simulation.ts';
import { CONNECTION_ENDS, type ConnectionEnding } from './connection-ending.ts';
import { type RunStarted, type TraceContext, timeOfRun } from './run-recorder.ts';

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

/** `messages`: in its list. */
export type TimelineRun = Omit<RunStarted, 'kind'>;

export interface TimelineHost {
  readonly name: string;
  /** Null: the remote server does not end connections for their age. */
  readonly lifetimeMs: number | null;
}

export interface Timeline {
  readonly replication: number;
  readonly endedAtMs: number;
  readonly gateways: number;
  readonly hosts: readonly TimelineHost[];
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
  const none = Object.fromEntries(CONNECTION_ENDS.map((end) => [end, 0]));
  const ended = none as Record<ConnectionEnding, number>;
  const connections = topK<TimelineConnection>(
    MAX_KEPT,
    (a, b) => rank(b) - rank(a) || lengthOf(b) - lengthOf(a) || a.openedMs - b.openedMs,
  );
  const marks = topK<TimelineMark>(
    MAX_KEPT,
    (a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs) || a.fromMs - b.fromMs,
  );
  const runs = topK<TimelineRun>(MAX_KEPT, (a, b) => b.messages - a.messages || a.atMs - b.atMs);
  const joined = joinedMarks((mark) => marks.add(mark));
  /** Whether a queue runner opened it. */
  const open = new Map<Connection, boolean>();
  const keep = (connection: Connection, closedMs: number, end: ConnectionEnding): void => {
    const { host, openedAt: openedMs, messagesStarted: messages } = connection;
    const byRunner = open.get(connection) ?? false;
    ended[end]++;
    connections.add({ host, openedMs, closedMs, messages, end, byRunner });
  };
  const observer: Observer = {
    opened: (connection, _openedMs, byRunner) => open.set(connection, byRunner),
    closed(connection, closedMs) {
      keep(connection, closedMs, endingOf(connection, connection.openedAt, input));
      open.delete(connection);
    },
    marked: (gateway, host, fromMs, toMs) => joined.add({ gateway, host, fromMs, toMs }),
    runStarted: (gateway, atMs, messages) => runs.add({ gateway, atMs, messages }),
  };
  const { endedAtMs } = simulate(upToReading(input), seed, replication, { observer });
  for (const connection of open.keys()) keep(connection, endedAtMs, 'open');
  joined.end();
  return {
    replication,
    endedAtMs,
    gateways: input.gateways,
    hosts: timelineHosts(input),
    connections: connections.list().sort((a, b) => a.openedMs - b.openedMs),
    ended,
    marks: marks.list().sort((a, b) => a.fromMs - b.fromMs),
    marksSeen: marks.seen(),
    runs: runs.list().sort((a, b) => a.atMs - b.atMs),
    runsSeen: runs.seen(),
  };
}

export function timelineHosts({ hosts }: MailPathInput): TimelineHost[] {
  return hosts.map(({ name, lifetime }) => ({ name, lifetimeMs: lifetime?.limitMs ?? null }));
}

const rank = ({ end }: TimelineConnection): number => (end === 'cut' ? 1 : 0);
const lengthOf = ({ openedMs, closedMs }: TimelineConnection): number => closedMs - openedMs;

/** The pieces of a mark that is written anew touch: they are one mark. In bounded memory. */
export function joinedMarks(over: (mark: TimelineMark) => void) {
  /** The last mark of each gateway and host: it may go on. */
  const lastOf = new Map<string, TimelineMark>();
  return {
    add(mark: TimelineMark): void {
      const { gateway, host, fromMs, toMs } = mark;
      if (toMs <= fromMs) return;
      const key = `${gateway} ${host}`;
      const last = lastOf.get(key);
      const goesOn = last?.toMs === fromMs;
      if (last !== undefined && !goesOn) over(last);
      lastOf.set(key, goesOn ? { ...last, toMs } : mark);
    },
    /** The run has ended: so have the marks. */
    end: () => lastOf.forEach(over),
  };
}

/** The gateway closes a connection in order, or since it has carried all the messages it may. */
export function endingOf(
  { end, messagesStarted }: Pick<Connection, 'end' | 'messagesStarted'>,
  openedMs: number,
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

/*
 * The connections of a run over time, for a terminal: a bar a connection with how it ended, the
 * marks of each host below them.
 *
 *   08:30 |==========================x            |  exo 199 messages, cut at 20 min 12 s
 *
 * Units in: milliseconds from the start of the run. The longest connections and those that were cut
 * are shown; how many there were is said.
 */

const MAX_CONNECTIONS = 40;
const MAX_MARKS = 15;
const WORDS_WIDTH = 34;

const END_SIGN: Readonly<Record<TimelineConnection['end'], string>> = {
  quit: '|',
  messages: '|',
  cut: 'x',
  fault: '!',
  'too-many': '!',
  open: '>',
};

export function timelineText(timeline: Timeline, context: TraceContext, page: Page): string {
  const { hosts } = timeline;
  const { paint } = page;
  const width = Math.max(20, page.columns - WORDS_WIDTH - 11);
  const shown = [...timeline.connections]
    .filter(({ byRunner, end }) => byRunner || end === 'cut')
    .sort((a, b) => rank(b) - rank(a) || lengthOf(b) - lengthOf(a))
    .slice(0, MAX_CONNECTIONS)
    .sort((a, b) => a.openedMs - b.openedMs);
  const marks = [...timeline.marks]
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, MAX_MARKS)
    .sort((a, b) => a.fromMs - b.fromMs);
  const firstMs = Math.min(...shown.map((c) => c.openedMs), ...marks.map((mark) => mark.fromMs));
  const lastMs = Math.max(...shown.map((c) => c.closedMs), ...marks.map((mark) => mark.toMs));
  const total = Object.values(timeline.ended).reduce((sum, n) => sum + n, 0);
  if (shown.length + marks.length === 0) {
    return `${plural(total, 'connection')}, none of a queue runner, none cut; no mark. One replication is an example, not an estimate.\n`;
  }
  const column = (ms: number): number =>
    Math.min(width - 1, Math.floor(((ms - firstMs) / Math.max(1, lastMs - firstMs)) * width));
  const line = (fromMs: number, toMs: number, ink: string, end: string, words: string): string => {
    const [from, to] = [column(fromMs), column(toMs)];
    const bar = `${' '.repeat(from)}${ink.repeat(to - from)}${end}`.padEnd(width);
    return `${timeOfRun(context, fromMs).slice(-8)} ${bar} ${words}`;
  };
  const lines = [
    paint.bold(
      `Connections over time, ${timeOfRun(context, firstMs)} to ${timeOfRun(context, lastMs)}`,
    ),
    paint.dim('= open   | closed in order   x cut at its lifetime   ! fault   # host marked'),
    '',
    ...shown.map(({ openedMs, closedMs, end, messages, host }) => {
      const age = duration(closedMs - openedMs);
      const at = hosts.length > 1 ? `, ${name(hosts[host].name)}` : '';
      const words = `${plural(messages, 'message')}, ${end === 'cut' ? `cut at ${age}` : age}${at}`;
      const drawn = line(openedMs, closedMs, '=', END_SIGN[end], words);
      return end === 'cut' ? paint.red(drawn) : drawn;
    }),
    ...(marks.length > 0 ? ['', paint.bold('Marks in the host-status table')] : []),
    ...marks.map(({ host, fromMs, toMs }) => {
      const words = `${name(hosts[host].name)}, ${duration(toMs - fromMs)}`;
      return line(fromMs, toMs, '#', '#', words);
    }),
    '',
    paint.dim(leftOut(timeline, shown.length, marks.length, total)),
  ];
  return `${lines.join('\n')}\n`;
}

function leftOut(timeline: Timeline, shown: number, marks: number, total: number): string {
  const more = total - shown;
  const others = timeline.marksSeen - marks;
  const parts = [
    ...(more > 0 ? [`${count(more)} more connections`] : []),
    ...(others > 0 ? [`${count(others)} more marks`] : []),
  ];
  const omitted = parts.length > 0 ? `Not shown: ${parts.join(', ')}. ` : '';
  return `${omitted}One replication is an example, not an estimate.`;
}

/** The first `k` of all in an order (as for a sort), in the memory of 2k. */
export function topK<T>(k: number, order: (a: T, b: T) => number) {
  let seen = 0;
  let items: T[] = [];
  const list = (): T[] => items.sort(order).slice(0, k);
  return {
    add(item: T): void {
      seen++;
      items.push(item);
      if (items.length >= 2 * k) items = list();
    },
    list,
    seen: () => seen,
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The lane of each span, in the order given; -1 for one that would need a further lane than
 * `maxLanes`. `gap` is kept free between two spans of one lane.
 */
export function inLanes(spans: readonly Span[], gap: number, maxLanes: number): number[] {
  const lanes: Span[][] = [];
  return spans.map((span) => {
    const free = lanes.findIndex((taken) =>
      taken.every(({ from, to }) => span.to + gap <= from || to + gap <= span.from),
    );
    if (free >= 0) {
      lanes[free].push(span);
      return free;
    }
    if (lanes.length >= maxLanes) return -1;
    lanes.push([span]);
    return lanes.length - 1;
  });
}
