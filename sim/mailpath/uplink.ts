/**
 * The site's uplink where it is finite: the connections of all gateways share it, max-min fair, capped by
 * each connection's own goodput.
 *
 *   BODY -> takes part in the uplink -> last byte sent -> the ending is worked out -> DONE
 *                                    -> the connection is cut meanwhile            -> DONE
 *
 * While the sum of the goodputs fits, everyone gets his own; beyond that nobody gets more than the
 * water level at which the rates add up to the uplink's. Rates change when a transfer starts or
 * ends; then what is left of each is worked out again. One event stands for the transfer that ends
 * first, one a connection for its cut; events that were overtaken are recognised by their time and
 * ignored. Units: bytes, bytes/ms, ms. Source: progressive filling (Bertsekas and Gallager, Data
 * Networks, 6.5.2). Left out: packets, queueing in the network.
 *
 * Invariant: the rates of the transfers under way never add up to more than the uplink's, and each
 * is the lower of its own goodput and one common level. A body is sent once: bytes of a cut
 * transfer are wasted.
 */
import { InvariantError } from '../engine/invariant.ts';
import { ALIVE, type Connection } from './connection.ts';
import { type DeliveryProcess, PHASE_DONE } from './delivery-process.ts';
import { cutsInService } from './input.ts';
import type { Host } from './remote-server.ts';
import type { Transaction } from './transaction.ts';
import { EVENT_CUT, EVENT_PROCESS, EVENT_UPLINK, type World } from './world.ts';

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

  /**
   * The remote server says 354: the body begins.
   *
   * A connection that is at its end by now has no body any more; 1/1024 ms is the least time
   * that a body can take, so that the cut is found inside it, not before it.
   */
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
    // At most one event for each end: a connection carries many bodies, and its lifetime ends once.
    // A fault after an acceptance may bring the end forward, and then has an event of its own.
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
    // Several may end at once (equal sizes that began together): all of them now.
    for (let id = uplink.finished(at); id >= 0; id = uplink.finished(at)) {
      uplink.stop(id, at);
      this.world.eventsLeft -= uplink.active.length * EVENTS_PER_SHARE;
      this.close(this.world.processes.all[id], at);
    }
    this.reschedule();
  }

  /** When the remote server ends the connection, whatever is going on; Infinity if it does not. */
  private endOf(host: Host, connection: Connection): number {
    const { lifetime } = host.input;
    const cutAt =
      lifetime !== null && cutsInService(lifetime.how)
        ? host.cutAt(connection)
        : Number.POSITIVE_INFINITY;
    return connection.dead === ALIVE ? cutAt : Math.min(cutAt, connection.deadAt);
  }

  /**
   * A connection is at its end: if a body is under way on it, that stops here.
   *
   * Events cannot be taken back: one whose connection is idle by now, or closed, or has another
   * end, is recognised by the time that the connection waits for.
   */
  cut(connectionId: number, at: number): void {
    const { world } = this;
    const connection = world.connections.all[connectionId];
    if (connection.carrier < 0 || connection.endScheduled !== at) return;
    const process = world.processes.all[connection.carrier];
    const left = this.uplink.stop(process.id, at);
    this.close(process, at + 1 / 1024);
    // What was on its way is lost: the next attempt begins the body anew.
    process.sentBytes = process.bodyBytes - left;
    this.reschedule();
  }

  /**
   * Takes over how the transaction ends and waits for that moment.
   *
   * The transaction is shared by all processes of the simulation: what it found is copied before
   * anybody else uses it.
   */
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
    // As `open` left them for this process: others have begun and ended theirs meanwhile.
    this.transaction.bodyBytes = process.bodyBytes;
    this.transaction.bodyEnding = process.bodyEnding;
    this.transaction.close(host, connection, slot, process.bodyStartedAt, dotAt);
    this.conclude(process);
  }

  /**
   * Working out the rates is linear in the transfers under way, so it counts against the limit of
   * work: ten thousand connections on one thin uplink are more work than their events say.
   */
  private reschedule(): void {
    this.world.eventsLeft -= this.uplink.active.length * EVENTS_PER_SHARE;
    const { nextAt } = this.uplink;
    if (nextAt !== Number.POSITIVE_INFINITY) this.world.events.schedule(nextAt, EVENT_UPLINK, 0);
  }
}

export class Uplink {
  readonly ratePerMs: number;
  /** Processes with a transfer under way, what each has left, its own goodput and its rate. */
  readonly active: number[] = [];
  private readonly left: number[] = [];
  private readonly goodput: number[] = [];
  private readonly rate: number[] = [];
  private updatedAt = 0;
  /** When the first of them ends at the current rates; Infinity if none is under way. */
  nextAt = Number.POSITIVE_INFINITY;

  constructor(ratePerMs: number) {
    this.ratePerMs = ratePerMs;
  }

  /**
   * What is left of everyone is brought up to now first: from now on the rates are other ones.
   */
  start(process: number, bytes: number, goodput: number, now: number): void {
    this.advance(now);
    this.active.push(process);
    this.left.push(bytes);
    this.goodput.push(goodput);
    this.rate.push(0);
    this.share(now);
  }

  /** Takes a transfer off: it ended, or its connection was cut. Returns the bytes it had left. */
  stop(process: number, now: number): number {
    this.advance(now);
    const i = this.active.indexOf(process);
    const left = this.left[i];
    const last = this.active.length - 1;
    this.active[i] = this.active[last];
    this.left[i] = this.left[last];
    this.goodput[i] = this.goodput[last];
    this.active.pop();
    this.left.pop();
    this.goodput.pop();
    this.rate.pop();
    this.share(now);
    return left;
  }

  /**
   * The process whose transfer ends at `nextAt` (the first started among equals), or -1.
   *
   * Times are on a grid, so that a transfer ends a fraction of a byte early or late: less than
   * what the rate carries in two steps counts as nothing.
   */
  finished(now: number): number {
    this.advance(now);
    for (let i = 0; i < this.active.length; i++) {
      if (this.left[i] <= this.rate[i] / 512) return this.active[i];
    }
    return -1;
  }

  private advance(now: number): void {
    const elapsed = now - this.updatedAt;
    for (let i = 0; i < this.active.length; i++) {
      this.left[i] = Math.max(0, this.left[i] - this.rate[i] * elapsed);
    }
    this.updatedAt = now;
  }

  /**
   * Rounded up to the grid: rounded down the event would find a rest, and come again at the same
   * moment.
   */
  private share(now: number): void {
    const level = this.waterLevel();
    let soonest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.active.length; i++) {
      this.rate[i] = Math.min(this.goodput[i], level);
      soonest = Math.min(soonest, this.left[i] / this.rate[i]);
    }
    this.nextAt = now + Math.ceil(soonest * 1024) / 1024;
  }

  /**
   * The rate above which nobody gets more: by filling, smallest goodput first.
   *
   * Who needs less than an equal share gets what he needs, and leaves the rest to the others: the
   * smallest first, until the equal share of what is left is less than anyone's need.
   */
  private waterLevel(): number {
    let demand = 0;
    for (const goodput of this.goodput) demand += goodput;
    if (demand <= this.ratePerMs) return Number.POSITIVE_INFINITY;
    const sorted = [...this.goodput].sort((a, b) => a - b);
    let spare = this.ratePerMs;
    for (let i = 0; i < sorted.length; i++) {
      const fair = spare / (sorted.length - i);
      if (sorted[i] > fair) return fair;
      spare -= sorted[i];
    }
    return Number.POSITIVE_INFINITY;
  }
}
