/**
 * A figure in words, as far as it is known: `45 s`, `45 s to 46 s`, `at least 24 min`, `never`.
 *
 * Ends that read the same are one figure. Differences carry their sign: `−12 min`, `+3 s`.
 */
import type { MeasureUnit } from '../experiment/measure.ts';
import { NOTHING, quantity } from './quantity.ts';
import type { BoundsResult } from './result-schema.ts';

export function boundsText(bounds: BoundsResult, unit: MeasureUnit): string {
  return told(bounds, (value) => quantity(value, unit));
}

export function differenceText(bounds: BoundsResult, unit: MeasureUnit): string {
  return told(bounds, (value) => `${value > 0 ? '+' : ''}${quantity(value, unit)}`);
}

function told({ kind, low, high }: BoundsResult, text: (value: number) => string): string {
  switch (kind) {
    case 'none':
      return NOTHING;
    case 'never':
      return 'never';
    case 'never-before':
      return 'never before';
    case 'unknown':
      return 'unknown';
    case 'at-least':
      return `at least ${text(low ?? 0)}`;
    case 'at-most':
      return `at most ${text(high ?? 0)}`;
    default: {
      const [from, to] = [text(low ?? 0), text(high ?? 0)];
      return from === to ? from : `${from} to ${to}`;
    }
  }
}
