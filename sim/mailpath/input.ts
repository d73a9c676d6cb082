/**
 * What a simulation is given: a site with one or more gateways, its mail, and the remote servers
 * that it sends to, with their limits and faults.
 *
 * Mail, the backlog and the uplink are the site's, shared by its gateways; settings (settings.ts),
 * costs and marks hold for each gateway.
 *
 * Units everywhere: times in milliseconds from the start of the run, sizes in bytes, rates in bytes
 * (or messages) per millisecond, probabilities and shares from 0 to 1. `Infinity` stands for "no
 * limit". Nothing here has a default: defaults, each with its source, live in settings.ts and in
 * sim/scenario.
 *
 * Terms: docs/model.md. Left out: content filtering before the queue, DNS, recipients split over
 * several envelopes.
 */
import type { Distribution } from '../engine/distributions.ts';
import type { GatewayCosts } from './costs.ts';
import type { FaultKind } from './faults.ts';
import type { GatewaySettings } from './settings.ts';

/** Where a share of the mail goes. */
export interface DestinationInput {
  readonly name: string;
  /** Share of the messages; all shares add up to 1. */
  readonly share: number;
  /** Host indices: an ordered list (`a:b`) of groups of equal preference (`a,b`). */
  readonly route: readonly (readonly number[])[];
}

