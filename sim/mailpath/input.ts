/**
 * What a simulation is given: the gateway, its mail, the far side.
 *
 * Units everywhere: times in milliseconds from the start of the run, sizes in bytes, rates in bytes
 * (or messages) per millisecond, probabilities and shares from 0 to 1. `Infinity` stands for "no
 * limit". Nothing here has a default: defaults, each with its source, live in sim/scenario.
 *
 * Terms: docs/model.md. Left out: content filtering before the queue, DNS, recipients split over
 * several envelopes.
 */
import type { Distribution } from '../engine/distributions.ts';

/** Where first attempts are made: by a process of the message's own at once, or by a queue run. */
export type FirstAttempt = 'background' | 'queue';

/**
 * How queue runs are started. `interval` (`-qT`): at every tick, though older runs still work.
 * `persistent` (`-qpT`): a pass, a wait for its slowest runner, a sleep of the interval.
 */
export type QueueRuns = 'interval' | 'persistent';

/** QueueSortOrder: the order of a queue run's snapshot. */
export type SortOrder = 'priority' | 'time' | 'host' | 'random' | 'filename';

/** How the build locks queue files: it decides the priority of a background first attempt. */
export type LockStyle = 'flock' | 'fcntl';

/** The gateway's settings: what an administrator can change, alone or at a time. */
export interface GatewaySettings {
  readonly firstAttempt: FirstAttempt;
  readonly queueRuns: QueueRuns;
  /** Between starts of queue runs; for persistent runs, the sleep between two passes. */
  readonly queueIntervalMs: number;
  /** MinQueueAge: a message tried less than this ago is passed over. 0: off. */
  readonly minQueueAgeMs: number;
  /** MaxQueueAge: with it the wait before a retry doubles up to this. 0: off. */
  readonly maxQueueAgeMs: number;
  /** Parallel runners of one queue run (a queue group with `F=f`). */
  readonly runners: number;
  /** MaxQueueChildren: a tick that would exceed it is lost. 0: no limit. */
  readonly maxQueueChildren: number;
  /** Mailer's `m=`: messages per connection. Infinity: no limit. */
  readonly messagesPerConnection: number;
  /** A what-if that Sendmail lacks (Postfix has it): no new message on a connection older than this. */
  readonly connectionAgeMs: number;
  /** HostStatusDirectory is set: marks are shared by all processes of the gateway. */
  readonly hostStatus: boolean;
  /** Timeout.hoststatus: how long a mark lasts, in memory and in the shared table. */
  readonly hostStatusTimeoutMs: number;
  /** ConnectionCacheSize and ConnectionCacheTimeout of a process. */
  readonly connectionCacheSize: number;
  readonly connectionCacheTimeoutMs: number;
  readonly sort: SortOrder;
  /** Background processes at one time; beyond it a new message is queued. */
  readonly backgroundLimit: number;
  readonly lockStyle: LockStyle;
  /** Built with _FFR_SKIP_DOMAINS: with `sort: host` runners share out domains, not messages. */
  readonly skipDomains: boolean;
  /** Timeout.queuewarn, Timeout.queuereturn. */
  readonly warnAfterMs: number;
  readonly returnAfterMs: number;
}

/** What the gateway's own work costs. On a real machine these are measured. */
export interface GatewayCosts {
  /** From a tick to the first delivery of its runners (fork, reading and sorting the queue). */
  readonly runStartMs: number;
  /** The same in a persistent work group, which is there already: from the end of its sleep. */
  readonly passStartMs: number;
  /** Runners of a run are forked one after another, this far apart. */
  readonly runnerGapMs: number;
  /** Each starts late by up to this (uniform): which of them is first at the far side is chance. */
  readonly runnerJitterMs: number;
  /** Added to that for each queued message that the run reads. */
  readonly scanMs: number;
  /** From a message's acceptance to its background process's first command. */
  readonly forkMs: number;
  /** A message's own work from MAIL to its reply, beyond the far side's wait and the transfer. */
  readonly overheadMs: number;
  /** Its work between the reply to the final dot and the next message on that connection. */
  readonly betweenMs: number;
  /** How late each tick is: the next one counts from it, so that ticks drift. */
  readonly tickLateMs: number;
  /** A skip of a message whose host is marked: its queue file is read, written and synced. */
  readonly skipMs: number;
  /** How long a process holds the lock on a host-status file while it reads or writes it. */
  readonly statusLockMs: number;
  /** The gateway's uplink, shared by all its connections, bytes/ms. */
  readonly uplinkPerMs: number;
}

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

