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

interface Failure {
  readonly atMs: number;
  readonly kind: FailureKind;
  readonly example: string;
  /** A process that came after it has shown whether a mark stands. */
  answered: boolean;
}

const LOCKED_OUT = bytesOf('4.4.5');
const MAX_MARKS = 2000;
/** Stamps are whole seconds. */
const ROUNDING_MS = 1000;

/** What is known of one host's marks, from all that was heard of so far. */
export class MarkFacts implements LogListener {
  marksSeen = 0;
  /** Skips by processes that had seen the host fail themselves. */
  memorySkips = 0;
  tableSkips = 0;
  /** The same by the failure behind them. */
  readonly memorySkipsBy: Record<FailureKind, number> = none();
  readonly tableSkipsBy: Record<FailureKind, number> = none();
  /** Failures after which the next new process tried the host all the same. */
  failuresThatDidNotMark = 0;
  /** Skips that no failure explains. */
  unexplainedSkips = 0;
  /** Skips that say so themselves: SingleThreadDelivery, dsn 4.4.5. */
  lockedOutSkips = 0;
  memoryExample: string | null = null;
  tableExample: string | null = null;
  unexplainedExample: string | null = null;
  private readonly closed: Mark[] = [];
  /** By gateway. */
  private readonly open = new Map<number, Mark>();
  private readonly failures = new Map<number, Failure>();
  /** Gateways that have reached the host. */
  private readonly reached = new Set<number>();

  get marks(): Mark[] {
    return [...this.closed, ...this.open.values()];
  }

  /**
   * How long a mark stands, NaN: not known. The host-status timeout lies between the last skip and the
   * first attempt after it, for every mark that ran out. Marks that a healthy connection erased are
   * shorter, and say nothing.
   */
  get timeoutMs(): { readonly low: number; readonly high: number } {
    const aged = this.marks.filter(({ fromMs }) => !Number.isNaN(fromMs));
    const low = Math.max(
      ...aged.map(({ fromMs, lastSkipMs }) => lastSkipMs - fromMs - ROUNDING_MS),
    );
    if (!(low > 0)) return { low: Number.NaN, high: Number.NaN };
    const highs = aged
      .map(({ endMs, fromMs }) => endMs - fromMs + ROUNDING_MS)
      .filter((high) => high >= low);
    return { low, high: highs.length > 0 ? Math.min(...highs) : Number.NaN };
  }

  attempt(attempt: Attempt): void {
    const { end, gateway, endMs, line, failure, first, startMs } = attempt;
    const known = this.failures.get(gateway);
    if (first && known !== undefined && !known.answered && startMs >= known.atMs) {
      known.answered = true;
      if (known.kind !== 'reply' && end !== 'skipped') this.failuresThatDidNotMark++;
    }
    if (end === 'skipped') {
      this.skip(attempt);
      return;
    }
    if (first) this.probe(attempt);
    if (end === 'sent') this.reached.add(gateway);
    if (failure === null || known?.atMs === endMs) return;
    const example = line.example();
    this.failures.set(gateway, { atMs: endMs, kind: failure, example, answered: false });
  }

  private skip({ origin, gateway, endMs, line, contact }: Attempt): void {
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
    const failure = this.failures.get(gateway);
    this.tableSkips++;
    this.tableSkipsBy[failure?.kind ?? 'other']++;
    this.tableExample ??= line.example();
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
      fromMs: since,
      afterGood: this.reached.has(gateway),
      cause: failure?.kind ?? null,
      causeLine: failure?.example ?? null,
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
    if (this.closed.length < MAX_MARKS) this.closed.push(mark);
  }
}

/** `dsn=4.4.5`. */
function isLockedOut({ bytes, spans }: LogLine): boolean {
  const at = spans[2 * SPAN.dsn];
  return at >= 0 && startsWith(bytes, at, spans[2 * SPAN.dsn + 1], LOCKED_OUT);
}

function none(): Record<FailureKind, number> {
  return { cut: 0, refusal: 0, reply: 0, other: 0 };
}
