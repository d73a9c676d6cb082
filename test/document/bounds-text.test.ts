import { describe, expect, it } from 'vitest';
import { boundsOf, boundsResult } from '../../sim/document/bounds.ts';
import { boundsText, intervalText } from '../../sim/document/bounds-text.ts';
import type { Bounds } from '../../sim/statistics/bounds.ts';

const NEVER = Number.POSITIVE_INFINITY;
const told = (low: number, high: number, unit: 'ms' | 'share' | 'count' = 'ms') =>
  boundsText(boundsResult({ low, high }), unit);

describe('a figure in words', () => {
  it.each([
    [45_470, 45_470, '45.5 s'],
    [45_470, 45_600, '45.5 s to 45.6 s'],
    [45_470, 45_480, '45.5 s'],
    [24 * 60_000, NEVER, 'at least 24 min'],
    [NEVER, NEVER, 'never'],
    [Number.NaN, Number.NaN, '–'],
  ])('from %f to %f is %s', (low, high, text) => {
    expect(told(low, high)).toBe(text);
  });

  it('is a difference with its sign', () => {
    const difference = (low: number, high: number) =>
      boundsText(boundsResult({ low, high }), 'ms', '+');
    const share = boundsResult({ low: -0.156, high: -0.156 });
    expect(boundsText(share, 'share', '+')).toBe('−15.6 pp');
    const range = boundsResult({ low: -0.16, high: 0.02 });
    expect(intervalText(range, 'share', '+')).toBe('−16 to +2 pp');
    expect(difference(3000, 3000)).toBe('+3 s');
    expect(difference(-NEVER, -5000)).toBe('at most −5 s');
    expect(difference(-NEVER, NEVER)).toBe('unknown');
    expect(difference(-NEVER, -NEVER)).toBe('never before');
  });
});

describe('an interval in words', () => {
  const interval = (low: number, high: number, unit: 'ms' | 'share' | 'count' = 'ms') =>
    intervalText(boundsResult({ low, high }), unit);

  it.each([
    [4_002_000, 4_746_000, '66.7 to 79.1 min'],
    [45_100, 77_200, '45.1 to 77.2 s'],
    [813, 815, '813 to 815 ms'],
    [1060, 437_000, '1.06 s to 7 min 17 s'],
    [0, 437_000, '0 to 7.28 min'],
    [3_600_000, NEVER, 'at least 1 h'],
  ])('from %f to %f ms is %s: both ends in one unit', (low, high, text) => {
    expect(interval(low, high)).toBe(text);
  });

  it('is none where both ends read the same', () => {
    expect(interval(1_800_000, 1_800_400)).toBeNull();
    expect(interval(0.5, 0.5, 'share')).toBeNull();
  });

  it('of a difference has signs', () => {
    const text = intervalText(boundsResult({ low: -4_674_000, high: -3_948_000 }), 'ms', '+');
    expect(text).toBe('−77.9 to −65.8 min');
  });
});

describe('a figure as data', () => {
  it.each<Bounds>([
    { low: 5, high: 5 },
    { low: 5, high: 9 },
    { low: 5, high: NEVER },
    { low: -NEVER, high: 5 },
    { low: -NEVER, high: NEVER },
    { low: NEVER, high: NEVER },
    { low: -NEVER, high: -NEVER },
    { low: Number.NaN, high: Number.NaN },
  ])('says what is known, and can be read again: %o', (bounds) => {
    const result = boundsResult(bounds);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(boundsOf(result)).toEqual(bounds);
  });
});
