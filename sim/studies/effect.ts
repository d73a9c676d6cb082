/**
 * What a difference means to someone who would have to act on it.
 *
 * With common random numbers a difference of a few milliseconds can be clear, that is, more than
 * chance: below one per cent of the value it is told as slight, since nobody would feel it.
 * Each interval holds by itself; where many are looked at together, Holm's procedure (sweep-line.ts).
 */
import type { Bounds } from '../statistics/bounds.ts';
import type { Difference } from './estimate.ts';

/** `unclear`: may be chance. `same`: no day differs. `unknown`: no interval to tell by. */
export type Effect = 'better' | 'worse' | 'slight' | 'unclear' | 'same' | 'unknown';

/** Below this share of the value that it is compared with, a difference is slight. */
const FELT = 0.01;

/** `reference`: the typical day that the difference starts from. */
export function effectOf(
  { value, same, days, clear }: Difference,
  reference: Bounds,
  better: 'less' | 'more',
): Effect {
  if (same === days && days > 0) return 'same';
  if (clear === null) return 'unknown';
  if (!clear) return 'unclear';
  const nearest = Math.min(Math.abs(value.low), Math.abs(value.high));
  if (nearest < FELT * Math.abs(reference.low)) return 'slight';
  return value.high < 0 === (better === 'less') ? 'better' : 'worse';
}
