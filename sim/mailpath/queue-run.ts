/**
 * One queue run: a frozen, sorted snapshot of the queue, and how many of its runners still work.
 *
 * The snapshot holds every queued message that is old enough, in the order of the sort. Runner k
 * takes items k, k+R, k+2R ... of it; nobody steals. Messages that another process holds are in it,
 * keep their places and are passed over when reached. A Sendmail built with _FFR_SKIP_DOMAINS
 * (Debian's) shares out domains instead when it sorts by host: runner k takes all messages of
 * domains k, k+R ..., so that one domain is worked by one runner. Orders (QueueSortOrder):
 * priority, time (the second of arrival), host (then priority; hosts with a locked message last),
 * random, file name (names grow with time, so: order of arrival). Equals: order of arrival, or as
 * the directory lists them, which is by a hash of the name: one draw per message, the same in every
 * snapshot. Units: ms; ages in whole seconds. Source: Sendmail 8.17.1, queue.c (gatherq, sortq,
 * workcmpf0 to workcmpf5, run_work_group, runner_work, skip_domains).
 */
import { InvariantError } from '../engine/invariant.ts';
import type { Room } from './capacity.ts';
import { PART_LIST } from './delay-part.ts';
import type { Gateway } from './gateway.ts';
import type { DestinationInput } from './input.ts';
import type { SettingsInForce } from './settings.ts';
import { DRAW_TIE, type World, wallSecond } from './world.ts';

/** Of a place in a snapshot: slot and number; and of a run without one. */
const BYTES_PER_MESSAGE = 12;
const BYTES = 500;

/**
 * `runners` is what the share of each is reckoned with, and stays; `active` counts down to 0. Both
 * differ where some runner's first item lies beyond the end (domains).
 */
export class QueueRun {
  readonly id: number;
  /** Index of its gateway. */
  readonly gateway: number;
  readonly settings: SettingsInForce;
  /** The snapshot: slots, and the numbers of the messages that were in them. */
  slots: Int32Array;
  numbers: Float64Array;
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

  /** `before`: a run that is over, whose place and arrays it takes over. */
  constructor(id: number, gateway: number, settings: SettingsInForce, before?: QueueRun) {
    this.id = id;
    this.gateway = gateway;
    this.settings = settings;
    this.slots = before?.slots ?? new Int32Array(0);
    this.numbers = before?.numbers ?? new Float64Array(0);
  }

  /**
   * The first item of the k-th runner; `count` if there is none for it.
   *
   * run_work_group: the parent advances WorkQ by one item (one domain, skip_domains) for each
   * runner that it forks, and the runner starts from there.
   */
  firstItem(k: number): number {
    if (this.domainStarts === null) return k;
    return this.domainStarts[k] ?? this.count;
  }

  /**
   * The item that a runner takes after `item`; `count` or more: its share is done.
   *
   * runner_work: WorkQ = w_next, `skip` times, skip being the number of runners. The share is fixed
   * as the run starts: a runner that is slow, or skips, hands nothing over, and its last message
   * waits for all of the ones before it. Work stealing would hide the delay that the article is
   * about.
   */
  itemAfter(item: number): number {
    const starts = this.domainStarts;
    if (starts === null) return item + this.runners;
    let domain = 0;
    while (domain + 1 < starts.length && starts[domain + 1] <= item) domain++;
    // Within a domain one after the other; at its end R domains on.
    const next = item + 1;
    if (next < (starts[domain + 1] ?? this.count)) return next;
    return starts[domain + this.runners] ?? this.count;
  }

  /**
   * Makes room for a snapshot of n messages, which counts from `room`.
   *
   * Doubled, and kept for the next run that has this place: a tick in an overloaded gateway would
   * otherwise allocate the whole queue anew. Nothing is copied, since a run fills it from the
   * start.
   */
  reserve(n: number, room: Room): void {
    if (this.slots.length >= n) return;
    let capacity = Math.max(1024, this.slots.length);
    while (capacity < n) capacity *= 2;
    room.take((capacity - this.slots.length) * BYTES_PER_MESSAGE);
    this.slots = new Int32Array(capacity);
    this.numbers = new Float64Array(capacity);
  }
}

