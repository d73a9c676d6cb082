/**
 * One attempt at one message: the hosts of its route in turn, until one takes it or none is left.
 *
 *   begin -> look the host up -> known bad: next host; none left: skipped (no connection made)
 *                             -> open connection: START
 *                             -> connect: GREETED (or DONE, if that failed)
 *   GREETED -> dialogue (-> BODY, if the uplink is shared) -> DONE
 *   DONE -> the marking table is applied -> delivered | next host | deferred | returned
 *
 * A process has one event pending at any time; its phase says what for:
 *   NEXT -> (START ->) GREETED -> BODY -> DONE -> NEXT, with every step optional but the last two;
 *   NEXT -> SKIPPED -> NEXT.
 * Source: Sendmail 8.17.1, deliver.c (deliver, label tryhost). Units: milliseconds.
 */
import { InvariantError } from '../engine/invariant.ts';
import { orderCandidates } from './candidates.ts';
import { DEAD_421, DEAD_RESET } from './connection.ts';
import { Connector } from './connector.ts';
import { PART_FAR_SIDE, PART_LOCK, PART_MARK, PART_MEMORY, PART_TRANSFER } from './delay-part.ts';
import {
  type DeliveryProcess,
  ORIGIN_LOCK,
  ORIGIN_OWN,
  ORIGIN_TABLE,
  PHASE_BODY,
  PHASE_DONE,
  PHASE_GREETED,
  PHASE_SKIPPED,
} from './delivery-process.ts';
import { EVENT_PROCESS } from './event-kind.ts';
import type { Gateway } from './gateway.ts';
import type { HostMemory } from './host-memory.ts';
import { SKIP_TEXTS, STATUS_BAD, STATUS_GOOD } from './host-status-table.ts';
import { type Ending, MARKING_TABLE } from './marking-table.ts';
import { DRAW_DUPLICATE } from './purpose.ts';
import type { Settlement } from './settlement.ts';
import { Transaction } from './transaction.ts';
import { Transfers } from './transfers.ts';
import { canRunAhead, type World } from './world.ts';

const PART_OF_ORIGIN = {
  [ORIGIN_OWN]: PART_MEMORY,
  [ORIGIN_TABLE]: PART_MARK,
  [ORIGIN_LOCK]: PART_LOCK,
};

/** The message was sent in full; only the far side knows whether it took it. */
function losesTheReply(ending: Ending): boolean {
  return ending === 'dot-reset' || ending === 'dot-eof' || ending === 'dot-timeout';
}

export class Delivery {
  private readonly world: World;
  private readonly memory: HostMemory;
  private readonly settlement: Settlement;
  private readonly connector: Connector;
  private readonly transaction: Transaction;
  readonly transfers: Transfers;

  constructor(world: World, memory: HostMemory, settlement: Settlement) {
    this.world = world;
    this.memory = memory;
    this.settlement = settlement;
    this.connector = new Connector(world);
    this.transaction = new Transaction(world);
    this.transfers = new Transfers(world, this.transaction);
  }

  /**
   * Begins an attempt at the message that the process holds. Returns true if it was skipped and
   * that is all over by now (the clock has gone on by a skip's cost); otherwise an event is pending.
   */
  begin(process: DeliveryProcess, at: number): boolean {
    const { messages, input } = this.world;
    const slot = process.message;
    messages.charge(slot, at, PART_FAR_SIDE);
    process.tried = false;
    process.sawBad = false;
    const destination = input.destinations[messages.destination[slot]];
    orderCandidates(this.world, process, destination, slot);
    return this.tryHosts(process, at);
  }

  /** The dialogue begins: the connection is open and the far side has welcomed us. */
  greeted(process: DeliveryProcess, at: number): void {
    const { world, transaction } = this;
    const { message: slot, current: connection } = process;
    if (connection === null) throw new InvariantError('a message is sent over a connection');
    const host = world.hosts[process.host];
    world.messages.charge(slot, at, PART_TRANSFER);
    if (transaction.open(host, connection, slot, at)) {
      const bodyAt = transaction.endsAt;
      if (this.transfers.shared) {
        this.wait(process, PHASE_BODY, bodyAt);
        return;
      }
      const dotAt = bodyAt + transaction.transferMs(host, connection, slot, bodyAt);
      transaction.close(host, connection, slot, bodyAt, dotAt);
    }
    this.transfers.conclude(process);
  }

  /** The attempt has come to its end over this host: what does it lead to? */
  done(process: DeliveryProcess, gateway: Gateway, at: number): boolean {
    const { world, memory } = this;
    const { host, ending, message: slot } = process;
    const row = MARKING_TABLE[ending];
    memory.note(process, host, row, at);
    this.applyToConnection(process, at);
    world.messages.attempts[slot]++;
    if (row.message === 'accepted') {
      this.settlement.deliver(process, gateway, slot, at);
      return true;
    }
    world.messages.part[slot] = PART_FAR_SIDE;
    world.messages.charge(slot, at, PART_FAR_SIDE);
    this.failed(process, at);
    if (row.message === 'returned') {
      this.settlement.bounce(process, gateway, slot, at);
      return true;
    }
    process.sawBad = true;
    process.candidateIndex++;
    return this.tryHosts(process, at);
  }

