import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../sim/engine/elementary.ts';
import { RandomStream } from '../../../sim/engine/random.ts';
import { truncation } from '../../../sim/studies/compare/compare.ts';

/** AR(1) with coefficient 0.7 that begins `bias` from its mean of 0. */
function autoregressive(bias: number, length: number, replication: number): number[] {
  const stream = new RandomStream('mser', replication, 'noise');
  let value = bias;
  return Array.from({ length }, () => {
    value = 0.7 * value + normalQuantile(stream.uniform());
    return value;
  });
}

describe('the truncation of a series', () => {
  it('takes most of an initial bias out of the mean', () => {
    let kept = 0;
    let cutShort = 0;
    const runs = 300;
    for (let r = 0; r < runs; r++) {
      const series = autoregressive(200, 1000, r);
      const cut = truncation(series);
      if (cut === null) continue;
      kept++;
      // Bias that is left in the mean against its standard deviation, 1 / (1 - 0.7) / sqrt(n).
      const left = (200 * 0.7 ** cut) / (1 - 0.7) / (1000 - cut);
      if (left > 0.5 / (1 - 0.7) / Math.sqrt(1000 - cut)) cutShort++;
      expect(cut % 5).toBe(0);
    }
    expect(kept).toBeGreaterThan(0.9 * runs);
    expect(cutShort).toBe(0);
  });

  it('cuts little from a series without one, on the whole', () => {
    const cuts: number[] = [];
    for (let r = 0; r < 300; r++) {
      const stream = new RandomStream('mser', r, 'white');
      const cut = truncation(Array.from({ length: 1000 }, () => normalQuantile(stream.uniform())));
      if (cut !== null) cuts.push(cut);
    }
    cuts.sort((a, b) => a - b);
    expect(cuts.length).toBeGreaterThan(200);
    expect(cuts[Math.floor(cuts.length / 2)]).toBeLessThan(100);
  });

  it('is refused where it falls in the second half, or the series is short', () => {
    const late = Array.from({ length: 100 }, (_, i) => (i < 70 ? i : 70 + (i % 2)));
    expect(truncation(late)).toBeNull();
    expect(truncation([1, 2, 3])).toBeNull();
    expect(truncation(Array.from({ length: 100 }, () => Number.NaN))).toBeNull();
  });

  it('is nothing for a constant series, and exact for a step', () => {
    expect(truncation(Array.from({ length: 100 }, () => 7))).toBe(0);
    expect(truncation(Array.from({ length: 100 }, (_, i) => (i < 20 ? 50 : i % 5)))).toBe(20);
  });
});