/** Their arrays are used again: snapshots are the largest of a simulation. */
export class QueueRunPool {
  readonly all: QueueRun[] = [];
  private readonly free: QueueRun[] = [];
  private readonly room: Room;

  constructor(room: Room) {
    this.room = room;
  }

  start(gateway: number, settings: SettingsInForce): QueueRun {
    const before = this.free.pop();
    if (before === undefined) this.room.take(BYTES);
    const run = new QueueRun(before?.id ?? this.all.length, gateway, settings, before);
    this.all[run.id] = run;
    return run;
  }

  end(run: QueueRun): void {
    this.free.push(run);
  }
}

/**
 * Too young to be tried again (MinQueueAge), in whole seconds of the wall clock. readqf: tried
 * before (N > 0), and now < the last try (K) + MinQueueAge. New mail is never too young.
 */
export function isTooYoung(
  world: World,
  settings: SettingsInForce,
  slot: number,
  at: number,
): boolean {
  const { messages } = world;
  if (settings.minAgeMs <= 0 || messages.tries[slot] === 0) return false;
  return wallSecond(world, at) * 1000 < messages.lastTrySecond[slot] * 1000 + settings.minAgeMs;
}

/**
 * MaxQueueAge: the wait before a retry is as long as the message was tried for, up to the age.
 *
 * gatherq, K line: delay = MIN(lasttry - ctime, MaxQueueAge), too young while age < delay. Where it
 * is set MinQueueAge is not looked at here (the case breaks), only when a message is reached
 * (readqf).
 */
function isBackingOff(world: World, settings: SettingsInForce, slot: number, at: number): boolean {
  const { messages } = world;
  if (settings.maxQueueAgeMs <= 0 || messages.tries[slot] === 0) return false;
  const lastTry = messages.lastTrySecond[slot];
  const arrived = wallSecond(world, messages.arrivedAt[slot]);
  const wait = Math.min(lastTry - arrived, settings.maxQueueAgeMs / 1000);
  return wallSecond(world, at) - lastTry < wait;
}

/**
 * Position of each destination when the names are sorted from their last letter to their first.
 *
 * gatherq: w_host = strrev of the recipient's domain, in lower case, so that subdomains of one
 * domain sort together.
 */
function destinationRanks(destinations: readonly DestinationInput[]): number[] {
  const reversed = destinations.map(({ name }) => [...name].reverse().join(''));
  const first = new Map<string, number>();
  for (const [rank, name] of [...reversed].sort(byCharacters).entries()) {
    if (!first.has(name)) first.set(name, rank);
  }
  return reversed.map((name) => first.get(name) as number);
}

const byCharacters = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const DIGIT_BITS = 10;
const DIGITS = 3;
const BUCKETS = 1 << DIGIT_BITS;

/** Up to this many keys are inserted one after the other: the buckets alone would cost more. */
const FEW = 64;

/** Keys are whole numbers from 0 to below this. */
export const KEY_LIMIT = 2 ** (DIGIT_BITS * DIGITS);

/**
 * The stable order of many small whole numbers: a radix sort of their indices, ten bits at a time.
 *
 * Several times as fast as a comparison sort from some hundreds of keys on, and stable, so that
 * equal keys keep the order in which they were given. Buffers are kept and used again. Source:
 * Knuth, The Art of Computer Programming 3, 5.2.5.
 */
export class RadixOrder {
  private order = new Int32Array(0);
  private spare = new Int32Array(0);
  private readonly starts = new Int32Array(BUCKETS * DIGITS);

  /**
   * The indices 0 to count - 1 in ascending order of `keys`, equal ones in ascending order of
   * index. The array is this object's own, valid until the next call, and may be longer than count.
   * Throws an InvariantError if a key is out of range (of few keys it is not looked at).
   */
  of(keys: Float64Array, count: number): Int32Array {
    this.reserve(count);
    if (count <= FEW) return this.inserted(keys, count);
    this.countDigits(keys, count);
    for (let i = 0; i < count; i++) this.order[i] = i;
    for (let digit = 0; digit < DIGITS; digit++) {
      if (this.startBuckets(digit, count)) this.distribute(keys, count, digit);
    }
    return this.order;
  }

