/**
 * Opening a connection to a host: its addresses in turn, the machine it lands on, the greeting.
 *
 *   for each address: refused or timed out -> the next one; none left -> the host is bad
 *   connected -> cache slot -> greeting: welcome, a fault, or one connection too many (421 4.3.2)
 *
 * Source: Sendmail 8.17.1, daemon.c (makeconnection: all addresses of a name within one attempt),
 * deliver.c (mci_cache right after a successful connect, before the greeting).
 * Units: milliseconds. Left out: DNS; IPv6 before IPv4.
 */
import { quantise } from '../engine/distributions.ts';
import type { Connection } from './connection.ts';
import type { Host } from './far-side.ts';
import { STAGE_CONNECT, STAGE_GREETING } from './fault-columns.ts';
import type { Ending } from './faults.ts';
import {
  DRAW_ADDRESS,
  DRAW_BACKEND,
  DRAW_GOODPUT,
  DRAW_NEXT_BACKEND,
  DRAW_SETUP,
  MAX_ADDRESSES,
} from './purpose.ts';
import { cutsInService } from './transaction.ts';
import type { World } from './world.ts';

export class Connector {
  private readonly world: World;
  /** Result of the last call: `accepted` if the remote server welcomes us, else what went wrong. */
  ending: Ending = 'accepted';
  /** When that is known. */
  endsAt = 0.5;
  /** The lifetime limit struck before the greeting was over. */
  cut = false;

  constructor(world: World) {
    this.world = world;
  }

  /**
   * Connects from a gateway for message `slot` at time `at`. Returns the connection, or null if no address
   * answered; `ending` and `endsAt` say what came of it.
   */
  connect(host: Host, gateway: number, slot: number, at: number): Connection | null {
    const { connections, draws, messages } = this.world;
    const message = messages.number[slot];
    const attempt = messages.attempts[slot];
    const { addresses } = host.input;
    const first =
      host.input.addressOrder === 'fixed' || addresses.length === 1
        ? 0
        : Math.floor(draws.uniform(message, attempt, DRAW_ADDRESS) * addresses.length);
    const connection = connections.open(host.index, gateway, first, at);
    connection.openerMessage = message;
    connection.openerAttempt = attempt;
    const { byBackend } = host.rules;
    if (byBackend) connection.backend = draws.uniform(message, attempt, DRAW_BACKEND);
    this.cut = false;
    let now = at;
    for (let k = 0; host.rules.has(STAGE_CONNECT); k++) {
      const fault = host.rules.ofConnection(STAGE_CONNECT, now, connection, k);
      if (fault === null) break;
      now = quantise(now + host.input.roundTripMs + fault.waitMs);
      if (k + 1 >= Math.min(addresses.length, MAX_ADDRESSES)) {
        this.ending = fault.ending;
        this.endsAt = now;
        connections.close(connection);
        return null;
      }
      connection.address = (first + k + 1) % addresses.length;
      if (byBackend) {
        connection.backend = draws.uniform(message, attempt, DRAW_NEXT_BACKEND + k);
      }
      connections.renumber(connection);
    }
    connection.openedAt = now;
    connection.goodput = host.goodput.isConstant
      ? host.goodput.constant
      : host.goodput.sample(draws.uniform(message, attempt, DRAW_GOODPUT));
    this.greet(host, connection, message, attempt, now);
    return connection;
  }

  private greet(
    host: Host,
    connection: Connection,
    message: number,
    attempt: number,
    at: number,
  ): void {
    const setup = host.setup.isConstant
      ? host.setup.constant
      : host.setup.sample(this.world.draws.uniform(message, attempt, DRAW_SETUP));
    this.ending = 'accepted';
    this.endsAt = quantise(at + setup);
    if (host.isFull(connection.gateway)) {
      this.ending = 'greeting-421';
      connection.end = 'limit';
    } else if (host.rules.has(STAGE_GREETING)) {
      const fault = host.rules.ofConnection(STAGE_GREETING, at, connection);
      if (fault !== null) {
        this.ending = fault.ending;
        this.endsAt = quantise(this.endsAt + fault.waitMs);
      }
    }
    host.connectionOpened(connection.gateway);
    this.cutIfOver(host, connection);
  }

  private cutIfOver(host: Host, connection: Connection): void {
    this.cut = false;
    const { lifetime } = host.input;
    if (lifetime === null || !cutsInService(lifetime.how)) return;
    if (this.endsAt <= connection.openedAt + host.limitMs) return;
    const cutAt = host.cutAt(connection);
    if (cutAt >= this.endsAt) return;
    this.cut = true;
    this.ending = lifetime.how === '421' ? 'greeting-421' : 'greeting-reset';
    this.endsAt = cutAt;
  }
}
