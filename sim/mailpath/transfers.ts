/**
 * The transfer of message bodies where the site's uplink is finite: all connections share it.
 *
 *   BODY -> takes part in the uplink -> last byte sent -> the ending is worked out -> DONE
 *                                    -> the connection is cut meanwhile            -> DONE
 *
 * One event stands for the transfer that ends first; one a connection for its cut.
 * Events that were overtaken are recognised by their time and ignored. Units: ms, bytes.
 */
import { InvariantError } from '../engine/invariant.ts';
import { ALIVE, type Connection } from './connection.ts';
import { type DeliveryProcess, PHASE_DONE } from './delivery-process.ts';
import { EVENT_CUT, EVENT_PROCESS, EVENT_UPLINK } from './event-kind.ts';
import type { Host } from './far-side.ts';
import { cutsInService, type Transaction } from './transaction.ts';
import { Uplink } from './uplink.ts';
import type { World } from './world.ts';

/** What a transfer whose rate is worked out anew costs, in events: as it was measured. */
const EVENTS_PER_SHARE = 1 / 4;

export class Transfers {
  /** True if the uplink is finite, so that transfers slow each other down. */
  readonly shared: boolean;
  private readonly world: World;
  private readonly transaction: Transaction;
  private readonly uplink: Uplink;

  constructor(world: World, transaction: Transaction) {
    this.world = world;
    this.transaction = transaction;
    const { uplinkPerMs } = world.input.costs;
    this.shared = uplinkPerMs !== Number.POSITIVE_INFINITY;
    this.uplink = new Uplink(uplinkPerMs);
  }

  /** The far side says 354: the body begins. */
  begin(process: DeliveryProcess, at: number): void {
    const { world } = this;
    const { current: connection } = process;
    if (connection === null) throw new InvariantError('a body is sent over a connection');
    const host = world.hosts[process.host];
    process.bodyStartedAt = at;
    connection.carrier = process.id;
    const endsAt = this.endOf(host, connection);
    if (endsAt <= at) {
      this.close(process, at + 1 / 1024);
      return;
    }
    if (endsAt < connection.endScheduled) {
      connection.endScheduled = endsAt;
      world.events.schedule(endsAt, EVENT_CUT, connection.id);
    }
    const goodput = this.transaction.goodput(host, connection, at);
    this.uplink.start(process.id, process.bodyBytes, goodput, at);
    this.reschedule();
  }

  /** The first transfer may have ended. */
  finished(at: number): void {
    const { uplink } = this;
    if (uplink.nextAt !== at) return;
    for (let id = uplink.finished(at); id >= 0; id = uplink.finished(at)) {
      uplink.stop(id, at);
      this.world.eventsLeft -= uplink.active.length * EVENTS_PER_SHARE;
      this.close(this.world.processes.all[id], at);
    }
    this.reschedule();
  }

  /** When the far side ends the connection, whatever is going on; Infinity if it does not. */
  private endOf(host: Host, connection: Connection): number {
    const { lifetime } = host.input;
    const cutAt =
      lifetime !== null && cutsInService(lifetime.how)
        ? host.cutAt(connection)
        : Number.POSITIVE_INFINITY;
    return connection.dead === ALIVE ? cutAt : Math.min(cutAt, connection.deadAt);
  }

  /** A connection is at its end: if a body is under way on it, that stops here. */
  cut(connectionId: number, at: number): void {
    const { world } = this;
    const connection = world.connections.all[connectionId];
    if (connection.carrier < 0 || connection.endScheduled !== at) return;
    const process = world.processes.all[connection.carrier];
    const left = this.uplink.stop(process.id, at);
    this.close(process, at + 1 / 1024);
    process.sentBytes = process.bodyBytes - left;
    this.reschedule();
  }

  /** Takes over how the transaction ends and waits for that moment. */
  conclude(process: DeliveryProcess): void {
    const { transaction } = this;
    process.ending = transaction.ending;
    process.cut = transaction.cut;
    process.sentBytes = transaction.sentBytes;
    process.phase = PHASE_DONE;
    const { events } = this.world;
    events.scheduleRanked(
      Math.max(transaction.endsAt, events.now),
      EVENT_PROCESS,
      process.id,
      process.rank,
    );
  }

  private close(process: DeliveryProcess, dotAt: number): void {
    const { current: connection, message: slot } = process;
    if (connection === null) throw new InvariantError('a body is sent over a connection');
    connection.carrier = -1;
    const host = this.world.hosts[process.host];
    this.transaction.bodyBytes = process.bodyBytes;
    this.transaction.bodyEnding = process.bodyEnding;
    this.transaction.close(host, connection, slot, process.bodyStartedAt, dotAt);
    this.conclude(process);
  }

  private reschedule(): void {
    this.world.eventsLeft -= this.uplink.active.length * EVENTS_PER_SHARE;
    const { nextAt } = this.uplink;
    if (nextAt !== Number.POSITIVE_INFINITY) this.world.events.schedule(nextAt, EVENT_UPLINK, 0);
  }
}
