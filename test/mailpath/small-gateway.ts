/**
 * A small gateway for tests: five messages at once, queue-only, one host, no costs but the obvious.
 *
 * Times in ms. A test changes what it is about; an Ear hears what a mail engineer would read in the
 * log.
 */
import type { Connection } from '../../sim/mailpath/connection.ts';
import type { DeferralText } from '../../sim/mailpath/fault-columns.ts';
import type { FaultKind } from '../../sim/mailpath/faults.ts';
import {
  type FaultInput,
  HITS_ALL,
  type HostInput,
  type MailPathInput,
} from '../../sim/mailpath/input.ts';
import type { Observer, SkipCause } from '../../sim/mailpath/observer.ts';
import type { GatewaySettings } from '../../sim/mailpath/settings.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { gatewaySettings } from './gateway-settings.ts';

const NEVER_MS = 1e9;

export function fault(kind: FaultKind, change: Partial<FaultInput> = {}): FaultInput {
  return {
    kind,
    fromMs: 0,
    toMs: NEVER_MS,
    ...HITS_ALL,
    ...change,
  };
}

export function host(name: string, change: Partial<HostInput> = {}): HostInput {
  return {
    name,
    addresses: [{ address: '192.0.2.1', backends: 1 }],
    addressOrder: 'fixed',
    lifetime: null,
    setup: { kind: 'constant', value: 10 },
    latency: { kind: 'constant', value: 100 },
    latencyPerByteMs: 0,
    goodput: { kind: 'constant', value: 1e6 },
    roundTripMs: 1,
    faults: [],
    connectionLimit: Number.POSITIVE_INFINITY,
    connectionLimitOf: 'all',
    throttle: null,
    greylisting: null,
    duplicateShare: 0,
    ...change,
  };
}

export interface Change {
  readonly settings?: Partial<GatewaySettings>;
  readonly input?: Partial<MailPathInput>;
  readonly hosts?: readonly HostInput[];
  readonly route?: readonly (readonly number[])[];
  readonly messages?: number;
}

export function smallGateway(change: Change = {}): MailPathInput {
  return {
    settings: gatewaySettings({
      firstAttempt: 'queue',
      retryIntervalMs: 10_000,
      runners: 1,
      hostStatusTimeoutMs: 60_000,
      backgroundLimit: Number.POSITIVE_INFINITY,
      lockStyle: 'flock',
      warnAfterMs: NEVER_MS,
      returnAfterMs: NEVER_MS,
      ...change.settings,
    }),
    costs: {
      runStartMs: 0,
      passStartMs: 0,
      runnerGapMs: 0,
      runnerJitterMs: 0,
      scanMs: 0,
      forkMs: 0,
      overheadMs: 0,
      betweenMs: 0,
      tickLateMs: 0,
      skipMs: 1,
      statusLockMs: 0,
      uplinkPerMs: Number.POSITIVE_INFINITY,
    },
    gateways: 1,
    arrivals: [{ kind: 'bulk', atMs: 0, overMs: 0, count: change.messages ?? 5 }],
    sizes: { kind: 'constant', value: 1000 },
    recipients: 1,
    hosts: change.hosts ?? [host('exo.test')],
    destinations: [{ name: 'example.test', share: 1, route: change.route ?? [[0]] }],
    backlog: null,
    marks: [],
    actions: [],
    maxInSystem: Number.POSITIVE_INFINITY,
    endMs: 600_000,
    arrivalsEndMs: 600_000,
    firstTickMs: 1000,
    clockMs: 1e12,
    countFromMs: 0,
    countToMs: Number.POSITIVE_INFINITY,
    readAtMs: Number.POSITIVE_INFINITY,
    maxFollowUpTries: Number.POSITIVE_INFINITY,
    maxEvents: Number.POSITIVE_INFINITY,
    overheadSpread: 0,
    ties: 'arrival',
    ...change.input,
  };
}

export interface LogLine {
  readonly message: number;
  readonly at: number;
  readonly what: 'sent' | 'deferred' | 'skipped' | 'returned';
  readonly text?: DeferralText;
  readonly cause?: SkipCause;
}

/** What is heard of a run: a line for each attempt, connections, writes to the table. */
export class Ear implements Observer {
  readonly lines: LogLine[] = [];
  readonly connections: {
    openedAt: number;
    closedAt: number;
    accepted: number;
    host: number;
    end: string;
  }[] = [];
  readonly stores: { at: number; host: number; bad: boolean }[] = [];
  readonly runs: { at: number; messages: number }[] = [];

  delivered(message: number, _arrivedAt: number, at: number): void {
    this.lines.push({ message, at, what: 'sent' });
  }
  returned(message: number, at: number): void {
    this.lines.push({ message, at, what: 'returned' });
  }
  deferred(message: number, at: number, _host: number, text: DeferralText): void {
    this.lines.push({ message, at, what: 'deferred', text });
  }
  skipped(message: number, at: number, _host: number, cause: SkipCause, text: DeferralText): void {
    this.lines.push({ message, at, what: 'skipped', cause, text });
  }
  closed(connection: Connection, at: number): void {
    const { openedAt, accepted, host: index, end } = connection;
    this.connections.push({ openedAt, closedAt: at, accepted, host: index, end });
  }
  stored(_gateway: number, index: number, at: number, bad: boolean): void {
    this.stores.push({ at, host: index, bad });
  }
  runStarted(_gateway: number, at: number, messages: number): void {
    this.runs.push({ at, messages });
  }
}

/** Runs it and hears it. */
export function hear(input: MailPathInput): Ear {
  const ear = new Ear();
  simulate(input, 'test', 0, { observer: ear });
  return ear;
}
