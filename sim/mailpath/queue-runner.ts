/**
 * Queue runs: when they start, how their runners go through the snapshot, when they are over.
 *
 *   tick -> (lost, if MaxQueueChildren would be exceeded) -> snapshot -> R runners -> each its share
 *
 * Interval mode: a tick every interval, though older runs still work. Persistent mode: a pass, a
 * wait for its slowest runner, a sleep. Source: Sendmail 8.17.1, queue.c (runqueue, run_work_group,
 * runner_work, schedule_queue_runs). Units: milliseconds.
 *
 * States of a queue run, and of a persistent group:
 *
 *   forked -- it has read and sorted the queue --> at work: R runners, or over at once if it is empty
 *   at work -- its slowest runner is done -------> over: its places under MaxQueueChildren are free
 *
 *   asleep --- the interval, or 5 s after an empty pass --> a pass: forked, at work, over --> asleep
 *
 * Invariants: a runner touches only its own share; a message that another process holds is never
 * waited for; in a persistent group at most one pass is at work at a gateway.
 */
import { quantise } from '../engine/distributions.ts';
import { beginAttempt } from './delivery.ts';
import { type DeliveryProcess, PHASE_NEXT } from './delivery-process.ts';
import { holdMessage, skipInBulk } from './disposition.ts';
import type { Gateway } from './gateway.ts';
import { endProcess, isKnownBad } from './host-memory.ts';
import { TEXT_BARE } from './host-status-table.ts';
import { PART_OF_ORIGIN } from './outcome.ts';
import { isTooYoung, type QueueRun, SnapshotTaker } from './queue-run.ts';
import { runnersOfRun } from './settings.ts';
import {
  DRAW_RUNNER,
  EVENT_RUN,
  EVENT_TICK,
  runsAhead,
  scheduleStep,
  type World,
} from './world.ts';

/**
 * A persistent work group sleeps this long after an empty pass, whatever its interval.
 *
 * queue.c: MIN_SLEEP_TIME = 5, where njobs == 0 and the group has no longer interval of its own
 * (run_work_group, wg_lowqintvl). `-qp` sets QueueIntvl, not the group's own; recordings p4, p5.
 */
export const EMPTY_PASS_SLEEP_MS = 5000;

/** What a queued message that a run reads costs, in events: as it was measured. */
const EVENTS_PER_READ = 1 / 4;

export class QueueRunner {
  private readonly world: World;
  private readonly snapshots: SnapshotTaker;
  private readonly bulkSkips: BulkSkips;

  constructor(world: World) {
    this.world = world;
    this.snapshots = new SnapshotTaker(world);
    this.bulkSkips = new BulkSkips(world);
  }

  /**
   * Sets the next tick (or persistent pass); an earlier one that is still pending is void. Events
   * are not cancelled: the pending one finds that it is no longer the next (tick).
   */
  scheduleTick(gateway: Gateway, at: number): void {
    gateway.nextTickAt = at;
    this.world.events.schedule(at, EVENT_TICK, gateway.index);
  }

  /**
   * A tick: a run starts, unless there would be too many runners.
   *
   * runqueue: CurRunners + wg_maxact > MaxQueueChildren, and the run is not started. The next event
   * is set all the same (schedule_queue_runs: sm_setevent), so that the next chance is a whole
   * interval later: a queue that could start a second afterwards waits all that time.
   */
  tick(gateway: Gateway, at: number): void {
    if (gateway.nextTickAt !== at) return;
    const { settings } = gateway;
    if (settings.queueRuns === 'persistent') {
      gateway.nextTickAt = Number.POSITIVE_INFINITY;
      gateway.passAtWork = true;
      this.start(gateway, at, this.world.input.costs.passStartMs).persistent = true;
      return;
    }
    const { tickLateMs, runStartMs } = this.world.input.costs;
    // From this tick, not from a fixed grid: the daemon sets its next event when it handles this
    // one, and is late each time (recorded: 0.75 ms a tick), so ticks drift.
    this.scheduleTick(gateway, at + settings.betweenRunsMs + tickLateMs);
    const { maxQueueChildren } = settings;
    const runners = runnersOfRun(settings);
    if (maxQueueChildren > 0 && gateway.runnersBusy + runners > maxQueueChildren) {
      this.world.measures.totals.ticksLost++;
      return;
    }
    const run = this.start(gateway, at, runStartMs);
    // runqueue: CurRunners += wg_maxact, "an upper limit": as many as are allowed, however few
    // messages there are, until the whole work group ends.
    run.reserved = runners;
    gateway.runnersBusy += runners;
  }