/** What a fault does. The marking table (marking-table.ts) says what each one leads to. */
export type FaultKind =
  | 'connect-refused'
  | 'connect-timeout'
  | 'greeting-421'
  | 'greeting-4xx'
  | 'greeting-5xx'
  | 'greeting-reset'
  | 'greeting-timeout'
  | 'mail-4xx'
  | 'mail-421'
  | 'mail-5xx'
  | 'mail-reset'
  | 'rcpt-4xx'
  | 'rcpt-421'
  | 'rcpt-5xx'
  | 'rcpt-reset'
  | 'data-4xx'
  | 'data-421'
  | 'data-reset'
  | 'body-reset'
  | 'dot-4xx'
  | 'dot-421'
  | 'dot-452'
  | 'dot-5xx'
  | 'dot-reset'
  | 'dot-eof'
  | 'dot-timeout'
  | 'accepted-reset'
  | 'accepted-421'
  | 'slow';

/** A fault of a name: when it is in force, and whom it hits there. All conditions must hold. */
export interface FaultInput {
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly toMs: number;
  /** Index of the one address that it hits; -1: all. */
  readonly address: number;
  /** Share of sick backends behind each address: a connection to one of them is hit. 1: all. */
  readonly sickShare: number;
  /** Probability per connection (kinds before MAIL and `slow`) or per message (the others). */
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
   * The timeouts: how long the client waits before it gives up. The kinds after acceptance: how long
   * after the reply the connection ends; the next command may be on its way by then. Ms.
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

/** At most `messages` are let past MAIL in any window of `windowMs`; above it 451 4.7.500. */
export interface ThrottleInput {
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
  /** Open connections from all gateways; one more is greeted with 421 4.3.2. */
  readonly connectionLimit: number;
  readonly throttle: ThrottleInput | null;
  readonly hastyRetry: HastyRetryRule | null;
  /**
   * Probability that a message was accepted though the reply to its final dot was lost (reset, end
   * of file, timeout): it is then sent again, a duplicate. 0: never.
   */
  readonly duplicateShare: number;
}

/** Where a share of the mail goes. */
export interface DestinationInput {
  readonly name: string;
  /** Share of the messages; all shares add up to 1. */
  readonly share: number;
  /** Host indices: an ordered list (`a:b`) of groups of equal preference (`a,b`). */
  readonly route: readonly (readonly number[])[];
}

export interface PoissonArrivals {
  readonly kind: 'poisson';
  readonly ratePerMs: number;
  /** Relative rate in equal slots over `periodMs`, repeated; mean 1. Empty: constant. */
  readonly profile: readonly number[];
  readonly periodMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A bulk injection: `count` messages, evenly over `overMs`. */
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

/** Mail that waits at time 0. */
export interface BacklogInput {
  readonly messages: number;
  /** How long ago it arrived (all of it, spread evenly over this age). */
  readonly ageMs: number;
}

/** A mark that stands at time 0 on a host. */
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

/** Everything that a run depends on, beside its seed. */
export interface MailPathInput {
  readonly settings: GatewaySettings;
  readonly costs: GatewayCosts;
  /** Gateways that share nothing but the far side; arrivals are stated per gateway. */
  readonly gateways: number;
  readonly arrivals: readonly ArrivalProcess[];
  readonly sizes: Distribution;
  /** Recipients of every message (30000 of priority each). */
  readonly recipients: number;
  readonly hosts: readonly HostInput[];
  readonly destinations: readonly DestinationInput[];
  readonly backlog: BacklogInput | null;
  readonly marks: readonly MarkInput[];
  readonly actions: readonly OperatorAction[];
  /** Messages that may be in the system at one time: more end the run with a CapacityError. */
  readonly mostInSystem: number;
  /** The run ends here, or earlier when all mail is delivered and none is to come. */
  readonly endMs: number;
  /** Arrivals after this are ignored. */
  readonly arrivalsEndMs: number;
  /** First tick of the queue runs; null: drawn uniformly from one interval, per replication. */
  readonly firstTickMs: number | null;
  /** Wall clock at time 0, ms: host-status times are whole seconds of this clock. Null: drawn. */
  readonly clockMs: number | null;
  /** Relative spread of each message's overhead (uniform, both ways); 0 for none. */
  readonly overheadSpread: number;
  /** Order of equal priorities in a snapshot: arrival, or drawn per message. */
  readonly ties: 'arrival' | 'random';
}
