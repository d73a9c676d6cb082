/**
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

import type { MailPathInput } from '../../mailpath/input.ts';
import type { Attempted, Closed, Skipped } from '../mail-event.ts';
import type { TimelineMark } from '../timeline.ts';
import type { Moment, Moments, ReplayRun } from './replay.ts';

const OLD_SHARE = 3 / 4;
/** A shorter mark is erased before anybody feels it. */
const OF_NOTE_MS = 60_000;
/** A cut's mark is written when the process that saw it gets to it. */
const WRITTEN_WITHIN_MS = 5000;
const DRAINED_SHARE = 1 / 50;
/** How finely the queue is watched, ms. */
const WATCH_MS = 1000;

export class MomentsRecorder {
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
