/**
 * A difference in a sentence, with its interval: `−59 min (−1 h 3 min to −55 min)`; within brackets
 * `−59 min [−1 h 3 min to −55 min]`.
 */
import type { MeasureUnit } from '../experiment/measure.ts';
import { differenceText } from './bounds-text.ts';
import type { BoundsResult, DifferenceResult } from './result-schema.ts';

export function changeWords(found: DifferenceResult): string {
  return inBrackets(found, '()');
}

/** For where the whole stands in brackets. */
export function innerChangeWords(found: DifferenceResult): string {
  return inBrackets(found, '[]');
}

function inBrackets({ unit, interval, ...value }: DifferenceResult, [open, close]: string): string {
  const told = words(value, unit);
  const range = interval === null ? told : words(interval, unit);
  return range === told ? told : `${told} ${open}${range}${close}`;
}

/** In a sentence nobody sees what a table's neighbours are. */
function words(bounds: BoundsResult, unit: MeasureUnit): string {
  if (bounds.kind === 'never-before') return 'arrives where it never did';
  return bounds.kind === 'never' ? 'never arrives where it did' : differenceText(bounds, unit);
}
