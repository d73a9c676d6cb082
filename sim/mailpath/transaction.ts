/**
 * One message over one connection, from MAIL to the reply to the final dot.
 *
 *   start ---- overhead ----> body ---- size / goodput ----> dot ---- latency ----> reply
 *   MAIL, RCPT, DATA          (or the shared uplink)
 *
 * All of it is computed when it starts: each stage's faults at its own time, and the cut
 * at the connection's lifetime wherever it falls. What the ending leads to: faults.ts.
 * Only a transfer over a shared uplink waits for an event of its own, since others slow it down.
 * Units: milliseconds, bytes.
 *
 * Why at once: nothing that others do meanwhile can change it, and an event for each command would
 * make of two events a delivery ten. What could change it, a throttle's count and a shared uplink,
 * waits for its own moment (delivery.ts, uplink.ts).
 *
 * Which of several ends counts is the order of the wire: a command's fault at its own time, unless
 * the connection is gone by then (its lifetime, or a fault after the message before); inside the
 * body the cut, then the fault of the body; at the dot likewise. An end at the very
 * moment of a reply comes after it.
 */
import { quantise } from '../engine/distributions.ts';
import { ALIVE, type Connection, DEAD_421, DEAD_RESET } from './connection.ts';
import {
  STAGE_ACCEPTED,
  STAGE_BODY,
  STAGE_DATA,
  STAGE_DOT,
  STAGE_MAIL,
  STAGE_REFUSED,
  STAGE_TRANSFER,
} from './fault-columns.ts';
import { ENDINGS, type Ending } from './faults.ts';
import { cutsInService, type GreylistingRule } from './input.ts';
import type { Host } from './remote-server.ts';
import { DRAW_FIRST_REFUSAL, DRAW_LATENCY, DRAW_OVERHEAD, type World } from './world.ts';

export class Transaction {
  private readonly world: World;
  /** The result of the last call: how it ends and when; `cut` if the lifetime ended it. */
  ending: Ending = 'accepted';
  endsAt = 0.5;
  cut = false;
  /** Bytes of the body that were on their way by then. */
  sentBytes = 0.5;
  /** What is to be sent of the body, and how its transfer ends: half of it, if a fault says so. */
  bodyBytes = 0.5;
  bodyEnding: Ending = 'accepted';
  private startedAt = 0.5;

  constructor(world: World) {
    this.world = world;
  }

  /**
   * The dialogue before the body. Returns true if the body is to be sent (from `endsAt` on);
   * otherwise `ending` and `endsAt` say how it went.
   *
   * MAIL, RCPT and DATA are one stretch, the overhead, with the faults at equal distances on it: a
   * round trip each, of which only the sum is known (docs/validation.md, Costs).
   */
  open(host: Host, connection: Connection, slot: number, start: number): boolean {
    const { messages } = this.world;
    const message = messages.number[slot];
    const attempt = messages.attempts[slot];
    // Counted as the transaction begins, refused or not: mci_deliveries counts uses, not successes.
    // So a connection on which all is refused is closed after as many messages as one on which all
    // goes well.
    connection.messagesStarted++;
    this.cut = false;
    this.sentBytes = 0;
    this.startedAt = start;
    const bodyAt = start + this.overhead(message, attempt);
    const { rules } = host;
    for (let stage = STAGE_MAIL; stage <= STAGE_DATA; stage++) {
      if (!rules.has(stage)) continue;
      const at = start + ((stage - STAGE_MAIL) / (STAGE_BODY - STAGE_MAIL)) * (bodyAt - start);
      const fault = rules.ofMessage(stage, at, connection, message, attempt);
      if (fault !== null) {
        return this.refuse(host, connection, slot, quantise(at), fault.ending);
      }
    }
    // A throttle answers MAIL (451 4.7.500), so that neither recipients nor body have been sent.
    if (!host.admits(connection.gateway, start)) {
      return this.refuse(host, connection, slot, start, 'mail-4xx');
    }
    // Greylisting answers RCPT: it needs sender, recipient and address together to know the
    // message.
    if (host.input.greylisting !== null && this.isGreylisted(host, slot, start)) {
      return this.refuse(host, connection, slot, start, 'rcpt-4xx');
    }
    if (this.isCutBy(host, connection, bodyAt, 'mail-421', 'mail-reset')) return false;
    this.endsAt = bodyAt;
    this.bodyBytes = messages.size[slot];
    this.bodyEnding = 'accepted';
    if (host.rules.has(STAGE_BODY)) {
      const fault = host.rules.ofMessage(STAGE_BODY, bodyAt, connection, message, attempt);
      if (fault !== null) {
        this.bodyEnding = fault.ending;
        // A reset somewhere in the body: half of it, on average over resets at any place.
        this.bodyBytes /= 2;
      }
    }
    return true;
  }

