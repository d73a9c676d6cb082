/**
 * All mail counts: what never arrives, or had not by the end of the follow-up, is said with its
 * share, and how its delays count.
 */

import { boundsOf } from '../document/bounds.ts';
import { boundsText, intervalText } from '../document/bounds-text.ts';
import type { MetricName } from '../mailpath/metrics.ts';
import type { EstimateResult } from './result/result-schema.ts';

/** The metric that it is told by. */
export const NEVER_SHARE: MetricName = 'never-share';

type Measures = Readonly<Record<string, EstimateResult>>;

/** Whether some mail never arrives, on a typical day or on one within the interval. */
export function losesMail(measures: Measures): boolean {
  const found = measures[NEVER_SHARE];
  if (found === undefined) return false;
  const { interval, ...value } = found;
  return [value, interval ?? value].some((bounds) => boundsOf(bounds).high > 0);
}

/** `0.1% to 2%`, of the typical day; where that has none, with its interval. */
export function neverShare(measures: Measures): string {
  const found = measures[NEVER_SHARE];
  if (found === undefined) return '';
  const { interval, unit, ...value } = found;
  const told = boundsText(value, unit);
  if (interval === null || boundsOf(value).high > 0 || !losesMail(measures)) return told;
  return `${told} (${intervalText(interval, unit) ?? told})`;
}

/** `where`: `2% under default, 0% under recommended`. */
export function neverCaution(where: string): string {
  return `Some mail never arrives, or had not arrived by the end of the follow-up. Its share of all mail on a typical day: ${where}. Its delays count as never, or as its age at least.`;
}
