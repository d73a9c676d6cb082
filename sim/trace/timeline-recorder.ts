/**
 * Listens to one run and keeps its timeline (timeline.ts).
 *
 * A run with an observer is slower, since skips then go one by one: for a chart, not for a measure.
 */
import type { Connection } from '../mailpath/connection.ts';
import { type MailPathInput, upToReading } from '../mailpath/input.ts';
import type { Observer } from '../mailpath/observer.ts';
import { simulate } from '../mailpath/simulation.ts';
import { endingOf } from './connection-ending.ts';
import { Foremost } from './foremost.ts';
import {
  type ConnectionEnding,
  MOST_KEPT,
  type Timeline,
  type TimelineConnection,
  type TimelineMark,
  type TimelineRun,
} from './timeline.ts';

/** Replays one replication of a setting (by default the first) and listens. */
export function runTimeline(input: MailPathInput, seed: string, replication = 0): Timeline {
  const recorder = new TimelineRecorder(input);
  const { endedAtMs } = simulate(upToReading(input), seed, replication, { observer: recorder });
  return recorder.timeline(replication, endedAtMs);
}

class TimelineRecorder implements Observer {
  private readonly input: MailPathInput;
  private readonly ended: Record<ConnectionEnding, number> = {
    quit: 0,
    messages: 0,
    cut: 0,
    fault: 0,
    'too-many': 0,
    open: 0,
  };
  private readonly open = new Map<Connection, boolean>();
  private readonly connections = new Foremost<TimelineConnection>(
    MOST_KEPT,
    (a, b) => rank(b) - rank(a) || length(b) - length(a) || a.openedMs - b.openedMs,
  );
  private readonly marks = new Foremost<TimelineMark>(
    MOST_KEPT,
    (a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs) || a.fromMs - b.fromMs,
  );
  /** The last mark of each gateway and host: it may go on. */
  private readonly lastMarks = new Map<number, TimelineMark>();
  private marksSeen = 0;
  private readonly runs = new Foremost<TimelineRun>(
    MOST_KEPT,
    (a, b) => b.messages - a.messages || a.atMs - b.atMs,
  );
  private runsSeen = 0;

  constructor(input: MailPathInput) {
    this.input = input;
  }

  timeline(replication: number, endedAtMs: number): Timeline {
    for (const [connection, byRunner] of this.open)
      this.keep(connection, endedAtMs, 'open', byRunner);
    this.open.clear();
    for (const mark of this.lastMarks.values()) this.keepMark(mark);
    this.lastMarks.clear();
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

  opened(connection: Connection, _at: number, byRunner: boolean): void {
    this.open.set(connection, byRunner);
  }

  closed(connection: Connection, at: number): void {
    const byRunner = this.open.get(connection) ?? false;
    this.open.delete(connection);
    this.keep(connection, at, endingOf(connection, this.input), byRunner);
  }

  marked(gateway: number, host: number, fromMs: number, toMs: number): void {
    if (toMs <= fromMs) return;
    const key = gateway * this.input.hosts.length + host;
    const last = this.lastMarks.get(key);
    if (last?.toMs === fromMs) {
      this.lastMarks.set(key, { ...last, toMs });
      return;
    }
    if (last !== undefined) this.keepMark(last);
    this.lastMarks.set(key, { gateway, host, fromMs, toMs });
  }

  runStarted(gateway: number, atMs: number, messages: number): void {
    this.runsSeen++;
    this.runs.add({ gateway, atMs, messages });
  }

  private keep(
    { host, openedAt, brought }: Connection,
    closedMs: number,
    end: ConnectionEnding,
    byRunner: boolean,
  ): void {
    this.ended[end]++;
    this.connections.add({ host, openedMs: openedAt, closedMs, messages: brought, end, byRunner });
  }

  private keepMark(mark: TimelineMark): void {
    this.marksSeen++;
    this.marks.add(mark);
  }
}

const rank = ({ end }: TimelineConnection): number => (end === 'cut' ? 1 : 0);
const length = ({ openedMs, closedMs }: TimelineConnection): number => closedMs - openedMs;
