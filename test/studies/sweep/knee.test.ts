import { describe, expect, it } from 'vitest';
import { knee } from '../../../sim/studies/sweep/request.ts';

const curve = (xs: readonly number[], y: (x: number) => number) => xs.map((x) => ({ x, y: y(x) }));
const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);

describe('the knee of a curve', () => {
  it('is where two straight lines meet, falling and rising', () => {
    const falling = curve(range(0, 20), (x) => Math.max(100 - 18 * x, 10 - (x - 5) * 0.5));
    expect(falling[knee(falling) ?? 0].x).toBe(5);
    const rising = curve(range(0, 20), (x) => Math.max(x, 15 + 20 * (x - 15)));
    expect(rising[knee(rising) ?? 0].x).toBe(15);
  });

  it('of 1/x lies at the root of the range, however unevenly x is spaced', () => {
    // The tangent is parallel to the chord from (1, 1) to (100, 1/100) at x = 10.
    const even = curve(range(1, 100), (x) => 1 / x);
    const uneven = curve([1, 2, 3, 7, 10, 11, 30, 31, 80, 100], (x) => 1 / x);
    expect(even[knee(even) ?? 0].x).toBe(10);
    expect(uneven[knee(uneven) ?? 0].x).toBe(10);
  });

  it('is the same in other units and read from the other end', () => {
    const points = curve(range(1, 50), (x) => 1 / x);
    const scaled = points.map(({ x, y }) => ({ x: 60 * x + 7, y: 1000 * y - 3 }));
    expect(knee(scaled)).toBe(knee(points));
    const reversed = [...points].reverse();
    expect(reversed[knee(reversed) ?? 0]).toEqual(points[knee(points) ?? 0]);
  });

  it('is absent from straight, concave and flat curves, and from too few points', () => {
    expect(knee(curve(range(0, 10), (x) => 3 * x))).toBeNull();
    expect(knee(curve(range(0, 10), (x) => Math.sqrt(x)))).toBeNull();
    expect(knee(curve(range(0, 10), () => 4))).toBeNull();
    expect(knee(curve([0, 10], (x) => x))).toBeNull();
    expect(knee(curve([3, 3, 3], () => 1))).toBeNull();
    expect(knee(curve(range(0, 10), (x) => (x === 4 ? Number.NaN : 0 - x)))).toBeNull();
  });
});
