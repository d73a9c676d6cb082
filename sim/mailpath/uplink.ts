/**
 * The site's uplink where it is finite: the connections of all gateways share it, max-min fair,
 * capped by each connection's own goodput.
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
import { ALIVE, type Connection } from './connection.ts';
import type { DeliveryProcess } from './delivery-process.ts';
import { cutsInService } from './input.ts';
import type { Host } from './remote-server.ts';
import { awaitEnding, closeTransaction, goodputOf } from './transaction.ts';
import { EVENT_CUT, EVENT_UPLINK, type World } from './world.ts';

/** What a transfer whose rate is worked out anew costs, in events: as it was measured. */
const EVENTS_PER_SHARE = 1 / 4;

/**
 * The remote server says 354: the body begins.
 *
 * A connection that is at its end by now has no body any more; 1/1024 ms is the least time that a
 * body can take, so that the cut is found inside it, not before it.
 */
export function beginBody(world: World, process: DeliveryProcess, at: number): void {
  const connection = process.connected;
  const host = world.hosts[process.host];
  process.startedAt = at;
  connection.carrier = process.id;
  const endsAt = endOf(host, connection);
  if (endsAt <= at) {
    closeBody(world, process, at + 1 / 1024);
    return;
  }
  // At most one event for each end: a connection carries many bodies, and its lifetime ends once. A
  // fault after an acceptance may bring the end forward, and then has an event of its own.
  if (endsAt < connection.endScheduled) {
    connection.endScheduled = endsAt;
    world.events.schedule(endsAt, EVENT_CUT, connection.id);
  }
  const goodput = goodputOf(host, connection, at);
  world.uplink.start(process.id, process.bodyBytes, goodput, at);
  reschedule(world);
}

/** The first transfer may have ended. */
export function finishBodies(world: World, at: number): void {
  const { uplink } = world;
  if (uplink.nextAt !== at) return;
  // Several may end at once (equal sizes that began together): all of them now.
  for (let id = uplink.finished(at); id >= 0; id = uplink.finished(at)) {
    uplink.stop(id, at);
    world.eventsLeft -= uplink.active.length * EVENTS_PER_SHARE;
    closeBody(world, world.processes.all[id], at);
  }
  reschedule(world);
}

/** When the remote server ends the connection, whatever is going on; Infinity if it does not. */
function endOf(host: Host, connection: Connection): number {
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
 * Events cannot be taken back: one whose connection is idle by now, or closed, or has another end,
 * is recognised by the time that the connection waits for.
 */
export function cutBody(world: World, connectionId: number, at: number): void {
  const connection = world.connections.all[connectionId];
  if (connection.carrier < 0 || connection.endScheduled !== at) return;
  const process = world.processes.all[connection.carrier];
  const left = world.uplink.stop(process.id, at);
  closeBody(world, process, at + 1 / 1024);
  // What was on its way is lost: the next attempt begins the body anew.
  process.sentBytes = process.bodyBytes - left;
  reschedule(world);
}

function closeBody(world: World, process: DeliveryProcess, dotAt: number): void {
  process.connected.carrier = -1;
  closeTransaction(world, process, dotAt);
  awaitEnding(world, process);
}

/**
 * Working out the rates is linear in the transfers under way, so it counts against the limit of
 * work: ten thousand connections on one thin uplink are more work than their events say.
 */
function reschedule(world: World): void {
  const { nextAt, active } = world.uplink;
  world.eventsLeft -= active.length * EVENTS_PER_SHARE;
  if (nextAt !== Number.POSITIVE_INFINITY) world.events.schedule(nextAt, EVENT_UPLINK, 0);
}

/** A body under way: what it has left, its connection's own goodput, and its rate now. */
interface Transfer {
  readonly process: number;
  left: number;
  readonly goodput: number;
  rate: number;
}

export class Uplink {
  /** It is finite, so that transfers slow each other down. */
  readonly isShared: boolean;
  private readonly ratePerMs: number;
  readonly active: Transfer[] = [];
  private updatedAt = 0;
  /** When the first of them ends at the current rates; Infinity if none is under way. */
  nextAt = Number.POSITIVE_INFINITY;

  constructor(ratePerMs: number) {
    this.ratePerMs = ratePerMs;
    this.isShared = ratePerMs !== Number.POSITIVE_INFINITY;
  }

  /** What is left of everyone is brought up to now first: from now on the rates are other ones. */
  start(process: number, bytes: number, goodput: number, now: number): void {
    this.advance(now);
    this.active.push({ process, left: bytes, goodput, rate: 0 });
    this.share(now);
  }

  /** Takes a transfer off: it ended, or its connection was cut. Returns the bytes it had left. */
  stop(process: number, now: number): number {
    this.advance(now);
    const { active } = this;
    const i = active.findIndex((transfer) => transfer.process === process);
    const { left } = active[i];
    active[i] = active[active.length - 1];
    active.pop();
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
    return this.active.find(({ left, rate }) => left <= rate / 512)?.process ?? -1;
  }

  private advance(now: number): void {
    const elapsed = now - this.updatedAt;
    for (const transfer of this.active) {
      transfer.left = Math.max(0, transfer.left - transfer.rate * elapsed);
    }
    this.updatedAt = now;
  }

  /** Rounded up to the grid: rounded down the event would find a rest, and come again at once. */
  private share(now: number): void {
    const level = this.waterLevel();
    let soonest = Number.POSITIVE_INFINITY;
    for (const transfer of this.active) {
      transfer.rate = Math.min(transfer.goodput, level);
      soonest = Math.min(soonest, transfer.left / transfer.rate);
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
    for (const { goodput } of this.active) demand += goodput;
    if (demand <= this.ratePerMs) return Number.POSITIVE_INFINITY;
    const sorted = this.active.map(({ goodput }) => goodput).sort((a, b) => a - b);
    let spare = this.ratePerMs;
    for (let i = 0; i < sorted.length; i++) {
      const fair = spare / (sorted.length - i);
      if (sorted[i] > fair) return fair;
      spare -= sorted[i];
    }
    return Number.POSITIVE_INFINITY;
  }
}
