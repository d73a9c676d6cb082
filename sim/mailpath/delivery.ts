/**
 * One attempt at one message: the hosts of its route in turn, until one takes it or none is left.
 *
 *   begin -> look the host up -> known bad: next host; none left: skipped (no connection made)
 *                             -> open connection: START (state mail: RSET first, or DONE)
 *                             -> connect: GREETED (or DONE, if that failed)
 *   GREETED -> dialogue (-> BODY, if the uplink is shared) -> DONE
 *   DONE -> the row of its ending is applied -> delivered | next host | deferred | returned
 *
 * A process has one event pending at any time; its phase says what for:
 *   NEXT -> (START ->) GREETED -> BODY -> DONE -> NEXT, with every step optional but the last two;
 *   NEXT -> GIVE_UP -> NEXT.
 * Source: Sendmail 8.17.1, deliver.c (deliver, label tryhost; hostsignature). Units: milliseconds.
 *
 * What an attempt may assume, and keeps: the process holds the message's lock throughout; its
 * events are its own alone (one pending); `host`, `current`, `ending` are those of the host tried
 * last. Each host of the route is tried once at most within an attempt, as deliver's hostnum only
 * grows.
 */
import { InvariantError } from '../engine/invariant.ts';
import { type Connection, Connector, STATE_OPEN } from './connection.ts';
import { PART_CONNECT } from './delay-part.ts';
import {
  type DeliveryProcess,
  PHASE_BODY,
  PHASE_DONE,
  PHASE_GIVE_UP,
  PHASE_GREETED,
} from './delivery-process.ts';
import type { Disposition } from './disposition.ts';
import { ENDINGS } from './faults.ts';
import type { HostMemory } from './host-memory.ts';
import { STATUS_BAD, STATUS_GOOD, STATUS_UNAVAILABLE } from './host-status-table.ts';
import type { DestinationInput } from './input.ts';
import { Outcome } from './outcome.ts';
import { Transaction } from './transaction.ts';
import { Transfers } from './uplink.ts';
import { canRunAhead, DRAW_SHUFFLE, EVENT_PROCESS, type World } from './world.ts';

export class Delivery {
  private readonly world: World;
  private readonly memory: HostMemory;
  private readonly disposition: Disposition;
  private readonly outcome: Outcome;
  private readonly connector: Connector;
  private readonly transaction: Transaction;
  readonly transfers: Transfers;

  constructor(world: World, memory: HostMemory, disposition: Disposition) {
    this.world = world;
    this.memory = memory;
    this.disposition = disposition;
    this.connector = new Connector(world);
    this.transaction = new Transaction(world);
    this.outcome = new Outcome(world, memory, disposition, this.transaction);
    this.transfers = new Transfers(world, this.transaction);
  }

  /**
   * Begins an attempt at the message that the process holds. Returns true if it was given up and
   * that is all over by now (the clock has gone on by a skip's cost); otherwise an event is pending.
   *
   * All of it is one deliver() and therefore one try (sendenvelope adds to e_ntries after it),
   * whatever the number of hosts: counting each host as a try would age the message's priority too
   * fast.
   */
  begin(process: DeliveryProcess, at: number): boolean {
    const { messages, input } = this.world;
    const slot = process.message;
    // What it waits for from now on is a connection; if the attempt fails this time is charged to
    // the failure instead (outcome.ts).
    messages.charge(slot, at, PART_CONNECT);
    process.tried = false;
    process.turnedAway = false;
    process.recipientDeferred = false;
    const destination = input.destinations[messages.destination[slot]];
    orderCandidates(this.world, process, destination, slot);
    return this.tryHosts(process, at);
  }

