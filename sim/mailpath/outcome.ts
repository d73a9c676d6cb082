/**
 * What an attempt leaves behind: in the process's memory, in the shared table, in the connection,
 * in the queue. The table of endings (faults.ts) says what; here it is applied.
 *
 * Source: Sendmail 8.17.1, deliver.c (deliver, giveresponse), usersmtp.c, mci.c. Units: ms, bytes.
 *
 * The order is Sendmail's: what the process remembers, then the connection (which writes the table
 * as it closes, with the memory just set), then the message. A connection that closed before the
 * memory was set would write the status of before, which is what a 421 at the final dot does
 * (faults.ts: dot-421).
 */
import { ALIVE, DEAD_421, DEAD_RESET, STATE_MAIL } from './connection.ts';
import {
  PART_CONNECT,
  PART_FAILURE,
  PART_LOCK,
  PART_MARK,
  PART_MEMORY,
  PART_TRANSFER,
} from './delay-part.ts';
import type { DeliveryProcess } from './delivery-process.ts';
import { bounce, defer, deliver } from './disposition.ts';
import { ENDINGS, type EndingRow } from './faults.ts';
import { dropConnection, noteEnding, resetConnection, storeStatus } from './host-memory.ts';
import { SKIP_TEXTS } from './host-status-table.ts';
import type { SkipCause } from './observer.ts';
import { cutAtBoundary } from './transaction.ts';
import { DRAW_DUPLICATE, type World } from './world.ts';

/**
 * By the origin of what the process knew (ORIGIN_OWN, ORIGIN_TABLE, ORIGIN_LOCK): the part of the
 * delay, and the observer's word.
 */
export const PART_OF_ORIGIN: readonly number[] = [PART_MEMORY, PART_MARK, PART_LOCK];
const CAUSE_OF_ORIGIN: readonly SkipCause[] = ['memory', 'mark', 'lock'];

const ACCEPTED = ENDINGS.accepted;

/**
 * Applies the ending of an attempt at one host. True if the message is settled by it.
 *
 * Nothing here asks which ending it is, beyond the commonest: rows say what to do, so that a new
 * kind of fault cannot be half applied.
 */
export function applyEnding(world: World, process: DeliveryProcess, at: number): boolean {
  const { messages } = world;
  const { host, ending, message: slot } = process;
  // Nearly all endings are this one, and a comparison is cheaper than a look-up by name.
  const row = ending === 'accepted' ? ACCEPTED : ENDINGS[ending];
  if (world.observer !== null) {
    const { current, cut } = process;
    const number = messages.number[slot];
    world.observer.tried?.(number, process.id, host, current, at, ending, cut);
  }
  noteEnding(world, process, row, at);
  applyToConnection(world, process, row, at);
  // Real attempts only: they key the draws of the next one, and a skip must not shift those, or two
  // settings would see different servers after the first skip.
  messages.attempts[slot]++;
  // Delivered. Its time up to the welcome was for the connection, the rest is the transfer.
  if (row.message === 'accepted') {
    messages.charge(slot, process.welcomedAt, PART_TRANSFER);
    deliver(world, process, at);
    return true;
  }
  // Connecting, too, was in vain; the next host of the route may do better.
  messages.part[slot] = PART_FAILURE;
  messages.charge(slot, at, PART_CONNECT);
  countFailure(world, process, row, at);
  // A host that turns away all mail at its greeting leaves it to the next one of the route.
  if (row.message !== 'returned' || row.memory === 'unavailable') return false;
  bounce(world, process, at, 'rejected');
  return true;
}

/**
 * No host of the route took the message: it waits for another queue run, or is returned. The last
 * host decides, tried or known bad; an earlier one's temporary failure is not kept, unless it was
 * the recipient that was deferred (deliver.c: rcode, QS_RETRY).
 *
 * Three ways out, in deliver's order of weight: the last host turned all mail away (EX_UNAVAILABLE:
 * the message is returned); something was tried (deferred, with the text of the last failure);
 * nothing was (a skip: deferred with the text of the stored error, xdelay 0).
 */
export function giveUp(world: World, process: DeliveryProcess, at: number): void {
  if (process.turnedAway && !process.recipientDeferred) {
    bounce(world, process, at, 'rejected');
  } else if (process.tried) {
    // giveresponse: strerror of the errno if there is one, else the reply kept in SmtpError.
    const { text } = ENDINGS[process.ending];
    world.measures.defer(text);
    const number = world.messages.number[process.message];
    world.observer?.deferred?.(number, at, process.host, text);
    defer(world, process, at, PART_FAILURE);
  } else {
    skip(world, process, at);
  }
}

