/**
 * Listens to a run and tells it as mail events, one after another: nothing is kept but what is in the
 * system. A run with an observer is slower, since skips go one by one. Units: ms, bytes.
 */
import { RECIPIENT_FACTOR } from '../mailpath/arrivals.ts';
import type { Connection } from '../mailpath/connection.ts';
import { PARTS } from '../mailpath/delay-part.ts';
import { RETRY_FACTOR } from '../mailpath/disposition.ts';
import type { DeferralText } from '../mailpath/fault-columns.ts';
import type { Ending } from '../mailpath/faults.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import type { Observer, SkipCause } from '../mailpath/observer.ts';
import type { MailEvent, TracedMessage, TracedProcess } from './mail-event.ts';

interface InHand {
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
  /** It was told that the message stays. */
  stays: boolean;
}

interface OpenConnection {
  readonly number: number;
  readonly process: TracedProcess;
}

export class TraceRecorder implements Observer {
  private readonly input: MailPathInput;
  private readonly tell: (event: MailEvent) => void;
  private readonly messages = new Map<number, TracedMessage>();
  private readonly inHand = new Map<number, InHand>();
  private readonly processes = new Map<number, TracedProcess>();
  private readonly holding = new Map<number, number>();
  private readonly open = new Map<Connection, OpenConnection>();
  private processCount = 0;

  constructor(input: MailPathInput, tell: (event: MailEvent) => void) {
    this.input = input;
    this.tell = tell;
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
    this.tell({ kind: 'accepted', atMs, message, atOnce });
  }

  processStarted(id: number, gateway: number, startedMs: number, runner: boolean): void {
    this.processes.set(id, { number: ++this.processCount, gateway, runner, startedMs });
  }

  processEnded(id: number, atMs: number): void {
    const process = this.processes.get(id);
    if (process !== undefined) this.tell({ kind: 'process-ended', atMs, process });
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
    this.inHand.set(number, { message, process, startMs, tried: null, stays: false });
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
    const hand = this.inHand.get(number);
    if (hand === undefined) return;
    const known = connection === null ? undefined : this.open.get(connection);
    hand.tried = {
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
    const hand = this.inHand.get(number);
    if (hand !== undefined) hand.stays = true;
  }

  skipped(number: number, atMs: number, host: number, cause: SkipCause, text: DeferralText): void {
    const hand = this.inHand.get(number);
    if (hand === undefined) return;
    const { message, process, startMs } = hand;
    hand.stays = true;
    this.tell({ kind: 'skipped', atMs, message, process, startMs, host, cause, text });
  }

  returned(number: number, atMs: number): void {
    const hand = this.inHand.get(number);
    if (hand?.stays) this.tell({ kind: 'expired', atMs, message: hand.message });
    else this.attempted(number, atMs, 'returned', 'reply', null);
    this.forget(number);
  }

  opened(connection: Connection, atMs: number, _byRunner: boolean, id: number): void {
    const process = this.processes.get(id);
    if (process === undefined) return;
    const { number, host, address } = connection;
    this.open.set(connection, { number, process });
    const message = this.messages.get(this.holding.get(id) ?? -1) ?? null;
    this.tell({ kind: 'opened', atMs, connection: number, host, address, process, message });
  }

  closed(connection: Connection, atMs: number): void {
    const known = this.open.get(connection);
    if (known === undefined) return;
    this.open.delete(connection);
    const { host, openedAt, brought, accepted, end, fault } = connection;
    this.tell({
      kind: 'closed',
      atMs,
      connection: known.number,
      host,
      process: known.process,
      openedMs: openedAt,
      brought,
      accepted,
      end,
      fault,
    });
  }

  stored(gateway: number, host: number, atMs: number, bad: boolean): void {
    this.tell({ kind: 'stored', atMs, gateway, host, bad });
  }

  marked(gateway: number, host: number, fromMs: number, atMs: number): void {
    this.tell({ kind: 'marked', atMs, gateway, host, fromMs });
  }

  runStarted(gateway: number, atMs: number, messages: number): void {
    this.tell({ kind: 'run', atMs, gateway, messages });
  }

  private attempted(
    number: number,
    atMs: number,
    end: 'sent' | 'deferred' | 'returned',
    text: DeferralText,
    parts: readonly number[] | null,
  ): void {
    const hand = this.inHand.get(number);
    if (hand === undefined || hand.tried === null) return;
    const { message, process, startMs, tried } = hand;
    this.tell({ kind: 'attempted', atMs, message, process, startMs, end, ...tried, text, parts });
  }

  private forget(number: number): void {
    this.messages.delete(number);
    this.inHand.delete(number);
  }
}
