import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chanceToPass,
  rareEventTest,
  shownUpperBound,
  upperBound,
} from '../../sim/statistics/confidence.ts';

describe('a test that an event is rare', () => {
  it('looks at so many trials that it may be passed with so many events', () => {
    expect(rareEventTest(0.05, 0.025, 3, 1000).looks).toEqual([
      { trials: 86, events: 0 },
      { trials: 128, events: 1 },
      { trials: 171, events: 2 },
      { trials: 214, events: 3 },
    ]);
    // By hand: 0.95^86 is the first power that is no more than half the error.
    expect(0.95 ** 86).toBeLessThan(0.0125);
    expect(0.95 ** 85).toBeGreaterThan(0.0125);
  });

  it('has no looks beyond the trials that there may be', () => {
    expect(rareEventTest(0.05, 0.025, 3, 100).looks).toHaveLength(1);
    expect(rareEventTest(0.05, 0.025, 3, 50).looks).toEqual([]);
  });

  it('is passed by what is not rare as seldom as promised, and the rarer the likelier', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        fc.double({ min: 0.0005, max: 0.2, noNaN: true }),
        fc.integer({ min: 0, max: 5 }),
        (probability, error, maxEvents) => {
          const test = rareEventTest(probability, error, maxEvents, 5000);
          const last = test.looks.length - 1;
          expect(last).toBe(maxEvents);
          const at = (factor: number) => chanceToPass(test, last, probability * factor);
          expect(at(1)).toBeLessThanOrEqual(error);
          expect(at(1.1)).toBeLessThanOrEqual(at(1));
          expect(at(0.5)).toBeGreaterThan(at(1));
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  it('shows as much as Clopper and Pearson with the same error at its first look, less later', () => {
    const test = rareEventTest(0.05, 0.025, 3, 1000);
    expect(shownUpperBound(test, 0)).toBeCloseTo(upperBound(0, 86, 0.975), 6);
    for (const [at, { trials, events }] of test.looks.entries()) {
      const bound = shownUpperBound(test, at);
      expect(bound).toBeGreaterThanOrEqual(upperBound(events, trials, 0.975) - 1e-9);
      expect(bound).toBeLessThanOrEqual(0.05);
      expect(chanceToPass(test, at, bound)).toBeLessThanOrEqual(test.error);
    }
  });
});
