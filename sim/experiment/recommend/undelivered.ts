/**
 * Whether a setting leaves more mail undelivered than the gateway as it stands: delays are those of
 * delivered mail, and what is left behind would flatter it.
 *
 * Day by day against the same mail under the present settings; a thousandth of the mail more is no
 * difference. Bounds are one-sided, Student's t.
 */
import { oneSidedBounds } from '../../statistics/confidence.ts';
import type { SettingOutcome } from '../setting-outcome.ts';
import type { ObjectiveState } from './objective.ts';

const ALLOWED = 0.001;

/** `met`: no more is left; `missed`: more is; over the days that both have. */
export function leavesNoMore(
  outcome: SettingOutcome,
  present: SettingOutcome,
  error: number,
): ObjectiveState {
  const excess = excessOf(outcome, present);
  if (excess.every((more) => more <= ALLOWED)) return 'met';
  const bounds = oneSidedBounds(excess, 1 - error);
  if (bounds === null) return 'open';
  if (bounds.high <= ALLOWED) return 'met';
  return bounds.low > ALLOWED ? 'missed' : 'open';
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
