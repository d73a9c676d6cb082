/** Places and turns of clients, whatever each of them hands in. */
import { describe, expect, it } from 'vitest';
import { FairQueue } from '../../../web/server/fair-queue.ts';

interface Item {
  readonly client: string;
  readonly n: number;
}

function items(client: string, count: number): Item[] {
  return Array.from({ length: count }, (_, n) => ({ client, n }));
}

function taken(queue: FairQueue<Item>): string[] {
  const names: string[] = [];
  for (let item = queue.take(); item !== null; item = queue.take()) {
    names.push(`${item.client}${item.n}`);
  }
  return names;
}

describe('a queue of several clients', () => {
  it('keeps half of its places for another client', () => {
    const queue = new FairQueue<Item>(3, 20);
    for (const item of items('a', 5)) expect(queue.add(item)).toBe(true);
    expect(taken(queue)).toEqual(['a0', 'a1']);
    for (const item of items('b', 2)) queue.add(item);
    expect(taken(queue)).toEqual(['b0']);
  });

  it('takes clients in turn, and says beforehand in which order', () => {
    const queue = new FairQueue<Item>(1, 20);
    const first = { client: 'x', n: 0 };
    queue.add(first);
    expect(taken(queue)).toEqual(['x0']);
    for (const item of [...items('a', 3), ...items('b', 1), ...items('c', 2)]) queue.add(item);
    const order = queue.order.map(({ client, n }) => `${client}${n}`);
    expect(order).toEqual(['a0', 'b0', 'c0', 'a1', 'c1', 'a2']);
    queue.remove(first);
    for (const name of order) {
      const item = queue.take();
      expect(`${item?.client}${item?.n}`).toBe(name);
      if (item !== null) queue.remove(item);
    }
    expect(queue.take()).toBeNull();
  });

  it('keeps half of its room for another client, and is full for all of them then', () => {
    const queue = new FairQueue<Item>(1, 4);
    queue.add({ client: 'a', n: 9 });
    queue.take();
    expect(items('a', 4).map((item) => queue.add(item))).toEqual([true, true, false, false]);
    expect(items('b', 4).map((item) => queue.add(item))).toEqual([true, true, false, false]);
    expect(queue.add({ client: 'c', n: 0 })).toBe(false);
    expect(queue.size).toBe(4);
  });

  it('forgets what no longer waits', () => {
    const queue = new FairQueue<Item>(1, 4);
    const [first, second, third] = items('a', 3);
    for (const item of [first, second]) queue.add(item);
    queue.remove(first);
    expect(taken(queue)).toEqual(['a1']);
    queue.add(third);
    expect(queue.take()).toBeNull();
    queue.remove(second);
    expect(taken(queue)).toEqual(['a2']);
    expect(queue.size).toBe(0);
  });
});
