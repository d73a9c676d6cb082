import { describe, expect, it } from 'vitest';
import { exp, normalQuantile } from '../../sim/engine/elementary.ts';
import { RandomStream } from '../../sim/engine/random-stream.ts';
import {
  bootstrapInterval,
  pairedBootstrapInterval,
} from '../../sim/statistics/bootstrap-interval.ts';
import { meanInterval } from '../../sim/statistics/confidence.ts';

function draw(n: number, value: (z: number) => number, replication = 0): number[] {
  const stream = new RandomStream('bootstrap test', replication, 'values');
  return Array.from({ length: n }, () => value(normalQuantile(stream.uniform())));
}

describe('the bootstrap interval', () => {
  it('is the same for the same values, and moves and scales with them', () => {
    const values = draw(20, exp);
    const interval = bootstrapInterval(values);
    expect(bootstrapInterval(values)).toEqual(interval);
    const moved = bootstrapInterval(values.map((value) => 60 * value + 1000));
    expect(moved?.low).toBeCloseTo(60 * (interval?.low ?? 0) + 1000, 8);
    expect(moved?.high).toBeCloseTo(60 * (interval?.high ?? 0) + 1000, 8);
    expect(moved?.halfWidth).toBeCloseTo(((moved?.high ?? 0) - (moved?.low ?? 0)) / 2, 10);
  });

  it('leans to the side of the long tail, where that of Student is symmetric', () => {
    let right = 0;
    let left = 0;
    for (let r = 0; r < 200; r++) {
      const up = bootstrapInterval(draw(20, exp, r));
      const down = bootstrapInterval(draw(20, (z) => -exp(z), r));
      if (up !== null && up.high - up.mean > up.mean - up.low) right++;
      if (down !== null && down.high - down.mean < down.mean - down.low) left++;
    }
    expect(right).toBeGreaterThan(190);
    expect(left).toBeGreaterThan(190);
  });

  it('is near that of Student on normal values', () => {
    for (let r = 0; r < 20; r++) {
      const values = draw(100, (z) => z, r);
      const student = meanInterval(values)?.halfWidth ?? 0;
      expect((bootstrapInterval(values)?.halfWidth ?? 0) / student).toBeCloseTo(1, 0.8);
    }
  });

  it('is wider for a higher confidence', () => {
    const values = draw(30, exp);
    const widths = [0.5, 0.9, 0.95, 0.99, 0.999].map(
      (confidence) => bootstrapInterval(values, confidence)?.halfWidth ?? 0,
    );
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths).size).toBe(5);
  });

  it('is that of Student with too few or many values, without variance, and where ends fail', () => {
    for (const values of [
      draw(7, exp),
      draw(201, exp),
      draw(20, () => 5),
      [...draw(19, () => 0), 1],
    ]) {
      expect(bootstrapInterval(values)).toEqual(meanInterval(values));
    }
    const values = draw(20, exp);
    expect(bootstrapInterval(values, 0.9999)).toEqual(meanInterval(values, 0.9999));
  });

  it('stays finite where many values are equal', () => {
    for (let ones = 1; ones < 20; ones++) {
      const values = Array.from({ length: 20 }, (_, i) => (i < ones ? 1 : 0));
      const interval = bootstrapInterval(values);
      expect(Number.isFinite(interval?.low) && Number.isFinite(interval?.high)).toBe(true);
      expect(interval?.low).toBeLessThan(ones / 20);
      expect(interval?.high).toBeGreaterThan(ones / 20);
    }
  });

  it('is absent, never NaN, where there is too little to say', () => {
    expect(bootstrapInterval([])).toBeNull();
    expect(bootstrapInterval([3])).toBeNull();
    expect(bootstrapInterval([...draw(10, exp), Number.NaN])).toBeNull();
  });

  it('of pairs sees the difference that shared chance leaves', () => {
    const base = draw(20, exp);
    const other = base.map((value) => value + 1);
    const interval = pairedBootstrapInterval(base, other);
    expect(interval?.low).toBeCloseTo(1, 12);
    expect(interval?.high).toBeCloseTo(1, 12);
    expect(pairedBootstrapInterval(base, base)).toMatchObject({ mean: 0, low: 0, high: 0 });
    expect(() => pairedBootstrapInterval([1], [1, 2])).toThrow('equal numbers');
  });
});