  private inserted(keys: Float64Array, count: number): Int32Array {
    const { order } = this;
    for (let i = 0; i < count; i++) {
      const key = keys[i];
      let place = i;
      for (; place > 0 && keys[order[place - 1]] > key; place--) order[place] = order[place - 1];
      order[place] = i;
    }
    return order;
  }

  private countDigits(keys: Float64Array, count: number): void {
    const { starts } = this;
    starts.fill(0);
    for (let i = 0; i < count; i++) {
      const key = keys[i] | 0;
      if (key !== keys[i] || key < 0 || key >= KEY_LIMIT) {
        throw new InvariantError('a key of a radix sort is out of range');
      }
      starts[key & (BUCKETS - 1)]++;
      starts[BUCKETS + ((key >>> DIGIT_BITS) & (BUCKETS - 1))]++;
      starts[2 * BUCKETS + (key >>> (2 * DIGIT_BITS))]++;
    }
  }

  /** From how many there are in each bucket to where each begins; false if all are in one. */
  private startBuckets(digit: number, count: number): boolean {
    const { starts } = this;
    let start = 0;
    for (let i = digit * BUCKETS; i < (digit + 1) * BUCKETS; i++) {
      const inBucket = starts[i];
      if (inBucket === count) return false;
      starts[i] = start;
      start += inBucket;
    }
    return true;
  }

  private distribute(keys: Float64Array, count: number, digit: number): void {
    const { starts, order, spare } = this;
    const shift = digit * DIGIT_BITS;
    const first = digit * BUCKETS;
    for (let i = 0; i < count; i++) {
      const index = order[i];
      const bucket = first + ((keys[index] >>> shift) & (BUCKETS - 1));
      spare[starts[bucket]++] = index;
    }
    this.order = spare;
    this.spare = order;
  }

  private reserve(count: number): void {
    if (this.order.length >= count) return;
    const capacity = Math.max(1024, 2 * count);
    this.order = new Int32Array(capacity);
    this.spare = new Int32Array(capacity);
  }
}

type Order = (a: number, b: number) => number;

/**
 * Taken as the run begins and never again: mail that comes later is for the next run, and what
 * another process delivers meanwhile leaves a hole that is passed over. Freezing is what makes a
 * long list old.
 */
export class SnapshotTaker {
  private readonly world: World;
  private readonly radix = new RadixOrder();
  /** What is gathered, in order of arrival: slots, their messages' numbers and priorities. */
  private slots = new Int32Array(1024);
  private numbers = new Float64Array(1024);
  private priorities = new Float64Array(1024);
  private readonly rank: readonly number[];

  constructor(world: World) {
    this.world = world;
    this.rank = destinationRanks(world.input.destinations);
  }

  /**
   * Fills the run's snapshot; those of its messages that nobody holds are in its list from now on.
   *
   * Radix sort for the ordinary case: priorities are whole numbers, a long queue is sorted at every
   * tick, and it is stable, so that equals keep their order of arrival.
   */
  take(run: QueueRun, gateway: Gateway, at: number): void {
    const { settings } = run;
    const count = this.gather(run, gateway, at);
    run.reserve(count, this.world.snapshotRoom);
    run.count = count;
    const { slots, numbers, priorities } = this;
    if (
      settings.sort === 'priority' &&
      this.world.input.ties === 'arrival' &&
      this.radixFits(count)
    ) {
      const order = this.radix.of(priorities, count);
      for (let i = 0; i < count; i++) {
        run.slots[i] = slots[order[i]];
        run.numbers[i] = numbers[order[i]];
      }
      return;
    }
    run.slots.set(slots.subarray(0, count));
    const order = this.comparator(gateway, settings, at);
    if (order !== null) run.slots.subarray(0, count).sort(order);
    const { number } = this.world.messages;
    for (let i = 0; i < count; i++) run.numbers[i] = number[run.slots[i]];
    if (settings.sort === 'host' && settings.skipDomains) run.domainStarts = this.domainStarts(run);
  }

