/**
 * Runs one replication and makes its replay:
 *
 *   input -> RecordedRun -> mail events -> connections, marks, queue runs, time series, moments, log lines
 *
 * The whole run is recorded, for its moments and totals; the window decides what is drawn and written.
 * The main scenario (54,000 messages) takes less than half a second. Pure: call it in a thread of
 * its own where something else must go on. Units: milliseconds.
 */

import { boundsResult } from '../../document/bounds.ts';
import { DAY_MS, daysOf } from '../../maillog/calendar.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import type { RunResult } from '../../mailpath/run-result.ts';
import type {
  Attempted,
  Closed,
  MailEvent,
  ProcessEnded,
  RunStarted,
  Skipped,
  TracedProcess,
} from '../mail-event.ts';
import { RecordedRun } from '../run-recorder.ts';
import { JoinedMarks, type TimelineMark } from '../timeline.ts';
import { ConnectionsRecorder } from './connections.ts';
import { LogLinesRecorder } from './log-lines.ts';
import type { Moment, Moments, Replay, ReplayRun, ReplaySeries, ReplayTotals } from './replay.ts';

export interface ReplayOptions {
  readonly seed: string;
  /** Counts from 0. */
  readonly replication: number;
  /** Time of day at time 0 of the run, ms after midnight (Scenario.startsAtMs). */
  readonly startsAtMs: number;
  /** Midnight of the day on which the run starts, ms since 1970; absent: a Monday, always the same. */
  readonly dayMs?: number;
  /** The window that is drawn: at least a second long; it may reach beyond the end of the run. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the log, remarks included. */
  readonly maxLines: number;
}

/** Enough for a drawing as wide as a page. */
const STEPS = 360;
/** 5 January 2026, as in `mailpath trace`. */
const SOME_DAY_MS = daysOf(2026, 1, 5) * DAY_MS;
const MIN_WINDOW_MS = 1000;
/** Marks, and queue runs, of a window: more than any picture shows. */
const MAX_DRAWN = 2000;

export function replayOf(input: MailPathInput, options: ReplayOptions): Replay {
  const { seed, replication, startsAtMs, dayMs = SOME_DAY_MS } = options;
  const fromMs = Math.max(0, options.fromMs);
  const toMs = Math.max(fromMs + MIN_WINDOW_MS, options.toMs);
  const connections = new ConnectionsRecorder(input, fromMs, toMs);
  const marks: TimelineMark[] = [];
  const joined = new JoinedMarks((mark) => marks.push(mark));
  const runs = new QueueRunsRecorder();
  const series = new TimeSeriesRecorder(fromMs, toMs);
  const moments = new MomentsRecorder(input);
  let lines: LogLinesRecorder | null = null;
  const run = new RecordedRun(input, seed, replication, record);
  const startMs = dayMs + startsAtMs + run.clockOffsetMs;
  lines = new LogLinesRecorder(input, startMs, fromMs, toMs, options.maxLines);

  function record(event: MailEvent): void {
    lines?.event(event);
    moments.waits(event.atMs, run.waiting);
    switch (event.kind) {
      case 'opened':
        connections.opened(event);
        break;
      case 'closed':
        connections.closed(event);
        moments.closed(event);
        break;
      case 'attempted':
        moments.attempted(event, connections.attempted(event));
        runs.attempted(event);
        series.attempted(event);
        break;
      case 'skipped':
        runs.skipped(event);
        moments.skipped(event);
        series.skipped(event);
        break;
      case 'marked':
        joined.add(event);
        break;
      case 'run':
        runs.started(event);
        break;
      case 'process-ended':
        runs.ended(event);
        break;
    }
  }

  for (let i = 0; i <= STEPS; i++) {
    run.runUntil(series.atMs(i));
    series.step(run.waiting, run.busyRunners);
    connections.step();
  }
  run.runUntil(input.endMs);
  const result = run.finish();
  joined.end();
  marks.sort((a, b) => a.fromMs - b.fromMs || a.gateway - b.gateway || a.host - b.host);
  const drawn = connections.list(result.endedAtMs);
  const written = lines.list(marks, runs.all);
  return {
    seed,
    replication,
    fromMs,
    toMs,
    endedAtMs: result.endedAtMs,
    startMs,
    gateways: input.gateways,
    hosts: input.hosts.map(({ name, lifetime }) => ({
      name,
      lifetimeMs: lifetime?.limitMs ?? null,
    })),
    settings: settingsOf(input),
    connections: drawn.connections,
    connectionsLeftOut: drawn.leftOut,
    marks: topDrawn(
      marks.filter((mark) => mark.toMs >= fromMs && mark.fromMs <= toMs),
      (mark) => mark.toMs - mark.fromMs,
    ),
    runs: topDrawn(
      runs.all.filter(({ atMs, endMs }) => endMs >= fromMs && atMs <= toMs),
      ({ messages }) => messages,
    ),
    series: series.series(),
    moments: moments.moments(marks, runs.all),
    totals: totalsOf(result),
    lines: written.lines,
    linesLeftOut: written.leftOut,
  };
}

