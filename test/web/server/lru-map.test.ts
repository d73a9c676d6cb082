import { describe, expect, it } from 'vitest';
import { LruMap } from '../../../web/server/lru-map.ts';

describe('the newest entries', () => {
  it('are so many, the oldest going first', () => {
    const kept = new LruMap<string, number>(2);
    for (const [i, key] of ['a', 'b', 'c'].entries()) kept.set(key, i);
    expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([undefined, 1, 2]);
    expect(kept.values()).toEqual([1, 2]);
  });

  it('stay the longer for being asked for, or put in again', () => {
    const kept = new LruMap<string, number>(2);
    kept.set('a', 1);
    kept.set('b', 2);
    kept.get('a');
    kept.set('c', 3);
    expect(kept.values()).toEqual([1, 3]);
    kept.set('a', 4);
    kept.set('d', 5);
    expect(kept.values()).toEqual([4, 5]);
  });
});
