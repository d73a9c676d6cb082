/**
 * Runs one replication and makes its replay:
 *
 *   input -> TraceRun -> mail events -> connections, marks, queue runs, course, moments, log lines
 *
 * The whole run is heard, for its moments and totals; the window decides what is drawn and written.
 * The main scenario (54,000 messages) takes less than half a second. Pure: call it in a thread of
 * its own where something else must go on. Units: milliseconds.
 */

import { boundsResult } from '../../document/bounds.ts';
import { DAY_MS, daysOf } from '../../maillog/calendar.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import type { RunResult } from '../../mailpath/run-result.ts';
import type { MailEvent } from '../mail-event.ts';
import { TraceRun } from '../trace-run.ts';
import { ConnectionsSeen } from './connections-seen.ts';
import { COURSE_STEPS, CourseSeen } from './course.ts';
import { LogLinesSeen } from './log-lines.ts';
import { MarksSeen } from './marks-seen.ts';
import { MomentsSeen } from './moments.ts';
import { QueueRunsSeen } from './queue-runs-seen.ts';
import { remarksOf } from './remarks.ts';
import type { Replay, ReplayTotals } from './replay.ts';

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
  readonly mostLines: number;
}

/** 5 January 2026, as in `mailpath trace`. */
const SOME_DAY_MS = daysOf(2026, 1, 5) * DAY_MS;
const SHORTEST_WINDOW_MS = 1000;
/** Marks, and queue runs, of a window: more than any picture shows. */
const MOST_DRAWN = 2000;

export function replayOf(input: MailPathInput, options: ReplayOptions): Replay {
  const { seed, replication, startsAtMs, dayMs = SOME_DAY_MS } = options;
  const fromMs = Math.max(0, options.fromMs);
  const toMs = Math.max(fromMs + SHORTEST_WINDOW_MS, options.toMs);
  const connections = new ConnectionsSeen(input, fromMs, toMs);
  const marks = new MarksSeen();
  const runs = new QueueRunsSeen();
  const course = new CourseSeen(fromMs, toMs);
  const moments = new MomentsSeen(input);
  let lines: LogLinesSeen | null = null;
  const run = new TraceRun(input, seed, replication, hear);
  const startMs = dayMs + startsAtMs + run.clockOffsetMs;
  lines = new LogLinesSeen(input, startMs, fromMs, toMs, options.mostLines);

  function hear(event: MailEvent): void {
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
        course.attempted(event);
        break;
      case 'skipped':
        runs.skipped(event);
        moments.skipped(event);
        course.skipped(event);
        break;
      case 'marked':
        marks.add(event);
        break;
      case 'run':
        runs.started(event);
        break;
      case 'process-ended':
        runs.ended(event);
        break;
    }
  }

  for (let i = 0; i <= COURSE_STEPS; i++) {
    run.runUntil(course.atMs(i));
    course.step(run.waiting, run.busyRunners);
    connections.step();
  }
  run.runUntil(input.endMs);
  const result = run.finish();
  const drawn = connections.list(result.endedAtMs);
  const told = lines.list(remarksOf(input, marks.all, runs.all));
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
    marks: foremost(marks.within(fromMs, toMs), (mark) => mark.toMs - mark.fromMs),
    runs: foremost(
      runs.all.filter(({ atMs, endMs }) => endMs >= fromMs && atMs <= toMs),
      ({ messages }) => messages,
    ),
    course: course.course(),
    moments: moments.moments(marks.within(0, Number.POSITIVE_INFINITY), runs.all),
    totals: totalsOf(result),
    lines: told.lines,
    linesLeftOut: told.leftOut,
  };
}

/** The most telling ones, in order of time. */
function foremost<T>(all: readonly T[], weight: (one: T) => number): T[] {
  if (all.length <= MOST_DRAWN) return [...all];
  const kept = new Set([...all].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_DRAWN));
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