/** Those of the largest weight, in order of time. */
function topDrawn<T>(all: readonly T[], weight: (one: T) => number): T[] {
  if (all.length <= MAX_DRAWN) return [...all];
  const kept = new Set([...all].sort((a, b) => weight(b) - weight(a)).slice(0, MAX_DRAWN));
  return all.filter((one) => kept.has(one));
}

function settingsOf({ settings }: MailPathInput): Replay['settings'] {
  const { messagesPerConnection, runners, retryIntervalMs, hostStatus, hostStatusTimeoutMs } =
    settings;
  return {
    messagesPerConnection: Number.isFinite(messagesPerConnection) ? messagesPerConnection : null,
    runners,
    retryIntervalMs,
    hostStatus,
    hostStatusTimeoutMs,
  };
}

function totalsOf(result: RunResult): ReplayTotals {
  const { skipped } = result;
  const bounds = (metric: MetricName) => boundsResult(metricOf(metric).read(result));
  return {
    arrived: result.arrived,
    delivered: result.delivered,
    cuts: result.ended.lifetime,
    skippedByMark: skipped.mark + skipped.lock,
    skippedByMemory: skipped.memory,
    connections: result.connections,
    queueRuns: result.runsStarted,
    markedMs: Math.max(0, ...result.markedMs),
    waitingPeak: result.backlog.max,
    p50: bounds('p50'),
    p99: bounds('p99'),
    longest: bounds('max'),
    overAnHour: bounds('over-60m'),
  };
}

/**
 * The window at equal steps: messages waiting, runners at work, and counts so far.
 *
 * Counts go by the time that an event has, whatever the order in which events are reported; the queue
 * and the runners are the model's own, read when the step is over.
 */
class TimeSeriesRecorder {
  readonly stepMs: number;
  private readonly fromMs: number;
  private readonly waiting: number[] = [];
  private readonly busyRunners: number[] = [];
  /** What each step adds; the first place holds all before the window. */
  private readonly added = {
    deliveredAtOnce: steps(),
    deliveredByRunners: steps(),
    failedAtOnce: steps(),
    skippedAtOnce: steps(),
    skippedByMark: steps(),
    skippedByMemory: steps(),
    failed: steps(),
  };

  constructor(fromMs: number, toMs: number) {
    this.fromMs = fromMs;
    this.stepMs = (toMs - fromMs) / STEPS;
  }

  /** Where step i ends. */
  atMs(i: number): number {
    return this.fromMs + i * this.stepMs;
  }

  attempted({ atMs, process, end }: Attempted): void {
    if (end !== 'sent') {
      this.count('failed', atMs);
      if (!process.runner) this.count('failedAtOnce', atMs);
    } else this.count(process.runner ? 'deliveredByRunners' : 'deliveredAtOnce', atMs);
  }

  skipped({ atMs, cause, process }: Skipped): void {
    if (!process.runner) this.count('skippedAtOnce', atMs);
    this.count(cause === 'memory' ? 'skippedByMemory' : 'skippedByMark', atMs);
  }

  /** The next step is over. */
  step(waiting: number, busyRunners: number): void {
    this.waiting.push(waiting);
    this.busyRunners.push(busyRunners);
  }

  series(): ReplaySeries {
    const { added } = this;
    return {
      stepMs: this.stepMs,
      waiting: this.waiting,
      busyRunners: this.busyRunners,
      deliveredAtOnce: summed(added.deliveredAtOnce),
      deliveredByRunners: summed(added.deliveredByRunners),
      failedAtOnce: summed(added.failedAtOnce),
      skippedAtOnce: summed(added.skippedAtOnce),
      skippedByMark: summed(added.skippedByMark),
      skippedByMemory: summed(added.skippedByMemory),
      failed: summed(added.failed),
    };
  }

