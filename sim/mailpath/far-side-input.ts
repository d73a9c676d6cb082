/**
 * What a simulation is given of the far side: the names that the gateway connects to, their limits
 * and their faults. Units as in input.ts.
 */
import type { Distribution } from '../engine/distributions.ts';
import type { FaultKind } from './faults.ts';

/**
 * How Exchange Online ends a connection at its lifetime.
 * `reset`, `eof`: at that moment, whatever is going on. `421`: likewise, with a 421 reply.
 * `reset-at-boundary`, `421-at-boundary`: the message in service is finished first.
 */
export type CutKind = 'reset' | 'eof' | '421' | 'reset-at-boundary' | '421-at-boundary';

export interface LifetimeLimit {
  readonly limitMs: number;
  /** How much later than the limit the cut comes, drawn per connection. */
  readonly lateness: Distribution;
  readonly how: CutKind;
}

/** One address of a name. */
export interface AddressInput {
  readonly address: string;
  /** Machines behind the address; a connection lands on one of them. */
  readonly backends: number;
}

/** A fault of a name: when it is in force, and whom it hits there. All conditions must hold. */
export interface FaultInput {
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly toMs: number;
  /** Index of the one address that it hits; -1: all. */
  readonly address: number;
  /** Share of unhealthy backends behind each address: a connection to one of them is hit. 1: all. */
  readonly sickShare: number;
  /** Probability per connection or per message, as the stage has it (faults.ts, STAGES). */
  readonly probability: number;
  /** Each n-th connection, by its running number over all addresses of the far side. 0: all. */
  readonly everyConnection: number;
  /** The n-th message that a connection brings. 0: all. */
  readonly atMessage: number;
  /** After each n-th accepted message (kinds before acceptance: each n-th brought). 0: all. */
  readonly everyMessage: number;
  /** `slow`: goodput is multiplied by this. */
  readonly factor: number;
  /**
   * How long the client waits for the answer, or before it gives up; or how long after the reply the
   * connection ends (the next command may be on its way by then): as the stage has it. Ms.
   */
  readonly waitMs: number;
}

/** A far side's rule against hasty retries: refused mail that returns too soon is refused again. */
export interface HastyRetryRule {
  /** A retry sooner than this after the last refusal is hasty. */
  readonly minimumMs: number;
  /** 4xx at RCPT for a hasty retry, and this much longer before the next one is welcome. */
  readonly penaltyMs: number;
  /** Probability that a message's first attempt is refused (greylisting). */
  readonly firstRefusal: number;
}

/**
 * Whose connections or messages a limit counts: those of all gateways together (a limit per tenant or
 * forest), or those of each gateway's address by themselves.
 */
export type LimitScope = 'all' | 'gateway';

/** At most `messages` are let past MAIL in any window of `windowMs`; above it 451 4.7.500. */
export interface ThrottleInput {
  readonly of: LimitScope;
  readonly messages: number;
  readonly windowMs: number;
}

/** One name that the gateway connects to: Exchange Online's for a tenant, or another server's. */
export interface HostInput {
  /** Key in the host-status table: the route's host name, or its address literal. */
  readonly name: string;
  readonly addresses: readonly AddressInput[];
  /** Which address is tried first: the first one, or one drawn per connection (rotating DNS). */
  readonly addressOrder: 'fixed' | 'rotated';
  readonly lifetime: LifetimeLimit | null;
  /** TCP, greeting, EHLO and STARTTLS, ms per connection. */
  readonly setup: Distribution;
  /** The far side's own time for a message (from the final dot to its reply), ms. */
  readonly latency: Distribution;
  /** More of it for each byte (content filtering), ms/byte. */
  readonly latencyPerByteMs: number;
  /** Goodput of a connection, bytes/ms, drawn once for each connection. */
  readonly goodput: Distribution;
  /** One round trip: an RSET probe, a QUIT, ms. */
  readonly roundTripMs: number;
  readonly faults: readonly FaultInput[];
  /** Open connections at one time; one more is greeted with 421 4.3.2. */
  readonly connectionLimit: number;
  readonly connectionLimitOf: LimitScope;
  readonly throttle: ThrottleInput | null;
  readonly hastyRetry: HastyRetryRule | null;
  /**
   * Probability that a message was accepted though the reply to its final dot was lost (reset, end
   * of file, timeout): it is then sent again, a duplicate. 0: never.
   */
  readonly duplicateShare: number;
}
