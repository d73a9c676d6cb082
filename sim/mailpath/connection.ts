/**
 * One SMTP connection: how it is opened, where it landed, what it carried, when it will be cut.
 *
 * Objects are pooled and used again; nothing is allocated for a connection on the hot path. Units:
 * milliseconds, bytes. States, as the client knows them (Sendmail's MCIS_OPEN, MCIS_MAIL,
 * MCIS_CLOSED):
 *
 *   open -- a message is refused at MAIL --> mail -- RSET, first thing of the next attempt --> open
 *   open, mail -> closed
 *
 * What it does not know: the remote server may be gone. In state open it finds out by a probe
 * between two attempts, which is forgiven; in state mail by the RSET within an attempt, which fails
 * (mci.c mci_get, usersmtp.c smtpinit). Left out: DNS; IPv6 before IPv4.
 *
 * Invariants: it carries no more messages than the gateway's limit and outlives its lifetime by no
 * more than the draw of its overshoot; messages accepted never exceed messages begun; once dead it
 * stays dead (`deadAt` does not move). Tests hold the first two from outside (test/properties).
 */
import { quantise } from '../engine/distributions.ts';
import type { Room } from './capacity.ts';
import type { DeliveryProcess } from './delivery-process.ts';
import { STAGE_CONNECT, STAGE_GREETING } from './fault-columns.ts';
import { cutsInService } from './input.ts';
import type { Host } from './remote-server.ts';
import {
  DRAW_ADDRESS,
  DRAW_BACKEND,
  DRAW_GOODPUT,
  DRAW_NEXT_BACKEND,
  DRAW_SETUP,
  MAX_ADDRESSES,
  type World,
} from './world.ts';

/** What the client knows of a connection that is not closed. */
export const STATE_OPEN = 0;
export const STATE_MAIL = 1;

/**
 * How a dead connection will look to the client when it next speaks.
 *
 * The server's side of the same connection: alive, or gone at `deadAt` without the client having
 * read it yet. TCP tells nobody: a reset or a 421 waits in the client's socket until it next reads.
 */
export const ALIVE = 0;
export const DEAD_RESET = 1;
export const DEAD_421 = 2;

/** How a connection ended, as the remote server sees it. */
export type ConnectionEnd = 'quit' | 'lifetime' | 'fault' | 'limit';

export class Connection {
  readonly id: number;
  host = -1;
  /** Index of the gateway that opened it. */
  gateway = 0;
  address = 0;
  /** Running number over all connections of the run, from 1. */
  number = 0;
  openedAt = 0.5;
  /** The message and attempt that opened it: the key of all its draws. */
  openerMessage = 0;
  openerAttempt = 0;
  /**
   * Position of its backend among the address's machines, 0 to 1: unhealthy ones come first. Drawn
   * only where some are unhealthy.
   */
  backend = 0.5;
  /**
   * Bytes/ms, one draw for its whole life: its messages share their fate. Drawn for each message,
   * slow and fast ones would even out over a long list, and too few connections would overrun.
   */
  goodput = 0.5;
  /** Drawn when first needed; negative until then. */
  cutAt = -0.5;
  /** Messages begun on it, this one included: Sendmail's mci_deliveries + 1. */
  messagesStarted = 0;
  /** Of these, accepted: what faults after an acceptance count by. */
  accepted = 0;
  /** STATE_OPEN or STATE_MAIL. */
  state = STATE_OPEN;
  /** ALIVE, DEAD_RESET or DEAD_421, and from when on. */
  dead = ALIVE;
  deadAt = 0.5;
  end: ConnectionEnd = 'quit';
  /** The fault that ended it, for observers. */
  fault = '';
  /** The process whose transfer is under way on it over a shared uplink, or -1. */
  carrier = -1;
  /** The earliest end that an event stands for. */
  endScheduled = Number.POSITIVE_INFINITY;

  constructor(id: number) {
    this.id = id;
  }
}

/** Of a connection, on the engine's heap. */
const BYTES = 300;

/**
 * Numbers start as fractions (0.5) so that V8 keeps the fields as doubles from the first object on:
 * one that turned from an integer to a double later would cost a change of shape in the hot path.
 */
export class ConnectionPool {
  readonly all: Connection[] = [];
  private readonly free: Connection[] = [];
  private readonly room: Room;
  opened = 0;

  constructor(room: Room) {
    this.room = room;
  }

  open(host: number, gateway: number, address: number): Connection {
    let connection = this.free.pop();
    if (connection === undefined) {
      this.room.take(BYTES);
      connection = new Connection(this.all.length);
      this.all.push(connection);
    }
    this.opened++;
    connection.host = host;
    connection.gateway = gateway;
    connection.address = address;
    connection.number = this.opened;
    connection.cutAt = -1;
    connection.messagesStarted = 0;
    connection.accepted = 0;
    connection.state = STATE_OPEN;
    connection.dead = ALIVE;
    connection.end = 'quit';
    connection.fault = '';
    connection.carrier = -1;
    connection.endScheduled = Number.POSITIVE_INFINITY;
    return connection;
  }

  /**
   * The next address of the same name is tried: another connection to the remote server. Counts as
   * the server's n-th connection (faults on each n-th one), since the server sees each address.
   */
  renumber(connection: Connection): void {
    this.opened++;
    connection.number = this.opened;
  }

