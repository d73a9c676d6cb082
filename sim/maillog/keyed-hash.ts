/**
 * Hashes of what a log names (queue ids, hosts, addresses), keyed by a secret of this process: who
 * writes a log cannot choose names that share a hash, which would make each look-up as long as the
 * log. What is told of a log never depends on a hash: only where things lie in memory does.
 */

/** Two hashes of one text: 64 bits. */
export interface KeyedHash {
  a: number;
  b: number;
}

const secret = crypto.getRandomValues(new Int32Array(4));
const [SEED_A, SEED_B] = secret;
/** Odd, so that no step loses what was hashed before it. */
const FACTOR_A = secret[2] | 1;
const FACTOR_B = secret[3] | 1;

export function keyedHash(bytes: Uint8Array, from: number, to: number, into: KeyedHash): void {
  let a = SEED_A;
  let b = SEED_B;
  for (let p = from; p < to; p++) {
    a = Math.imul(a ^ bytes[p], FACTOR_A);
    a ^= a >>> 15;
    b = Math.imul(b ^ bytes[p], FACTOR_B);
    b ^= b >>> 13;
  }
  into.a = a;
  into.b = b;
}
