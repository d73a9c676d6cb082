/**
 * One attempt at one message: the hosts of its route in turn, until one takes it or none is left.
 *
 *   begin -> look the host up -> known bad: next host; none left: skipped (no connection made)
 *                             -> open connection: START (state mail: RSET first, or DONE)
 *                             -> connect: GREETED (or DONE, if that failed)
 *   GREETED -> dialogue (-> BODY, if the uplink is shared) -> DONE
 *   DONE -> the row of its ending is applied -> delivered | next host | deferred | returned
 *
 * The phases, of which a process waits for one at a time: delivery-process.ts.
 * Source: Sendmail 8.17.1, deliver.c (deliver, label tryhost; hostsignature). Units: milliseconds.
 *
 * What an attempt may assume, and keeps: the process holds the message's lock throughout; its
 * events are its own alone (one pending); `host`, `current`, `ending` are those of the host tried
 * last. Each host of the route is tried once at most within an attempt, as deliver's hostnum only
 * grows.
 */
import { quantise } from '../engine/distributions.ts';
import { openConnection, STATE_OPEN } from './connection.ts';
import { PART_CONNECT } from './delay-part.ts';
import {
  type DeliveryProcess,
  PHASE_BODY,
  PHASE_DONE,
  PHASE_GIVE_UP,
  PHASE_GREETED,
} from './delivery-process.ts';
import { stopWaiting } from './disposition.ts';
import { ENDINGS } from './faults.ts';
import { cacheConnection, lookupHost, resetConnection } from './host-memory.ts';
import { STATUS_BAD, STATUS_GOOD, STATUS_UNAVAILABLE } from './host-status-table.ts';
import { applyEnding, giveUp } from './outcome.ts';
import { awaitEnding, closeTransaction, goodputOf, openTransaction } from './transaction.ts';
import { DRAW_SHUFFLE, runsAhead, scheduleStep, type World } from './world.ts';

/**
 * Begins an attempt at the message that the process holds. Returns true if it was given up and that
 * is all over by now (the clock has gone on by a skip's cost); otherwise an event is pending.
 *
 * All of it is one deliver() and therefore one try (sendenvelope adds to e_ntries after it),
 * whatever the number of hosts: counting each host as a try would age the message's priority too
 * fast.
 */
export function beginAttempt(world: World, process: DeliveryProcess, at: number): boolean {
  // What it waits for from now on is a connection; if the attempt fails this time is charged to the
  // failure instead (outcome.ts).
  world.messages.charge(process.message, at, PART_CONNECT);
  process.tried = false;
  process.turnedAway = false;
  process.recipientDeferred = false;
  orderCandidates(world, process);
  return tryHosts(world, process, at);
}

/**
 * The dialogue begins: the connection is open and the remote server has welcomed us.
 *
 * From here to the reply to the final dot no other process can change the outcome of the message,
 * but for the shared uplink: so it is worked out at once, and one event stands for its end. That is
 * what keeps a delivery at a few events.
 */
export function greeted(world: World, process: DeliveryProcess, at: number): void {
  process.welcomedAt = at;
  if (openTransaction(world, process, at)) {
    const bodyAt = process.endsAt;
    if (world.uplink.isShared) {
      scheduleStep(world, process, PHASE_BODY, bodyAt);
      return;
    }
    process.startedAt = bodyAt;
    const perMs = goodputOf(world.hosts[process.host], process.connected, bodyAt);
    closeTransaction(world, process, bodyAt + quantise(process.bodyBytes / perMs));
  }
  awaitEnding(world, process);
}

/**
 * The attempt has come to its end over this host. Returns true if the message is settled by it;
 * otherwise the next host is being tried, or the message will be given up a moment later.
 *
 * deliver goes on to the next host after a failure to connect or to greet, a reset, or a temporary
 * refusal ("try next MX site", label tryhost). A refusal for good of the message itself ends it:
 * another host of the same site would say the same.
 */
export function concludeAttempt(world: World, process: DeliveryProcess, at: number): boolean {
  if (applyEnding(world, process, at)) return true;
  const { memory, defersRecipients } = ENDINGS[process.ending];
  // EX_UNAVAILABLE at the greeting: all mail is refused, for good, by this host. The last one
  // decides.
  process.turnedAway = memory === 'unavailable';
  // QS_RETRY stays with the recipient for the rest of the attempt.
  if (defersRecipients) process.recipientDeferred = true;
  process.candidateIndex++;
  return tryHosts(world, process, at);
}

/**
 * Goes on with the next candidates. True if the message is settled (or passed on) by now.
 *
 * deliver, label tryhost: mci_get for each candidate, in order. Open: used. Known bad: the next
 * one, no time lost. Good: connected to.
 */
