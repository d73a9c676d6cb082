/**
 * Figures and differences in sentences, with their intervals: `1 h 13 min (65 to 80 min)`,
 * `−59 min (−63 to −55 min)`; within brackets `−59 min [−63 to −55 min]`.
 */

import type { BoundsResult } from '../document/bounds-schema.ts';
import {
  boundsText,
  differenceIntervalText,
  differenceText,
  intervalText,
} from '../document/bounds-text.ts';
import type { MetricUnit } from '../mailpath/metrics.ts';
import type { DifferenceResult, EstimateResult } from './result/result-schema.ts';

export function figureWords({ unit, interval, ...value }: EstimateResult): string {
  const range = interval === null ? null : intervalText(interval, unit);
  return withRange(boundsText(value, unit), range, '()');
}

export function changeWords(found: DifferenceResult): string {
  return inBrackets(found, '()');
}

/** For where the whole stands in brackets. */
export function innerChangeWords(found: DifferenceResult): string {
  return inBrackets(found, '[]');
}

function inBrackets({ unit, interval, ...value }: DifferenceResult, brackets: '()' | '[]'): string {
  const range =
    interval === null ? null : (neverWords(interval) ?? differenceIntervalText(interval, unit));
  return withRange(words(value, unit), range, brackets);
}

function withRange(text: string, range: string | null, [open, close]: string): string {
  return range === null || range === text ? text : `${text} ${open}${range}${close}`;
}

function words(bounds: BoundsResult, unit: MetricUnit): string {
  return neverWords(bounds) ?? differenceText(bounds, unit);
}

/** In a sentence nobody sees what a table's neighbours are. */
function neverWords({ kind }: BoundsResult): string | null {
  if (kind === 'never-before') return 'arrives where it never did';
  return kind === 'never' ? 'never arrives where it did' : null;
}
