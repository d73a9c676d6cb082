/**
 * One queue run: a frozen, sorted snapshot, and how many of its runners still work.
 *
 * Runner k takes items k, k+R, k+2R ... of the snapshot; nobody steals. Messages that another
 * process holds keep their places and are passed over when reached. A Sendmail built with
 * _FFR_SKIP_DOMAINS (Debian's) shares out domains instead when it sorts by host: runner k takes all
 * messages of domains k, k+R ..., so that one domain is worked by one runner.
 * Source: Sendmail 8.17.1, queue.c (gatherq, sortq, run_work_group, runner_work, skip_domains).
 */
import type { Room } from './capacity.ts';
import type { SettingsInForce } from './queue-timing.ts';

/** Of a place in a snapshot: slot and number; and of a run without one. */
const BYTES_PER_MESSAGE = 12;
const BYTES = 500;

export class QueueRun {
  readonly id: number;
  /** Index of its gateway. */
  gateway = 0;
  settings: SettingsInForce | null = null;
  /** The snapshot: slots, and the numbers of the messages that were in them. */
  slots = new Int32Array(0);
  numbers = new Float64Array(0);
  count = 0;
  /** Where each domain begins in the snapshot, if runners share out domains; null: messages. */
  domainStarts: number[] | null = null;
  /** Stride of the interleave, and runners still at work. */
  runners = 0;
  active = 0;
  /** Runners that MaxQueueChildren counts until the slowest is done. */
  reserved = 0;
  /** A limited run (`-qI`, `-qR`, `-qS`): it ignores stored marks and MinQueueAge. */
  limited = false;
  persistent = false;

  constructor(id: number) {
    this.id = id;
  }

  /** The first item of the k-th runner; `count` if there is none for it. */
  firstItem(k: number): number {
    if (this.domainStarts === null) return k;
    return this.domainStarts[k] ?? this.count;
  }

  /** The item that a runner takes after `item`; `count` or more: its share is done. */
  itemAfter(item: number): number {
    const starts = this.domainStarts;
    if (starts === null) return item + this.runners;
    let domain = 0;
    while (domain + 1 < starts.length && starts[domain + 1] <= item) domain++;
    const next = item + 1;
    if (next < (starts[domain + 1] ?? this.count)) return next;
    return starts[domain + this.runners] ?? this.count;
  }

  /** Makes room for a snapshot of n messages, which counts from `room`. */
  reserve(n: number, room: Room): void {
    if (this.slots.length >= n) return;
    let capacity = Math.max(1024, this.slots.length);
    while (capacity < n) capacity *= 2;
    room.take((capacity - this.slots.length) * BYTES_PER_MESSAGE);
    this.slots = new Int32Array(capacity);
    this.numbers = new Float64Array(capacity);
  }
}

/** Runs are used again: their snapshots are the largest arrays of a simulation. */
export class QueueRunPool {
  readonly all: QueueRun[] = [];
  private readonly free: QueueRun[] = [];
  private readonly room: Room;

  constructor(room: Room) {
    this.room = room;
  }

  start(gateway: number, settings: SettingsInForce): QueueRun {
    let run = this.free.pop();
    if (run === undefined) {
      this.room.take(BYTES);
      run = new QueueRun(this.all.length);
      this.all.push(run);
    }
    run.gateway = gateway;
    run.settings = settings;
    run.count = 0;
    run.domainStarts = null;
    run.runners = 0;
    run.active = 0;
    run.reserved = 0;
    run.limited = false;
    run.persistent = false;
    return run;
  }

  end(run: QueueRun): void {
    run.settings = null;
    this.free.push(run);
  }
}
