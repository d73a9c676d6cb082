/**
 * What becomes of a message after an attempt: delivered, queued again, warned of, or returned.
 *
 * Source: Sendmail 8.17.1, deliver.c (sendenvelope: tries and last try, skips too), envelope.c
 * (dropenvelope: the age is looked at after an attempt only), queue.c (the last try in seconds).
 *
 * States of a message, and who moves it:
 *
 *   waiting ---- a runner reaches it, or a new process has it: locked --> held
 *   held ------- a host is really tried -------------------------------> tried (waits no longer)
 *   held, tried  accepted ---------------------------------------------> delivered, gone
 *   held, tried  refused for good, or too old after the attempt --------> returned, gone
 *   held, tried  otherwise ---------------------------------------------> waiting, one try more
 *
 * Invariants: at most one process holds a message; a message is in its gateway's queue from its
 * arrival until it is gone, held or not; arrived = delivered + returned + queued at every moment.
 */
import { PARTS } from './delay-part.ts';
import type { DeliveryProcess } from './delivery-process.ts';
import { causeOf, type UndeliveredCause } from './measures.ts';
import { type World, wallSecond } from './world.ts';

/**
 * Priority that a message gains with each attempt (sinks in the queue). Sendmail's default. conf.c:
 * WkTimeFact = 90000. Three recipients' worth, so that mail that failed sinks below new mail,
 * further at each try.
 */
export const RETRY_FACTOR = 90_000;

/**
 * RetryFactor: added each time a queue file is read for an attempt. A background process re-reads
 * the file only where fcntl locks are lost over a fork (HASFLOCK=0).
 *
 * readqf: e_msgpriority = the P line + WkTimeFact. sendall: without flock the envelope is dropped
 * in the parent and read again in the child ("the lock is owned by a process"), so that its first
 * log line shows 90000 more, as public Proofpoint logs do; with flock the child keeps it as it is.
 */
function addsToPriority({ run, settings }: DeliveryProcess): boolean {
  return run !== null || settings.lockStyle === 'fcntl';
}

/**
 * A process holds a message: nobody else touches it. The lock on the queue file (readqf: lockfile,
 * not waited for). Whoever finds it locked passes the message over, without a try.
 *
 * One that a runner takes waits on until something is really tried: thousands of skips in a row
 * would otherwise make the backlog flicker, which is of no interest.
 */
export function holdMessage(
  world: World,
  process: DeliveryProcess,
  slot: number,
  at: number,
): void {
  const { messages, observer } = world;
  process.message = slot;
  process.waits = process.run !== null;
  messages.lockedBy[slot] = process.id;
  observer?.locked?.(messages.number[slot], process.id, at);
}

/** The current message is being tried: it waits no longer. */
export function stopWaiting(world: World, process: DeliveryProcess, at: number): void {
  if (!process.waits) return;
  process.waits = false;
  process.gateway.waiting--;
  world.measures.backlogChanges(at, -1);
}

export function deliver(world: World, process: DeliveryProcess, at: number): void {
  const { messages, measures, observer } = world;
  const slot = process.message;
  messages.tries[slot]++;
  messages.charge(slot, at, 0);
  measures.delivery(messages, slot, at);
  if (observer !== null) {
    const number = messages.number[slot];
    observer.unlocked?.(number, process.id, at);
    observer.delivered?.(
      number,
      messages.arrivedAt[slot],
      at,
      messages.tries[slot],
      Array.from(messages.parts.subarray(slot, slot + PARTS)),
    );
  }
  leave(world, process, at);
}

/**
 * The message stays: its waiting is charged to `part` until the next snapshot.
 *
 * dropenvelope looks at the age only now, after the attempt: a message is never returned while it
 * waits, however old it is, and one that is due may still be delivered by its last attempt.
 */
export function defer(world: World, process: DeliveryProcess, at: number, part: number): void {
  const { messages, measures, observer } = world;
  const { settings, message: slot } = process;
  messages.tries[slot]++;
  measures.tries++;
  // The K line of the queue file: the time at which the attempt ends, not begins (sendenvelope:
  // e_dtime = curtime() after deliver). After a long transfer MinQueueAge counts from its end.
  messages.lastTrySecond[slot] = wallSecond(world, at);
  messages.part[slot] = part;
  messages.charge(slot, at, part);
  if (addsToPriority(process)) messages.priority[slot] += RETRY_FACTOR;
  const age = at - messages.arrivedAt[slot];
  if (age >= settings.returnAfterMs) {
    bounce(world, process, at, causeOf(messages, slot));
    return;
  }
  // Once for each message (EF_WARNING). The warning itself is mail of another site: not modelled.
  if (age >= settings.warnAfterMs && messages.warned[slot] === 0) {
    messages.warned[slot] = 1;
    measures.totals.warned++;
  }
  process.message = -1;
  messages.lockedBy[slot] = -1;
  if (!process.waits) {
    process.gateway.waiting++;
    measures.backlogChanges(at, 1);
  }
  observer?.unlocked?.(messages.number[slot], process.id, at);
}

/**
 * A message that nobody else can touch, and that is not due to be warned of or returned, is skipped
 * from `from` to `to`: what `holdMessage` and `defer` would do to it.
 *
 * The same sums in the same order, so that bulk skips and single ones come out equal to the byte.
 */
export function skipInBulk(
  world: World,
  process: DeliveryProcess,
  slot: number,
  from: number,
  to: number,
  part: number,
): void {
  const { messages, measures } = world;
  messages.tries[slot]++;
  measures.tries++;
  messages.lastTrySecond[slot] = wallSecond(world, to);
  messages.charge(slot, from, part);
  messages.charge(slot, to, part);
  if (addsToPriority(process)) messages.priority[slot] += RETRY_FACTOR;
}

/**
 * Returned to its sender: too old (`cause` says what kept it), or refused for good.
 *
 * Its time up to now is charged to the part that it was in: a returned message has a delay, too,
 * which never ends in a delivery.
 */
export function bounce(
  world: World,
  process: DeliveryProcess,
  at: number,
  cause: UndeliveredCause,
): void {
  const { messages, measures, observer } = world;
  const slot = process.message;
  messages.charge(slot, at, messages.part[slot]);
  measures.return(messages, slot, at, cause);
  if (observer !== null) {
    observer.unlocked?.(messages.number[slot], process.id, at);
    observer.returned?.(messages.number[slot], at);
  }
  leave(world, process, at);
}

function leave(world: World, process: DeliveryProcess, at: number): void {
  const slot = process.message;
  stopWaiting(world, process, at);
  process.message = -1;
  process.gateway.dequeue(slot);
  world.messages.remove(slot);
}
