/**
 * Whether a setting leaves more mail undelivered than the gateway as it stands: delays are those of
 * delivered mail, and what is left behind would flatter it.
 *
 * Day by day against the same mail under the present settings; a thousandth of the mail more is no
 * difference. Bounds are one-sided, Student's t.
 */
import { oneSidedBounds } from '../../statistics/confidence.ts';
import type { SettingOutcome } from '../setting-outcome.ts';

const ALLOWED = 0.001;

/** More is shown to be left, over the days that both have, with that chance of an error. */
export function leavesMore(
  outcome: SettingOutcome,
  present: SettingOutcome,
  error: number,
): boolean {
  const bounds = oneSidedBounds(excessOf(outcome, present), 1 - error);
  return bounds !== null && bounds.low > ALLOWED;
}

/** The same by the mean alone. */
export function seemsToLeaveMore(outcome: SettingOutcome, present: SettingOutcome): boolean {
  const excess = excessOf(outcome, present);
  return excess.reduce((sum, more) => sum + more, 0) > ALLOWED * excess.length;
}

/** Share of each day's mail that is left or returned, beyond what the present settings leave. */
function excessOf(outcome: SettingOutcome, present: SettingOutcome): number[] {
  const [own, other] = [sharesOf(outcome), sharesOf(present)];
  const days = Math.min(own.length, other.length);
  return Array.from({ length: days }, (_, day) => own[day] - other[day]);
}

function sharesOf(outcome: SettingOutcome): number[] {
  const [queued, returned] = [outcome.of('queued'), outcome.of('returned')];
  return outcome
    .of('arrived')
    .map((arrived, day) => (arrived > 0 ? (queued[day] + returned[day]) / arrived : 0));
}
