import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseClock,
  parseQuantity,
  type QuantityKind,
  writtenQuantity,
} from '../../sim/scenario/quantity.ts';

const value = (kind: Parameters<typeof parseQuantity>[0], text: string) => {
  const result = parseQuantity(kind, text);
  return result.ok ? result.value : result.code;
};

describe('quantities', () => {
  it.each([
    ['20m', 1_200_000],
    ['350ms', 350],
    ['1h30m', 5_400_000],
    ['2 d', 172_800_000],
    ['0.5s', 500],
    ['0', 0],
  ])('reads the duration %s as %d ms', (text, ms) => {
    expect(value('duration', text)).toBe(ms);
  });

  it.each([
    ['75 KB', 75_000],
    ['75 KiB', 76_800],
    ['35MB', 35e6],
    ['1 GiB', 1024 ** 3],
  ])('reads the size %s as %d bytes: KB is 1000, KiB 1024', (text, bytes) => {
    expect(value('size', text)).toBe(bytes);
  });

  it('reads rates per millisecond, goodput in bytes per millisecond, shares from 0 to 1', () => {
    expect(value('rate', '9000/h')).toBeCloseTo(9000 / 3_600_000, 15);
    expect(value('rate', '5/s')).toBe(0.005);
    expect(value('goodput', '250 KB/s')).toBe(250);
    expect(value('goodput', '10 Mbit/s')).toBe(1250);
    expect(value('share', '5%')).toBe(0.05);
  });

  it.each([
    ['duration', '20', 'E_UNIT_MISSING'],
    ['duration', '20 KB', 'E_UNIT_WRONG'],
    ['duration', '30m1h', 'E_UNIT_WRONG'],
    ['duration', 'soon', 'E_QUANTITY'],
    ['size', '75kib', 'E_UNIT_WRONG'],
    ['share', '0.5', 'E_UNIT_MISSING'],
    ['rate', '5', 'E_UNIT_MISSING'],
    ['duration', '-5m', 'E_QUANTITY'],
  ] as const)('refuses the %s %s with %s', (kind, text, code) => {
    expect(value(kind, text)).toBe(code);
  });

  it('reads back every duration that it can write', () => {
    fc.assert(
      fc.property(fc.nat(23), fc.nat(59), fc.nat(59), (h, m, s) => {
        expect(value('duration', `${h}h${m}m${s}s`)).toBe(((h * 60 + m) * 60 + s) * 1000);
      }),
    );
  });

  it('reads times of day, and nothing else as one', () => {
    expect(parseClock('09:05')).toBe(32_700_000);
    expect(parseClock('23:59:30')).toBe(86_370_000);
    expect(parseClock('24:00')).toBeNull();
    expect(parseClock('9')).toBeNull();
  });
});

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
