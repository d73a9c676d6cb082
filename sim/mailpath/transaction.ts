/**
 * One message over one connection, from MAIL to the reply to the final dot.
 *
 *   start ---- overhead ----> body ---- size / goodput ----> dot ---- latency ----> reply
 *   MAIL, RCPT, DATA          (or the shared uplink)
 *
 * All of it is computed when it starts: each stage's faults at its own time, and the cut at the
 * connection's lifetime wherever it falls. What the ending leads to: faults.ts. Only a transfer
 * over a shared uplink waits for an event of its own, since others slow it down. Units:
 * milliseconds, bytes.
 *
 * Why at once: nothing that others do meanwhile can change it, and an event for each command would
 * make of two events a delivery ten. What could change it, a throttle's count and a shared uplink,
 * waits for its own moment (delivery.ts, uplink.ts).
 *
 * Which of several ends counts is the order of the wire: a command's fault at its own time, unless
 * the connection is gone by then (its lifetime, or a fault after the message before); inside the
 * body the cut, then the fault of the body; at the dot likewise. An end at the very moment of a
 * reply comes after it.
 */
import { quantise } from '../engine/distributions.ts';
import { ALIVE, type Connection, DEAD_421, DEAD_RESET } from './connection.ts';
import { type DeliveryProcess, PHASE_DONE } from './delivery-process.ts';
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
import {
  DRAW_FIRST_REFUSAL,
  DRAW_LATENCY,
  DRAW_OVERHEAD,
  scheduleStep,
  type World,
} from './world.ts';

/**
 * The dialogue before the body. Returns true if the body is to be sent (from `process.endsAt` on);
 * otherwise `ending` and `endsAt` say how it went.
 *
 * MAIL, RCPT and DATA are one stretch, the overhead, with the faults at equal distances on it: a
 * round trip each, of which only the sum is known (docs/validation.md, Costs).
 */
export function openTransaction(world: World, process: DeliveryProcess, start: number): boolean {
  const { messages } = world;
  const { message: slot, connected: connection } = process;
  const host = world.hosts[process.host];
  const message = messages.number[slot];
  const attempt = messages.attempts[slot];
  // Counted as the transaction begins, refused or not: mci_deliveries counts uses, not successes.
  // So a connection on which all is refused is closed after as many messages as one on which all
  // goes well.
  connection.messagesStarted++;
  process.cut = false;
  process.sentBytes = 0;
  process.startedAt = start;
  const bodyAt = start + overhead(world, message, attempt);
  const { rules } = host;
  for (let stage = STAGE_MAIL; stage <= STAGE_DATA; stage++) {
    if (!rules.has(stage)) continue;
    const at = start + ((stage - STAGE_MAIL) / (STAGE_BODY - STAGE_MAIL)) * (bodyAt - start);
    const fault = rules.find(stage, at, connection, message, attempt);
    if (fault !== null) {
      refuse(world, process, quantise(at), fault.ending);
      return false;
    }
  }
  // A throttle answers MAIL (451 4.7.500), so that neither recipients nor body have been sent.
  if (!host.admits(connection.gateway, start)) {
    refuse(world, process, start, 'mail-4xx');
    return false;
  }
  // Greylisting answers RCPT: it needs sender, recipient and address together to know the message.
  const { greylisting } = host.input;
  if (greylisting !== null && isGreylisted(world, process, greylisting, start)) {
    refuse(world, process, start, 'rcpt-4xx');
    return false;
  }
  if (isCutBy(world, process, bodyAt, 'mail-421', 'mail-reset')) return false;
  process.endsAt = bodyAt;
  process.bodyBytes = messages.size[slot];
  process.bodyEnding = 'accepted';
  if (rules.has(STAGE_BODY)) {
    const fault = rules.find(STAGE_BODY, bodyAt, connection, message, attempt);
    if (fault !== null) {
      process.bodyEnding = fault.ending;
      // A reset somewhere in the body: half of it, on average over resets at any place.
      process.bodyBytes /= 2;
    }
  }
  return true;
}

/** A first attempt that is refused, or a retry that comes too soon and puts the welcome off. */
function isGreylisted(
  { messages, draws, measures }: World,
  { message: slot, host }: DeliveryProcess,
  rule: GreylistingRule,
  at: number,
): boolean {
  const welcomeAt = messages.welcomeAt[slot];
  // Never refused by such a server so far: a first attempt, which may be refused by chance.
  if (welcomeAt === 0) {
    return draws.uniform(messages.number[slot], 0, DRAW_FIRST_REFUSAL) < rule.firstRefusal;
  }
  if (welcomeAt <= at) return false;
  // Another host of the same attempt has refused it just now: refused here too, but no retry.
  if (messages.refusedTry[slot] < messages.tries[slot]) {
    messages.welcomeAt[slot] = welcomeAt + rule.penaltyMs;
    measures.totals.hastyRetries[host]++;
  }
  return true;
}

/**
 * Goodput of the connection now, bytes/ms, with nobody else on the uplink. It stands for all of
 * TCP: slow start is not in it, small messages are a little too fast.
 */
export function goodputOf({ rules }: Host, connection: Connection, at: number): number {
  if (!rules.has(STAGE_TRANSFER)) return connection.goodput;
  const fault = rules.find(STAGE_TRANSFER, at, connection);
  return fault === null ? connection.goodput : connection.goodput * fault.factor;
}

