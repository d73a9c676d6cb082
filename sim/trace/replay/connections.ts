/**
 * The connections of a replay's window: which are worth a bar, in which lane, and how many messages
 * they had carried as time went on.
 *
 * Tens of thousands of a second each would be a grey area: of the connections that overlap the
 * window the ones that the remote server cut are kept, then the runners', then the longest.
 * Units: milliseconds from the start of the run.
 */

import type { MailPathInput } from '../../mailpath/input.ts';
import type { Attempted, Closed, Opened } from '../mail-event.ts';
import { type ConnectionEnding, endingOf, inLanes, TopK } from '../timeline.ts';
import type { ReplayConnection } from './replay.ts';

/** Bars of one picture. */
const MAX_KEPT = 240;
const MAX_LANES = 24;
/** Two processes in one lane are at least one of so many parts of the window apart. */
const GAPS = 400;
/** Of the window: a new message's own connection is drawn if it lasted at least that long. */
const SHORTEST_SHARE = 1 / 240;

interface OpenConnection {
  readonly opened: Opened;
  /** Messages whose attempts are over. */
  over: number;
  /** At the steps of the time series; of a runner's only. */
  readonly carried: number[];
  readonly carriedFrom: number;
}

type DrawnConnection = Omit<ReplayConnection, 'lane'> & {
  /** Connections of one process to one host follow each other: they share a lane. */
  readonly process: number;
};

export class ConnectionsRecorder {
  private readonly input: MailPathInput;
  private readonly fromMs: number;
  private readonly toMs: number;
  private readonly open = new Map<number, OpenConnection>();
  private readonly kept = new TopK<DrawnConnection>(
    MAX_KEPT,
    (a, b) => rank(b) - rank(a) || lasted(b) - lasted(a) || a.openedMs - b.openedMs,
  );
  private overlapping = 0;
  private steps = 0;

  constructor(input: MailPathInput, fromMs: number, toMs: number) {
    this.input = input;
    this.fromMs = fromMs;
    this.toMs = toMs;
  }

  opened(opened: Opened): void {
    this.open.set(opened.connection, {
      opened,
      over: 0,
      carried: [],
      carriedFrom: this.steps,
    });
  }

  /** Messages that a connection had carried before this attempt ended. */
  attempted({ connection }: Attempted): { openedMs: number; before: number } | null {
    const known = connection === null ? undefined : this.open.get(connection);
    if (known === undefined) return null;
    return { openedMs: known.opened.atMs, before: known.over++ };
  }

  /** A step of the time series is over. */
  step(): void {
    this.steps++;
    for (const { opened, carried, over } of this.open.values()) {
      if (opened.process.runner) carried.push(over);
    }
  }

  closed(event: Closed): void {
    const known = this.open.get(event.connection);
    this.open.delete(event.connection);
    if (known === undefined) return;
    this.keep(known, event.atMs, event.messagesStarted, endingOf(event, this.input));
  }

  /** What is to be drawn; connections that are still open end with the run. */
  list(endedAtMs: number): { connections: ReplayConnection[]; leftOut: number } {
    for (const known of this.open.values()) this.keep(known, endedAtMs, known.over, 'open');
    this.open.clear();
    const kept = this.kept.list().sort((a, b) => a.openedMs - b.openedMs);
    const lanes = lanesOf(kept, (this.toMs - this.fromMs) / GAPS);
    const connections = kept
      .map(({ process, ...connection }): ReplayConnection => {
        return { ...connection, lane: lanes.get(laneKey(process, connection.host)) ?? -1 };
      })
      .filter(({ lane }) => lane >= 0);
    return { connections, leftOut: this.overlapping - connections.length };
  }

  private keep(
    { opened, carried, carriedFrom }: OpenConnection,
    closedMs: number,
    messages: number,
    end: ConnectionEnding,
  ): void {
    if (closedMs < this.fromMs || opened.atMs > this.toMs) return;
    this.overlapping++;
    const byRunner = opened.process.runner;
    const shown = byRunner || end === 'cut';
    if (!shown && closedMs - opened.atMs < SHORTEST_SHARE * (this.toMs - this.fromMs)) return;
    this.kept.add({
      host: opened.host,
      process: opened.process.number,
      gateway: opened.process.gateway,
      openedMs: opened.atMs,
      closedMs,
      messages,
      end,
      byRunner,
      carried,
      carriedFrom,
    });
  }
}

const laneKey = (process: number, host: number): string => `${process} ${host}`;

/** Runners have the first lanes, so that fresh mail's connections do not push them about. */
function lanesOf(kept: readonly DrawnConnection[], gap: number): Map<string, number> {
  const spans = new Map<string, { from: number; to: number }>();
  const inOrder = [
    ...kept.filter(({ byRunner }) => byRunner),
    ...kept.filter(({ byRunner }) => !byRunner),
  ];
  for (const { process, host, openedMs, closedMs } of inOrder) {
    const key = laneKey(process, host);
    const { from, to } = spans.get(key) ?? { from: openedMs, to: closedMs };
    spans.set(key, { from: Math.min(from, openedMs), to: Math.max(to, closedMs) });
  }
  const lanes = inLanes([...spans.values()], gap, MAX_LANES);
  return new Map([...spans.keys()].map((key, i) => [key, lanes[i]]));
}

const rank = ({ end, byRunner }: DrawnConnection): number => (end === 'cut' ? 2 : byRunner ? 1 : 0);
const lasted = ({ openedMs, closedMs }: DrawnConnection): number => closedMs - openedMs;
