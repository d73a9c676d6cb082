import { describe, expect, it } from 'vitest';
import { exp, ln, normalQuantile } from '../../sim/engine/elementary.ts';

/** Deterministic points spread over (0, 1). */
function* points(n: number): Generator<number> {
  let state = 1;
  for (let i = 0; i < n; i++) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

function worst(f: (x: number) => number, g: (x: number) => number, at: (u: number) => number) {
  let error = 0;
  for (const u of points(100_000)) {
    const x = at(u);
    const reference = g(x);
    if (reference !== 0) error = Math.max(error, Math.abs(f(x) / reference - 1));
  }
  return error;
}

describe('the logarithm', () => {
  it('is right to the last bit or two over the whole range', () => {
    expect(worst(ln, Math.log, (u) => Math.exp((u - 0.5) * 1400))).toBeLessThan(1e-15);
    expect(worst(ln, Math.log, (u) => 1 + (u - 0.5) * 0.2)).toBeLessThan(1e-15);
    expect(worst(ln, Math.log, (u) => u)).toBeLessThan(1e-15);
  });

  it('knows the edges', () => {
    expect(ln(1)).toBe(0);
    expect(ln(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(ln(-1)).toBeNaN();
    expect(ln(Number.NaN)).toBeNaN();
    expect(ln(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(ln(5e-324)).toBeCloseTo(-744.4400719213812, 10);
    expect(ln(Number.MAX_VALUE)).toBeCloseTo(709.782712893384, 10);
  });
});

describe('the exponential', () => {
  it('is right to the last bit or two over the whole range', () => {
    expect(worst(exp, Math.exp, (u) => (u - 0.5) * 1400)).toBeLessThan(1e-15);
    expect(worst(exp, Math.exp, (u) => (u - 0.5) * 1e-3)).toBeLessThan(1e-15);
  });

  it('knows the edges', () => {
    expect(exp(0)).toBe(1);
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(-746)).toBe(0);
    expect(exp(Number.NaN)).toBeNaN();
    expect(exp(-745)).toBe(5e-324);
  });
});

describe('the normal quantile', () => {
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [0.8413447460685429, 1],
    [1e-10, -6.361340902404056],
  ])('of %d is %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 12);
  });

  it('is odd around a half and rises', () => {
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 1; i < 10_000; i++) {
      const p = i / 10_000;
      const z = normalQuantile(p);
      expect(z).toBeGreaterThan(last);
      expect(z).toBeCloseTo(-normalQuantile(1 - p), 9);
      last = z;
    }
  });
});