  /** A skip has cost its time: the message waits for another queue run. */
  skipped(process: DeliveryProcess, gateway: Gateway, at: number): void {
    const { world } = this;
    const { skipOrigin: origin, message: slot } = process;
    const part = PART_OF_ORIGIN[origin as keyof typeof PART_OF_ORIGIN];
    world.messages.part[slot] = part;
    world.measures.skipped[origin]++;
    if (world.observer !== null) {
      const cause = origin === ORIGIN_TABLE ? 'mark' : origin === ORIGIN_LOCK ? 'lock' : 'memory';
      const host = process.candidates[process.candidateCount - 1];
      const text = SKIP_TEXTS[process.text[host]];
      world.observer.skipped(world.messages.number[slot], at, host, cause, text);
    }
    this.settlement.defer(process, gateway, slot, at, part);
  }

  /** Goes on with the next candidates. True if the message is settled (or passed on) by now. */
  private tryHosts(process: DeliveryProcess, at: number): boolean {
    let now = at;
    for (; process.candidateIndex < process.candidateCount; process.candidateIndex++) {
      const host = process.candidates[process.candidateIndex];
      now = this.memory.look(process, host, now);
      process.host = host;
      const open = process.connection[host];
      if (open !== null) {
        process.current = open;
        process.tried = true;
        this.greetedAt(process, now);
        return false;
      }
      if (process.status[host] === STATUS_GOOD) {
        process.tried = true;
        this.connect(process, host, now);
        return false;
      }
      if (process.status[host] === STATUS_BAD) {
        process.sawBad = true;
        process.skipOrigin = process.origin[host];
      }
    }
    return this.noHostLeft(process, now);
  }

  private noHostLeft(process: DeliveryProcess, at: number): boolean {
    const { world } = this;
    const { gateway, message: slot } = process;
    if (gateway === null) throw new InvariantError('a working process belongs to a gateway');
    if (!process.sawBad) {
      this.settlement.bounce(process, gateway, slot, at);
      return true;
    }
    if (process.tried) {
      world.measures.deferred++;
      if (world.observer !== null) {
        const { text } = MARKING_TABLE[process.ending];
        world.observer.deferred(world.messages.number[slot], at, process.host, text);
      }
      this.settlement.defer(process, gateway, slot, at, PART_FAR_SIDE);
      return true;
    }
    const endsAt = at + world.input.costs.skipMs;
    if (canRunAhead(world, endsAt)) {
      // Nobody else acts before the skip is over, so it needs no event of its own.
      world.events.advance(endsAt);
      this.skipped(process, gateway, endsAt);
      return true;
    }
    this.wait(process, PHASE_SKIPPED, endsAt);
    return false;
  }

  /** This host failed it: what was sent is lost, or came twice. */
  private failed(process: DeliveryProcess, at: number): void {
    const { world } = this;
    const { ending, host, message: slot } = process;
    const cause = process.cut ? 'lifetime' : ending;
    const number = world.messages.number[slot];
    world.measures.attemptFailed(cause, process.sentBytes);
    if (world.observer !== null) world.observer.failed(number, at, host, cause);
    const { duplicateShare } = world.hosts[host].input;
    if (duplicateShare > 0 && losesTheReply(ending)) {
      const u = world.draws.uniform(number, world.messages.attempts[slot], DRAW_DUPLICATE);
      if (u < duplicateShare) world.measures.duplicates++;
    }
  }

  private connect(process: DeliveryProcess, hostIndex: number, at: number): void {
    const { world, connector } = this;
    const host = world.hosts[hostIndex];
    const connection = connector.connect(host, process.message, at);
    process.current = connection;
    process.cut = false;
    process.sentBytes = 0;
    if (connection !== null) {
      world.measures.connectionOpened();
      if (world.observer !== null) world.observer.opened(connection, connection.openedAt);
      this.memory.keep(process, hostIndex, at);
      process.connection[hostIndex] = connection;
    }
    process.ending = connector.ending;
    if (connector.ending === 'accepted') this.greetedAt(process, connector.endsAt);
    else this.wait(process, PHASE_DONE, connector.endsAt);
  }

  /** Works the whole course out at once where nothing that others do can change it. */
  private greetedAt(process: DeliveryProcess, at: number): void {
    if (this.transfers.shared || !this.world.hosts[process.host].stateless) {
      this.wait(process, PHASE_GREETED, at);
    } else {
      this.greeted(process, at);
    }
  }

  private applyToConnection(process: DeliveryProcess, at: number): void {
    const { memory, world } = this;
    const { current: connection, host, ending } = process;
    const row = MARKING_TABLE[ending];
    if (connection === null) {
      if (row.stored === 'at-once') memory.store(process, host, at);
      return;
    }
    if (row.connection === 'closed') {
      if (row.stored === 'at-once') memory.store(process, host, at);
      if (process.cut) connection.end = 'lifetime';
      else if (connection.end !== 'limit') connection.end = 'fault';
      connection.fault = ending;
      memory.drop(process, connection, at);
      return;
    }
    if (row.message === 'accepted') connection.accepted++;
    if (row.connection === 'open') {
      this.transaction.boundary(world.hosts[host], connection, at);
      return;
    }
    connection.dead = row.connection === 'dead-421' ? DEAD_421 : DEAD_RESET;
    connection.deadAt = at;
    connection.end = 'fault';
    connection.fault = ending;
  }

  private wait(process: DeliveryProcess, phase: number, at: number): void {
    process.phase = phase;
    this.world.events.schedule(at, EVENT_PROCESS, process.id);
  }
}
