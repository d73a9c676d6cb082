/**
 * The marks of a host in the shared host-status table, as far as skips show them.
 *
 * A mark is known by processes that skip the host though they have not seen it fail. It began with the
 * last failure before the first such skip, and was over when a process that had not dealt with the
 * host before tried it. A mark that nobody ran into is not seen. Units: milliseconds since 1970.
 */
import type { Attempt, FailureKind } from '../attempt.ts';
import { bytesOf, type LogLine, SPAN, startsWith } from '../log-line.ts';
import type { LogListener } from '../log-reader.ts';

export interface Mark {
  readonly gateway: number;
  /** The failure behind it; NaN: none is in the log. */
  readonly fromMs: number;
  /** The host had been reached in this log before: what marked it was no line of the log. */
  readonly afterGood: boolean;
  readonly cause: FailureKind | null;
  readonly causeLine: string | null;
  readonly firstSkipMs: number;
  lastSkipMs: number;
  /** The first real attempt after it by a process that came anew; NaN: it stands to the end. */
  endMs: number;
  skips: number;
}

export interface MarkFacts {
  readonly marks: readonly Mark[];
  readonly marksSeen: number;
  /** Skips by processes that had seen the host fail themselves. */
  readonly memorySkips: number;
  readonly tableSkips: number;
  /** The same by the failure behind them. */
  readonly memorySkipsBy: Readonly<Record<FailureKind, number>>;
  readonly tableSkipsBy: Readonly<Record<FailureKind, number>>;
  /** After so many failures the next new process skipped the host; after so many it tried it. */
  readonly failuresThatMarked: number;
  readonly failuresThatDidNot: number;
  /** Skips that no failure explains. */
  readonly unexplainedSkips: number;
  /** Skips that say so themselves: SingleThreadDelivery, dsn 4.4.5. */
  readonly lockedOutSkips: number;
  /** Skips of messages that had not been tried before. */
  readonly firstAttemptSkips: number;
  /** How long a mark stands, from those that ran out: at least, at most; NaN: not known. */
  readonly timeoutLowMs: number;
  readonly timeoutHighMs: number;
  readonly memoryExample: string | null;
  readonly tableExample: string | null;
  readonly unexplainedExample: string | null;
}

interface Failure {
  readonly atMs: number;
  readonly kind: FailureKind;
  readonly line: string;
  /** A process that came after it has shown whether a mark stands. */
  answered: boolean;
}

const LOCKED_OUT = bytesOf('4.4.5');
const MAX_MARKS = 2000;
/** Stamps are whole seconds. */
const ROUNDING_MS = 1000;

export class MarkRecorder implements LogListener {
  private readonly open = new Map<number, Mark>();
  private readonly failures = new Map<number, Failure>();
  /** Gateways that have reached the host. */
  private readonly reached = new Set<number>();
  private readonly marks: Mark[] = [];
  private marksSeen = 0;
  private readonly memorySkipsBy: Record<FailureKind, number> = none();
  private readonly tableSkipsBy: Record<FailureKind, number> = none();
  private failuresThatMarked = 0;
  private failuresThatDidNot = 0;
  private memorySkips = 0;
  private tableSkips = 0;
  private unexplainedSkips = 0;
  private lockedOutSkips = 0;
  private firstAttemptSkips = 0;
  private memoryExample: string | null = null;
  private tableExample: string | null = null;
  private unexplainedExample: string | null = null;

  attempt(attempt: Attempt): void {
    const { end, gateway, endMs, line, failure, first, startMs } = attempt;
    const known = this.failures.get(gateway);
    if (first && known !== undefined && !known.answered && startMs >= known.atMs) {
      known.answered = true;
      if (known.kind !== 'reply') {
        if (end === 'skipped') this.failuresThatMarked++;
        else this.failuresThatDidNot++;
      }
    }
    if (end === 'skipped') {
      this.skip(attempt);
      return;
    }
    if (first) this.probe(attempt);
    if (end === 'sent') this.reached.add(gateway);
    if (failure === null || known?.atMs === endMs) return;
    this.failures.set(gateway, {
      atMs: endMs,
      kind: failure,
      line: line.example(),
      answered: false,
    });
  }

