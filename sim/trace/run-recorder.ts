/**
 * The recorder: one replication, run slice by slice, reported as mail events one after another.
 *
 *   Simulation -> Recorder (its observer) -> MailEvent -> log lines, story, time line, replay, Perfetto
 *
 * Nothing is kept but what is in the system. A run with an observer is slower, since skips go one by
 * one: for a trace or a chart, not for a measure. Units: milliseconds from the start of the run, bytes.
 */

import { logTime } from '../document/log-time.ts';
import { clockTime } from '../maillog/calendar.ts';
import { RECIPIENT_FACTOR } from '../mailpath/arrivals.ts';
import type { Connection } from '../mailpath/connection.ts';
import { PARTS } from '../mailpath/delay-part.ts';
import { RETRY_FACTOR } from '../mailpath/disposition.ts';
import type { DeferralText } from '../mailpath/fault-columns.ts';
import type { Ending } from '../mailpath/faults.ts';
import { type MailPathInput, upToReading } from '../mailpath/input.ts';
import type { Observer, SkipCause } from '../mailpath/observer.ts';
import type { RunResult } from '../mailpath/run-result.ts';
import { Simulation } from '../mailpath/simulation.ts';
import type { World } from '../mailpath/world.ts';
import type { MailEvent, TracedMessage, TracedProcess } from './mail-event.ts';

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

/** A connection that nobody has closed. */
export interface OpenConnection {
  readonly connection: number;
  readonly host: number;
  readonly process: TracedProcess;
  readonly openedMs: number;
  readonly messagesStarted: number;
}

export class RecordedRun {
  private readonly recorder: Recorder;
  private readonly simulation: Simulation;
  private begun = false;

  constructor(
    input: MailPathInput,
    seed: string,
    replication: number,
    report: (event: MailEvent) => void,
  ) {
    this.recorder = new Recorder(input, report);
    const observer = this.recorder;
    this.simulation = new Simulation(upToReading(input), seed, replication, { observer });
  }

  /** Where the second of the run's wall clock is at time 0, ms: marks last whole seconds of it. */
  get clockOffsetMs(): number {
    const { clockMs } = this.simulation.world;
    return clockMs - Math.floor(clockMs / 1000) * 1000;
  }

  /** Runs up to that time; false: the run is over. */
  runUntil(atMs: number): boolean {
    if (!this.begun) this.simulation.begin();
    this.begun = true;
    return this.simulation.runUntil(atMs);
  }

  /** Messages that wait in a queue, held by no process. */
  get waiting(): number {
    return this.simulation.world.measures.backlogNow;
  }

  get busyRunners(): number {
    return this.simulation.world.measures.busyRunnersNow;
  }

  /** Ends the run, once: marks that still stand are reported before it returns. */
  finish(): RunResult {
    return this.simulation.result();
  }

  /** In the order in which they were opened. */
  openConnections(): OpenConnection[] {
    return this.recorder.openConnections();
  }

  /** For what is a state and no event: the host-status tables. */
  get world(): World {
    return this.simulation.world;
  }
}

interface Attempt {
  readonly message: TracedMessage;
  readonly process: TracedProcess;
  readonly startMs: number;
  /** The last host that was really tried. */
  tried: {
    readonly host: number;
    readonly connection: number | null;
    readonly address: number;
    readonly ending: Ending;
    readonly cut: boolean;
  } | null;
  /** It was reported that the message stays. */
  stays: boolean;
}

class Recorder implements Observer {
  private readonly input: MailPathInput;
  private readonly report: (event: MailEvent) => void;
  private readonly messages = new Map<number, TracedMessage>();
  private readonly attempts = new Map<number, Attempt>();
  private readonly processes = new Map<number, TracedProcess>();
  private readonly holding = new Map<number, number>();
  private readonly open = new Map<
    Connection,
    { readonly number: number; readonly process: TracedProcess }
  >();
  private processCount = 0;

  constructor(input: MailPathInput, report: (event: MailEvent) => void) {
    this.input = input;
    this.report = report;
  }

  arrived(
    number: number,
    atMs: number,
    bytes: number,
    gateway: number,
    destination: number,
    atOnce: boolean,
  ): void {
    const priority = bytes + RECIPIENT_FACTOR * this.input.recipients;
    const message = {
      number,
      gateway,
      destination,
      bytes,
      arrivedMs: atMs,
      tries: 0,
      priority,
    };
    this.messages.set(number, message);
    this.report({ kind: 'accepted', atMs, message, atOnce });
  }

