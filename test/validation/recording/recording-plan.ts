/**
 * What to record: how Sendmail is set, what mail it gets, how the remote server behaves, for how long.
 *
 * `sendmail`, `route` and `sink` go into the recording as they stand here, so they have its form
 * (docs/validation.md). Times in ms, sizes in bytes, Sendmail's own durations as it writes them.
 */
import type { RecordedFault } from '../recorded-case.ts';

export interface RoutedHost {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Hosts with the same number are of equal preference; absent: in the order of the list. */
  readonly preference?: number;
  /** Takes the mail of this domain alone and is no part of the list; absent: it is. */
  readonly domain?: string;
}

export interface SendmailSettings {
  readonly hostStatus: boolean;
  readonly hostStatusTimeout: string;
  readonly maxMsgs: number | null;
  readonly queueInterval: string;
  readonly runnersPerQueue: number;
  /** MaxQueueChildren; 0: no limit. */
  readonly queueChildren: number;
  readonly sort: 'priority' | 'time' | 'host' | 'random' | 'filename';
  readonly deliveryMode: 'queueonly' | 'background';
  readonly connectionCache: number;
  readonly singleThread: boolean;
  readonly persistent: boolean;
  readonly minQueueAge: string;
  /** Absent: 10, at which a message's end is logged too. Sites have 9. */
  readonly logLevel?: number;
  /** How long a greeting is awaited; absent: Sendmail's 5 minutes. */
  readonly greetingTimeout?: string;
}

/**
 * Faults that no replay knows: `silent` never greets, `greylist` defers a recipient until `retryMs`
 * after the first attempt, `fullMailbox` (452) and `unknownUser` (550) refuse one at RCPT.
 */
export interface LabFault extends Omit<RecordedFault, 'kind'> {
  readonly kind: 'silent' | 'greylist' | 'fullMailbox' | 'unknownUser';
  /** The recipient that it hits; absent: all. */
  readonly mailbox?: string;
  readonly retryMs?: number;
}

export type ScriptedFault = RecordedFault | LabFault;

export interface ServerScript {
  /** Addresses that listen; absent: all of the route's. */
  readonly hosts?: readonly string[];
  /** Lifetime after which a connection is cut, ms. */
  readonly capMs: number;
  /** The only address whose connections have that lifetime; absent: all. */
  readonly capHost?: string;
  /** How it is cut; absent: by a reset. */
  readonly capHow?: '421';
  /** Absent: at once, whatever is going on; `between`: once no message is in service. */
  readonly capWhen?: 'between';
  /** Wait between the final dot and its reply, ms: fixed, or the two below. */
  readonly serviceMs?: number;
  readonly latencyMs?: number;
  readonly bytesPerMs?: number;
  readonly faults?: readonly ScriptedFault[];
  /** Absent: few words. `exchange`: the extensions and the acceptance of Exchange Online. */
  readonly words?: 'exchange';
}

export type ArrivalPlan =
  | { readonly kind: 'steady'; readonly count: number; readonly gapMs: number }
  | {
      readonly kind: 'poisson';
      readonly perSecond: number;
      readonly forMs: number;
      readonly seed: string;
    };

export interface Traffic {
  readonly arrivals: ArrivalPlan;
  /** Absent: nothing but a few header lines. */
  readonly sizes?: { readonly medianBytes: number; readonly sigma: number; readonly seed: string };
  /** One message of a size of its own, by its number. */
  readonly large?: { readonly message: number; readonly bytes: number };
  /** Recipients in turn, each eighth message to two of them; absent: one for all. */
  readonly mailboxes?: readonly string[];
  /** Sessions with the gateway that share the messages; absent: one, which keeps them in order. */
  readonly sessions?: number;
}

export interface RecordingPlan {
  readonly name: string;
  readonly what: string;
  readonly route: readonly RoutedHost[];
  readonly sendmail: SendmailSettings;
  readonly sink: ServerScript;
  readonly traffic: Traffic;
  /** The daemon is stopped this long after the first arrival at the latest, ms. */
  readonly atMostMs: number;
}

/** Queue-only, one runner, host status on: what a plan does not say otherwise. */
export const USUAL_SETTINGS: SendmailSettings = {
  hostStatus: true,
  hostStatusTimeout: '20s',
  maxMsgs: null,
  queueInterval: '5s',
  runnersPerQueue: 1,
  queueChildren: 0,
  sort: 'priority',
  deliveryMode: 'queueonly',
  connectionCache: 2,
  singleThread: false,
  persistent: false,
  minQueueAge: '0',
};

/** A lifetime that no connection of a recording reaches, ms. */
export const NO_CAP_MS = 600_000;

/** One name with one address on loopback. */
export const ONE_HOST: readonly RoutedHost[] = [{ name: 'exo.test', addresses: ['127.0.0.2'] }];
