/**
 * Hashes of what a log names (queue ids, hosts, addresses), keyed by a secret: who writes a log cannot
 * choose names that share a hash, which would make each look-up as long as the log. What is reported of a
 * log never depends on a hash: only where things lie in memory does.
 */

/** Four integers of 32 bits, drawn at random by whoever reads a stranger's log. */
export type Secret = readonly number[];

/** For a log of one's own, as of tests. */
const NO_SECRET: Secret = [0x811c9dc5, 0x9747b28c, 0x01000193, 0x85ebca6b];

export class KeyedHash {
  /** Of what was hashed last: 64 bits. */
  a = 0;
  b = 0;
  private readonly seedA: number;
  private readonly seedB: number;
  /** Odd, so that no step loses what was hashed before it. */
  private readonly factorA: number;
  private readonly factorB: number;

  constructor([seedA, seedB, factorA, factorB]: Secret = NO_SECRET) {
    this.seedA = seedA;
    this.seedB = seedB;
    this.factorA = factorA | 1;
    this.factorB = factorB | 1;
  }

  hash(bytes: Uint8Array, from: number, to: number): void {
    const { factorA, factorB } = this;
    let a = this.seedA;
    let b = this.seedB;
    for (let p = from; p < to; p++) {
      a = Math.imul(a ^ bytes[p], factorA);
      a ^= a >>> 15;
      b = Math.imul(b ^ bytes[p], factorB);
      b ^= b >>> 13;
    }
    this.a = a | 0;
    this.b = b | 0;
  }
}