  /** A first attempt that is refused, or a retry that comes too soon and puts the welcome off. */
  private isGreylisted({ index, input }: Host, slot: number, at: number): boolean {
    const { messages, draws, measures } = this.world;
    const rule = input.greylisting as GreylistingRule;
    const welcomeAt = messages.welcomeAt[slot];
    // Never refused by such a server so far: a first attempt, which may be refused by chance.
    if (welcomeAt === 0) {
      const u = draws.uniform(messages.number[slot], 0, DRAW_FIRST_REFUSAL);
      return u < rule.firstRefusal;
    }
    if (welcomeAt <= at) return false;
    // Another host of the same attempt has refused it just now: refused here too, but no retry.
    if (messages.refusedTry[slot] < messages.tries[slot]) {
      messages.welcomeAt[slot] = welcomeAt + rule.penaltyMs;
      measures.hastyRetries[index]++;
    }
    return true;
  }

  /**
   * How long `bodyBytes` take on a connection of its own, with nobody else on the uplink.
   *
   * Goodput stands for all of TCP: slow start is not in it, small messages are a little too fast.
   */
  transferMs(host: Host, connection: Connection, bodyAt: number): number {
    return quantise(this.bodyBytes / this.goodput(host, connection, bodyAt));
  }

  /** Goodput of the connection now, bytes/ms. */
  goodput(host: Host, connection: Connection, at: number): number {
    if (!host.rules.has(STAGE_TRANSFER)) return connection.goodput;
    const fault = host.rules.ofConnection(STAGE_TRANSFER, at, connection);
    return fault === null ? connection.goodput : connection.goodput * fault.factor;
  }

  /**
   * The end of it, once it is known when the last of `bodyBytes` is sent. Sets `ending`, `endsAt`.
   * `bodyBytes` and `bodyEnding` are those that `open` left, whatever was opened meanwhile.
   */
  close(host: Host, connection: Connection, slot: number, bodyAt: number, dotAt: number): void {
    this.cut = false;
    this.startedAt = bodyAt;
    if (this.bodyEnding === 'accepted') this.conclude(host, connection, slot, dotAt);
    else if (!this.isCutBy(host, connection, dotAt, 'dot-421', 'body-reset')) {
      this.ending = this.bodyEnding;
      this.endsAt = dotAt;
    }
    const { bodyBytes, endsAt } = this;
    this.sentBytes =
      endsAt >= dotAt ? bodyBytes : (bodyBytes * (endsAt - bodyAt)) / (dotAt - bodyAt);
  }

  private conclude(host: Host, connection: Connection, slot: number, dotAt: number): void {
    const { messages, draws } = this.world;
    const message = messages.number[slot];
    const attempt = messages.attempts[slot];
    const latency = host.latency.isConstant
      ? host.latency.constant
      : host.latency.sample(draws.uniform(message, attempt, DRAW_LATENCY));
    const replyAt = quantise(dotAt + latency + host.input.latencyPerByteMs * messages.size[slot]);
    // The cut is drawn (lazily) only where the limit has passed by then: most messages never ask.
    const isCut = connection.openedAt + host.limitMs <= dotAt && host.cutAt(connection) < dotAt;
    const inBody = isCut || (connection.dead !== ALIVE && connection.deadAt < dotAt);
    const byReset: Ending = inBody ? 'body-reset' : 'dot-reset';
    // A fault that strikes as the dot arrives spares the server its own time: a reset, an end of
    // file. The others come in place of the reply, after it.
    if (host.rules.has(STAGE_DOT)) {
      const fault = host.rules.ofMessage(STAGE_DOT, dotAt, connection, message, attempt);
      if (fault !== null) {
        const endsAt = quantise((fault.beforeLatency ? dotAt : replyAt) + fault.waitMs);
        if (this.isCutBy(host, connection, endsAt, 'dot-421', byReset)) return;
        this.ending = fault.ending;
        this.endsAt = endsAt;
        return;
      }
    }
    if (this.isCutBy(host, connection, replyAt, 'dot-421', byReset)) return;
    this.ending = 'accepted';
    this.endsAt = replyAt;
    if (host.rules.has(STAGE_ACCEPTED)) {
      connection.accepted++;
      const fault = host.rules.ofMessage(STAGE_ACCEPTED, replyAt, connection, message, attempt);
      // Not accepted yet: Outcome counts it. The rule counts it in, since it strikes after this
      // message.
      connection.accepted--;
      if (fault !== null) {
        this.ending = fault.ending;
        // A connection that is to die already dies when it was to.
        if (connection.dead === ALIVE) connection.deadAt = quantise(replyAt + fault.waitMs);
      }
    }
  }

