/**
 * A named stream of random numbers: one for each source of chance that is drawn in order.
 *
 * Streams are seeded by (seed, replication, name), so that one more draw in one of them moves
 * nothing in the others. Generator: xor4096 of seedrandom (Brent 2004, period 2^4128).
 */
import xor4096 from 'seedrandom/lib/xor4096.js';

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
