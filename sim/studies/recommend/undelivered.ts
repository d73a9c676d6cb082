/**
 * Whether a setting leaves more mail undelivered than the gateway as it stands. All mail counts in an
 * objective about delays; one about cuts alone would be kept by a setting that delivers nothing.
 *
 * Day by day with the same mail; a thousandth of it more is no difference. What may never arrive
 * counts as what does not; a setting that leaves such mail has figures without an end, and is not
 * chosen either, whatever stands now.
 */
import type { SettingOutcome } from '../setting-outcome.ts';

const ALLOWED = 0.001;

/** Mail that had not arrived by the end of the run, on the mean of the days: its figures have no end. */
export function leavesOpen(outcome: SettingOutcome): boolean {
  const lows = outcome.lows('never-share');
  return isMore(outcome.highs('never-share').map((high, day) => high - lows[day]));
}

/** By the mean over the days that both have. */
export function leavesMore(outcome: SettingOutcome, present: SettingOutcome): boolean {
  const [own, other] = [outcome.highs('never-share'), present.highs('never-share')];
  return isMore(own.slice(0, other.length).map((share, day) => share - other[day]));
}

/** A day without mail has no share. */
function isMore(shares: readonly number[]): boolean {
  const days = shares.filter((share) => !Number.isNaN(share));
  return days.reduce((sum, share) => sum + share, 0) > ALLOWED * days.length;
}
