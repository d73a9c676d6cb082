import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../sim/engine/invariant.ts';
import { KEY_LIMIT, RadixOrder } from '../../sim/mailpath/queue-run.ts';

const key = fc.oneof(fc.nat(5), fc.nat(2000), fc.nat(KEY_LIMIT - 1));

/** Array.prototype.sort is stable. */
function expected(keys: readonly number[]): number[] {
  return keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b]);
}

describe('the radix order', () => {
  it('is that of a stable sort, call after call', () => {
    const order = new RadixOrder();
    fc.assert(
      fc.property(fc.array(key, { maxLength: 3000 }), (keys) => {
        const found = order.of(Float64Array.from(keys), keys.length).subarray(0, keys.length);
        expect([...found]).toEqual(expected(keys));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it.each([-1, KEY_LIMIT, 1.5, Number.NaN])('refuses a key of %d', (bad) => {
    expect(() => new RadixOrder().of(new Float64Array(100).fill(bad), 100)).toThrow(InvariantError);
  });
});