/** A mean rate, of the site. */
export interface PoissonArrivals {
  readonly kind: 'poisson';
  readonly ratePerMs: number;
  /** Relative rate in equal slots over `periodMs`, repeated; mean 1. Empty: constant. */
  readonly profile: readonly number[];
  readonly periodMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A bulk injection: `count` messages in all, evenly over `overMs`. */
export interface BulkArrivals {
  readonly kind: 'bulk';
  readonly atMs: number;
  readonly overMs: number;
  readonly count: number;
}

/** Recorded arrivals: times ascending; a size each, or null to draw them. */
export interface RecordedArrivals {
  readonly kind: 'recorded';
  readonly timesMs: readonly number[];
  readonly sizes: readonly number[] | null;
}

export type ArrivalProcess = PoissonArrivals | BulkArrivals | RecordedArrivals;

/** Mail that waits at time 0: the site's, split evenly over its gateways. */
export interface BacklogInput {
  readonly messages: number;
  /** How long ago it arrived (all of it, spread evenly over this age). */
  readonly ageMs: number;
  /** How often each has been tried already, which puts it behind new mail; absent: never. */
  readonly tries?: number;
}

/** A mark that stands at time 0 on a host, in every gateway's table. */
export interface MarkInput {
  readonly host: number;
  readonly ageMs: number;
}

export type OperatorAction =
  | { readonly kind: 'set'; readonly atMs: number; readonly settings: Partial<GatewaySettings> }
  /** Delete the host-status files: of one host, or of all (-1). */
  | { readonly kind: 'clear'; readonly atMs: number; readonly host: number }
  /** A limited run of the queue: it ignores stored marks and MinQueueAge. */
  | { readonly kind: 'flush'; readonly atMs: number };

/** The same up to the reading: for pictures and logs of a run, which need no follow-up. */
export function upToReading(input: MailPathInput): MailPathInput {
  return { ...input, endMs: Math.min(input.endMs, input.readAtMs) };
}

/** Everything that a run depends on, beside its seed. */
export interface MailPathInput {
  readonly settings: GatewaySettings;
  readonly costs: GatewayCosts;
  /** Equal gateways, each with a queue and a host-status table of its own. */
  readonly gateways: number;
  /** The site's mail; each message comes in at one of the gateways (arrivals.ts). */
  readonly arrivals: readonly ArrivalProcess[];
  readonly sizes: Distribution;
  /** Recipients of every message (30000 of priority each). */
  readonly recipients: number;
  readonly hosts: readonly HostInput[];
  readonly destinations: readonly DestinationInput[];
  readonly backlog: BacklogInput | null;
  readonly marks: readonly MarkInput[];
  readonly actions: readonly OperatorAction[];
  /** Messages that may be in the system at one time, in all gateways: more end the run with a CapacityError. */
  readonly maxInSystem: number;
  /**
   * Events that the run may take, with the queued messages that its queue runs read: more end it
   * with a CapacityError. Infinity: no limit.
   */
  readonly maxEvents: number;
  /** The run ends here at the latest, whatever is left. */
  readonly endMs: number;
  /** Arrivals after this are ignored. */
  readonly arrivalsEndMs: number;
  /**
   * The cohort: messages that arrive from `countFromMs` to `countToMs`, both included. All figures of
   * delay are about it, whatever becomes of each of them; the run goes on until it has left. Delays of
   * messages that arrived before `countFromMs` (a warm-up) are kept by the time of arrival.
   * `countFromMs` 0: the mail that waits at the start counts too; Infinity: none is (a pilot).
   */
  readonly countFromMs: number;
  readonly countToMs: number;
  /**
   * When counters are read: backlog, queued, cuts, marked time, deferrals. Infinity: at the end of
   * the run. After it the run goes on only for the cohort.
   */
  readonly readAtMs: number;
  /** Tries (skips too) after `readAtMs` until the follow-up is given up. Infinity: no limit. */
  readonly maxFollowUpTries: number;
  /** First tick of the queue runs; null: each gateway's is drawn uniformly from one interval. */
  readonly firstTickMs: number | null;
  /** Wall clock at time 0, ms: host-status times are whole seconds of this clock. Null: drawn. */
  readonly clockMs: number | null;
  /** Relative spread of each message's overhead (uniform, both ways); 0 for none. */
  readonly overheadSpread: number;
  /** Order of equal priorities in a snapshot: arrival, or drawn per message. */
  readonly ties: 'arrival' | 'random';
}

/**
 * How Exchange Online ends a connection at its lifetime. `reset`, `eof`: at that moment, whatever
 * is going on. `421`: likewise, with a 421 reply. `reset-at-boundary`, `421-at-boundary`: the
 * message in service is finished first.
 */
export type CutKind = 'reset' | 'eof' | '421' | 'reset-at-boundary' | '421-at-boundary';

/** A cut at the boundary lets the message in service finish. */
export function cutsInService(how: CutKind): boolean {
  return how === 'reset' || how === 'eof' || how === '421';
}

export interface LifetimeLimit {
  readonly limitMs: number;
  /** How much later than the limit the cut comes, drawn per connection. */
  readonly overshoot: Distribution;
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
  readonly unhealthyShare: number;
  /** Probability per connection or per message, as the stage has it (faults.ts, STAGES). */
  readonly probability: number;
  /** Each n-th connection, by its running number over all addresses of the remote server. 0: all. */
  readonly everyConnection: number;
  /** The n-th message that a connection brings. 0: all. */
  readonly atMessage: number;
  /** After each n-th accepted message (kinds before acceptance: each n-th MAIL). 0: all. */
  readonly everyMessage: number;
  /** `slow`: goodput is multiplied by this. */
  readonly factor: number;
  /**
   * How long the client waits for the answer, or before it gives up; or how long after the reply
   * the connection ends (the next command may be on its way by then): as the stage has it. Ms.
   */
  readonly waitMs: number;
}

/** Of a fault that hits everything while it is in force. */
export const HITS_ALL = {
  address: -1,
  unhealthyShare: 1,
  probability: 1,
  everyConnection: 0,
  atMessage: 0,
  everyMessage: 0,
  factor: 1,
  waitMs: 0,
} as const satisfies Partial<FaultInput>;

/** Greylisting: first attempts are refused, and refused mail that returns too soon is refused again. */
export interface GreylistingRule {
  /** A retry sooner than this after the last refusal is refused again. */
  readonly minimumMs: number;
  /** 4xx at RCPT for such a retry, and this much longer before the next one is accepted. */
  readonly penaltyMs: number;
  /** Probability that a message's first attempt is refused (greylisting). */
  readonly firstRefusal: number;
}

/**
 * Whose connections or messages a limit counts: those of all gateways together (a limit per tenant
 * or forest), or those of each gateway's address by themselves.
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
  /** The remote server's own time for a message (from the final dot to its reply), ms. */
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
  readonly greylisting: GreylistingRule | null;
  /**
   * Probability that a message was accepted though the reply to its final dot was lost (reset, end
   * of file, timeout): it is then sent again, a duplicate. 0: never.
   */
  readonly duplicateShare: number;
}
