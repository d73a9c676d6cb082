/**
 * What a simulation is given: a site with one or more gateways, its mail, the far side (its types:
 * far-side-input.ts).
 *
 * Mail, the backlog and the uplink are the site's, shared by its gateways; settings, costs and marks
 * hold for each gateway.
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
import type { HostInput } from './far-side-input.ts';
import type { SettingValues } from './settings.ts';

/** Where first attempts are made: by a process of the message's own at once, or by a queue run. */
export type FirstAttempt = 'background' | 'queue';

/**
 * How queue runs are started. `interval` (`-qT`): at every tick, though older runs still work.
 * `persistent` (`-qpT`): a pass, a wait for its slowest runner, a sleep of the interval.
 */
export type QueueRuns = 'interval' | 'persistent';

/** How the build locks queue files: it decides the priority of a background first attempt. */
export type LockStyle = 'flock' | 'fcntl';

/**
 * What each gateway goes by: the settings that an administrator can change, alone or at a time
 * (settings.ts), and what it is built and arranged like, which is no setting.
 */
export interface GatewaySettings extends SettingValues {
  readonly firstAttempt: FirstAttempt;
  readonly queueRuns: QueueRuns;
  readonly lockStyle: LockStyle;
  /** Built with _FFR_SKIP_DOMAINS: with `sort: host` runners share out domains, not messages. */
  readonly skipDomains: boolean;
}

/** What a gateway's own work costs. On a real machine these are measured. */
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
  /** The site's uplink, shared by the connections of all gateways, bytes/ms. */
  readonly uplinkPerMs: number;
}

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
  /** The site's mail; each message comes in at one of the gateways (acceptance.ts). */
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
  readonly mostInSystem: number;
  /**
   * Events that the run may take, with the queued messages that its queue runs read: more end it with a
   * CapacityError. Infinity: no limit.
   */
  readonly mostEvents: number;
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
   * When counters are read: backlog, queued, cuts, marked time, deferrals. Infinity: at the end of the
   * run. After it the run goes on only for the cohort.
   */
  readonly readAtMs: number;
  /** Tries (skips too) after `readAtMs` until the follow-up is given up. Infinity: no limit. */
  readonly mostFollowUpTries: number;
  /** First tick of the queue runs; null: each gateway's is drawn uniformly from one interval. */
  readonly firstTickMs: number | null;
  /** Wall clock at time 0, ms: host-status times are whole seconds of this clock. Null: drawn. */
  readonly clockMs: number | null;
  /** Relative spread of each message's overhead (uniform, both ways); 0 for none. */
  readonly overheadSpread: number;
  /** Order of equal priorities in a snapshot: arrival, or drawn per message. */
  readonly ties: 'arrival' | 'random';
}
