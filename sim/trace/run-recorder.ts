/**
 * The recorder: one replication, run slice by slice, reported as mail events one after another.
 * Every form of a trace but the time line is made of these.
 *
 *   Simulation -> recordRun (its observer) -> MailEvent -> log lines, story, replay, Perfetto
 *
 * Nothing is kept but what is in the system. A run that is recorded is slower, since skips go one
 * by one: for a trace, not for a measure. Units: milliseconds from the start of the run,
 * bytes. Hosts, destinations and gateways are indices of the simulation's input.
 */

import { logTime } from '../document/log-time.ts';
import { clockTime } from '../maillog/calendar.ts';
import { RECIPIENT_FACTOR } from '../mailpath/arrivals.ts';
import type { Connection, ConnectionEnd } from '../mailpath/connection.ts';
import { RETRY_FACTOR } from '../mailpath/disposition.ts';
import type { DeferralText, LoggedAs } from '../mailpath/fault-columns.ts';
import type { Ending } from '../mailpath/faults.ts';
import { type MailPathInput, upToReading } from '../mailpath/input.ts';
import type { Observer, SkipCause } from '../mailpath/observer.ts';
import { Simulation } from '../mailpath/simulation.ts';

/** A process: a queue runner, or that of one new message. */
export interface TracedProcess {
  /** Running number over the run, from 1. */
  readonly number: number;
  readonly gateway: number;
  readonly runner: boolean;
  readonly startedMs: number;
}

export interface TracedMessage {
  /** Running number over the run, from 0. */
  readonly number: number;
  readonly gateway: number;
  readonly destination: number;
  readonly bytes: number;
  readonly arrivedMs: number;
  /** With the current one. */
  tries: number;
  /** As Sendmail's log shows it in the current attempt. */
  priority: number;
}

interface Timed {
  readonly atMs: number;
}

interface OfMessage extends Timed {
  readonly message: TracedMessage;
}

export interface Accepted extends OfMessage {
  readonly kind: 'accepted';
  /** Tried at once; otherwise it waits for a queue run. */
  readonly atOnce: boolean;
}

interface OfAttempt extends OfMessage {
  readonly process: TracedProcess;
  readonly startMs: number;
  readonly host: number;
  readonly text: DeferralText;
}

/** How one host took a message. */
interface Tried {
  readonly host: number;
  /** Running number; null: none came about. */
  readonly connection: number | null;
  readonly address: number;
  readonly ending: Ending;
  /** The lifetime of the connection ended it. */
  readonly cut: boolean;
}

/** A real attempt: over one host, or over those of a route in turn (the last one is reported). */
export interface Attempted extends OfAttempt, Tried {
  readonly kind: 'attempted';
  readonly end: LoggedAs;
  /** Of a message that is sent: the parts of its delay, in the order of PART_NAMES. */
  readonly parts: readonly number[] | null;
}

export interface Skipped extends OfAttempt {
  readonly kind: 'skipped';
  readonly cause: SkipCause;
}

/** Too old: it goes back to its sender after an attempt that was reported. */
interface Expired extends OfMessage {
  readonly kind: 'expired';
}

interface OfConnection extends Timed {
  readonly connection: number;
  readonly host: number;
  readonly process: TracedProcess;
}

export interface Opened extends OfConnection {
  readonly kind: 'opened';
  readonly message: TracedMessage | null;
}

export interface Closed extends OfConnection {
  readonly kind: 'closed';
  readonly openedMs: number;
  /** Messages that it was given. */
  readonly messagesStarted: number;
  readonly accepted: number;
  readonly end: ConnectionEnd;
  readonly fault: string;
}

/** A mark was in force; reported when it is over. */
export interface Marked extends Timed {
  readonly kind: 'marked';
  readonly gateway: number;
  readonly host: number;
  readonly fromMs: number;
}

export interface RunStarted extends Timed {
  readonly kind: 'run';
  readonly gateway: number;
  readonly messages: number;
}

export interface ProcessEnded extends Timed {
  readonly kind: 'process-ended';
  readonly process: TracedProcess;
}

export type MailEvent =
  | Accepted
  | Attempted
  | Skipped
  | Expired
  | Opened
  | Closed
  | Marked
  | RunStarted
  | ProcessEnded;

/** What the forms of a trace know beside its events: names, and the clock. */
export interface TraceContext {
  readonly input: MailPathInput;
  /** The wall clock at time 0 of the run, ms since 1970. */
  readonly startMs: number;
}

/** `12:03:10`, of a time of the run; with its date where it is not the first day. */
export function timeOfRun({ startMs }: TraceContext, atMs: number): string {
  const day = (ms: number): number => Math.floor(ms / 86_400_000);
  return day(startMs + atMs) === day(startMs) ? clockTime(startMs + atMs) : logTime(startMs + atMs);
}

/**
 * What is known of the last failure at each host, to a process itself and to those that read its
 * gateway's table: later skips go back to it.
 */
export class KnownFailures<T> {
  private readonly byProcess = new WeakMap<TracedProcess, T[]>();
  private readonly byGateway: T[][] = [];

  add({ process, host }: Attempted, failure: T): void {
    const own = this.byProcess.get(process) ?? [];
    own[host] = failure;
    this.byProcess.set(process, own);
    const { gateway } = process;
    this.byGateway[gateway] ??= [];
    this.byGateway[gateway][host] = failure;
  }