  /**
   * A run by an administrator's command: of all that is queued, whatever the marks.
   *
   * `-qI`, `-qR`, `-qS`: run_work_group sets IgnoreHostStatus and both ages to 0, "always ignore
   * stored host status". Started by hand, it is not among the daemon's runners.
   */
  flush(gateway: Gateway, at: number): void {
    this.start(gateway, at, this.world.input.costs.runStartMs).limited = true;
  }

  /**
   * The run has been forked: it reads the queue, then its runners begin. The snapshot is of this
   * moment, not of the tick: what arrived while the run was forked is in it.
   */
  gather(runId: number, at: number): void {
    const { world } = this;
    const run = world.runs.all[runId];
    const gateway = world.gateways[run.gateway];
    const { settings } = run;
    gateway.gathersPending--;
    // Reading a long queue is work without events: without it a scenario that reads a million
    // messages every second would pass for a small one.
    world.eventsLeft -= gateway.queued * EVENTS_PER_READ;
    this.snapshots.take(run, gateway, at);
    world.measures.totals.runsStarted++;
    world.observer?.runStarted?.(gateway.index, at, run.count);
    if (run.count === 0) {
      this.end(run, gateway, at, true);
      return;
    }
    // "No need to have more runners then there are jobs" (run_work_group).
    run.runners = Math.min(runnersOfRun(settings), run.count);
    // The time of the reading itself is that of the whole queue, too young messages included.
    const startAt = at + world.input.costs.scanMs * gateway.queued;
    for (let k = 0; k < run.runners && run.firstItem(k) < run.count; k++) {
      run.active++;
      const process = world.processes.start(gateway, settings, world.events.takeRank());
      process.run = run;
      process.cursor = run.firstItem(k);
      world.observer?.processStarted?.(process.id, gateway.index, at, true);
      scheduleStep(world, process, PHASE_NEXT, startAt + this.startDelay(k));
    }
    world.measures.busyRunnersChange(at, run.active);
  }

  /**
   * A runner goes on through its share until it has to wait for something.
   *
   * A loop, since most of a marked list are skips: each is taken at once if nobody else acts before
   * it is over (runsAhead), and as an event otherwise.
   */
  next(process: DeliveryProcess, run: QueueRun, at: number): void {
    const { messages, events } = this.world;
    let now = at;
    while (process.cursor < run.count) {
      const skippedUntil = this.bulkSkips.take(process, run, now);
      if (skippedUntil > now) {
        if (!runsAhead(this.world, process, PHASE_NEXT, skippedUntil)) return;
        now = skippedUntil;
      }
      if (process.cursor >= run.count) break;
      const slot = run.slots[process.cursor];
      const number = run.numbers[process.cursor];
      process.cursor = run.itemAfter(process.cursor);
      // Gone since the snapshot, and its slot perhaps used by another message: the number tells.
      if (messages.number[slot] !== number) continue;
      messages.snapshots[slot]--;
      // readqf finds it locked: "locked", and dowork returns without a try.
      if (messages.lockedBy[slot] >= 0) continue;
      // Tried by another run since the snapshot: readqf looks at MinQueueAge again.
      if (!run.limited && isTooYoung(this.world, process.settings, slot, now)) continue;
      holdMessage(this.world, process, slot, now);
      if (!beginAttempt(this.world, process, now)) return;
      now = events.now;
    }
    // finis of the runner: its connections are closed, what it knows is written, then it is no
    // more.
    endProcess(this.world, process, now);
    this.world.measures.busyRunnersChange(now, -1);
    run.active--;
    if (run.active === 0) this.end(run, process.gateway, now, false);
  }

  /**
   * How long after the first runner of a run the k-th begins.
   *
   * Forked one after the other. Which of them is first at the server is chance: without the draw
   * runner 0 would always be, and always be the one that meets a limit of connections last.
   */
  private startDelay(k: number): number {
    const { draws, measures, input } = this.world;
    const { runnerGapMs, runnerJitterMs } = input.costs;
    if (runnerJitterMs === 0) return k * runnerGapMs;
    const u = draws.uniform(measures.totals.runsStarted, k, DRAW_RUNNER);
    return quantise(k * runnerGapMs + runnerJitterMs * u);
  }

  private start(gateway: Gateway, at: number, startMs: number): QueueRun {
    const run = this.world.runs.start(gateway.index, gateway.settings);
    gateway.gathersPending++;
    this.world.events.schedule(at + startMs, EVENT_RUN, run.id);
    return run;
  }

