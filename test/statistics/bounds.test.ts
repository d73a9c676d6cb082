import { describe, expect, it } from 'vitest';
import { type Bounds, known, minus } from '../../sim/statistics/bounds.ts';

const NEVER = Number.POSITIVE_INFINITY;
const never: Bounds = known(NEVER);
const atLeast = (low: number): Bounds => ({ low, high: NEVER });

describe('the difference of two figures, as far as they are known', () => {
  it.each([
    ['two that are known', known(7), known(5), known(2)],
    ['one that has an end', { low: 3, high: 9 }, known(5), { low: -2, high: 4 }],
    ['one that has no end', atLeast(7), known(5), atLeast(2)],
    ['to one that has no end', known(5), atLeast(7), { low: -NEVER, high: -2 }],
    ['two without an end', atLeast(7), atLeast(5), { low: -NEVER, high: NEVER }],
    ['one that never comes', never, known(5), never],
    ['to one that never comes', known(5), never, known(-NEVER)],
    ['two that never come', never, never, known(0)],
    ['one that never comes, to one that may', never, atLeast(5), { low: 0, high: NEVER }],
    ['one that may, to one that never comes', atLeast(5), never, { low: -NEVER, high: 0 }],
  ])('of %s', (_, a, b, expected) => {
    expect(minus(a, b)).toEqual(expected);
  });
});
