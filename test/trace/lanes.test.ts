import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inLanes } from '../../sim/trace/timeline.ts';

const spans = fc.array(
  fc
    .record({ from: fc.nat(1000), length: fc.nat(200) })
    .map(({ from, length }) => ({ from, to: from + length })),
);

describe('lanes', () => {
  it('let no bar come nearer to another of its lane than the gap, and no lane be too many', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 9 }), (bars, most) => {
        const lanes = inLanes(bars, 5, most);
        expect(Math.max(-1, ...lanes)).toBeLessThan(most);
        bars.forEach((a, i) => {
          bars.forEach((b, j) => {
            if (i >= j || lanes[i] < 0 || lanes[i] !== lanes[j]) return;
            expect(a.to + 5 <= b.from || b.to + 5 <= a.from).toBe(true);
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  it('are filled from the first on', () => {
    const bars = [
      { from: 0, to: 10 },
      { from: 5, to: 8 },
      { from: 20, to: 30 },
      { from: 7, to: 9 },
    ];
    expect(inLanes(bars, 1, 9)).toEqual([0, 1, 0, 2]);
    expect(inLanes(bars, 1, 2)).toEqual([0, 1, 0, -1]);
  });
});