  private count(what: keyof typeof this.added, atMs: number): void {
    const step = Math.max(0, Math.ceil((atMs - this.fromMs) / this.stepMs));
    if (step <= STEPS) this.added[what][step]++;
  }
}

function steps(): number[] {
  return new Array<number>(STEPS + 1).fill(0);
}

function summed(added: readonly number[]): number[] {
  let sum = 0;
  return added.map((value) => {
    sum += value;
    return sum;
  });
}

type Counted = { -readonly [K in keyof ReplayRun]: ReplayRun[K] };

/**
 * The queue runs, and the outcome of the messages in their lists.
 *
 * A runner belongs to the run that started at the moment when it did: a run by hand at the very
 * millisecond of another one would be counted with it.
 */
class QueueRunsRecorder {
  /** In order of time. */
  readonly all: Counted[] = [];
  private readonly ofProcess = new Map<number, Counted>();

  started({ gateway, atMs, messages }: RunStarted): void {
    this.all.push({
      gateway,
      atMs,
      endMs: atMs,
      messages,
      delivered: 0,
      skippedByMark: 0,
      skippedByMemory: 0,
      failed: 0,
    });
  }

  attempted({ process, end }: Attempted): void {
    const run = this.runOf(process);
    if (run === null) return;
    if (end === 'sent') run.delivered++;
    else run.failed++;
  }

  skipped({ process, cause }: Skipped): void {
    const run = this.runOf(process);
    if (run === null) return;
    if (cause === 'memory') run.skippedByMemory++;
    else run.skippedByMark++;
  }

  ended({ process, atMs }: ProcessEnded): void {
    const run = this.runOf(process);
    if (run !== null) run.endMs = Math.max(run.endMs, atMs);
    this.ofProcess.delete(process.number);
  }

  /** The run that a runner belongs to; null: it is the process of a new message. */
  private runOf(process: TracedProcess): Counted | null {
    if (!process.runner) return null;
    const known = this.ofProcess.get(process.number);
    if (known !== undefined) return known;
    const run = this.all.findLast(
      ({ gateway, atMs }) => gateway === process.gateway && atMs === process.startedMs,
    );
    if (run === undefined) return null;
    this.ofProcess.set(process.number, run);
    return run;
  }
}

/*
 * The key moments of a run, found automatically: a lesson and any scenario of a user can jump to
 * where its story happens.
 *
 *   opened        the connection opens that will be the first to grow old (messages: of its run's list)
 *   grows-old     it passes three quarters of the lifetime (15 of 20 minutes; messages carried so far)
 *   cut           the remote server ends a connection at its lifetime, for the first time (messages carried)
 *   mark          the mark that this cut leaves; if none of note, the first that stands a minute
 *   skip          the first message that is skipped for that mark
 *   run-skips     the first queue run that skips its list again, since the mark stands (messages skipped)
 *   expiry        that mark is gone
 *   run-delivers  the first queue run after that (messages in its list)
 *   backlog       the maximum of messages waiting, from the mark on
 *   next-cut      a connection that was opened after the mark is cut
 *   drained       the queue has fallen to a fiftieth of that backlog
 *
 * Null where it does not happen. Units: milliseconds from the start of the run.
 */

const OLD_SHARE = 3 / 4;
/** A shorter mark is erased before anybody feels it. */
const OF_NOTE_MS = 60_000;
/** A cut's mark is written when the process that saw it gets to it. */
const WRITTEN_WITHIN_MS = 5000;
const DRAINED_SHARE = 1 / 50;
/** How finely the queue is watched, ms. */
const WATCH_MS = 1000;

class MomentsRecorder {
  private readonly lifetimes: readonly (number | null)[];
  private readonly cuts: Closed[] = [];
  private old: Moment | null = null;
  private readonly skipsMs: number[] = [];
  /** The maximum of messages waiting in each second: its number, then how many. */
  private readonly watched: [second: number, max: number][] = [];

  constructor(input: MailPathInput) {
    this.lifetimes = input.hosts.map(({ lifetime }) => lifetime?.limitMs ?? null);
  }

