/**
 * What an attempt leaves behind: in the process's memory, in the shared table, in the connection,
 * in the queue. The table of endings (faults.ts) says what; here it is carried out.
 *
 * Source: Sendmail 8.17.1, deliver.c (deliver, giveresponse), usersmtp.c, mci.c. Units: ms, bytes.
 */
import { ALIVE, type Connection, DEAD_421, DEAD_RESET, STATE_MAIL } from './connection.ts';
import {
  PART_CONNECT,
  PART_FAILURE,
  PART_LOCK,
  PART_MARK,
  PART_MEMORY,
  PART_TRANSFER,
} from './delay-part.ts';
import type { DeliveryProcess } from './delivery-process.ts';
import type { Disposition } from './disposition.ts';
import { ENDINGS, type EndingRow } from './faults.ts';
import type { HostMemory } from './host-memory.ts';
import { SKIP_TEXTS } from './host-status-table.ts';
import type { SkipCause } from './observer.ts';
import type { Transaction } from './transaction.ts';
import { DRAW_DUPLICATE, type World } from './world.ts';

/** By the origin of what the process knew (ORIGIN_OWN, ORIGIN_TABLE, ORIGIN_LOCK): the part of the delay, and the observer's word. */
export const PART_OF_ORIGIN: readonly number[] = [PART_MEMORY, PART_MARK, PART_LOCK];
const CAUSE_OF_ORIGIN: readonly SkipCause[] = ['memory', 'mark', 'lock'];

const ACCEPTED = ENDINGS.accepted;

export class Outcome {
  private readonly world: World;
  private readonly memory: HostMemory;
  private readonly disposition: Disposition;
  private readonly transaction: Transaction;

  constructor(
    world: World,
    memory: HostMemory,
    disposition: Disposition,
    transaction: Transaction,
  ) {
    this.world = world;
    this.memory = memory;
    this.disposition = disposition;
    this.transaction = transaction;
  }

  /** Applies the ending of an attempt at one host. True if the message is settled by it. */
  apply(process: DeliveryProcess, at: number): boolean {
    const { messages } = this.world;
    const { host, ending, message: slot } = process;
    // Nearly all endings are this one, and a comparison is cheaper than a look-up by name.
    const row = ending === 'accepted' ? ACCEPTED : ENDINGS[ending];
    if (this.world.observer !== null) {
      const { current, cut } = process;
      const number = messages.number[slot];
      this.world.observer.tried?.(number, process.id, host, current, at, ending, cut);
    }
    this.memory.note(process, host, row, at);
    this.applyToConnection(process, row, at);
    messages.attempts[slot]++;
    if (row.message === 'accepted') {
      messages.charge(slot, process.welcomedAt, PART_TRANSFER);
      this.disposition.deliver(process, slot, at);
      return true;
    }
    // Connecting, too, was in vain; the next host of the route may do better.
    messages.part[slot] = PART_FAILURE;
    messages.charge(slot, at, PART_CONNECT);
    this.countFailure(process, row, at);
    // A host that turns away all mail at its greeting leaves it to the next one of the route.
    if (row.message !== 'returned' || row.memory === 'unavailable') return false;
    this.disposition.bounce(process, slot, at, 'rejected');
    return true;
  }

  /**
   * No host of the route took the message: it waits for another queue run, or is returned. The last
   * host decides, tried or known bad; an earlier one's temporary failure is not kept, unless it was
   * the recipient that was deferred (deliver.c: rcode, QS_RETRY).
   */
  giveUp(process: DeliveryProcess, at: number): void {
    const { world, disposition } = this;
    const { message: slot } = process;
    if (process.turnedAway && !process.recipientDeferred) {
      disposition.bounce(process, slot, at, 'rejected');
    } else if (process.tried) {
      const { text } = ENDINGS[process.ending];
      world.measures.defer(text);
      world.observer?.deferred?.(world.messages.number[slot], at, process.host, text);
      world.messages.part[slot] = PART_FAILURE;
      disposition.defer(process, slot, at, PART_FAILURE);
    } else {
      this.skip(process, at);
    }
  }

  private skip(process: DeliveryProcess, at: number): void {
    const { world } = this;
    const { skipOrigin, message: slot } = process;
    const part = PART_OF_ORIGIN[skipOrigin];
    world.messages.part[slot] = part;
    world.measures.skip(skipOrigin, process.text[process.host]);
    if (world.observer !== null) {
      const text = SKIP_TEXTS[process.text[process.host]];
      const number = world.messages.number[slot];
      world.observer.skipped?.(number, at, process.host, CAUSE_OF_ORIGIN[skipOrigin], text);
    }
    this.disposition.defer(process, slot, at, part);
  }

  private applyToConnection(process: DeliveryProcess, row: EndingRow, at: number): void {
    const { current: connection, host, ending } = process;
    if (row.connection === 'closed') {
      this.close(process, row, connection, at);
      return;
    }
    if (connection === null) return;
    if (row.message === 'accepted') connection.accepted++;
    const far = this.world.hosts[host];
    if (row.connection === 'open') {
      this.transaction.boundary(far, connection, at);
      return;
    }
    if (row.connection === 'mail') {
      connection.state = STATE_MAIL;
      this.transaction.boundary(far, connection, at);
      return;
    }
    if (row.connection === 'rset') {
      this.transaction.boundary(far, connection, at - far.input.roundTripMs);
      const lost = this.memory.reset(process, connection, at);
      if (lost === null) return;
      this.memory.note(process, host, ENDINGS[lost], at);
      this.close(process, ENDINGS[lost], connection, at);
      return;
    }
    // From when on: the transaction has said it (transaction.ts).
    if (connection.dead !== ALIVE) return;
    connection.dead = row.connection === 'dead-421' ? DEAD_421 : DEAD_RESET;
    connection.end = 'fault';
    connection.fault = ending;
  }

  /** The connection, if there was one, is over: the table hears of it as the row says. */
  private close(
    process: DeliveryProcess,
    row: EndingRow,
    connection: Connection | null,
    at: number,
  ): void {
    if (row.stored === 'at-once') this.memory.store(process, process.host, at);
    if (connection === null) return;
    // One that was found dead at an RSET has its end already.
    if (process.isDead(connection, at)) {
      this.memory.drop(process, connection, connection.deadAt);
      return;
    }
    if (process.cut) connection.end = 'lifetime';
    else if (connection.end !== 'limit') connection.end = 'fault';
    connection.fault = process.ending;
    this.memory.drop(process, connection, at);
  }

  /** This host failed it: what was sent is lost, or came twice. */
  private countFailure(process: DeliveryProcess, row: EndingRow, at: number): void {
    const { world } = this;
    const { ending, host, message: slot } = process;
    const cause = process.cut ? 'lifetime' : ending;
    const number = world.messages.number[slot];
    world.measures.attemptFailed(cause, process.sentBytes);
    world.observer?.failed?.(number, at, host, cause);
    const { duplicateShare, greylisting } = world.hosts[host].input;
    if (greylisting !== null && row.refusesForNow) {
      const { messages } = world;
      messages.refusedTry[slot] = messages.tries[slot];
      if (messages.welcomeAt[slot] <= at) messages.welcomeAt[slot] = at + greylisting.minimumMs;
    }
    if (duplicateShare > 0 && row.losesReply) {
      const u = world.draws.uniform(number, world.messages.attempts[slot], DRAW_DUPLICATE);
      if (u < duplicateShare) world.measures.duplicates++;
    }
  }
}
