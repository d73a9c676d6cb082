/**
 * The log lines of a replay's window, as Sendmail writes them: what makes the story, then samples.
 *
 * All cuts, returns and remarks are kept; of deliveries, skips and refusals the first of each kind in
 * each slice of the window, so that something of everything moves on while it is played. What
 * Sendmail logs nothing of (queue runs, marks, an operator's action) comes as a remark, and says so.
 * Units: milliseconds from the start of the run.
 */

import { duration, messages } from '../../document/quantity.ts';
import { writeLine } from '../../maillog/write-line.ts';
import type { MailPathInput, OperatorAction } from '../../mailpath/input.ts';
import { LogEntries } from '../log-entries.ts';
import type { MailEvent } from '../mail-event.ts';
import type { TimelineMark } from '../timeline.ts';
import type { LineKind, ReplayLine, ReplayRun } from './replay.ts';

/** Samples in a slice, at most: one of a kind, of runners and of new mail; a queued one has two lines. */
const SAMPLES = 5;
const SAMPLE_LINES = SAMPLES + 1;
/** Of all lines: for those that are always kept. */
const KEPT_SHARE = 1 / 4;
/** A mark as short as this comes and goes within one message's time: nobody notices it. */
const NOTICEABLE_MS = 1000;

export class LogLinesRecorder {
  private readonly lines: ReplayLine[] = [];
  private readonly entries: LogEntries;
  private readonly input: MailPathInput;
  private readonly fromMs: number;
  private readonly toMs: number;
  private readonly maxKept: number;
  private readonly sliceMs: number;
  private readonly sampled = new Set<string>();
  private slice = -1;
  private kept = 0;
  private leftOut = 0;
  private kind: LineKind | null = null;
  private atMs = 0;

  constructor(
    input: MailPathInput,
    startMs: number,
    fromMs: number,
    toMs: number,
    maxLines: number,
  ) {
    this.input = input;
    this.fromMs = fromMs;
    this.toMs = toMs;
    this.maxKept = Math.ceil(maxLines * KEPT_SHARE);
    const slices = Math.max(1, Math.floor((maxLines - this.maxKept) / SAMPLE_LINES));
    this.sliceMs = (toMs - fromMs) / slices;
    const style = { startMs, version: '8.17', logLevel: 9, proofpoint: false } as const;
    this.entries = new LogEntries(input, style, (entry) => {
      // The daemon's own first line comes before that of the first event.
      const kind = entry.kind === 'daemon' ? 'daemon' : this.kind;
      if (kind === null || (entry.kind === 'daemon' && fromMs > 0)) return;
      const text = writeLine(entry, 'rfc3164');
      this.lines.push({ atMs: this.atMs, kind, text, logged: true });
    });
  }

  event(event: MailEvent): void {
    const kind = kindOf(event);
    const within = event.atMs >= this.fromMs && event.atMs <= this.toMs;
    const shown = kind !== null && within && this.hasRoom(event, kind);
    if (kind !== null && within && !shown) this.leftOut += linesOf(event);
    this.kind = shown ? kind : null;
    this.atMs = event.atMs;
    // The code of a skip is that of the failure before it: failures are recorded whether shown or not.
    if (shown) this.entries.event(event);
    else this.entries.pass(event);
  }

  /** With remarks on these marks and runs among them, in order of time. */
  list(
    marks: readonly TimelineMark[],
    runs: readonly ReplayRun[],
  ): { lines: ReplayLine[]; leftOut: number } {
    const within = remarksOf(this.input, marks, runs).filter(
      ({ atMs }) => atMs >= this.fromMs && atMs <= this.toMs,
    );
    const room = Math.max(0, this.maxKept - this.kept);
    const lines = [...within.slice(0, room), ...this.lines].sort((a, b) => a.atMs - b.atMs);
    return { lines, leftOut: this.leftOut + Math.max(0, within.length - room) };
  }

  private hasRoom(event: MailEvent, kind: LineKind): boolean {
    if (kind === 'cut' || kind === 'returned') return ++this.kept <= this.maxKept / 2;
    const slice = Math.floor((event.atMs - this.fromMs) / this.sliceMs);
    if (slice !== this.slice) {
      this.slice = slice;
      this.sampled.clear();
    }
    const ofRunner = 'process' in event && event.process.runner;
    const sample = `${kind} ${ofRunner}`;
    if (this.sampled.has(sample) || this.sampled.size >= SAMPLES) return false;
    this.sampled.add(sample);
    return true;
  }
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
      return event.cause === 'memory'
        ? 'skipped-memory'
        : event.cause === 'lock'
          ? 'skipped-lock'
          : 'skipped-mark';
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
  for (const action of input.actions) say(action.atMs, 'action', actionWords(action));
  return lines.sort((a, b) => a.atMs - b.atMs);
}

function actionWords(action: OperatorAction): string {
  switch (action.kind) {
    case 'set':
      return 'The administrator changes settings.';
    case 'clear':
      return 'The administrator clears the host-status table.';
    case 'flush':
      return 'The administrator starts a queue run by hand.';
  }
}