  /** An attempt on a connection that was opened then and had carried so many before. */
  attempted({ atMs, host }: Attempted, on: { openedMs: number; before: number } | null): void {
    const lifetimeMs = this.lifetimes[host];
    if (on === null || lifetimeMs === null || this.old !== null) return;
    const oldMs = on.openedMs + OLD_SHARE * lifetimeMs;
    if (atMs >= oldMs) this.old = { atMs: oldMs, sinceMs: on.openedMs, messages: on.before };
  }

  closed(event: Closed): void {
    if (event.end === 'lifetime') this.cuts.push(event);
  }

  skipped({ atMs, cause }: Skipped): void {
    if (cause === 'mark') this.skipsMs.push(atMs);
  }

  waits(atMs: number, messages: number): void {
    const second = Math.floor(atMs / WATCH_MS);
    const last = this.watched.at(-1);
    if (last === undefined || second > last[0]) this.watched.push([second, messages]);
    else if (messages > last[1]) last[1] = messages;
  }

  moments(marks: readonly TimelineMark[], runs: readonly ReplayRun[]): Moments {
    const inOrder = this.cuts.toSorted((a, b) => a.atMs - b.atMs);
    const cut = inOrder.at(0);
    const mark = markOf(cut, marks);
    const from = mark?.fromMs ?? cut?.atMs ?? 0;
    const until = mark?.toMs ?? from;
    const opened = this.old?.sinceMs ?? null;
    const ofRun = opened === null ? undefined : runs.findLast(({ atMs }) => atMs <= opened);
    const skipMs = this.skipsMs.find((atMs) => atMs >= from && atMs <= until);
    const again = runs.find(
      ({ atMs, skippedByMark }) => atMs > from && atMs < until && skippedByMark > 0,
    );
    const delivers = runs.find(({ atMs, delivered }) => atMs >= until && delivered > 0);
    const next = inOrder.find(({ openedMs }) => cut !== undefined && openedMs > cut.atMs);
    const { backlog, drained } = this.queue(from);
    return {
      opened:
        opened === null ? null : { atMs: opened, sinceMs: null, messages: ofRun?.messages ?? null },
      'grows-old': this.old,
      cut: cut === undefined ? null : cutMoment(cut),
      mark: mark === null ? null : { atMs: from, sinceMs: null, messages: null },
      skip:
        mark === null || skipMs === undefined
          ? null
          : { atMs: skipMs, sinceMs: from, messages: null },
      'run-skips':
        mark === null || again === undefined
          ? null
          : { atMs: again.atMs, sinceMs: from, messages: again.skippedByMark },
      expiry: mark === null ? null : { atMs: until, sinceMs: from, messages: null },
      'run-delivers':
        mark === null || delivers === undefined
          ? null
          : { atMs: delivers.atMs, sinceMs: until, messages: delivers.messages },
      backlog,
      'next-cut': next === undefined ? null : cutMoment(next),
      drained,
    };
  }

  private queue(from: number): { backlog: Moment | null; drained: Moment | null } {
    const since = this.watched.filter(([second]) => (second + 1) * WATCH_MS > from);
    const peak = since.reduce((max, item) => (item[1] > max[1] ? item : max), [0, 0]);
    if (peak[1] === 0) return { backlog: null, drained: null };
    const low = since.find(
      ([second, waiting]) => second > peak[0] && waiting <= peak[1] * DRAINED_SHARE,
    );
    const peakMs = Math.max(from, peak[0] * WATCH_MS);
    return {
      backlog: { atMs: peakMs, sinceMs: null, messages: peak[1] },
      drained:
        low === undefined ? null : { atMs: low[0] * WATCH_MS, sinceMs: peakMs, messages: low[1] },
    };
  }
}

function markOf(cut: Closed | undefined, marks: readonly TimelineMark[]): TimelineMark | null {
  const ofNote = marks.filter(({ fromMs, toMs }) => toMs - fromMs >= OF_NOTE_MS);
  const left = ofNote.find(
    ({ fromMs, toMs }) =>
      cut !== undefined && fromMs >= cut.atMs - WRITTEN_WITHIN_MS && toMs > cut.atMs,
  );
  const inTime = left !== undefined && cut !== undefined && left.fromMs - cut.atMs < OF_NOTE_MS;
  return (inTime ? left : ofNote.at(0)) ?? null;
}

function cutMoment({ atMs, openedMs, messagesStarted }: Closed): Moment {
  return { atMs, sinceMs: openedMs, messages: messagesStarted };
}
