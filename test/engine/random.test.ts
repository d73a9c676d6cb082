import { describe, expect, it } from 'vitest';
import { KeyedDraws, RandomStream } from '../../sim/engine/random.ts';

/** Chi-square of counts against equal expectation, as standard deviations from its mean. */
function excess(counts: Float64Array): number {
  const total = counts.reduce((a, b) => a + b, 0);
  const expected = total / counts.length;
  const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (chi - (counts.length - 1)) / Math.sqrt(2 * (counts.length - 1));
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (x[i] - 0.5) * (y[i] - 0.5);
  return (sum / n) * 12;
}

const N = 200_000;

describe('a random stream', () => {
  it('is the same for the same seed, replication and name, and for no other', () => {
    const first = (seed: string, replication: number, name: string) => {
      const stream = new RandomStream(seed, replication, name);
      return [stream.uniform(), stream.uniform()];
    };
    expect(first('a', 0, 'x')).toEqual(first('a', 0, 'x'));
    const others = [
      first('a', 1, 'x'),
      first('a', 0, 'y'),
      first('b', 0, 'x'),
      first('a', 0, '0x'),
    ];
    for (const other of others) expect(other).not.toEqual(first('a', 0, 'x'));
  });

  it('begins with these golden values: changing them changes every stored result', () => {
    const stream = new RandomStream('golden', 1, 'arrivals');
    expect([stream.uniform(), stream.uniform()]).toMatchInlineSnapshot(`
      [
        0.5482922172552291,
        0.2350343660888763,
      ]
    `);
  });

  it('is uniform and without correlation between neighbours', () => {
    const stream = new RandomStream('test', 0, 'uniform');
    const values = Array.from({ length: N }, () => stream.uniform());
    const counts = new Float64Array(1000);
    for (const u of values) counts[Math.floor(u * 1000)]++;
    expect(Math.abs(excess(counts))).toBeLessThan(4);
    expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(
      4 / Math.sqrt(N),
    );
  });
});

describe('keyed draws', () => {
  const draws = new KeyedDraws('test', 0);

  it('depend on nothing but their key', () => {
    const before = draws.uniform(7, 1, 3);
    draws.uniform(8, 1, 3);
    expect(draws.uniform(7, 1, 3)).toBe(before);
    expect(new KeyedDraws('test', 0).uniform(7, 1, 3)).toBe(before);
    expect(new KeyedDraws('test', 1).uniform(7, 1, 3)).not.toBe(before);
  });

  it('begin with these golden values: changing them changes every stored result', () => {
    const golden = new KeyedDraws('golden', 1);
    expect([
      golden.uniform(0, 0, 0),
      golden.uniform(1, 0, 0),
      golden.uniform(0, 1, 5),
    ]).toMatchInlineSnapshot(`
      [
        0.2070488740095423,
        0.08558837871483582,
        0.39225562709993633,
      ]
    `);
  });

  it.each([
    ['messages', (i: number) => draws.uniform(i, 0, 4)],
    ['attempts', (i: number) => draws.uniform(5, i, 4)],
    ['purposes', (i: number) => draws.uniform(i >> 7, 0, i & 127)],
  ])('are uniform over neighbouring %s, alone and in pairs', (_what, draw) => {
    const values = Array.from({ length: N }, (_, i) => draw(i));
    const counts = new Float64Array(1000);
    const pairs = new Float64Array(32 * 32);
    values.forEach((u, i) => {
      counts[Math.floor(u * 1000)]++;
      if (i > 0) pairs[Math.floor(values[i - 1] * 32) * 32 + Math.floor(u * 32)]++;
    });
    expect(Math.abs(excess(counts))).toBeLessThan(4);
    expect(Math.abs(excess(pairs))).toBeLessThan(4);
    expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(
      4 / Math.sqrt(N),
    );
  });

  it('have low bits that are as random as the high ones', () => {
    const counts = new Float64Array(256);
    for (let i = 0; i < N; i++) counts[Math.floor(draws.uniform(i, 2, 1) * 2 ** 52) % 256]++;
    expect(Math.abs(excess(counts))).toBeLessThan(4);
  });

  it('do not repeat', () => {
    const seen = new Set<number>();
    for (let i = 0; i < N; i++) seen.add(draws.uniform(i, 0, 0));
    expect(seen.size).toBe(N);
  });

  it('change half of their bits when one bit of the key changes', () => {
    const flipped = new Float64Array(52);
    for (let i = 0; i < 4000; i++) {
      const a = BigInt(Math.floor(draws.uniform(i, 3, 9) * 2 ** 52));
      const b = BigInt(Math.floor(draws.uniform(i ^ (1 << (i % 20)), 3, 9) * 2 ** 52));
      for (let bit = 0; bit < 52; bit++) if (((a ^ b) >> BigInt(bit)) & 1n) flipped[bit]++;
    }
    for (const count of flipped) expect(Math.abs(count / 4000 - 0.5)).toBeLessThan(0.04);
  });
});