/**
 * The end of it, once it is known when the last of `bodyBytes` is sent, which began at `startedAt`.
 * Leaves `ending`, `endsAt` and `sentBytes`.
 */
export function closeTransaction(world: World, process: DeliveryProcess, dotAt: number): void {
  process.cut = false;
  if (process.bodyEnding === 'accepted') conclude(world, process, dotAt);
  else if (!isCutBy(world, process, dotAt, 'dot-421', 'body-reset')) {
    process.ending = process.bodyEnding;
    process.endsAt = dotAt;
  }
  const { startedAt: bodyAt, bodyBytes, endsAt } = process;
  process.sentBytes =
    endsAt >= dotAt ? bodyBytes : (bodyBytes * (endsAt - bodyAt)) / (dotAt - bodyAt);
}

/** One event stands for the end of it. */
export function awaitEnding(world: World, process: DeliveryProcess): void {
  scheduleStep(world, process, PHASE_DONE, Math.max(process.endsAt, world.events.now));
}

function conclude(world: World, process: DeliveryProcess, dotAt: number): void {
  const { messages, draws } = world;
  const host = world.hosts[process.host];
  const { message: slot, connected: connection } = process;
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
    const fault = host.rules.find(STAGE_DOT, dotAt, connection, message, attempt);
    if (fault !== null) {
      const endsAt = quantise((fault.beforeLatency ? dotAt : replyAt) + fault.waitMs);
      if (isCutBy(world, process, endsAt, 'dot-421', byReset)) return;
      process.ending = fault.ending;
      process.endsAt = endsAt;
      return;
    }
  }
  if (isCutBy(world, process, replyAt, 'dot-421', byReset)) return;
  process.ending = 'accepted';
  process.endsAt = replyAt;
  if (host.rules.has(STAGE_ACCEPTED)) {
    connection.accepted++;
    const fault = host.rules.find(STAGE_ACCEPTED, replyAt, connection, message, attempt);
    // Not accepted yet: outcome.ts counts it. The rule counts it in, since it strikes after this
    // message.
    connection.accepted--;
    if (fault !== null) {
      process.ending = fault.ending;
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
export function cutAtBoundary(host: Host, connection: Connection, at: number): void {
  if (at < connection.openedAt + host.limitMs || host.cutAt(connection) > at) return;
  const how = host.input.lifetime?.how;
  connection.dead = how === '421-at-boundary' ? DEAD_421 : DEAD_RESET;
  connection.deadAt = at;
  connection.end = 'lifetime';
}

/** Keyed by message and attempt, not drawn in order: two settings give a message the same overhead. */
function overhead({ input, draws }: World, message: number, attempt: number): number {
  const { overheadMs } = input.costs;
  if (input.overheadSpread === 0) return overheadMs;
  const u = draws.uniform(message, attempt, DRAW_OVERHEAD);
  return quantise(overheadMs * (1 + input.overheadSpread * (2 * u - 1)));
}

/** Ends it at `at` with a fault, unless the connection is cut before. */
function refuse(world: World, process: DeliveryProcess, at: number, ending: Ending): void {
  if (isCutBy(world, process, at, 'mail-421', 'mail-reset')) return;
  process.ending = ending;
  process.endsAt = at;
  // MAIL and RCPT refusals leave the connection to be used again (`mail`, `rset`): only those have
  // an afterwards in which it may be ended.
  const after = ENDINGS[ending].connection;
  if (after !== 'mail' && after !== 'rset') return;
  const host = world.hosts[process.host];
  if (host.rules.has(STAGE_REFUSED)) endRefused(world, process, at);
  // The RSET after the refusal of every recipient is part of the attempt.
  if (after === 'rset') process.endsAt = at + host.input.roundTripMs;
}

/** The remote server may end a connection after it has refused a message on it. */
function endRefused(
  { messages, hosts }: World,
  { host, message: slot, connected: connection }: DeliveryProcess,
  at: number,
): void {
  const { number, attempts } = messages;
  const { rules } = hosts[host];
  const fault = rules.find(STAGE_REFUSED, at, connection, number[slot], attempts[slot]);
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
 * place of the reply, an end of file that reads like a reset everywhere but at the dot (faults.ts:
 * dot-eof).
 */
function isCutBy(
  world: World,
  process: DeliveryProcess,
  until: number,
  by421: Ending,
  byReset: Ending,
): boolean {
  const host = world.hosts[process.host];
  const connection = process.connected;
  // A connection that died between two messages, too late for the probe: the RSET was answered, and
  // the reset meets the MAIL. Recordings have it in 7 of 74 cases (f2), where it costs the rest of
  // the list.
  const isDying = connection.dead !== ALIVE && connection.deadAt < until;
  const endsBy = isDying ? connection.deadAt : until;
  if (endsBy >= connection.openedAt + host.limitMs) {
    const how = host.input.lifetime?.how;
    if (how !== undefined && cutsInService(how) && host.cutAt(connection) < endsBy) {
      process.cut = true;
      // Not before this message began: an idle connection that was cut is found by the probe, not
      // here.
      process.endsAt = Math.max(host.cutAt(connection), process.startedAt);
      if (how === '421') process.ending = by421;
      else process.ending = how === 'eof' && byReset === 'dot-reset' ? 'dot-eof' : byReset;
      return true;
    }
  }
  if (!isDying) return false;
  process.endsAt = Math.max(connection.deadAt, process.startedAt);
  process.ending = connection.dead === DEAD_421 ? by421 : byReset;
  return true;
}