  facts(): MarkFacts {
    const marks = [...this.marks, ...this.open.values()];
    return {
      marks,
      marksSeen: this.marksSeen,
      memorySkips: this.memorySkips,
      memorySkipsBy: this.memorySkipsBy,
      tableSkipsBy: this.tableSkipsBy,
      failuresThatMarked: this.failuresThatMarked,
      failuresThatDidNot: this.failuresThatDidNot,
      tableSkips: this.tableSkips,
      unexplainedSkips: this.unexplainedSkips,
      lockedOutSkips: this.lockedOutSkips,
      firstAttemptSkips: this.firstAttemptSkips,
      ...timeoutOf(marks),
      memoryExample: this.memoryExample,
      tableExample: this.tableExample,
      unexplainedExample: this.unexplainedExample,
    };
  }

  private skip({ origin, gateway, endMs, line, retry, contact }: Attempt): void {
    if (!retry) this.firstAttemptSkips++;
    if (isLockedOut(line)) this.lockedOutSkips++;
    if (origin === 'memory') {
      this.memorySkips++;
      this.memorySkipsBy[contact.failure]++;
      this.memoryExample ??= line.example();
      return;
    }
    if (origin === 'unexplained') {
      this.unexplainedSkips++;
      this.unexplainedExample ??= line.example();
      return;
    }
    this.tableSkips++;
    this.tableSkipsBy[this.failures.get(gateway)?.kind ?? 'other']++;
    this.tableExample ??= line.example();
    const failure = this.failures.get(gateway);
    const open = this.open.get(gateway);
    const since = failure?.atMs ?? Number.NaN;
    if (open !== undefined && !(since > open.lastSkipMs)) {
      open.lastSkipMs = Math.max(open.lastSkipMs, endMs);
      open.skips++;
      return;
    }
    if (open !== undefined) this.close(gateway, open, since);
    this.marksSeen++;
    this.open.set(gateway, {
      gateway,
      fromMs: since,
      afterGood: this.reached.has(gateway),
      cause: failure?.kind ?? null,
      causeLine: failure?.line ?? null,
      firstSkipMs: endMs,
      lastSkipMs: endMs,
      endMs: Number.NaN,
      skips: 1,
    });
  }

  /** Somebody new tries the host: no mark keeps it from that. */
  private probe({ gateway, startMs }: Attempt): void {
    const open = this.open.get(gateway);
    // One that began before the last skip had read the table earlier.
    if (open !== undefined && startMs >= open.lastSkipMs) this.close(gateway, open, startMs);
  }

  private close(gateway: number, mark: Mark, endMs: number): void {
    mark.endMs = endMs;
    this.open.delete(gateway);
    if (this.marks.length < MAX_MARKS) this.marks.push(mark);
  }
}

/**
 * The host-status timeout lies between the last skip and the first attempt after it, for every mark
 * that ran out. Marks that a healthy connection erased are shorter, and say nothing.
 */
function timeoutOf(marks: readonly Mark[]): { timeoutLowMs: number; timeoutHighMs: number } {
  const aged = marks.filter(({ fromMs }) => !Number.isNaN(fromMs));
  const timeoutLowMs = aged.reduce(
    (max, { fromMs, lastSkipMs }) => Math.max(max, lastSkipMs - fromMs - ROUNDING_MS),
    -1,
  );
  if (timeoutLowMs <= 0) return { timeoutLowMs: Number.NaN, timeoutHighMs: Number.NaN };
  const highs = aged
    .filter(({ endMs, fromMs }) => endMs - fromMs + ROUNDING_MS >= timeoutLowMs)
    .map(({ endMs, fromMs }) => endMs - fromMs + ROUNDING_MS);
  const timeoutHighMs = highs.length > 0 ? Math.min(...highs) : Number.NaN;
  return { timeoutLowMs, timeoutHighMs };
}

/** `dsn=4.4.5`. */
function isLockedOut({ bytes, spans }: LogLine): boolean {
  const at = spans[2 * SPAN.dsn];
  return at >= 0 && startsWith(bytes, at, spans[2 * SPAN.dsn + 1], LOCKED_OUT);
}

function none(): Record<FailureKind, number> {
  return { cut: 0, refusal: 0, reply: 0, other: 0 };
}