  /**
   * Walks through the queue; returns how many messages are old enough.
   *
   * A message of the snapshot waits in a list from now on (PART_LIST), whatever it waited for
   * before; locked ones are being tried and have their own part. Being too young they keep theirs.
   */
  private gather({ limited, settings }: QueueRun, gateway: Gateway, at: number): number {
    const { world } = this;
    const { messages } = world;
    this.reserve(gateway.queued);
    const { slots, numbers, priorities } = this;
    // By name or at random no queue file is opened here: ages are looked at when one is reached.
    const unopened = settings.sort === 'filename' || settings.sort === 'random';
    const noAge = settings.minAgeMs <= 0 && settings.maxQueueAgeMs <= 0;
    // Looked up once, not for each of a hundred thousand messages.
    const anyAge = limited || unopened || noAge;
    const queue = gateway.inOrder();
    let count = 0;
    for (let i = 0; i < gateway.queued; i++) {
      const slot = queue[i];
      if (
        !anyAge &&
        (settings.maxQueueAgeMs > 0
          ? isBackingOff(world, settings, slot, at)
          : isTooYoung(world, settings, slot, at))
      ) {
        continue;
      }
      // In whose lists it is: bulk skips take only messages that are in nobody else's
      // (queue-runner.ts).
      messages.snapshots[slot]++;
      if (messages.lockedBy[slot] < 0) messages.charge(slot, at, PART_LIST);
      slots[count] = slot;
      numbers[count] = messages.number[slot];
      priorities[count] = messages.priority[slot];
      count++;
    }
    return count;
  }

  private radixFits(count: number): boolean {
    const { priorities } = this;
    for (let i = 0; i < count; i++) if (!(priorities[i] < KEY_LIMIT)) return false;
    return true;
  }

  /**
   * How two slots compare; null if order of arrival is all there is to it.
   *
   * workcmpf0 (priority), workcmpf2 (lock, host, priority), workcmpf3 (time), workcmpf4 (name),
   * workcmpf5 (a character of the name, drawn for the run: random).
   */
  private comparator(gateway: Gateway, { sort }: SettingsInForce, at: number): Order | null {
    const { world } = this;
    const { messages, draws, input } = world;
    const { number, priority, destination, arrivedAt } = messages;
    const random = (slot: number, key: number) => draws.uniform(number[slot], key, DRAW_TIE);
    const byNumber: Order = (a, b) => number[a] - number[b];
    const drawn = (key: number): Order => {
      return (a, b) => random(a, key) - random(b, key) || byNumber(a, b);
    };
    const ties = input.ties === 'random' ? drawn(0) : byNumber;
    const byPriority: Order = (a, b) => priority[a] - priority[b] || ties(a, b);
    switch (sort) {
      case 'priority':
        return byPriority;
      case 'time':
        return input.ties === 'random'
          ? (a, b) =>
              wallSecond(world, arrivedAt[a]) - wallSecond(world, arrivedAt[b]) || ties(a, b)
          : null;
      case 'filename':
        return null;
      case 'random':
        // Another order in each run, the same in a replay of it: keyed by its time.
        return drawn(Math.floor(at) % 2 ** 20);
      case 'host': {
        const locked = this.destinationsWithLocks(gateway);
        const { rank } = this;
        return (a, b) =>
          locked[destination[a]] - locked[destination[b]] ||
          rank[destination[a]] - rank[destination[b]] ||
          byPriority(a, b);
      }
    }
  }

  /**
   * The list is sorted by host, so that equal destinations stand together: where the name changes
   * the next share begins (skip_domains walks to the next w_host).
   */
  private domainStarts({ slots, count }: QueueRun): number[] {
    const { destination } = this.world.messages;
    const starts: number[] = [];
    for (let i = 0; i < count; i++) {
      if (i === 0 || destination[slots[i]] !== destination[slots[i - 1]]) starts.push(i);
    }
    return starts;
  }

  /**
   * sortq: "if one message to host is locked, lock all messages to that host", which puts them
   * last: that host is being served already.
   */
  private destinationsWithLocks(gateway: Gateway): Uint8Array {
    const { messages, input } = this.world;
    const locked = new Uint8Array(input.destinations.length);
    const queue = gateway.inOrder();
    for (let i = 0; i < gateway.queued; i++) {
      const slot = queue[i];
      if (messages.lockedBy[slot] >= 0) locked[messages.destination[slot]] = 1;
    }
    return locked;
  }

  private reserve(n: number): void {
    if (this.slots.length >= n) return;
    this.slots = new Int32Array(2 * n);
    this.numbers = new Float64Array(2 * n);
    this.priorities = new Float64Array(2 * n);
  }
}
