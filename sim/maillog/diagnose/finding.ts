/**
 * What a log shows to be wrong, or not wrong, as data: a kind each, with the numbers that its words
 * need (sim/studies/diagnose/diagnosis-words.ts).
 *
 * `share`: of all delay, what the finding explains, 0 to 1. Units: milliseconds since 1970, bytes.
 */
import type { Breaker } from './connections.ts';
import type { Lifetime } from './lifetime.ts';
import type { Reply } from './replies.ts';

interface About {
  /** The far host; null: the whole log. */
  readonly host: string | null;
  readonly share: number;
  /** A line of the log that shows it. */
  readonly example: string | null;
}

/** Connections are cut at an age: the failure that the article describes. */
export interface LifetimeCuts extends About {
  readonly kind: 'lifetime-cuts';
  readonly lifetime: Lifetime;
  readonly cuts: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Messages that had been accepted when a runner's connection was cut. */
  readonly carriedLow: number;
  readonly carriedHigh: number;
  /** Messages per connection as they are limited now; null: no limit is seen. */
  readonly limit: number | null;
  readonly memorySkips: number;
  readonly tableSkips: number;
}

/** A message that takes longer than the far side lets a connection live. */
export interface NeverFits extends About {
  readonly kind: 'never-fits';
  readonly messages: readonly Breaker[];
}

/** The host is marked by resets that no line tells: they came between two messages. */
export interface SilentBreaks extends About {
  readonly kind: 'silent-breaks';
  readonly skips: number;
  readonly marks: number;
  readonly firstMs: number;
  /** Connections were replaced after this many messages; null: after no number in particular. */
  readonly after: number | null;
}

/** Connections break at no age in particular. */
export interface RandomBreaks extends About {
  readonly kind: 'random-breaks';
  readonly breaks: number;
  readonly youngestMs: number;
  readonly oldestMs: number;
  /** The log states when the connections were opened: their ages are right. */
  readonly exact: boolean;
  /** They broke after so many messages, each of them; null: after different numbers. */
  readonly after: number | null;
}

/** A fault that was over soon, and a mark that stood on. */
export interface MarkedFault extends About {
  readonly kind: 'marked-fault';
  /** Refusals or replies behind the marks. */
  readonly failures: number;
  readonly firstMs: number;
  readonly faultMs: number;
  /** Hardly anybody got through between the first failure and the last. */
  readonly steady: boolean;
  readonly marks: number;
  readonly longestMarkMs: number;
  readonly skips: number;
}

/** Skips at the beginning of the log: the mark's cause is older. */
export interface OldMark extends About {
  readonly kind: 'old-mark';
  readonly skips: number;
  /** The skips repeat no text: no reset, no timeout is behind the mark. */
  readonly bare: boolean;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** All connections are refused for a while. */
export interface Outage extends About {
  readonly kind: 'outage';
  readonly refusals: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly memorySkips: number;
}

/** Some connections are refused, again and again, between others that are not. */
export interface FlakyHost extends About {
  readonly kind: 'flaky';
  readonly refusals: number;
  readonly connections: number;
  readonly memorySkips: number;
  readonly marks: number;
}

/** The far side itself says 4xx to messages. */
export interface FarSideDefers extends About {
  readonly kind: 'far-side-defers';
  readonly count: number;
  readonly attempts: number;
  readonly replies: readonly Reply[];
}

/** Skips that no failure explains: the lock on the host-status file. */
export interface LockSkips extends About {
  readonly kind: 'lock';
  readonly skips: number;
  /** Locks that are held from connect to close: SingleThreadDelivery. */
  readonly single: boolean;
}

/** The gateway's own errors: names that cannot be found, no route. */
export interface LocalErrors extends About {
  readonly kind: 'local-errors';
  readonly count: number;
}

/** Deliveries themselves take long. */
export interface SlowTransfer extends About {
  readonly kind: 'slow-transfer';
  readonly meanMs: number;
  readonly meanBytes: number;
  /** Null: sizes are too alike to tell. */
  readonly bytesPerMs: number | null;
}

/** Runners have more to do than they get done. */
export interface Overload extends About {
  readonly kind: 'overload';
  readonly runners: number;
  readonly waiting: number;
  /** Of the runners' time between the first run and the last, what deliveries took. */
  readonly busyShare: number;
}

/** Waiting for the next queue run. */
export interface QueueWait extends About {
  readonly kind: 'queue-wait';
  readonly intervalMs: number;
}

/** The far side refuses mail for good. */
export interface Refusals extends About {
  readonly kind: 'returned';
  readonly count: number;
}

export type Finding =
  | LifetimeCuts
  | NeverFits
  | RandomBreaks
  | SilentBreaks
  | Outage
  | MarkedFault
  | OldMark
  | FlakyHost
  | FarSideDefers
  | LockSkips
  | LocalErrors
  | SlowTransfer
  | Overload
  | QueueWait
  | Refusals;

/** Marks that cost less of the delay are no matter. */
const LEAST_SHARE = 0.03;

/** Whether a finding is the failure that the article describes, or half of it. */
export function isTheFailure({ kind, share }: Finding): boolean {
  if (kind === 'silent-breaks') return share >= LEAST_SHARE;
  return kind === 'lifetime-cuts' || kind === 'never-fits';
}

/** A mark does the harm, whatever its cause. */
export function isMark({ kind, share }: Finding): boolean {
  if (kind === 'old-mark') return true;
  return kind === 'marked-fault' && share >= LEAST_SHARE;
}