  ofProcess({ process, host }: Skipped): T | undefined {
    return this.byProcess.get(process)?.[host];
  }

  ofTable({ process, host }: Skipped): T | undefined {
    return this.byGateway[process.gateway]?.[host];
  }
}

interface Attempt {
  readonly message: TracedMessage;
  readonly process: TracedProcess;
  readonly startMs: number;
  /** At the last host that was really tried. */
  tried: Tried | null;
  /** It was reported that the message stays. */
  stays: boolean;
}

/** A run that nothing has been run of yet; each event is reported as it comes. */
export function recordRun(
  input: MailPathInput,
  seed: string,
  replication: number,
  report: (event: MailEvent) => void,
) {
  const messages = new Map<number, TracedMessage>();
  const attempts = new Map<number, Attempt>();
  const processes = new Map<number, TracedProcess>();
  const openedBy = new Map<Connection, TracedProcess>();
  let begun = false;

  // Every event names a process and an attempt whose start was reported.
  const processOf = (id: number) => processes.get(id) as TracedProcess;
  const attemptOf = (number: number) => attempts.get(number) as Attempt;

  function attempted(
    number: number,
    atMs: number,
    end: LoggedAs,
    text: DeferralText,
    parts: readonly number[] | null,
  ): void {
    const { message, process, startMs, tried } = attemptOf(number);
    // Turned away by what the process knows of its hosts: nothing was tried.
    if (tried === null) return;
    report({ kind: 'attempted', atMs, message, process, startMs, end, ...tried, text, parts });
  }

  function forget(number: number): void {
    messages.delete(number);
    attempts.delete(number);
  }

  let processCount = 0;
  const observer: Observer = {
    arrived(number, atMs, bytes, gateway, destination, atOnce) {
      const priority = bytes + RECIPIENT_FACTOR * input.recipients;
      const message = { number, gateway, destination, bytes, arrivedMs: atMs, tries: 0, priority };
      messages.set(number, message);
      report({ kind: 'accepted', atMs, message, atOnce });
    },
    processStarted(id, gateway, startedMs, runner) {
      processes.set(id, { number: ++processCount, gateway, runner, startedMs });
    },
    processEnded: (id, atMs) => report({ kind: 'process-ended', atMs, process: processOf(id) }),
    locked(number, id, startMs) {
      const message = messages.get(number) as TracedMessage;
      const process = processOf(id);
      message.tries++;
      // A background process re-reads the queue file only where fcntl locks are lost over a fork.
      if (process.runner || input.settings.lockStyle === 'fcntl') message.priority += RETRY_FACTOR;
      attempts.set(number, { message, process, startMs, tried: null, stays: false });
    },
    tried(number, _process, host, connection, _atMs, ending, cut) {
      const { number: running = null, address = 0 } = connection ?? {};
      attemptOf(number).tried = { host, connection: running, address, ending, cut };
    },
    delivered(number, _arrivedAt, atMs, _tries, parts) {
      attempted(number, atMs, 'sent', 'bare', parts);
      forget(number);
    },
    deferred(number, atMs, _host, text) {
      attempted(number, atMs, 'deferred', text, null);
      attemptOf(number).stays = true;
    },
    skipped(number, atMs, host, cause, text) {
      const attempt = attemptOf(number);
      const { message, process, startMs } = attempt;
      attempt.stays = true;
      report({ kind: 'skipped', atMs, message, process, startMs, host, cause, text });
    },
    returned(number, atMs) {
      const { stays, message } = attemptOf(number);
      if (stays) report({ kind: 'expired', atMs, message });
      else attempted(number, atMs, 'returned', 'reply', null);
      forget(number);
    },
    opened(connection, atMs, _byRunner, id) {
      const process = processOf(id);
      openedBy.set(connection, process);
      const { number, host, openerMessage } = connection;
      const message = messages.get(openerMessage) ?? null;
      report({ kind: 'opened', atMs, connection: number, host, process, message });
    },
    closed(connection, atMs) {
      const process = openedBy.get(connection) as TracedProcess;
      openedBy.delete(connection);
      const {
        number,
        host,
        openedAt: openedMs,
        messagesStarted,
        accepted,
        end,
        fault,
      } = connection;
      const of = { connection: number, host, process, openedMs };
      report({ kind: 'closed', atMs, ...of, messagesStarted, accepted, end, fault });
    },
    marked: (gateway, host, fromMs, atMs) =>
      report({ kind: 'marked', atMs, gateway, host, fromMs }),
    runStarted: (gateway, atMs, messages) => report({ kind: 'run', atMs, gateway, messages }),
  };
  const simulation = new Simulation(upToReading(input), seed, replication, { observer });
  const { world } = simulation;
  return {
    /** For what is a state and no event: the host-status tables. */
    world,
    /** Where the second of the run's wall clock is at time 0, ms: marks last whole seconds of it. */
    clockOffsetMs: world.clockMs - Math.floor(world.clockMs / 1000) * 1000,
    /** Runs up to that time; false: the run is over. */
    runUntil(atMs: number): boolean {
      if (!begun) simulation.begin();
      begun = true;
      return simulation.runUntil(atMs);
    },
    /** Ends the run, once: marks that still stand are reported before it returns. */
    finish: () => simulation.result(),
  };
}