function tryHosts(world: World, process: DeliveryProcess, at: number): boolean {
  let now = at;
  for (; process.candidateIndex < process.candidateCount; process.candidateIndex++) {
    const host = process.candidates[process.candidateIndex];
    process.host = host;
    now = lookupHost(world, process, now);
    const open = process.connection[host];
    if (open !== null) {
      process.current = open;
      beginTry(world, process, at);
      // mci_deliveries++, and smtpinit returns at once, unless a transaction has to be reset first.
      if (open.state === STATE_OPEN) greetedAt(world, process, now);
      else resetFirst(world, process, now);
      return false;
    }
    // Only here the status matters: an open connection was used above, bad or not.
    if (process.status[host] === STATUS_GOOD) {
      beginTry(world, process, at);
      connect(world, process, now);
      return false;
    }
    // rcode is the mci_exitstat of the last host looked at (deliver: "couldn't open the mailer"):
    // one that is known to turn mail away returns the message without being asked again.
    process.turnedAway = process.status[host] === STATUS_UNAVAILABLE;
    if (process.status[host] === STATUS_BAD) process.skipOrigin = process.origin[host];
  }
  return noHostLeft(world, process, now);
}

function beginTry(world: World, process: DeliveryProcess, at: number): void {
  process.tried = true;
  stopWaiting(world, process, at);
}

/**
 * A skip takes its time though nothing is sent: dowork has read the queue file, and queueup writes
 * and syncs it again. At a millisecond a skip a runner gets through ten thousand of them in ten
 * seconds; taken as nothing, a marked list would be over before its mark could end, which changes
 * who is tried.
 */
function noHostLeft(world: World, process: DeliveryProcess, at: number): boolean {
  const skips = !process.turnedAway && !process.tried;
  const endsAt = skips ? at + world.input.costs.skipMs : at;
  const isLater = endsAt > world.events.now;
  if (isLater && !runsAhead(world, process, PHASE_GIVE_UP, endsAt)) return false;
  giveUp(world, process, endsAt);
  return true;
}

function connect(world: World, process: DeliveryProcess, at: number): void {
  const connection = openConnection(world, process, at);
  process.current = connection;
  if (connection !== null) {
    world.measures.totals.connections++;
    if (world.observer !== null) {
      const byRunner = process.run !== null;
      world.observer.opened?.(connection, connection.openedAt, byRunner, process.id);
    }
    cacheConnection(world, process, at);
    process.connection[process.host] = connection;
  }
  if (process.ending === 'accepted') greetedAt(world, process, process.endsAt);
  else scheduleStep(world, process, PHASE_DONE, process.endsAt);
}

/** A message was refused at MAIL on this connection: RSET, before the next one may have it. */
function resetFirst(world: World, process: DeliveryProcess, at: number): void {
  const answeredAt = at + world.hosts[process.host].input.roundTripMs;
  const lost = resetConnection(world, process, answeredAt);
  if (lost === null) {
    greetedAt(world, process, answeredAt);
    return;
  }
  process.ending = lost;
  process.cut = process.connected.end === 'lifetime';
  process.sentBytes = 0;
  scheduleStep(world, process, PHASE_DONE, answeredAt);
}

/**
 * Computes all events at once where nothing that others do can change it.
 *
 * A throttle counts messages of all processes in the order in which they reach MAIL, and the uplink
 * is shared: both need the moment itself, as an event. Everywhere else the event is spared.
 */
function greetedAt(world: World, process: DeliveryProcess, at: number): void {
  if (world.uplink.isShared || !world.hosts[process.host].stateless) {
    scheduleStep(world, process, PHASE_GREETED, at);
  } else {
    greeted(world, process, at);
  }
}

/**
 * The hosts that a message may go to, in the order in which an attempt tries them. A route is an
 * ordered list (`a:b`) of groups of equal preference (`a,b`). Within a group a host that the
 * process already has a connection to comes first, the others in random order, drawn anew for each
 * attempt (deliver.c: hostsignature, parse_hostsignature).
 */
function orderCandidates(world: World, process: DeliveryProcess): void {
  process.candidateCount = 0;
  process.candidateIndex = 0;
  const { route } = world.input.destinations[world.messages.destination[process.message]];
  if (route.length === 1 && route[0].length === 1) {
    process.candidates[0] = route[0][0];
    process.candidateCount = 1;
    return;
  }
  // parse_hostsignature gives hosts with an open connection the random number 0, others a random
  // one, and sorts within equal preference.
  for (const group of route) {
    const from = process.candidateCount;
    for (const host of group) {
      if (process.hasOpen(host)) process.candidates[process.candidateCount++] = host;
    }
    const shuffledFrom = process.candidateCount;
    for (const host of group) {
      if (!process.hasOpen(host)) process.candidates[process.candidateCount++] = host;
    }
    if (process.candidateCount - from > 1) shuffle(world, process, shuffledFrom);
  }
}

/** Fisher and Yates, from one uniform draw: a group has few hosts, a draw has 52 bits. */
function shuffle(world: World, process: DeliveryProcess, from: number): void {
  const { messages, draws } = world;
  const { candidates, message: slot } = process;
  let u = draws.uniform(messages.number[slot], messages.attempts[slot], DRAW_SHUFFLE);
  for (let i = process.candidateCount - 1; i > from; i--) {
    const choices = i - from + 1;
    const scaled = u * choices;
    const pick = Math.floor(scaled);
    u = scaled - pick;
    const host = candidates[from + pick];
    candidates[from + pick] = candidates[i];
    candidates[i] = host;
  }
}
