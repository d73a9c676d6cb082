/**
 * The connections of a replay's window: which are worth a bar, in which lane, and how many messages
 * they had carried as time went on.
 *
 * Tens of thousands of a second each would be a grey area: of the connections that overlap the
 * window the ones that the far side cut are kept, then the runners', then the longest.
 * Units: milliseconds from the start of the run.
 */
import { endingOf } from '../../experiment/connection-ending.ts';
import { Foremost } from '../../experiment/foremost.ts';
import type { ConnectionEnding } from '../../experiment/timeline.ts';
import type { Attempted, Closed, Opened } from '../../experiment/trace/mail-event.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { inLanes } from '../charts/lanes.ts';
import type { ReplayConnection } from './replay.ts';

/** Bars of one picture. */
const MOST_KEPT = 240;
const MOST_LANES = 24;
/** Of the window: a new message's own connection is drawn if it lasted at least that long. */
const SHORTEST_SHARE = 1 / 240;

interface OpenConnection {
  readonly opened: Opened;
  /** Messages whose attempts are over. */
  brought: number;
  /** At the steps of the course; of a runner's only. */
  readonly carried: number[];
  readonly carriedFrom: number;
}

type Seen = Omit<ReplayConnection, 'lane'>;

export class ConnectionsSeen {
  private readonly input: MailPathInput;
  private readonly fromMs: number;
  private readonly toMs: number;
  private readonly open = new Map<number, OpenConnection>();
  private readonly kept = new Foremost<Seen>(
    MOST_KEPT,
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
      brought: 0,
      carried: [],
      carriedFrom: this.steps,
    });
  }

  /** Messages that a connection had carried before this attempt ended. */
  attempted({ connection }: Attempted): { openedMs: number; before: number } | null {
    const known = connection === null ? undefined : this.open.get(connection);
    if (known === undefined) return null;
    return { openedMs: known.opened.atMs, before: known.brought++ };
  }

  /** A step of the course is over. */
  step(): void {
    this.steps++;
    for (const { opened, carried, brought } of this.open.values()) {
      if (opened.process.runner) carried.push(brought);
    }
  }

  closed(event: Closed): void {
    const known = this.open.get(event.connection);
    this.open.delete(event.connection);
    if (known === undefined) return;
    const { end, brought, openedMs } = event;
    this.keep(
      known,
      event.atMs,
      brought,
      endingOf({ end, brought, openedAt: openedMs }, this.input),
    );
  }

  /** What is to be drawn; connections that are still open end with the run. */
  list(endedAtMs: number): { connections: ReplayConnection[]; leftOut: number } {
    for (const known of this.open.values()) this.keep(known, endedAtMs, known.brought, 'open');
    this.open.clear();
    const kept = this.kept.list().sort((a, b) => a.openedMs - b.openedMs);
    // Lanes from above: runners first, so that fresh mail's connections do not push them about.
    const inOrder = [
      ...kept.filter(({ byRunner }) => byRunner),
      ...kept.filter(({ byRunner }) => !byRunner),
    ];
    const gap = (this.toMs - this.fromMs) / 400;
    const lanes = inLanes(
      inOrder.map(({ openedMs, closedMs }) => ({ from: openedMs, to: closedMs })),
      gap,
      MOST_LANES,
    );
    const connections = inOrder
      .map((connection, i): ReplayConnection => ({ ...connection, lane: lanes[i] }))
      .filter(({ lane }) => lane >= 0)
      .sort((a, b) => a.openedMs - b.openedMs);
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
    const telling = byRunner || end === 'cut';
    if (!telling && closedMs - opened.atMs < SHORTEST_SHARE * (this.toMs - this.fromMs)) return;
    this.kept.add({
      host: opened.host,
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

const rank = ({ end, byRunner }: Seen): number => (end === 'cut' ? 2 : byRunner ? 1 : 0);
const lasted = ({ openedMs, closedMs }: Seen): number => closedMs - openedMs;