  processStarted(id: number, gateway: number, startedMs: number, runner: boolean): void {
    this.processes.set(id, { number: ++this.processCount, gateway, runner, startedMs });
  }

  processEnded(id: number, atMs: number): void {
    const process = this.processes.get(id);
    if (process !== undefined) this.report({ kind: 'process-ended', atMs, process });
  }

  locked(number: number, id: number, startMs: number): void {
    const message = this.messages.get(number);
    const process = this.processes.get(id);
    if (message === undefined || process === undefined) return;
    message.tries++;
    // A background process re-reads the queue file only where fcntl locks are lost over a fork.
    if (process.runner || this.input.settings.lockStyle === 'fcntl') {
      message.priority += RETRY_FACTOR;
    }
    this.holding.set(id, number);
    this.attempts.set(number, { message, process, startMs, tried: null, stays: false });
  }

  unlocked(_number: number, id: number): void {
    this.holding.delete(id);
  }

  tried(
    number: number,
    _process: number,
    host: number,
    connection: Connection | null,
    _atMs: number,
    ending: Ending,
    cut: boolean,
  ): void {
    const attempt = this.attempts.get(number);
    if (attempt === undefined) return;
    const known = connection === null ? undefined : this.open.get(connection);
    attempt.tried = {
      host,
      connection: known?.number ?? null,
      address: connection?.address ?? 0,
      ending,
      cut,
    };
  }

  delivered(
    number: number,
    _arrivedAt: number,
    atMs: number,
    _tries: number,
    parts: readonly number[],
  ): void {
    this.attempted(number, atMs, 'sent', 'bare', parts.slice(0, PARTS));
    this.forget(number);
  }

  deferred(number: number, atMs: number, _host: number, text: DeferralText): void {
    this.attempted(number, atMs, 'deferred', text, null);
    const attempt = this.attempts.get(number);
    if (attempt !== undefined) attempt.stays = true;
  }

  skipped(number: number, atMs: number, host: number, cause: SkipCause, text: DeferralText): void {
    const attempt = this.attempts.get(number);
    if (attempt === undefined) return;
    const { message, process, startMs } = attempt;
    attempt.stays = true;
    this.report({ kind: 'skipped', atMs, message, process, startMs, host, cause, text });
  }

  returned(number: number, atMs: number): void {
    const attempt = this.attempts.get(number);
    if (attempt?.stays) this.report({ kind: 'expired', atMs, message: attempt.message });
    else this.attempted(number, atMs, 'returned', 'reply', null);
    this.forget(number);
  }

  opened(connection: Connection, atMs: number, _byRunner: boolean, id: number): void {
    const process = this.processes.get(id);
    if (process === undefined) return;
    const { number, host, address } = connection;
    this.open.set(connection, { number, process });
    const message = this.messages.get(this.holding.get(id) ?? -1) ?? null;
    this.report({ kind: 'opened', atMs, connection: number, host, address, process, message });
  }

  closed(connection: Connection, atMs: number): void {
    const known = this.open.get(connection);
    if (known === undefined) return;
    this.open.delete(connection);
    const { host, openedAt, messagesStarted, accepted, end, fault } = connection;
    this.report({
      kind: 'closed',
      atMs,
      connection: known.number,
      host,
      process: known.process,
      openedMs: openedAt,
      messagesStarted,
      accepted,
      end,
      fault,
    });
  }

  stored(gateway: number, host: number, atMs: number, bad: boolean): void {
    this.report({ kind: 'stored', atMs, gateway, host, bad });
  }

  marked(gateway: number, host: number, fromMs: number, atMs: number): void {
    this.report({ kind: 'marked', atMs, gateway, host, fromMs });
  }

  runStarted(gateway: number, atMs: number, messages: number): void {
    this.report({ kind: 'run', atMs, gateway, messages });
  }

  openConnections(): OpenConnection[] {
    return [...this.open].map(([{ host, openedAt, messagesStarted }, { number, process }]) => {
      return { connection: number, host, process, openedMs: openedAt, messagesStarted };
    });
  }

  private attempted(
    number: number,
    atMs: number,
    end: 'sent' | 'deferred' | 'returned',
    text: DeferralText,
    parts: readonly number[] | null,
  ): void {
    const attempt = this.attempts.get(number);
    if (attempt === undefined || attempt.tried === null) return;
    const { message, process, startMs, tried } = attempt;
    this.report({ kind: 'attempted', atMs, message, process, startMs, end, ...tried, text, parts });
  }

  private forget(number: number): void {
    this.messages.delete(number);
    this.attempts.delete(number);
  }
}
