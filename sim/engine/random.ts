/**
 * Random numbers: streams that are drawn from in order, and draws that are addressed.
 *
 * Streams are seeded by (seed, replication, name), so that one more draw in one of them moves
 * nothing in the others. Generator: xor4096 of seedrandom (Brent 2004, period 2^4128). Tested for
 * uniformity and independence in test/engine/random.test.ts.
 */
import xor4096 from 'seedrandom/lib/xor4096.js';

/** A named stream: one for each source of chance that is drawn in order. */
export class RandomStream {
  private readonly generator: ReturnType<typeof xor4096>;

  constructor(seed: string, replication: number, name: string) {
    this.generator = xor4096(JSON.stringify([seed, replication, name]));
  }

  /** Uniform in the open interval (0, 1), 53 bits. */
  uniform(): number {
    let u = this.generator.double();
    while (u === 0) u = this.generator.double();
    return u;
  }
}

const TWO_TO_MINUS_52 = 2 ** -52;

/**
 * Draws that are addressed, not counted: the one for (message, attempt, purpose) is the same
 * whatever was drawn before it. So two settings see the same sizes, backends and faults.
 *
 * A counter-based generator after the idea of Salmon et al. 2011 ("Parallel random numbers: as easy
 * as 1, 2, 3"): the key comes from seedrandom, once per replication; the counter is mixed by two
 * 32-bit lanes of multiply and xor-shift rounds (the finalisers of MurmurHash3). Not cryptographic.
 * No allocation.
 */
export class KeyedDraws {
  private readonly key0: number;
  private readonly key1: number;
  private readonly key2: number;
  private readonly key3: number;

  constructor(seed: string, replication: number) {
    const generator = xor4096(JSON.stringify([seed, replication, 'keyed draws']));
    this.key0 = generator.int32();
    this.key1 = generator.int32();
    this.key2 = generator.int32();
    this.key3 = generator.int32();
  }

  /**
   * Uniform in the open interval (0, 1), 52 bits. Keys: message below 2^32, attempt below 2^24,
   * purpose below 256.
   */
  uniform(message: number, attempt: number, purpose: number): number {
    const counter = (attempt << 8) | purpose;
    let a = (message ^ this.key0) | 0;
    let b = (counter ^ this.key1) | 0;
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ b;
    b = Math.imul(b ^ (b >>> 15), 0xc2b2ae35) ^ a;
    a = Math.imul(a ^ (a >>> 13), 0xcc9e2d51) ^ (b + this.key2);
    b = Math.imul(b ^ (b >>> 16), 0x1b873593) ^ (a + this.key3);
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) + b;
    b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35) + a;
    a = Math.imul(a ^ (a >>> 16), 0x7feb352d);
    b = Math.imul(b ^ (b >>> 15), 0x846ca68b);
    a = (a ^ (a >>> 15) ^ b) >>> 0;
    b = (b ^ (b >>> 16)) >>> 12;
    return (a * 1048576 + b + 0.5) * TWO_TO_MINUS_52;
  }
}