  /**
   * After the reply: a connection past its lifetime that is cut at the boundary is dead now.
   *
   * `reset-at-boundary` and `421-at-boundary`: the server lets the message in service finish. The
   * client learns of it at its next command, so the connection stays in its cache, dead.
   */
  boundary(host: Host, connection: Connection, at: number): void {
    if (at < connection.openedAt + host.limitMs || host.cutAt(connection) > at) return;
    const how = host.input.lifetime?.how;
    connection.dead = how === '421-at-boundary' ? DEAD_421 : DEAD_RESET;
    connection.deadAt = at;
    connection.end = 'lifetime';
  }

  /**
   * Keyed by message and attempt, not drawn in order: two settings give the message the same
   * overhead.
   */
  private overhead(message: number, attempt: number): number {
    const { input, draws } = this.world;
    const { overheadMs } = input.costs;
    if (input.overheadSpread === 0) return overheadMs;
    const u = draws.uniform(message, attempt, DRAW_OVERHEAD);
    return quantise(overheadMs * (1 + input.overheadSpread * (2 * u - 1)));
  }

  /** Ends it at `at` with a fault, unless the connection is cut before. Always returns false. */
  private refuse(
    host: Host,
    connection: Connection,
    slot: number,
    at: number,
    ending: Ending,
  ): boolean {
    if (this.isCutBy(host, connection, at, 'mail-421', 'mail-reset')) return false;
    this.ending = ending;
    this.endsAt = at;
    // MAIL and RCPT refusals leave the connection to be used again (`mail`, `rset`): only those
    // have an afterwards in which it may be ended.
    const after = ENDINGS[ending].connection;
    if (after !== 'mail' && after !== 'rset') return false;
    if (host.rules.has(STAGE_REFUSED)) this.endRefused(host, connection, slot, at);
    // The RSET after the refusal of every recipient is part of the attempt.
    if (after === 'rset') this.endsAt = at + host.input.roundTripMs;
    return false;
  }

  /** The remote server may end a connection after it has refused a message on it. */
  private endRefused(host: Host, connection: Connection, slot: number, at: number): void {
    const { number, attempts } = this.world.messages;
    const fault = host.rules.ofMessage(STAGE_REFUSED, at, connection, number[slot], attempts[slot]);
    // A connection that is to die already dies when it was to.
    if (fault === null || connection.dead !== ALIVE) return;
    connection.dead = fault.dead;
    connection.deadAt = quantise(at + fault.waitMs);
    connection.end = 'fault';
    connection.fault = fault.kind;
  }

  /**
   * Sets the ending if the connection ends, whatever is going on, before `until`: at its lifetime, or
   * as a fault after the message before this one had it, too late for the probe to notice.
   *
   * In service the client sees it as whatever it was waiting for: a reset by the stage, a 421 in
   * place of the reply, an end of file that reads like a reset everywhere but at the dot
   * (faults.ts: dot-eof).
   */
  private isCutBy(
    host: Host,
    connection: Connection,
    until: number,
    by421: Ending,
    byReset: Ending,
  ): boolean {
    // A connection that died between two messages, too late for the probe: the RSET was answered,
    // and the reset meets the MAIL. Recordings have it in 7 of 74 cases (f2), where it costs the
    // rest of the list.
    const isDying = connection.dead !== ALIVE && connection.deadAt < until;
    const endsBy = isDying ? connection.deadAt : until;
    if (endsBy >= connection.openedAt + host.limitMs) {
      const how = host.input.lifetime?.how;
      if (how !== undefined && cutsInService(how) && host.cutAt(connection) < endsBy) {
        this.cut = true;
        // Not before this message began: an idle connection that was cut is found by the probe, not
        // here.
        this.endsAt = Math.max(host.cutAt(connection), this.startedAt);
        if (how === '421') this.ending = by421;
        else this.ending = how === 'eof' && byReset === 'dot-reset' ? 'dot-eof' : byReset;
        return true;
      }
    }
    if (!isDying) return false;
    this.endsAt = Math.max(connection.deadAt, this.startedAt);
    this.ending = connection.dead === DEAD_421 ? by421 : byReset;
    return true;
  }
}
