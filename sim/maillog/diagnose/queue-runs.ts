/**
 * Queue runs as a log shows them: when runners began, how many began together, how long they worked;
 * and how long a message waited from try to try, and from real attempt to real attempt.
 *
 * Units: milliseconds. The daemon states its interval where its start is in the log; otherwise it
 * follows from the times between runs, of which those without mail are not seen.
 */
import { DelayHistogram } from '../../statistics/delay-histogram.ts';
import { percentile } from '../../statistics/order-statistics.ts';
import { type Attempt, triesBefore } from '../attempt.ts';
import { type LogLine, SPAN } from '../log-line.ts';
import type { LogProcess } from '../log-process.ts';
import type { LogListener } from '../log-reader.ts';
import type { MessageTable } from '../message-table.ts';

export interface QueueRunFacts {
  /** Runs that had something to do. */
  readonly runs: number;
  /** Most runners that began together; 0: no run is seen. */
  readonly runners: number;
  /** From the first run to the last delivery of a runner. */
  readonly workingMs: number;
  /** Of the runners' time from the first run to the last line, what deliveries took; NaN: none. */
  readonly busyShare: number;
  /** Between starts; NaN: not known. */
  readonly intervalMs: number;
  readonly intervalFrom: 'stated' | 'measured' | 'unknown';
  /** The start of the last run, ms since 1970; NaN: none is seen. */
  readonly lastRunMs: number;
  readonly version: string | null;
  /** The daemon says that its queue runners are persistent (-qp). */
  readonly persistent: boolean;
  /** From one try of a message to its next, skips among them. */
  readonly betweenTries: DelayHistogram;
  /** From one real attempt to the next, where skips lay between. */
  readonly betweenAttempts: DelayHistogram;
  /** Most tries of one message, by its priority where its beginning is not in the log. */
  readonly maxTries: number;
  /** Messages first tried by a process of their own, and by a queue run. */
  readonly background: number;
  readonly queued: number;
}

const MAX_RUNS = 10_000;
/** Runners of one run are forked within milliseconds; stamps are whole seconds. */
const TOGETHER_MS = 1500;
/** A first attempt this soon after arrival was made at once, not by a queue run. */
const AT_ONCE_MS = 2000;

export class QueueRunRecorder implements LogListener {
  private readonly messages: MessageTable;
  private readonly starts: number[] = [];
  private runners = 0;
  private together = 0;
  private busyMs = 0;
  private firstStartMs = Number.POSITIVE_INFINITY;
  private lastEndMs = Number.NEGATIVE_INFINITY;
  /** Of the run that was seen last, and of the latest. */
  private seenStartMs = Number.NaN;
  private lastStartMs = Number.NaN;
  private lastGateway = Number.NaN;
  private statedMs = Number.NaN;
  private version: string | null = null;
  private persistent = false;
  private maxTries = 0;
  private background = 0;
  private queued = 0;
  private readonly betweenTries = new DelayHistogram();
  private readonly betweenAttempts = new DelayHistogram();

  constructor(messages: MessageTable) {
    this.messages = messages;
  }

  daemon(line: LogLine): void {
    // The submission queue has runs of its own.
    if (line.text(SPAN.program)?.startsWith('sm-msp')) return;
    if (!Number.isNaN(line.intervalMs)) this.statedMs = line.intervalMs;
    const text = line.example();
    this.persistent = text.includes('persistent-queueing@');
    const open = text.indexOf('(');
    const close = text.indexOf(')', open);
    if (open >= 0 && close > open) this.version = text.slice(open + 1, close);
  }

  attempt(attempt: Attempt): void {
    const { message, process, startMs, retry, end, line } = attempt;
    const { of } = this.messages;
    const tries = 1 + Math.max(of.tries[message], triesBefore(line, of.priority[message]));
    if (tries > this.maxTries) this.maxTries = tries;
    if (!retry) {
      const atOnce = startMs - of.arrivedMs[message] <= AT_ONCE_MS && process.attempts === 1;
      if (atOnce) this.background++;
      else this.queued++;
    } else if (of.tries[message] > 0) {
      this.betweenTries.record(Math.max(0, startMs - of.triedMs[message]));
      if (end !== 'skipped' && of.attemptedMs[message] < of.triedMs[message]) {
        this.betweenAttempts.record(Math.max(0, startMs - of.attemptedMs[message]));
      }
    }
    if (!process.runner) return;
    if (!process.counted) this.started(process);
    this.busyMs += attempt.endMs - startMs;
    this.lastEndMs = Math.max(this.lastEndMs, attempt.endMs);
  }

  facts(): QueueRunFacts {
    const measured = intervalOf(this.starts);
    const stated = !Number.isNaN(this.statedMs);
    const runners = Math.max(this.runners, this.together);
    const workingMs = this.starts.length > 0 ? this.lastEndMs - this.firstStartMs : Number.NaN;
    return {
      runs: this.starts.length,
      runners,
      workingMs,
      busyShare: this.busyMs / (runners * workingMs),
      intervalMs: stated ? this.statedMs : measured,
      intervalFrom: stated ? 'stated' : Number.isNaN(measured) ? 'unknown' : 'measured',
      lastRunMs: this.lastStartMs,
      version: this.version,
      persistent: this.persistent,
      betweenTries: this.betweenTries,
      betweenAttempts: this.betweenAttempts,
      maxTries: this.maxTries,
      background: this.background,
      queued: this.queued,
    };
  }

  private started(process: LogProcess): void {
    process.counted = true;
    const { firstMs, gateway } = process;
    if (gateway === this.lastGateway && Math.abs(firstMs - this.seenStartMs) <= TOGETHER_MS) {
      this.together++;
      return;
    }
    this.runners = Math.max(this.runners, this.together);
    this.together = 1;
    this.seenStartMs = firstMs;
    if (!(firstMs <= this.lastStartMs)) this.lastStartMs = firstMs;
    this.firstStartMs = Math.min(this.firstStartMs, firstMs);
    this.lastGateway = gateway;
    if (this.starts.length < MAX_RUNS) this.starts.push(firstMs);
  }
}

/** The step of which the times between starts are multiples; NaN: too few. */
function intervalOf(starts: readonly number[]): number {
  const ascending = [...starts].sort((a, b) => a - b);
  const gaps = ascending
    .slice(1)
    .map((start, i) => start - ascending[i])
    .filter((gap) => gap > TOGETHER_MS);
  if (gaps.length < 2) return Number.NaN;
  const sorted = [...gaps].sort((a, b) => a - b);
  const rough = percentile(sorted, 0.25);
  const steps = sorted
    .map((gap) => gap / Math.max(1, Math.round(gap / rough)))
    .filter((step) => Math.abs(step - rough) <= 0.15 * rough + 1000);
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
}
