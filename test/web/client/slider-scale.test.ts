import { describe, expect, it } from 'vitest';
import type { Control } from '../../../sim/studies/what-if/control.ts';
import {
  valueFrom,
  valueOnSlider,
  valueToSlider,
} from '../../../web/client/what-if/slider-scale.ts';

function control(kind: Control['kind'], min: number, max: number, unlimited = false): Control {
  const words = { id: 'x', label: 'x', about: 'x', path: 'x' };
  return { ...words, kind, min, max, unlimited, values: {}, written: [1] };
}

const CONTROLS: readonly (readonly [string, Control, number | null])[] = [
  ['runners', control('count', 1, 64), 2],
  ['messages per connection', control('count', 1, 5000, true), 199],
  ['a retry interval', control('duration', 30_000, 14_400_000), 1_800_000],
  ['a rate', control('rate', 0.00025, 0.1), 0.005],
];

describe('a slider', () => {
  it.each(CONTROLS)(
    'comes by keys to another value with each press, and to both ends: %s',
    (_, one, from) => {
      for (const way of [1, -1]) {
        let value = from;
        const seen = [value];
        for (let press = 0; press < 2000; press++) {
          const at = valueToSlider(one, value) + way;
          if (at < 0 || at > 1000) break;
          const next = valueFrom(one, value, at);
          if (next === value) break;
          value = next;
          seen.push(value);
        }
        expect(seen.length).toBeGreaterThan(1);
        expect(new Set(seen).size).toBe(seen.length);
        if (way < 0) expect(value).toBeCloseTo(one.min, 6);
        else if (one.unlimited) expect(value).toBeNull();
        else expect(value).toBeCloseTo(one.max, 6);
      }
    },
  );

  it.each(CONTROLS)('stands where its value is: %s', (_, one, from) => {
    const back = valueOnSlider(one, valueToSlider(one, from));
    expect(Math.abs((back ?? 0) - (from ?? 0))).toBeLessThanOrEqual(0.02 * (from ?? 0));
  });
});