  /**
   * The dialogue begins: the connection is open and the remote server has welcomed us.
   *
   * From here to the reply to the final dot no other process can change the outcome of the message,
   * but for the shared uplink: so it is worked out at once, and one event stands for its end. That is what keeps a delivery at a few events.
   */
  greeted(process: DeliveryProcess, at: number): void {
    const { world, transaction } = this;
    const { message: slot, current: connection } = process;
    if (connection === null) throw new InvariantError('a message is sent over a connection');
    const host = world.hosts[process.host];
    process.welcomedAt = at;
    if (transaction.open(host, connection, slot, at)) {
      const bodyAt = transaction.endsAt;
      if (this.transfers.shared) {
        process.bodyBytes = transaction.bodyBytes;
        process.bodyEnding = transaction.bodyEnding;
        this.wait(process, PHASE_BODY, bodyAt);
        return;
      }
      const dotAt = bodyAt + transaction.transferMs(host, connection, bodyAt);
      transaction.close(host, connection, slot, bodyAt, dotAt);
    }
    this.transfers.conclude(process);
  }

  /**
   * The attempt has come to its end over this host. Returns true if the message is settled by it;
   * otherwise the next host is being tried, or the message will be given up a moment later.
   *
   * deliver goes on to the next host after a failure to connect or to greet, a reset, or a
   * temporary refusal ("try next MX site", label tryhost). A refusal for good of the message itself
   * ends it: another host of the same site would say the same.
   */
  done(process: DeliveryProcess, at: number): boolean {
    if (this.outcome.apply(process, at)) return true;
    const { memory, defersRecipients } = ENDINGS[process.ending];
    // EX_UNAVAILABLE at the greeting: all mail is refused, for good, by this host. The last one
    // decides.
    process.turnedAway = memory === 'unavailable';
    // QS_RETRY stays with the recipient for the rest of the attempt.
    if (defersRecipients) process.recipientDeferred = true;
    process.candidateIndex++;
    return this.tryHosts(process, at);
  }

  /** The work of a skip, or of the last look at a host, is over: no host was left. */
  givenUp(process: DeliveryProcess, at: number): void {
    this.outcome.giveUp(process, at);
  }

  /**
   * Goes on with the next candidates. True if the message is settled (or passed on) by now.
   *
   * deliver, label tryhost: mci_get for each candidate, in order. Open: used. Known bad: the next
   * one, no time lost. Good: connected to.
   */
  private tryHosts(process: DeliveryProcess, at: number): boolean {
    let now = at;
    for (; process.candidateIndex < process.candidateCount; process.candidateIndex++) {
      const host = process.candidates[process.candidateIndex];
      now = this.memory.lookupHost(process, host, now);
      process.host = host;
      const open = process.connection[host];
      if (open !== null) {
        process.current = open;
        this.beginTry(process, at);
        // mci_deliveries++, and smtpinit returns at once, unless a transaction has to be reset
        // first.
        if (open.state === STATE_OPEN) this.greetedAt(process, now);
        else this.resetFirst(process, open, now);
        return false;
      }
      // Only here the status matters: an open connection was used above, bad or not.
      if (process.status[host] === STATUS_GOOD) {
        this.beginTry(process, at);
        this.connect(process, host, now);
        return false;
      }
      // rcode is the mci_exitstat of the last host looked at (deliver: "couldn't open the mailer"):
      // one that is known to turn mail away returns the message without being asked again.
      process.turnedAway = process.status[host] === STATUS_UNAVAILABLE;
      if (process.status[host] === STATUS_BAD) process.skipOrigin = process.origin[host];
    }
    return this.noHostLeft(process, now);
  }

  private beginTry(process: DeliveryProcess, at: number): void {
    process.tried = true;
    this.disposition.beginTry(process, at);
  }

