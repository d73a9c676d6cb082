import { describe, expect, it } from 'vitest';
import { readRange } from '../../sim/scenario/value-range.ts';

describe('the range of an input', () => {
  it('is given by factors, with or without an x', () => {
    const factors = { low: { kind: 'factor', amount: 0.25 }, high: { kind: 'factor', amount: 4 } };
    expect(readRange('0.25..4', 'goodput', true)).toMatchObject(factors);
    expect(readRange('x0.25 .. x4', 'goodput', true)).toMatchObject(factors);
  });

  it('is given by values of its kind', () => {
    expect(readRange('60KB/s..240KB/s', 'goodput', true)).toMatchObject({
      low: { kind: 'value', amount: 60 },
      high: { kind: 'value', amount: 240 },
    });
    expect(readRange('0..30s', 'duration', false)).toMatchObject({
      low: { kind: 'value', amount: 0 },
      high: { kind: 'value', amount: 30_000 },
    });
  });

  it.each([
    ['2..1', 'goodput', true, 'has no higher end'],
    ['5', 'goodput', true, 'write it like 0.5..2'],
    ['0.5..2', 'duration', false, 'values of its kind, such as 15m..1h'],
    ['0..2', 'goodput', true, 'factors such as 0.5..2'],
    ['60KB/s..1m', 'goodput', true, '"1m" does not fit'],
    ['1..8 runners', null, true, 'it takes factors such as 0.5..2.'],
  ] as const)('%s is refused in words', (text, kind, takesFactors, message) => {
    expect(readRange(text, kind, takesFactors)).toEqual(expect.stringContaining(message));
  });
});
