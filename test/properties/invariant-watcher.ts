/**
 * Listens to a run and objects to whatever breaks an invariant of the model (docs/model.md).
 *
 * Every check is made from outside, from what an observer hears, not from the model's own state.
 */
import type { Connection } from '../../sim/mailpath/connection.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { Observer } from '../../sim/mailpath/observer.ts';

const FATE_QUEUED = 0;
const FATE_DELIVERED = 1;
const FATE_RETURNED = 2;

export class InvariantWatcher implements Observer {
  readonly broken: string[] = [];
  arrivals = 0;
  deliveries = 0;
  returns = 0;
  private readonly input: MailPathInput;
  private readonly fate = new Map<number, number>();
  private readonly holder = new Map<number, number>();
  private readonly open = new Set<number>();
  private readonly limits: { messages: number };
  private last = Number.NEGATIVE_INFINITY;

  constructor(input: MailPathInput) {
    this.input = input;
    let messages = input.settings.messagesPerConnection;
    for (const action of input.actions) {
      if (action.kind !== 'set') continue;
      messages = Math.max(messages, action.settings.messagesPerConnection ?? 0);
    }
    this.limits = { messages };
  }

  arrived(message: number, at: number): void {
    if (at >= 0) this.clock(at);
    this.arrivals++;
    if (this.fate.has(message)) this.object(`message ${message} arrived twice`);
    this.fate.set(message, FATE_QUEUED);
  }

  delivered(
    message: number,
    arrivedAt: number,
    at: number,
    tries: number,
    parts: readonly number[],
  ): void {
    this.clock(at);
    this.deliveries++;
    this.leave(message, FATE_DELIVERED);
    if (tries < 1) this.object(`message ${message} delivered without a try`);
    const sum = parts.reduce((a, b) => a + b, 0);
    if (sum !== at - arrivedAt) {
      this.object(`message ${message}: parts sum to ${sum}, its delay is ${at - arrivedAt}`);
    }
    if (parts.some((part) => part < 0)) this.object(`message ${message}: negative part ${parts}`);
  }

  returned(message: number, at: number): void {
    this.clock(at);
    this.returns++;
    this.leave(message, FATE_RETURNED);
  }

  locked(message: number, process: number): void {
    const holder = this.holder.get(message);
    if (holder !== undefined) {
      this.object(`message ${message} held by ${holder} and taken by ${process}`);
    }
    this.holder.set(message, process);
  }

  unlocked(message: number, process: number): void {
    if (this.holder.get(message) !== process) {
      this.object(`message ${message} let go by ${process}, which did not hold it`);
    }
    this.holder.delete(message);
  }

  opened(connection: Connection): void {
    if (this.open.has(connection.number)) {
      this.object(`connection ${connection.number} opened twice`);
    }
    this.open.add(connection.number);
  }

  closed(connection: Connection, at: number): void {
    if (!this.open.delete(connection.number)) {
      this.object(`connection ${connection.number} closed, which was not open`);
    }
    if (connection.messagesStarted > this.limits.messages) {
      this.object(
        `a connection carried ${connection.messagesStarted}, limit ${this.limits.messages}`,
      );
    }
    if (connection.accepted > connection.messagesStarted) {
      this.object(`accepted ${connection.accepted} of ${connection.messagesStarted} started`);
    }
    const { lifetime } = this.input.hosts[connection.host];
    if (lifetime === null || lifetime.how.endsWith('boundary')) return;
    const overshoot = lifetime.overshoot.kind === 'uniform' ? lifetime.overshoot.high : 0;
    const age = at - connection.openedAt;
    if (age > lifetime.limitMs + overshoot + 1 / 1024) {
      this.object(`a connection lived ${age} ms, limit ${lifetime.limitMs} + ${overshoot}`);
    }
  }

  skipped(message: number, at: number, _host: number, cause: string): void {
    this.clock(at);
    if (this.fate.get(message) !== FATE_QUEUED) this.object(`message ${message} skipped, but gone`);
    const { settings, actions } = this.input;
    const everOn =
      settings.hostStatus || actions.some((a) => a.kind === 'set' && a.settings.hostStatus);
    if (!everOn && cause !== 'memory') {
      this.object(`skipped by ${cause} though host status is off`);
    }
  }

  tried(
    _message: number,
    _process: number,
    _host: number,
    _connection: Connection | null,
    at: number,
  ): void {
    this.clock(at);
  }
  deferred(_message: number, at: number): void {
    this.clock(at);
  }
  runStarted(_gateway: number, at: number): void {
    this.clock(at);
  }

  private leave(message: number, fate: number): void {
    const before = this.fate.get(message);
    if (before !== FATE_QUEUED) this.object(`message ${message} left twice (${before}, ${fate})`);
    this.fate.set(message, fate);
  }

  /** Time never goes back. */
  private clock(at: number): void {
    if (at < this.last) this.object(`time went back from ${this.last} to ${at}`);
    this.last = at;
  }

  private object(what: string): void {
    if (this.broken.length < 5) this.broken.push(what);
  }
}
