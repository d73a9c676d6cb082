/**
 * A site as a log shows it: every value with how it was found and how sure it is.
 *
 * Units: milliseconds, bytes, messages per millisecond, shares. What a scenario file makes of it:
 * sim/studies/fit/request.ts.
 */
import type { FaultKind } from '../../mailpath/faults.ts';

/**
 * `measured`: computed from many lines; `observed`: seen as it is; `stated`: a line says so;
 * `assumed`: the log cannot tell.
 */
type Origin = 'measured' | 'observed' | 'stated' | 'assumed';

export interface FittedValue<T> {
  readonly value: T;
  readonly origin: Origin;
  /** From what, and how sure, in words: `95%: 310 to 350, from 5,000 deliveries`. */
  readonly why: string;
}

export function measured<T>(value: T, why: string): FittedValue<T> {
  return { value, origin: 'measured', why };
}

export function observed<T>(value: T, why: string): FittedValue<T> {
  return { value, origin: 'observed', why };
}

export function assumed<T>(value: T, why: string): FittedValue<T> {
  return { value, origin: 'assumed', why };
}

/** How a failure of the remote server is written into a scenario. */
export interface FittedFault {
  readonly kind: FaultKind;
  /** From the start of the run; null: all the time. */
  readonly window: { readonly fromMs: number; readonly lastsMs: number } | null;
  readonly probability: number;
  /** How long the gateway waits for an answer; null: the kind has no wait. */
  readonly waitMs: number | null;
}

export interface FittedHost {
  /** As a scenario names it: no two are alike. */
  readonly name: string;
  readonly share: number;
  readonly addresses: FittedValue<number>;
  /** Null: connections are not cut for their age. */
  readonly lifetime: FittedValue<{
    readonly limitMs: number;
    readonly overshootMs: number;
    readonly how: 'reset' | 'eof' | '421';
  } | null>;
  readonly faults: readonly FittedValue<FittedFault>[];
}

export interface FittedSite {
  /** The minute of the log's first line, ms since 1970 by its own clock: the start of the run. */
  readonly startsMs: number;
  /** The first and the last arrival, from the start of the run. */
  readonly firstArrivalMs: number;
  readonly lastArrivalMs: number;
  readonly messages: number;
  readonly arrangement: FittedValue<'background' | 'persistent' | 'queue-only'>;
  readonly lockStyle: FittedValue<'fcntl' | 'flock'>;
  readonly gateways: FittedValue<number>;
  /** Of all gateways in the log. Mean over all slots, and the rate of each slot of the day relative to it; empty: constant. */
  readonly rate: FittedValue<number>;
  readonly profile: readonly number[];
  /** Variance over mean of the counts in a minute, beyond what the profile explains; 1: Poisson. */
  readonly burstiness: number;
  readonly sizes: FittedValue<FittedSizes>;
  readonly recipients: FittedValue<number>;
  readonly setupMs: FittedValue<number>;
  readonly latencyMs: FittedValue<number>;
  readonly goodput: FittedValue<{ readonly meanPerMs: number; readonly sigma: number } | null>;
  readonly runners: FittedValue<number>;
  readonly intervalMs: FittedValue<number>;
  readonly firstRunMs: number | null;
  readonly messagesPerConnection: FittedValue<number>;
  readonly hostStatus: FittedValue<boolean>;
  readonly hostStatusTimeoutMs: FittedValue<number>;
  readonly hosts: readonly FittedHost[];
}

export type FittedSizes =
  | { readonly kind: 'constant'; readonly bytes: number }
  | {
      readonly kind: 'lognormal';
      readonly mean: number;
      readonly sigma: number;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'empirical'; readonly values: readonly number[] };
