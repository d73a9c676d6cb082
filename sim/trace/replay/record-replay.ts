/**
 * Runs one replication and makes its replay:
 *
 *   input -> recordRun -> mail events -> connections, marks, queue runs, time series, moments, log lines
 *
 * The whole run is recorded, for its moments and totals; the window decides what is drawn and
 * written. The main scenario (54,000 messages) takes less than half a second. Pure: call it in a
 * thread of its own where something else must go on. Units: milliseconds from the start of the run.
 */

import { boundsResult } from '../../document/bounds.ts';
import { duration, messages } from '../../document/quantity.ts';
import { DAY_MS, daysOf } from '../../maillog/calendar.ts';
import { writeLine } from '../../maillog/write-line.ts';
import type { MailPathInput, OperatorAction } from '../../mailpath/input.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import type { RunResult } from '../../mailpath/run-result.ts';
import type { ConnectionEnding } from '../connection-ending.ts';
import { logEntries } from '../log-entries.ts';
import {
  type Attempted,
  type Closed,
  type MailEvent,
  type Opened,
  type ProcessEnded,
  type RunStarted,
  recordRun,
  type Skipped,
  type TracedProcess,
} from '../run-recorder.ts';
import {
  endingOf,
  inLanes,
  joinedMarks,
  type TimelineMark,
  timelineHosts,
  topK,
} from '../timeline.ts';
import {
  COUNTS,
  type LineKind,
  type Replay,
  type ReplayConnection,
  type ReplayLine,
  type ReplayRun,
  type ReplaySeries,
  type ReplayTotals,
  recordMoments,
} from './replay.ts';

export interface ReplayOptions {
  readonly seed: string;
  /** Counts from 0. */
  readonly replication: number;
  /** Time of day at time 0 of the run, ms after midnight (Scenario.startsAtMs). */
  readonly startsAtMs: number;
  /** The window that is drawn: at least a second long; it may reach beyond the end of the run. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the log, remarks included. */
  readonly maxLines: number;
}

/** Enough for a drawing as wide as a page. */
const STEPS = 360;
/** Midnight of the day on which every run starts: Monday, 5 January 2026, as in `mailpath trace`. */
const DAY_OF_RUN_MS = daysOf(2026, 1, 5) * DAY_MS;
const MIN_WINDOW_MS = 1000;
/** Marks, and queue runs, of a window: more than any picture shows. */
const MAX_DRAWN = 2000;

type Window = Pick<Replay, 'fromMs' | 'toMs'>;

function lengthOf({ fromMs, toMs }: Window): number {
  return toMs - fromMs;
}

function isWithin({ fromMs, toMs }: Window, atMs: number): boolean {
  return atMs >= fromMs && atMs <= toMs;
}

