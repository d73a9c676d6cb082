import { describe, expect, it } from 'vitest';
import {
  PALETTE,
  RAMP_STEPS,
  RAMP_TURN,
  seriesStyle,
} from '../../../sim/document/charts/palette.ts';

/** Relative luminance and contrast as WCAG 2.2 has them. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const SCHEMES = ['light', 'dark'] as const;
const TEXT = ['ink', 'ink-soft', 'link', 'better', 'worse', 'unsure', 'alarm'];
const MARKS = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'];
const shadeOf = (name: string, scheme: 'light' | 'dark') => PALETTE[name][scheme];

describe.each(SCHEMES)('the palette on %s paper', (scheme) => {
  const paper = shadeOf('paper', scheme);

  it.each(TEXT)('has %s readable: 4.5 to 1', (name) => {
    expect(contrast(shadeOf(name, scheme), paper)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([...MARKS, 'quiet'])('has %s visible: 3 to 1', (name) => {
    expect(contrast(shadeOf(name, scheme), paper)).toBeGreaterThanOrEqual(3);
  });

  it('has text and links readable on panels too', () => {
    for (const name of ['ink', 'ink-soft', 'link']) {
      expect(contrast(shadeOf(name, scheme), shadeOf('panel', scheme))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('has a ramp that goes one way in lightness, with text that can be read on each step', () => {
    const ramp = Array.from({ length: RAMP_STEPS }, (_, i) => shadeOf(`ramp-${i}`, scheme));
    const lightness = ramp.map(luminance);
    const sorted = [...lightness].sort((a, b) => (scheme === 'light' ? b - a : a - b));
    expect(lightness).toEqual(sorted);
    ramp.forEach((fill, i) => {
      const text = shadeOf(i >= RAMP_TURN ? 'on-ramp-high' : 'on-ramp-low', scheme);
      expect(contrast(fill, text), `step ${i}`).toBeGreaterThanOrEqual(4.5);
    });
  });
});

it('gives no two of a dozen series the same colour and dashes', () => {
  const styles = Array.from({ length: 12 }, (_, i) => JSON.stringify(seriesStyle(i)));
  expect(new Set(styles).size).toBe(12);
});
