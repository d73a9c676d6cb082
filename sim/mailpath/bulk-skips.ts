/**
 * A runner's skips of one marked host, taken in bulk: thousands of messages, a few milliseconds
 * each, in which nothing happens but that each of them is put off once more.
 *
 * Bulk is only for what nobody else can touch meanwhile: messages that are in no other run's
 * snapshot and in nobody's hands, up to the moment at which somebody may look at the queue (a tick,
 * an operator). Everything else goes one by one (queue-runner.ts), the last skip of a bulk too, so
 * that what follows it is scheduled when it would have been. A property test holds the two equal.
 * Nobody may be watching. Units: milliseconds.
 */
import type { DeliveryProcess } from './delivery-process.ts';
import type { Gateway } from './gateway.ts';
import type { HostMemory } from './host-memory.ts';
import { TEXT_BARE } from './host-status-table.ts';
import { PART_OF_ORIGIN } from './outcome.ts';
import type { QueueRun } from './queue-run.ts';
import type { Settlement } from './settlement.ts';
import { isTooYoung } from './snapshot.ts';
import type { World } from './world.ts';

export class BulkSkips {
  private readonly world: World;
  private readonly memory: HostMemory;
  private readonly settlement: Settlement;
  /** What the log says of the skip that is certain, and of the one that was looked at last. */
  private text: number = TEXT_BARE;
  private nextText: number = TEXT_BARE;
  /** When an operator acts, ascending, and which of these times comes next. */
  private readonly actionTimes: readonly number[];
  private nextAction = 0;

  constructor(world: World, memory: HostMemory, settlement: Settlement) {
    this.world = world;
    this.memory = memory;
    this.settlement = settlement;
    this.actionTimes = world.input.actions.map(({ atMs }) => atMs).sort((a, b) => a - b);
  }

  /**
   * Skips as many of the runner's next messages as it may, and moves its cursor past them. Returns
   * the time at which the last of those skips is over; `at` if there was none.
   */
  take(process: DeliveryProcess, run: QueueRun, gateway: Gateway, at: number): number {
    const { world } = this;
    if (!world.runAhead || world.observer !== null || process.hasConnections()) return at;
    const { messages, measures } = world;
    const { skipMs } = world.input.costs;
    const until = this.until(run, gateway);
    let now = at;
    // A skip is taken when the next one is certain: the last one is left to the runner.
    let certain = -1;
    let origin = -1;
    for (let item = process.cursor; item < run.count; item = run.itemAfter(item)) {
      const slot = run.slots[item];
      if (messages.number[slot] !== run.numbers[item]) continue;
      const startsAt = certain < 0 ? now : now + skipMs;
      if (startsAt + skipMs >= until || !this.isMine(run, slot, startsAt)) break;
      const nextOrigin = this.originOfBad(process, slot, startsAt);
      if (nextOrigin < 0 || this.isDue(process, slot, startsAt + skipMs)) break;
      if (certain >= 0) {
        measures.skip(origin, this.text);
        this.settlement.skip(process, certain, now, startsAt, PART_OF_ORIGIN[origin]);
        messages.snapshots[certain]--;
        now = startsAt;
      }
      certain = slot;
      origin = nextOrigin;
      this.text = this.nextText;
      process.cursor = item;
    }
    return now;
  }

  /** Until then nobody takes a snapshot of the queue or changes what is in force. */
  private until(run: QueueRun, gateway: Gateway): number {
    if (gateway.gathersPending > 0) return Number.NEGATIVE_INFINITY;
    // The next pass is due some time after the one at work: unknown, unless this run is it.
    if (gateway.passAtWork && !run.persistent) return Number.NEGATIVE_INFINITY;
    const { actionTimes } = this;
    const { events, horizonMs } = this.world;
    while (actionTimes[this.nextAction] < events.now) this.nextAction++;
    const actionAt = actionTimes[this.nextAction] ?? Number.POSITIVE_INFINITY;
    return Math.min(gateway.nextTickAt, horizonMs, actionAt);
  }

  /** Old enough at `at` to be warned of, if it was not yet, or to be returned. */
  private isDue({ settings }: DeliveryProcess, slot: number, at: number): boolean {
    const { messages } = this.world;
    if (settings === null) return true;
    const { warnAfterMs, returnAfterMs } = settings;
    const limit =
      messages.warned[slot] === 0 ? Math.min(warnAfterMs, returnAfterMs) : returnAfterMs;
    return at - messages.arrivedAt[slot] >= limit;
  }

  private isMine(run: QueueRun, slot: number, at: number): boolean {
    const { messages } = this.world;
    if (messages.lockedBy[slot] >= 0 || messages.snapshots[slot] > 1) return false;
    return run.limited || run.settings === null || !isTooYoung(this.world, run.settings, slot, at);
  }

  /**
   * Where the memory of all hosts of the message's route comes from, and what it says (`nextText`);
   * -1 unless all are bad, for the same reason: which of them is told then depends on the order.
   */
  private originOfBad(process: DeliveryProcess, slot: number, at: number): number {
    const { messages, input } = this.world;
    let origin = -1;
    for (const group of input.destinations[messages.destination[slot]].route) {
      for (const host of group) {
        if (!this.memory.isKnownBad(process, host, at)) return -1;
        const same = process.origin[host] === origin && process.text[host] === this.nextText;
        if (origin >= 0 && !same) return -1;
        origin = process.origin[host];
        this.nextText = process.text[host];
      }
    }
    return origin;
  }
}
