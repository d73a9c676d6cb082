/**
 * Work of several clients for so many places: clients take turns, whatever each of them has submitted.
 * One client has at most half of the places, and half of the room to wait in, rounded up: the
 * rest is there when another one comes.
 */
import { beyond } from './failure.ts';
import type { Limits } from './limits.ts';

interface OfClient {
  readonly client: string;
}

/** What one client may have of something that all clients share. */
export function shareOf(all: number): number {
  return Math.ceil(all / 2);
}

export class FairQueue<T extends OfClient> {
  private readonly places: number;
  private readonly room: number;
  /** By client; whose turn is next comes first. */
  private readonly waiting = new Map<string, T[]>();
  private readonly working = new Set<T>();

  /** `places`: for what is worked on at one time; `room`: for what waits. */
  constructor(places: number, room: number) {
    this.places = places;
    this.room = room;
  }

  /** False: there is no room, or none for this client. What can begin at once needs none. */
  add(item: T): boolean {
    const own = this.waiting.get(item.client) ?? [];
    const begins = own.length === 0 && this.hasPlace(item.client);
    if (!begins && (this.size >= this.room || own.length >= shareOf(this.room))) return false;
    own.push(item);
    this.waiting.set(item.client, own);
    return true;
  }

  /** What is next, which has a place from then on; null: nothing, or there is no place for it. */
  take(): T | null {
    for (const [client, own] of this.waiting) {
      if (!this.hasPlace(client)) continue;
      const [item, ...rest] = own;
      this.waiting.delete(client);
      if (rest.length > 0) this.waiting.set(client, rest);
      this.working.add(item);
      return item;
    }
    return null;
  }

  /** It no longer waits, or gives its place back. */
  remove(item: T): void {
    this.working.delete(item);
    const own = this.waiting.get(item.client)?.filter((one) => one !== item) ?? [];
    if (own.length > 0) this.waiting.set(item.client, own);
    else this.waiting.delete(item.client);
  }

  /** What waits, in the order in which it is going to be taken if places become free one by one. */
  get order(): T[] {
    const lists = [...this.waiting.values()];
    const rounds = Math.max(0, ...lists.map(({ length }) => length));
    return Array.from({ length: rounds }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
  }

  /** How many wait. */
  get size(): number {
    return [...this.waiting.values()].reduce((sum, { length }) => sum + length, 0);
  }

  private hasPlace(client: string): boolean {
    if (this.working.size >= this.places) return false;
    const own = [...this.working].filter((one) => one.client === client).length;
    return own < shareOf(this.places);
  }
}

/**
 * Places for logs that are read, or for those that are written: nobody waits for one. Returns a
 * function that takes a place for a client and returns what frees it; it throws a Failure where there
 * is none, in the words of `full`.
 */
export function logPlaces(limits: Limits, full: string): (client: string) => () => void {
  const max = limits['logs-at-once'];
  const queue = new FairQueue<OfClient>(max, 0);
  return (client) => {
    const log = { client };
    if (!queue.add(log)) throw beyond('busy', full, 'logs-at-once', max, 10);
    queue.take();
    return () => queue.remove(log);
  };
}