  /**
   * run_work_group waits for all runners ("Wait until all of the runners have completed"), and so
   * does the count for MaxQueueChildren. A persistent group then drops all that it knew of hosts
   * (mci_flush, rmexpstab), which is here the end of its processes, and sleeps.
   */
  private end(run: QueueRun, gateway: Gateway, at: number, empty: boolean): void {
    gateway.runnersBusy -= run.reserved;
    if (run.persistent) {
      gateway.passAtWork = false;
      // Settings that took the persistent group away have set their own tick.
      if (gateway.settings.queueRuns === 'persistent') {
        const { betweenRunsMs } = gateway.settings;
        this.scheduleTick(gateway, at + (empty ? EMPTY_PASS_SLEEP_MS : betweenRunsMs));
      }
    }
    this.world.runs.end(run);
  }
}

/**
 * A runner's skips of one marked host, taken in bulk: thousands of messages, a few milliseconds
 * each, in which nothing happens but that each of them is put off once more.
 *
 * Bulk is only for what nobody else can touch meanwhile: messages that are in no other run's
 * snapshot and in nobody's hands, up to the moment at which somebody may look at the queue (a tick,
 * an operator). Everything else goes one by one (QueueRunner.next), the last skip of a bulk too, so
 * that what follows it is scheduled when it would have been. A property test holds the two equal.
 * Nobody may be observing skips.
 */
class BulkSkips {
  private readonly world: World;
  /** What the log says of the skip that is certain, and of the one that was looked at last. */
  private text: number = TEXT_BARE;
  private nextText: number = TEXT_BARE;
  /** When an operator acts, ascending, and which of these times comes next. */
  private readonly actionTimes: readonly number[];
  private nextAction = 0;

  constructor(world: World) {
    this.world = world;
    this.actionTimes = world.input.actions.map(({ atMs }) => atMs).sort((a, b) => a - b);
  }

  /**
   * Skips as many of the runner's next messages as it may, and moves its cursor past them. Returns
   * the time at which the last of those skips is over; `at` if there was none.
   */
  take(process: DeliveryProcess, run: QueueRun, at: number): number {
    const { world } = this;
    if (!world.runAhead || world.observer?.skipped !== undefined) return at;
    if (process.hasConnections()) return at;
    const { messages, measures } = world;
    const { skipMs } = world.input.costs;
    const until = this.until(run, process.gateway);
    let now = at;
    // A skip is taken when the next one is certain: the last one is left to the runner.
    let certain = -1;
    let origin = -1;
    for (let item = process.cursor; item < run.count; item = run.itemAfter(item)) {
      const slot = run.slots[item];
      if (messages.number[slot] !== run.numbers[item]) continue;
      // Skips follow each other without a gap: the next begins as the one before it is over.
      const startsAt = certain < 0 ? now : now + skipMs;
      if (startsAt + skipMs >= until || !this.isMine(run, slot, startsAt)) break;
      const nextOrigin = this.originOfBad(process, slot, startsAt);
      if (nextOrigin < 0 || this.isDue(process, slot, startsAt + skipMs)) break;
      if (certain >= 0) {
        measures.skip(origin, this.text);
        skipInBulk(world, process, certain, now, startsAt, PART_OF_ORIGIN[origin]);
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

  /**
   * Until then nobody takes a snapshot of the queue or changes what is in force.
   *
   * What may look at the messages meanwhile: a run that has been forked and has not read yet, a
   * pass that ends at a time not known, a tick, an operator, the reading.
   */
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

  /**
   * Old enough at `at` to be warned of, if it was not yet, or to be returned. Those are not for
   * bulk: a warning or a return is more than a skip.
   */
  private isDue({ settings }: DeliveryProcess, slot: number, at: number): boolean {
    const { messages } = this.world;
    const { warnAfterMs, returnAfterMs } = settings;
    const limit =
      messages.warned[slot] === 0 ? Math.min(warnAfterMs, returnAfterMs) : returnAfterMs;
    return at - messages.arrivedAt[slot] >= limit;
  }

  /** In one snapshot only, this one, and locked by nobody: no other process can come upon it. */
  private isMine(run: QueueRun, slot: number, at: number): boolean {
    const { messages } = this.world;
    if (messages.lockedBy[slot] >= 0 || messages.snapshots[slot] > 1) return false;
    return run.limited || !isTooYoung(this.world, run.settings, slot, at);
  }

  /**
   * Where the memory of all hosts of the message's route comes from, and what it says (`nextText`);
   * -1 unless all are bad, for the same reason: which of them is reported then depends on the order.
   */
  private originOfBad(process: DeliveryProcess, slot: number, at: number): number {
    const { world } = this;
    const { messages, input } = world;
    let origin = -1;
    for (const group of input.destinations[messages.destination[slot]].route) {
      for (const host of group) {
        if (!isKnownBad(world, process, host, at)) return -1;
        const same = process.origin[host] === origin && process.text[host] === this.nextText;
        if (origin >= 0 && !same) return -1;
        origin = process.origin[host];
        this.nextText = process.text[host];
      }
    }
    return origin;
  }
}
