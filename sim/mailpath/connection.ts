/**
 * One SMTP connection: where it landed, what it carried, when the far side will cut it.
 *
 * Objects are pooled and used again; nothing is allocated for a connection on the hot path.
 * Units: milliseconds, bytes. States, as the client knows them (Sendmail's MCIS_OPEN, MCIS_MAIL,
 * MCIS_CLOSED):
 *
 *   open -- a message is refused at MAIL --> mail -- RSET, first thing of the next attempt --> open
 *   open, mail -> closed
 *
 * What it does not know: the far side may be gone. In state open it finds out by a probe between two
 * attempts, which is forgiven; in state mail by the RSET within an attempt, which fails (mci.c
 * mci_get, usersmtp.c smtpinit).
 */

import type { Room } from './capacity.ts';

/** What the client knows of a connection that is not closed. */
export const STATE_OPEN = 0;
export const STATE_MAIL = 1;

/** How a dead connection will look to the client when it next speaks. */
export const ALIVE = 0;
export const DEAD_RESET = 1;
export const DEAD_421 = 2;

/** How a connection ended, as the far side sees it. */
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
   * Position of its backend among the address's machines, 0 to 1: sick ones come first. Drawn only
   * where some are sick.
   */
  backend = 0.5;
  goodput = 0.5;
  /** Drawn when first needed; negative until then. */
  cutAt = -0.5;
  brought = 0;
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

export class ConnectionPool {
  readonly all: Connection[] = [];
  private readonly free: Connection[] = [];
  private readonly room: Room;
  opened = 0;

  constructor(room: Room) {
    this.room = room;
  }

  open(host: number, gateway: number, address: number, at: number): Connection {
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
    connection.openedAt = at;
    connection.cutAt = -1;
    connection.brought = 0;
    connection.accepted = 0;
    connection.state = STATE_OPEN;
    connection.dead = ALIVE;
    connection.deadAt = 0;
    connection.end = 'quit';
    connection.fault = '';
    connection.carrier = -1;
    connection.endScheduled = Number.POSITIVE_INFINITY;
    return connection;
  }

  /** The next address of the same name is tried: another connection to the far side. */
  renumber(connection: Connection): void {
    this.opened++;
    connection.number = this.opened;
  }

  close(connection: Connection): void {
    this.free.push(connection);
  }
}
