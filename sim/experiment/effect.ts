/**
 * What a difference means to someone who would have to act on it.
 *
 * With common random numbers a difference of a few milliseconds can be clear, that is, more than
 * chance: below one per cent of the value it is told as slight, since nobody would feel it.
 * Left out: corrections for looking at many differences; each interval is a 95% interval of its own.
 */
import type { Difference } from './estimate.ts';

/** `unclear`: may be chance. `same`: no replication differs. `unknown`: no interval to tell by. */
export type Effect = 'better' | 'worse' | 'slight' | 'unclear' | 'same' | 'unknown';

/** Below this share of the value that it is compared with, a difference is slight. */
const FELT = 0.01;

/** `reference`: the value that the difference starts from. */
export function effectOf(
  { value, low, high, clear }: Difference,
  reference: number,
  better: 'less' | 'more',
): Effect {
  if (value === 0 && (low === null || low === high)) return 'same';
  if (clear === null) return 'unknown';
  if (!clear) return 'unclear';
  if (Math.abs(value) < FELT * Math.abs(reference)) return 'slight';
  return value < 0 === (better === 'less') ? 'better' : 'worse';
}
