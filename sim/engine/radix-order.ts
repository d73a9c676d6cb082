/**
 * The stable order of many small whole numbers: a radix sort of their indices, ten bits at a time.
 *
 * Several times as fast as a comparison sort from some hundreds of keys on, and stable, so that
 * equal keys keep the order in which they were given. Buffers are kept and used again.
 * Source: Knuth, The Art of Computer Programming 3, 5.2.5.
 */
import { InvariantError } from './invariant.ts';

const DIGIT_BITS = 10;
const DIGITS = 3;
const BUCKETS = 1 << DIGIT_BITS;

/** Up to this many keys are inserted one after the other: the buckets alone would cost more. */
const FEW = 64;

/** Keys are whole numbers from 0 to below this. */
export const KEY_LIMIT = 2 ** (DIGIT_BITS * DIGITS);

export class RadixOrder {
  private order = new Int32Array(0);
  private spare = new Int32Array(0);
  private readonly starts = new Int32Array(BUCKETS * DIGITS);

  /**
   * The indices 0 to count - 1 in ascending order of `keys`, equal ones in ascending order of index.
   * The array is this object's own, valid until the next call, and may be longer than count. Throws
   * an InvariantError if a key is out of range (of few keys it is not looked at).
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
