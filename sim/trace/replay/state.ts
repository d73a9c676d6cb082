/**
 * The state at a moment of a replay: what a picture shows there, as data and as words.
 *
 * The queue and the counts are those of the last step of the series before it. Units: milliseconds
 * from the start of the run.
 */

import { count, duration, messages } from '../../document/quantity.ts';
import { clockTime } from '../../maillog/calendar.ts';
import type { Replay } from './replay.ts';

/** A mark or a queue run as short as this would never be met at its moment: it is shown that long. */
const SHOWN_MS = 1000;

export function stateAt(replay: Replay, atMs: number) {
  const { connections, marks, runs, series } = replay;
  const step = stepAt(replay, atMs);
  const open = connections
    .filter(({ byRunner, openedMs, closedMs }) => byRunner && openedMs <= atMs && closedMs > atMs)
    .map((connection) => ({
      connection,
      ageMs: atMs - connection.openedMs,
      /** Messages that it had carried at the last step. */
      carried: connection.carried[step - connection.carriedFrom] ?? 0,
    }));
  return {
    /** Connections of queue runners that are open. */
    open,
    marks: marks.filter(({ fromMs, toMs }) => fromMs <= atMs && toMs > atMs),
    /** Queue runs at work. */
    runs: runs.filter(
      ({ atMs: startMs, endMs }) => startMs <= atMs && Math.max(endMs, startMs + SHOWN_MS) > atMs,
    ),
    waiting: series.waiting[step],
    busyRunners: series.busyRunners[step],
  };
}

/** The last step of the series that is over at that time. */
export function stepAt({ fromMs, series }: Replay, atMs: number): number {
  const step = Math.floor((atMs - fromMs) / series.stepMs);
  return Math.min(series.waiting.length - 1, Math.max(0, step));
}

/** `08:55:04`, of a time of the run. */
export function clockOf({ startMs }: Pick<Replay, 'startMs'>, atMs: number): string {
  return clockTime(startMs + atMs);
}

/** A few are listed one by one. */
const MAX_LISTED = 3;

/** A picture's text alternative: what is seen at the playhead. */
export function stateWords(replay: Replay, atMs: number): string {
  const { open, marks, runs, waiting, busyRunners } = stateAt(replay, atMs);
  const sentences = [`At ${clockOf(replay, atMs)}:`, `${messages(waiting)} waiting.`];
  sentences.push(
    busyRunners === 0
      ? 'No queue runner at work.'
      : `${count(busyRunners)} queue ${busyRunners === 1 ? 'runner' : 'runners'} at work.`,
  );
  for (const { ageMs, carried } of open.slice(0, MAX_LISTED)) {
    sentences.push(`A connection is ${age(ageMs)} old, ${messages(carried)} carried.`);
  }
  if (open.length > MAX_LISTED) {
    sentences.push(`${open.length - MAX_LISTED} more connections are open.`);
  }
  const long = marks.filter(({ fromMs, toMs }) => toMs - fromMs >= SHOWN_MS);
  for (const { host, fromMs } of long) {
    const { name } = replay.hosts[host];
    sentences.push(`${name} is marked as bad since ${clockOf(replay, fromMs)}.`);
  }
  if (long.length === 0) sentences.push('No host is marked.');
  if (runs.length > 0) sentences.push(`Queue runs at work: ${runs.length}.`);
  return sentences.join(' ');
}

/** In whole seconds that have passed: tenths would flicker. */
export function age(ms: number): string {
  return duration(Math.floor(ms / 1000) * 1000);
}