  /**
   * A skip takes its time though nothing is sent: dowork has read the queue file, and queueup
   * writes and syncs it again. At a millisecond a skip a runner gets through ten thousand of them in
   * ten seconds; taken as nothing, a marked list would be over before its mark could end, which
   * changes who is tried.
   */
  private noHostLeft(process: DeliveryProcess, at: number): boolean {
    const { world } = this;
    const skips = !process.turnedAway && !process.tried;
    const endsAt = skips ? at + world.input.costs.skipMs : at;
    if (endsAt > world.events.now) {
      if (!canRunAhead(world, endsAt)) {
        this.wait(process, PHASE_GIVE_UP, endsAt);
        return false;
      }
      // Nobody else acts before that, so it needs no event of its own.
      world.events.advance(endsAt);
    }
    this.outcome.giveUp(process, endsAt);
    return true;
  }

  private connect(process: DeliveryProcess, hostIndex: number, at: number): void {
    const { world, connector } = this;
    const host = world.hosts[hostIndex];
    const connection = connector.connect(host, process.gateway.index, process.message, at);
    process.current = connection;
    // The connector's result is copied into the process: another process may use the connector
    // before this one's event comes.
    process.cut = connector.cut;
    process.sentBytes = 0;
    if (connection !== null) {
      world.measures.connectionOpened();
      if (world.observer !== null) {
        const byRunner = process.run !== null;
        world.observer.opened?.(connection, connection.openedAt, byRunner, process.id);
      }
      this.memory.cacheConnection(process, hostIndex, at);
      process.connection[hostIndex] = connection;
    }
    process.ending = connector.ending;
    if (connector.ending === 'accepted') this.greetedAt(process, connector.endsAt);
    else this.wait(process, PHASE_DONE, connector.endsAt);
  }

  /** A message was refused at MAIL on this connection: RSET, before the next one may have it. */
  private resetFirst(process: DeliveryProcess, connection: Connection, at: number): void {
    const answeredAt = at + this.world.hosts[connection.host].input.roundTripMs;
    const lost = this.memory.reset(process, connection, answeredAt);
    if (lost === null) {
      this.greetedAt(process, answeredAt);
      return;
    }
    process.ending = lost;
    process.cut = connection.end === 'lifetime';
    process.sentBytes = 0;
    this.wait(process, PHASE_DONE, answeredAt);
  }

  /**
   * Computes all events at once where nothing that others do can change it.
   *
   * A throttle counts messages of all processes in the order in which they reach MAIL, and the
   * uplink is shared: both need the moment itself, as an event. Everywhere else the event is
   * spared.
   */
  private greetedAt(process: DeliveryProcess, at: number): void {
    if (this.transfers.shared || !this.world.hosts[process.host].stateless) {
      this.wait(process, PHASE_GREETED, at);
    } else {
      this.greeted(process, at);
    }
  }

  /**
   * With the rank that the process took as it started: of two processes due at one moment the older
   * one goes first, however many events either needed so far.
   */
  private wait(process: DeliveryProcess, phase: number, at: number): void {
    process.phase = phase;
    this.world.events.scheduleRanked(at, EVENT_PROCESS, process.id, process.rank);
  }
}

/**
 * The hosts that a message may go to, in the order in which an attempt tries them. A route is an ordered
 * list (`a:b`) of groups of equal preference (`a,b`). Within a group a host that the process already has
 * a connection to comes first, the others in random order, drawn anew for each attempt
 * (deliver.c: hostsignature, parse_hostsignature).
 */
function orderCandidates(
  world: World,
  process: DeliveryProcess,
  destination: DestinationInput,
  slot: number,
): void {
  process.candidateCount = 0;
  process.candidateIndex = 0;
  const { route } = destination;
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
    if (process.candidateCount - from > 1) shuffle(world, process, shuffledFrom, slot);
  }
}

/** Fisher and Yates, from one uniform draw: a group has few hosts, a draw has 52 bits. */
function shuffle(world: World, process: DeliveryProcess, from: number, slot: number): void {
  const { messages, draws } = world;
  let u = draws.uniform(messages.number[slot], messages.attempts[slot], DRAW_SHUFFLE);
  const { candidates } = process;
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
