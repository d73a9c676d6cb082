/**
 * The connections to each host: how they ended, how old they became, how much they carried; and the
 * age at which the remote server cuts, if there is one.
 *
 * Units: milliseconds by the log's whole seconds, so that an age is right to a second.
 */
import type { Attempt } from '../attempt.ts';
import type { ConnectionEnd, LogConnection } from '../log-connection.ts';
import { SPAN } from '../log-line.ts';
import type { LogListener } from '../log-reader.ts';

/** A connection that broke under a message, or a first message that broke one. */
export interface Cut {
  readonly atMs: number;
  readonly ageMs: number;
  /** Messages accepted on it before. */
  readonly carried: number;
  readonly end: ConnectionEnd;
  readonly exact: boolean;
  readonly byRunner: boolean;
}

export interface ConnectionFacts {
  readonly connections: number;
  /** Those whose opening the log states. */
  readonly exact: number;
  readonly ended: Readonly<Record<ConnectionEnd, number>>;
  /** Of queue runners: several messages on one connection are theirs alone. */
  readonly byRunners: number;
  /** Breaks under a message that had a connection to lose: the first that were seen. */
  readonly cuts: readonly Cut[];
  readonly cutsSeen: number;
  /** Refused, or dropped at the greeting: no message was accepted, and it took no time. */
  readonly refusals: number;
  readonly firstRefusalMs: number;
  readonly lastRefusalMs: number;
  /** The longest that a connection was waited for which did not come about; 0: none is seen. */
  readonly longestWaitMs: number;
  /** Processes that came anew and got through between the first refusal and the last. */
  readonly goodBetween: number;
  /** The oldest that ended well. */
  readonly longestMs: number;
  readonly maxCarried: number;
  readonly meanCarried: number;
  /** Messages after the first of their connection, and the mean time that each took in all. */
  readonly following: number;
  readonly cycleMs: number;
  /** How many connections were replaced after how many messages. */
  readonly replacedAfter: ReadonlyMap<number, number>;
  /** Messages under which connections broke, by queue id. */
  readonly breakers: readonly Breaker[];
  readonly cutExample: string | null;
  readonly refusalExample: string | null;
}

export interface Breaker {
  readonly queueId: string;
  readonly bytes: number;
  times: number;
  /** Of these, before anything else was accepted on the connection. */
  alone: number;
}

const MAX_CUTS = 5000;
const MAX_BREAKERS = 1000;

export class ConnectionRecorder implements LogListener {
  private readonly sizeOf: (message: number) => number;
  private connections = 0;
  private exact = 0;
  private byRunners = 0;
  private carried = 0;
  private following = 0;
  private acceptingMs = 0;
  private refusals = 0;
  private firstRefusalMs = Number.NaN;
  private lastRefusalMs = Number.NaN;
  private longestWaitMs = 0;
  private goodBetween = 0;
  private goodSince = 0;
  private cutsSeen = 0;
  private longestMs = 0;
  private maxCarried = 0;
  private readonly cuts: Cut[] = [];
  private readonly replacedAfter = new Map<number, number>();
  private readonly breakers = new Map<string, Breaker>();
  private cutExample: string | null = null;
  private refusalExample: string | null = null;
  private readonly ended: Record<ConnectionEnd, number> = {
    closed: 0,
    replaced: 0,
    reply: 0,
    reset: 0,
    timeout: 0,
    refused: 0,
    dropped: 0,
    other: 0,
  };

  constructor(sizeOf: (message: number) => number) {
    this.sizeOf = sizeOf;
  }

  attempt({ failure, carried, line, message, startMs, endMs, end }: Attempt): void {
    if (failure === 'refusal') {
      this.refusals++;
      if (this.refusals > 1) this.goodBetween += this.goodSince;
      this.goodSince = 0;
      if (end === 'timeout') this.longestWaitMs = Math.max(this.longestWaitMs, endMs - startMs);
      if (!(endMs >= this.firstRefusalMs)) this.firstRefusalMs = endMs;
      if (!(endMs <= this.lastRefusalMs)) this.lastRefusalMs = endMs;
      this.refusalExample ??= line.example();
    }
    if (failure !== 'cut') return;
    this.cutExample ??= line.example();
    const queueId = line.text(SPAN.queueId) ?? '';
    let breaker = this.breakers.get(queueId);
    if (breaker === undefined) {
      if (this.breakers.size >= MAX_BREAKERS) return;
      breaker = { queueId, bytes: this.sizeOf(message), times: 0, alone: 0 };
      this.breakers.set(queueId, breaker);
    }
    breaker.times++;
    if (carried === 0) breaker.alone++;
  }

  /** A process that came anew got through. */
  reached(): void {
    this.goodSince++;
  }

  connectionEnded(connection: LogConnection): void {
    const { end, failure, accepted, acceptingMs, openedMs, endedMs, exact, process } = connection;
    this.connections++;
    this.ended[end]++;
    this.carried += accepted;
    if (accepted > 1) {
      this.following += accepted - 1;
      this.acceptingMs += acceptingMs;
    }
    if (exact) this.exact++;
    if (process.runner) this.byRunners++;
    this.maxCarried = Math.max(this.maxCarried, accepted);
    const ageMs = endedMs - openedMs;
    if (failure === null) {
      this.longestMs = Math.max(this.longestMs, ageMs);
      if (end === 'replaced') {
        this.replacedAfter.set(accepted, (this.replacedAfter.get(accepted) ?? 0) + 1);
      }
      return;
    }
    if (failure !== 'cut') return;
    this.cutsSeen++;
    if (this.cuts.length >= MAX_CUTS) return;
    const byRunner = process.runner;
    this.cuts.push({ atMs: endedMs, ageMs, carried: accepted, end, exact, byRunner });
  }

  facts(): ConnectionFacts {
    const { connections, exact, ended, byRunners, cuts, cutsSeen, refusals } = this;
    return {
      connections,
      exact,
      ended,
      byRunners,
      cuts,
      cutsSeen,
      refusals,
      firstRefusalMs: this.firstRefusalMs,
      lastRefusalMs: this.lastRefusalMs,
      longestWaitMs: this.longestWaitMs,
      goodBetween: this.goodBetween,
      longestMs: this.longestMs,
      maxCarried: this.maxCarried,
      meanCarried: this.carried / connections,
      following: this.following,
      cycleMs: this.acceptingMs / this.following,
      replacedAfter: this.replacedAfter,
      breakers: [...this.breakers.values()],
      cutExample: this.cutExample,
      refusalExample: this.refusalExample,
    };
  }
}

/** The number of messages after which connections were replaced at once, if that is one number; or null. */
export function limitSeen({ replacedAfter, maxCarried }: ConnectionFacts): number | null {
  const times = replacedAfter.get(maxCarried) ?? 0;
  const others = [...replacedAfter].filter(([carried]) => carried !== maxCarried);
  const rest = others.reduce((sum, [, count]) => sum + count, 0);
  return maxCarried > 0 && times >= 2 && times > rest ? maxCarried : null;
}
