import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuantity, type QuantityKind } from '../../sim/scenario/quantity.ts';
import { writtenQuantity } from '../../sim/scenario/written-quantity.ts';

/** Values that a slider may stand at, in the model's units. */
const RANGES: Readonly<Record<QuantityKind, readonly [number, number]>> = {
  duration: [1, 10 * 86_400_000],
  size: [1, 1e11],
  goodput: [1e-3, 1e7],
  rate: [1e-8, 1e3],
  share: [0.0001, 1],
};

describe('a written quantity', () => {
  it.each(Object.entries(RANGES) as [QuantityKind, readonly [number, number]][])(
    'is read back as what it was, to four digits (a duration to the second): %s',
    (kind, [least, most]) => {
      fc.assert(
        fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (at) => {
          const value = least * (most / least) ** at;
          const read = parseQuantity(kind, writtenQuantity(kind, value));
          expect(read.ok).toBe(true);
          if (!read.ok) return;
          const slack = Math.max(value * 5.1e-4, kind === 'duration' && value >= 60_000 ? 501 : 0);
          expect(Math.abs(read.value - value)).toBeLessThanOrEqual(slack);
        }),
      );
    },
  );

  it.each([
    ['duration', 1_800_000, '30m'],
    ['duration', 5_400_000, '1h30m'],
    ['duration', 350, '350ms'],
    ['size', 75_000, '75 KB'],
    ['goodput', 330, '330 KB/s'],
    ['rate', 0.005, '5/s'],
    ['rate', 0.0005, '30/m'],
    ['share', 0.05, '5%'],
  ] as const)('is as one would write it: %s %d is %s', (kind, value, text) => {
    expect(writtenQuantity(kind, value)).toBe(text);
  });
});