  close(connection: Connection): void {
    this.free.push(connection);
  }
}

/** Sets apart the draws of the addresses of one attempt: beyond the attempts of any message. */
const ADDRESS_STEP = 2 ** 16;

/**
 * Opens a connection for the process's message to the host that it tries: the addresses in turn,
 * the machine it lands on, the greeting.
 *
 *   for each address: refused or timed out -> the next one; none left -> the host is bad
 *   connected -> cache slot -> greeting: welcome, a fault, or one connection too many (421 4.3.2)
 *
 * Source: Sendmail 8.17.1, daemon.c (makeconnection: all addresses of a name within one attempt),
 * deliver.c (mci_cache right after a successful connect, before the greeting).
 *
 * Returns the connection, or null if no address answered; how it went, and when that is known, is
 * left in the process.
 *
 * makeconnection goes through all addresses of the name before deliver learns of a failure, so that
 * one dead address of eight marks nobody and costs its timeout only; conversely what goes wrong
 * later, on one address, marks the name with all of them (recordings h3, b1).
 */
export function openConnection(
  world: World,
  process: DeliveryProcess,
  at: number,
): Connection | null {
  const { connections, draws, messages } = world;
  const host = world.hosts[process.host];
  const message = messages.number[process.message];
  const attempt = messages.attempts[process.message];
  const { addresses } = host.input;
  // A resolver hands out the addresses in an order that rotates, or always the same.
  const first =
    host.input.addressOrder === 'fixed' || addresses.length === 1
      ? 0
      : Math.floor(draws.uniform(message, attempt, DRAW_ADDRESS) * addresses.length);
  const connection = connections.open(host.index, process.gateway.index, first);
  // Draws are keyed by the message that opened it, not by a counter of connections: under another
  // setting the same message meets the same machine, however many connections there were before.
  connection.openerMessage = message;
  connection.openerAttempt = attempt;
  const { byBackend } = host.rules;
  if (byBackend) connection.backend = draws.uniform(message, attempt, DRAW_BACKEND);
  process.cut = false;
  process.sentBytes = 0;
  // Each address has its own chance to refuse, its own machine, and its own wait before it is given
  // up (Timeout.connect, Timeout.iconnect: whatever the scenario says of it as `wait`).
  let now = at;
  for (let k = 0; host.rules.has(STAGE_CONNECT); k++) {
    const step = attempt + k * ADDRESS_STEP;
    const fault = host.rules.find(STAGE_CONNECT, now, connection, message, step);
    if (fault === null) break;
    now = quantise(now + host.input.roundTripMs + fault.waitMs);
    // None left: EX_TEMPFAIL, 4.4.1, and no connection ever was: nothing counts against its limit.
    if (k + 1 >= Math.min(addresses.length, MAX_ADDRESSES)) {
      process.ending = fault.ending;
      process.endsAt = now;
      connections.close(connection);
      return null;
    }
    connection.address = (first + k + 1) % addresses.length;
    if (byBackend) connection.backend = draws.uniform(message, attempt, DRAW_NEXT_BACKEND + k);
    connections.renumber(connection);
  }
  // The server's clock starts with the TCP connection that came about: its lifetime counts from
  // there.
  connection.openedAt = now;
  connection.goodput = host.goodput.isConstant
    ? host.goodput.constant
    : host.goodput.sample(draws.uniform(message, attempt, DRAW_GOODPUT));
  const setup = host.setup.isConstant
    ? host.setup.constant
    : host.setup.sample(draws.uniform(message, attempt, DRAW_SETUP));
  // Set-up is TCP, greeting, EHLO and STARTTLS in one draw: smtpinit does them in a row, and
  // nothing in between is held against a host in another way than the greeting is.
  process.ending = 'accepted';
  process.endsAt = quantise(now + setup);
  greet(process, host, connection, now);
  return connection;
}

function greet(process: DeliveryProcess, host: Host, connection: Connection, at: number): void {
  // A server with too many connections still accepts the TCP connection and says 421 in place of a
  // greeting; so it comes before faults of chance, and marks like any refusal at the greeting.
  if (host.isFull(connection.gateway)) {
    process.ending = 'greeting-421';
    connection.end = 'limit';
  } else if (host.rules.has(STAGE_GREETING)) {
    const fault = host.rules.find(STAGE_GREETING, at, connection);
    if (fault !== null) {
      process.ending = fault.ending;
      process.endsAt = quantise(process.endsAt + fault.waitMs);
    }
  }
  // Counted even if it is refused: the gateway holds it until it has read the refusal.
  host.connectionOpened(connection.gateway);
  // A set-up that outlasts the lifetime: rare, but with a slow STARTTLS and short lifetimes, as
  // recordings have them, it would otherwise give connections that are older than the server allows.
  const { lifetime } = host.input;
  if (lifetime === null || !cutsInService(lifetime.how)) return;
  if (process.endsAt <= at + host.limitMs) return;
  const cutAt = host.cutAt(connection);
  if (cutAt >= process.endsAt) return;
  process.cut = true;
  process.ending = lifetime.how === '421' ? 'greeting-421' : 'greeting-reset';
  process.endsAt = cutAt;
}