export function replayOf(input: MailPathInput, options: ReplayOptions): Replay {
  const { seed, replication, startsAtMs } = options;
  const fromMs = Math.max(0, options.fromMs);
  const toMs = Math.max(fromMs + MIN_WINDOW_MS, options.toMs);
  const window = { fromMs, toMs };
  const connections = recordConnections(input, window);
  const marks: TimelineMark[] = [];
  const joined = joinedMarks((mark) => marks.push(mark));
  const runs = recordQueueRuns();
  const series = recordTimeSeries(window);
  const moments = recordMoments(input);
  const run = recordRun(input, seed, replication, record);
  const { measures } = run.world;
  const startMs = DAY_OF_RUN_MS + startsAtMs + run.clockOffsetMs;
  const lines = recordLogLines(input, startMs, window, options.maxLines);

  function record(event: MailEvent): void {
    lines.event(event);
    moments.waits(event.atMs, measures.backlogNow);
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
        tried(event, event.end === 'sent' ? 'delivered' : 'failed');
        break;
      case 'skipped':
        moments.skipped(event);
        tried(event, event.cause === 'memory' ? 'skippedByMemory' : 'skippedByMark');
        break;
      case 'marked': {
        const { gateway, host, fromMs, atMs: toMs } = event;
        joined.add({ gateway, host, fromMs, toMs });
        break;
      }
      case 'run':
        runs.started(event);
        break;
      case 'process-ended':
        runs.ended(event);
        break;
    }
  }

  function tried(event: Tried, outcome: Outcome): void {
    runs.tried(event, outcome);
    series.tried(event, outcome);
  }

  for (let i = 0; i <= STEPS; i++) {
    run.runUntil(series.atMs(i));
    series.step(measures.backlogNow, measures.busyRunnersNow);
    connections.step();
  }
  run.runUntil(input.endMs);
  const result = run.finish();
  joined.end();
  marks.sort((a, b) => a.fromMs - b.fromMs || a.gateway - b.gateway || a.host - b.host);
  return {
    seed,
    replication,
    fromMs,
    toMs,
    endedAtMs: result.endedAtMs,
    startMs,
    gateways: input.gateways,
    hosts: timelineHosts(input),
    settings: settingsOf(input),
    ...connections.list(result.endedAtMs),
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
    ...lines.list(marks, runs.all),
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

type Tried = Attempted | Skipped;

/** The outcomes of a try, as queue runs and time series count them. */
const NO_OUTCOMES = { delivered: 0, skippedByMark: 0, skippedByMemory: 0, failed: 0 };
type Outcome = keyof typeof NO_OUTCOMES;

/**
 * The window at equal steps: messages waiting, runners at work, and counts so far.
 *
 * Counts go by the time that an event has, whatever the order in which events are reported; the
 * queue and the runners are the model's own, read when the step is over.
 */
function recordTimeSeries(window: Window) {
  const stepMs = lengthOf(window) / STEPS;
  const waiting: number[] = [];
  const busyRunners: number[] = [];
  /** What each step adds; the first place holds all before the window. */
  const added = byCount(() => new Array<number>(STEPS + 1).fill(0));
  const count = (what: Count, atMs: number): void => {
    const step = Math.max(0, Math.ceil((atMs - window.fromMs) / stepMs));
    if (step <= STEPS) added[what][step]++;
  };
  return {
    /** Where step i ends. */
    atMs: (i: number) => window.fromMs + i * stepMs,
    tried({ atMs, process: { runner } }: Tried, outcome: Outcome): void {
      if (outcome === 'delivered') {
        count(runner ? 'deliveredByRunners' : 'deliveredAtOnce', atMs);
        return;
      }
      count(outcome, atMs);
      if (!runner) count(outcome === 'failed' ? 'failedAtOnce' : 'skippedAtOnce', atMs);
    },
    /** The next step is over. */
    step(nowWaiting: number, nowBusy: number): void {
      waiting.push(nowWaiting);
      busyRunners.push(nowBusy);
    },
    series(): ReplaySeries {
      return { stepMs, waiting, busyRunners, ...byCount((name) => summed(added[name])) };
    },
  };
}

type Count = (typeof COUNTS)[number];

function byCount(numbers: (name: Count) => number[]): Record<Count, number[]> {
  return Object.fromEntries(COUNTS.map((name) => [name, numbers(name)])) as Record<Count, number[]>;
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
function recordQueueRuns() {
  /** In order of time. */
  const all: Counted[] = [];
  const ofProcess = new WeakMap<TracedProcess, Counted>();
  /** The run that a runner belongs to; undefined: it is the process of a new message. */
  const runOf = (process: TracedProcess): Counted | undefined => {
    if (!process.runner) return undefined;
    const { gateway, startedMs } = process;
    const run =
      ofProcess.get(process) ??
      all.findLast((one) => one.gateway === gateway && one.atMs === startedMs);
    if (run !== undefined) ofProcess.set(process, run);
    return run;
  };
  return {
    all: all as readonly ReplayRun[],
    started({ gateway, atMs, messages }: RunStarted): void {
      all.push({ gateway, atMs, endMs: atMs, messages, ...NO_OUTCOMES });
    },
    tried({ process }: Tried, outcome: Outcome): void {
      const run = runOf(process);
      if (run !== undefined) run[outcome]++;
    },
    ended({ process, atMs }: ProcessEnded): void {
      const run = runOf(process);
      if (run !== undefined) run.endMs = Math.max(run.endMs, atMs);
    },
  };
}

/*
 * The connections of the window: which are worth a bar, in which lane, and how many messages they
 * had carried as time went on.
 *
 * Tens of thousands of a second each would be a grey area: of the connections that overlap the
 * window the ones that the remote server cut are kept, then the runners', then the longest.
 */

/** Bars of one picture. */
const MAX_BARS = 240;
const MAX_LANES = 24;
/** Two processes in one lane are at least one of so many parts of the window apart. */
const GAPS = 400;
/** Of the window: a new message's own connection is drawn if it lasted at least that long. */
const SHORTEST_SHARE = 1 / 240;

interface OpenBar {
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

function recordConnections(input: MailPathInput, window: Window) {
  const open = new Map<number, OpenBar>();
  const kept = topK<DrawnConnection>(
    MAX_BARS,
    (a, b) => rank(b) - rank(a) || lasted(b) - lasted(a) || a.openedMs - b.openedMs,
  );
  let overlapping = 0;
  let steps = 0;

  function keep(bar: OpenBar, closedMs: number, messages: number, end: ConnectionEnding): void {
    const { atMs: openedMs, host, process: by } = bar.opened;
    if (closedMs < window.fromMs || openedMs > window.toMs) return;
    overlapping++;
    const { number: process, gateway, runner: byRunner } = by;
    const shown = byRunner || end === 'cut';
    if (!shown && closedMs - openedMs < SHORTEST_SHARE * lengthOf(window)) return;
    const { carried, carriedFrom } = bar;
    const drawn = { host, process, gateway, openedMs, closedMs, messages, end, byRunner };
    kept.add({ ...drawn, carried, carriedFrom });
  }

  return {
    opened(opened: Opened): void {
      open.set(opened.connection, { opened, over: 0, carried: [], carriedFrom: steps });
    },
    /** Messages that a connection had carried before this attempt ended. */
    attempted({ connection }: Attempted): { openedMs: number; before: number } | null {
      const known = connection === null ? undefined : open.get(connection);
      if (known === undefined) return null;
      return { openedMs: known.opened.atMs, before: known.over++ };
    },
    /** A step of the time series is over. */
    step(): void {
      steps++;
      for (const { opened, carried, over } of open.values()) {
        if (opened.process.runner) carried.push(over);
      }
    },
    closed(event: Closed): void {
      const { connection, atMs, messagesStarted, openedMs } = event;
      const known = open.get(connection);
      open.delete(connection);
      if (known !== undefined) keep(known, atMs, messagesStarted, endingOf(event, openedMs, input));
    },
    /** What is to be drawn; connections that are still open end with the run. */
    list(endedAtMs: number): Pick<Replay, 'connections' | 'connectionsLeftOut'> {
      for (const known of open.values()) keep(known, endedAtMs, known.over, 'open');
      const inOrder = kept.list().sort((a, b) => a.openedMs - b.openedMs);
      const lanes = lanesOf(inOrder, lengthOf(window) / GAPS);
      const connections = inOrder
        .map(({ process, ...connection }): ReplayConnection => {
          return { ...connection, lane: lanes.get(laneKey(process, connection.host)) ?? -1 };
        })
        .filter(({ lane }) => lane >= 0);
      return { connections, connectionsLeftOut: overlapping - connections.length };
    },
  };
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

/*
 * The log lines of the window, as Sendmail writes them: what makes the story, then samples.
 *
 * All cuts, returns and remarks are kept; of deliveries, skips and refusals the first of each kind in
 * each slice of the window, so that something of everything moves on while it is played. What
 * Sendmail logs nothing of (queue runs, marks, an operator's action) comes as a remark, and says so.
 */

/** Samples in a slice, at most: one of a kind, of runners and of new mail; a queued one has two lines. */
const SAMPLES = 5;
const SAMPLE_LINES = SAMPLES + 1;
/** Of all lines: for those that are always kept. */
const KEPT_SHARE = 1 / 4;
/** A mark as short as this comes and goes within one message's time: nobody notices it. */
const NOTICEABLE_MS = 1000;

function recordLogLines(input: MailPathInput, startMs: number, window: Window, maxLines: number) {
  const lines: ReplayLine[] = [];
  const maxKept = Math.ceil(maxLines * KEPT_SHARE);
  const slices = Math.max(1, Math.floor((maxLines - maxKept) / SAMPLE_LINES));
  const sliceMs = lengthOf(window) / slices;
  const sampled = new Set<string>();
  let slice = -1;
  let kept = 0;
  let linesLeftOut = 0;
  /** Of the event whose entries are reported; null: they are not shown. */
  let kind: LineKind | null = null;
  let atMs = 0;
  const style = { startMs, version: '8.17', logLevel: 9, proofpoint: false } as const;
  const entries = logEntries(input, style, (entry) => {
    // The daemon's own first line comes before that of the first event.
    const ofEntry = entry.kind === 'daemon' ? 'daemon' : kind;
    if (ofEntry === null || (entry.kind === 'daemon' && window.fromMs > 0)) return;
    lines.push({ atMs, kind: ofEntry, text: writeLine(entry, 'rfc3164'), logged: true });
  });

  function hasRoom(event: MailEvent, kind: LineKind): boolean {
    if (kind === 'cut' || kind === 'returned') return ++kept <= maxKept / 2;
    const its = Math.floor((event.atMs - window.fromMs) / sliceMs);
    if (its !== slice) {
      slice = its;
      sampled.clear();
    }
    const ofRunner = 'process' in event && event.process.runner;
    const sample = `${kind} ${ofRunner}`;
    if (sampled.has(sample) || sampled.size >= SAMPLES) return false;
    sampled.add(sample);
    return true;
  }

  return {
    event(event: MailEvent): void {
      const its = isWithin(window, event.atMs) ? kindOf(event) : null;
      kind = its !== null && hasRoom(event, its) ? its : null;
      if (its !== null && kind === null) linesLeftOut += linesOf(event);
      atMs = event.atMs;
      // The code of a skip is that of the failure before it: failures are recorded whether shown or not.
      if (kind === null) entries.pass(event);
      else entries.event(event);
    },
    /** With remarks on these marks and runs among them, in order of time. */
    list(
      marks: readonly TimelineMark[],
      runs: readonly ReplayRun[],
    ): Pick<Replay, 'lines' | 'linesLeftOut'> {
      const remarks = remarksOf(input, marks, runs).filter((one) => isWithin(window, one.atMs));
      const shown = remarks.slice(0, Math.max(0, maxKept - kept));
      return {
        lines: [...shown, ...lines].sort((a, b) => a.atMs - b.atMs),
        linesLeftOut: linesLeftOut + remarks.length - shown.length,
      };
    },
  };
}

/** A message that is not tried at once has a second line: stat=queued. */
function linesOf(event: MailEvent): number {
  return event.kind === 'accepted' && !event.atOnce ? 2 : 1;
}

/** What kind of line an event makes; null: none. */
function kindOf(event: MailEvent): LineKind | null {
  switch (event.kind) {
    case 'accepted':
      return 'accepted';
    case 'attempted':
      if (event.end === 'sent') return 'sent';
      if (event.end === 'returned') return 'returned';
      return event.cut ? 'cut' : 'failed';
    case 'skipped':
      return `skipped-${event.cause}`;
    case 'expired':
      return 'returned';
    default:
      return null;
  }
}

function remarksOf(
  input: MailPathInput,
  marks: readonly TimelineMark[],
  runs: readonly ReplayRun[],
): ReplayLine[] {
  const name = (host: number): string => input.hosts[host].name;
  const lines: ReplayLine[] = [];
  const say = (atMs: number, kind: LineKind, text: string): void => {
    lines.push({ atMs, kind, text, logged: false });
  };
  for (const { host, fromMs, toMs } of marks) {
    if (toMs - fromMs < NOTICEABLE_MS) continue;
    say(fromMs, 'mark', `The host-status table marks ${name(host)} as bad.`);
    say(toMs, 'expiry', `The mark on ${name(host)} expires after ${duration(toMs - fromMs)}.`);
  }
  for (const { atMs, messages: listed } of runs) {
    if (listed > 0) say(atMs, 'run', `A queue run starts, with ${messages(listed)} in its list.`);
  }
  for (const action of input.actions) say(action.atMs, 'action', ACTION_WORDS[action.kind]);
  return lines.sort((a, b) => a.atMs - b.atMs);
}

const ACTION_WORDS: Readonly<Record<OperatorAction['kind'], string>> = {
  set: 'The administrator changes settings.',
  clear: 'The administrator clears the host-status table.',
  flush: 'The administrator starts a queue run by hand.',
};
