/**
 * Whether a setting leaves more mail undelivered than the gateway as it stands. All mail counts in an
 * objective about delays; one about cuts alone would be kept by a setting that delivers nothing.
 *
 * Day by day with the same mail; a thousandth of it more is no difference. What may never arrive
 * counts as what does not.
 */
import type { SettingOutcome } from '../setting-outcome.ts';

const ALLOWED = 0.001;

/** By the mean over the days that both have. */
export function leavesMore(outcome: SettingOutcome, present: SettingOutcome): boolean {
  const [own, other] = [outcome.highs('never-share'), present.highs('never-share')];
  const days = own.slice(0, other.length).flatMap((share, day) => {
    const more = share - other[day];
    return Number.isNaN(more) ? [] : [more];
  });
  return days.reduce((sum, more) => sum + more, 0) > ALLOWED * days.length;
}