/**
 * A skip is a try for all accounting (sendenvelope: e_dtime, e_ntries): it makes the message too
 * young for MinQueueAge and adds RetryFactor. Leaving that out would put skipped mail before new
 * mail.
 */
function skip(world: World, process: DeliveryProcess, at: number): void {
  const { skipOrigin, host, message } = process;
  world.measures.skip(skipOrigin, process.text[host]);
  if (world.observer !== null) {
    const text = SKIP_TEXTS[process.text[host]];
    const number = world.messages.number[message];
    world.observer.skipped?.(number, at, host, CAUSE_OF_ORIGIN[skipOrigin], text);
  }
  // The wait until the next snapshot is charged to what the process knew and from where: a mark in
  // the table, its own memory, or a lock. That split is what says whether switching host status off
  // helps.
  defer(world, process, at, PART_OF_ORIGIN[skipOrigin]);
}

/**
 * States: see connection.ts. `closed` gives the connection back; `dead-...` leaves it in the cache,
 * where the next probe finds out; `mail` needs an RSET of the next attempt; `rset` has had its own
 * already.
 */
function applyToConnection(
  world: World,
  process: DeliveryProcess,
  row: EndingRow,
  at: number,
): void {
  const { current: connection, host, ending } = process;
  if (row.connection === 'closed') {
    closeConnection(world, process, row, at);
    return;
  }
  if (connection === null) return;
  if (row.message === 'accepted') connection.accepted++;
  const far = world.hosts[host];
  if (row.connection === 'open' || row.connection === 'mail') {
    if (row.connection === 'mail') connection.state = STATE_MAIL;
    cutAtBoundary(far, connection, at);
    return;
  }
  // deliver: no recipient left and the connection cached: smtprset at once, in the same attempt. If
  // the connection is lost at that RSET, the message still shows its 450, but the host is bad (f19,
  // h8).
  if (row.connection === 'rset') {
    // The refusal came a round trip before the answer to that RSET: the cut is looked for then.
    cutAtBoundary(far, connection, at - far.input.roundTripMs);
    const lost = resetConnection(world, process, at);
    if (lost === null) return;
    noteEnding(world, process, ENDINGS[lost], at);
    closeConnection(world, process, ENDINGS[lost], at);
    return;
  }
  // From when on: the transaction has said it (transaction.ts).
  if (connection.dead !== ALIVE) return;
  connection.dead = row.connection === 'dead-421' ? DEAD_421 : DEAD_RESET;
  connection.end = 'fault';
  connection.fault = ending;
}

/**
 * The connection, if there was one, is over: the table is updated as the row says.
 *
 * `at-once`: endmailer writes the table as it closes (mci_unlock_host). After a 421 the server has
 * closed first, reply() ends the QUIT by mci_close and endmailer is never reached: the table is
 * updated with the cache slot.
 */
function closeConnection(world: World, process: DeliveryProcess, row: EndingRow, at: number): void {
  const { current: connection } = process;
  if (row.stored === 'at-once') storeStatus(world, process, process.host, at);
  if (connection === null) return;
  // One that was found dead at an RSET has its end already.
  if (process.isDead(connection, at)) {
    dropConnection(world, process, connection, connection.deadAt);
    return;
  }
  if (process.cut) connection.end = 'lifetime';
  else if (connection.end !== 'limit') connection.end = 'fault';
  connection.fault = process.ending;
  dropConnection(world, process, connection, at);
}

/**
 * This host failed it: what was sent is lost, or came twice.
 *
 * Failures are counted by host, deferrals by message: on a route of several hosts there are more of
 * the former. A lost reply to the final dot may be a duplicate: RFC 5321 (4.5.3.2.6) warns of it,
 * and only the server knows.
 */
function countFailure(world: World, process: DeliveryProcess, row: EndingRow, at: number): void {
  const { ending, host, message: slot } = process;
  const cause = process.cut ? 'lifetime' : ending;
  const number = world.messages.number[slot];
  world.measures.attemptFailed(cause, process.sentBytes);
  const { duplicateShare, greylisting } = world.hosts[host].input;
  // Greylisting: the server notes when it would take the message. A refusal while it is still a
  // rejection does not move that (transaction.ts does, for a retry that came too soon).
  if (greylisting !== null && row.refusesForNow) {
    const { messages } = world;
    messages.refusedTry[slot] = messages.tries[slot];
    if (messages.welcomeAt[slot] <= at) messages.welcomeAt[slot] = at + greylisting.minimumMs;
  }
  if (duplicateShare > 0 && row.losesReply) {
    const u = world.draws.uniform(number, world.messages.attempts[slot], DRAW_DUPLICATE);
    if (u < duplicateShare) world.measures.totals.duplicates++;
  }
}
