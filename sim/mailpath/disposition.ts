/**
 * What becomes of a message after an attempt: delivered, queued again, warned of, or returned.
 *
 * Source: Sendmail 8.17.1, deliver.c (sendenvelope: tries and last try, skips too), envelope.c
 * (dropenvelope: the age is looked at after an attempt only), queue.c (the last try in seconds).
 */
import { PARTS } from './delay-part.ts';
import type { DeliveryProcess } from './delivery-process.ts';
import { causeOf, type UndeliveredCause } from './measures.ts';
import { type World, wallSecond } from './world.ts';

/** Priority that a message gains with each attempt (sinks in the queue). Sendmail's default. */
export const RETRY_FACTOR = 90_000;

/**
 * RetryFactor: added each time a queue file is read for an attempt. A background process re-reads
 * the file only where fcntl locks are lost over a fork (HASFLOCK=0).
 */
function addsToPriority({ run, settings }: DeliveryProcess): boolean {
  return run !== null || settings.lockStyle === 'fcntl';
}

export class Disposition {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** A runner locks a message that waits in the queue; it waits on until it is really tried. */
  take(process: DeliveryProcess, slot: number, at: number): void {
    this.hold(process, slot, at);
    process.waits = true;
  }

  /** A process holds a message: nobody else touches it. */
  hold(process: DeliveryProcess, slot: number, at: number): void {
    const { messages, observer } = this.world;
    process.message = slot;
    process.waits = false;
    messages.lockedBy[slot] = process.id;
    observer?.locked?.(messages.number[slot], process.id, at);
  }

  /** The message in hand is being tried: it waits no longer. */
  beginTry(process: DeliveryProcess, at: number): void {
    if (!process.waits) return;
    process.waits = false;
    process.gateway.waiting--;
    this.world.measures.backlogChanges(at, -1);
  }

  deliver(process: DeliveryProcess, slot: number, at: number): void {
    const { messages, measures, observer } = this.world;
    messages.tries[slot]++;
    messages.charge(slot, at, 0);
    measures.delivery(messages, slot, at);
    if (observer !== null) {
      const parts = Array.from(messages.parts.subarray(slot, slot + PARTS));
      observer.unlocked?.(messages.number[slot], process.id, at);
      observer.delivered?.(
        messages.number[slot],
        messages.arrivedAt[slot],
        at,
        messages.tries[slot],
        parts,
      );
    }
    this.leave(process, slot, at);
  }

  /** The message stays: its waiting is charged to `part` until the next snapshot. */
  defer(process: DeliveryProcess, slot: number, at: number, part: number): void {
    const { messages, measures, observer } = this.world;
    const { settings } = process;
    messages.tries[slot]++;
    measures.tries++;
    messages.lastTrySecond[slot] = wallSecond(this.world, at);
    messages.charge(slot, at, part);
    if (addsToPriority(process)) messages.priority[slot] += RETRY_FACTOR;
    const age = at - messages.arrivedAt[slot];
    if (age >= settings.returnAfterMs) {
      this.bounce(process, slot, at, causeOf(messages, slot));
      return;
    }
    if (age >= settings.warnAfterMs && messages.warned[slot] === 0) {
      messages.warned[slot] = 1;
      measures.warned++;
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
   * from `from` to `to`: what `take` and `defer` would do to it.
   */
  skip(process: DeliveryProcess, slot: number, from: number, to: number, part: number): void {
    const { messages, measures } = this.world;
    messages.tries[slot]++;
    measures.tries++;
    messages.lastTrySecond[slot] = wallSecond(this.world, to);
    messages.charge(slot, from, part);
    messages.charge(slot, to, part);
    if (addsToPriority(process)) messages.priority[slot] += RETRY_FACTOR;
  }

  /** Returned to its sender: too old (`cause` says what kept it), or refused for good. */
  bounce(process: DeliveryProcess, slot: number, at: number, cause: UndeliveredCause): void {
    const { messages, measures, observer } = this.world;
    messages.charge(slot, at, messages.part[slot]);
    measures.return(messages, slot, at, cause);
    if (observer !== null) {
      observer.unlocked?.(messages.number[slot], process.id, at);
      observer.returned?.(messages.number[slot], at);
    }
    this.leave(process, slot, at);
  }

  private leave(process: DeliveryProcess, slot: number, at: number): void {
    this.beginTry(process, at);
    process.message = -1;
    process.gateway.dequeue(slot);
    this.world.messages.remove(slot);
  }
}
