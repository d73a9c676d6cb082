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
import { NO_NAME } from '../name-table.ts';

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

export interface Breaker {
  readonly queueId: string;
  readonly bytes: number;
  times: number;
  /** Of these, before anything else was accepted on the connection. */
  alone: number;
}

const MAX_CUTS = 5000;
const MAX_BREAKERS = 1000;
const MAX_ADDRESSES = 64;

/** What is known of one host's connections, from all that was heard of so far. */
export class ConnectionFacts implements LogListener {
  connections = 0;
  /** Those whose opening the log states. */
  exact = 0;
  /** Breaks under a message that had a connection to lose: the first that were seen. */
  readonly cuts: Cut[] = [];
  cutsSeen = 0;
  /** Refused, or dropped at the greeting: no message was accepted, and it took no time. */
  refusals = 0;
  firstRefusalMs = Number.NaN;
  lastRefusalMs = Number.NaN;
  /** The longest that a connection was waited for which did not come about; 0: none is seen. */
  longestWaitMs = 0;
  /** Processes that came anew and got through between the first refusal and the last. */
  goodBetween = 0;
  /** The oldest that ended well. */
  longestMs = 0;
  maxCarried = 0;
  /** Messages after the first of their connection. */
  following = 0;
  cutExample: string | null = null;
  refusalExample: string | null = null;
  /** Different ones that accepted a message: the first that were seen. */
  readonly addresses = new Set<number>();
  private goodSince = 0;
  private carried = 0;
  private acceptingMs = 0;
  /** How many connections were replaced after how many messages. */
  private readonly replacedAfter = new Map<number, number>();
  private readonly breakersById = new Map<string, Breaker>();

  get meanCarried(): number {
    return this.carried / this.connections;
  }

  /** The mean time that each of `following` took in all. */
  get cycleMs(): number {
    return this.acceptingMs / this.following;
  }

  /** Messages under which connections broke. */
  get breakers(): Breaker[] {
    return [...this.breakersById.values()];
  }

  /** The number of messages after which connections were replaced at once, if that is one number; or null. */
  get limit(): number | null {
    const { replacedAfter, maxCarried } = this;
    const times = replacedAfter.get(maxCarried) ?? 0;
    const all = [...replacedAfter.values()].reduce((sum, count) => sum + count, 0);
    return maxCarried > 0 && times >= 2 && times > all - times ? maxCarried : null;
  }

  attempt(attempt: Attempt): void {
    const { failure, carried, contact, line, startMs, endMs, end, first } = attempt;
    if (end === 'sent') {
      if (first) this.goodSince++;
      const { address } = contact;
      if (address !== NO_NAME && this.addresses.size < MAX_ADDRESSES) this.addresses.add(address);
    } else if (failure === 'refusal') {
      this.refusals++;
      if (this.refusals > 1) this.goodBetween += this.goodSince;
      this.goodSince = 0;
      if (end === 'timeout') this.longestWaitMs = Math.max(this.longestWaitMs, endMs - startMs);
      if (!(endMs >= this.firstRefusalMs)) this.firstRefusalMs = endMs;
      if (!(endMs <= this.lastRefusalMs)) this.lastRefusalMs = endMs;
      this.refusalExample ??= line.example();
    } else if (failure === 'cut') {
      this.cutExample ??= line.example();
      const queueId = line.text(SPAN.queueId) ?? '';
      let breaker = this.breakersById.get(queueId);
      if (breaker === undefined) {
        if (this.breakersById.size >= MAX_BREAKERS) return;
        const bytes = attempt.messages.of.sizeBytes[attempt.message];
        breaker = { queueId, bytes, times: 0, alone: 0 };
        this.breakersById.set(queueId, breaker);
      }
      breaker.times++;
      if (carried === 0) breaker.alone++;
    }
  }

  connectionEnded({ process, contact, end, failure }: LogConnection): void {
    const { accepted, openedMs, usedMs, openedExactly: exact } = contact;
    this.connections++;
    this.carried += accepted;
    if (accepted > 1) {
      this.following += accepted - 1;
      // From the first acceptance to the last: the time of all messages but the first.
      this.acceptingMs += contact.lastAcceptedMs - contact.firstAcceptedMs;
    }
    if (exact) this.exact++;
    this.maxCarried = Math.max(this.maxCarried, accepted);
    const ageMs = usedMs - openedMs;
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
    this.cuts.push({ atMs: usedMs, ageMs, carried: accepted, end, exact, byRunner });
  }
}
