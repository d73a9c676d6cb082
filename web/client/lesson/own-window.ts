/** Which stretch of a reader's own scenario is shown: where its story is, or around a moment. Ms. */
import {
  MOMENT_NAMES,
  type Moment,
  type MomentName,
  type Replay,
} from '../../../sim/trace/replay/replay.ts';
import type { StepWindow } from './step.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Asked for first, to find the moments. */
export const LOOK_AROUND_MS = 3 * HOUR_MS;
const LONGEST_MS = 6 * HOUR_MS;
const MARGIN_MS = 5 * MINUTE_MS;
/** Played in about so many seconds. */
const PLAYED_S = 12;
const SPEEDS = [20, 60, 120, 300, 600] as const;

/** From before its first moment to after its last; the beginning where it has none. */
export function firstWindow({ moments, endedAtMs }: Replay): StepWindow {
  const times = MOMENT_NAMES.flatMap((name) => moments[name]?.atMs ?? []);
  if (times.length === 0) return windowFrom(0, Math.min(endedAtMs, LOOK_AROUND_MS));
  const fromMs = Math.max(0, Math.min(...times) - MARGIN_MS);
  return windowFrom(fromMs, Math.min(fromMs + LONGEST_MS, Math.max(...times) + MARGIN_MS));
}

/** From some minutes before it to some after it. */
export function aroundMoment({ moments }: Replay, name: MomentName): StepWindow {
  const { atMs } = moments[name] as Moment;
  const fromMs = Math.max(0, atMs - 2 * MARGIN_MS);
  const window = windowFrom(fromMs, atMs + 2 * MARGIN_MS);
  return {
    ...window,
    playFromMs: Math.max(fromMs, atMs - MINUTE_MS),
    stopMs: atMs + MINUTE_MS,
    speed: 20,
  };
}

function windowFrom(fromMs: number, toMs: number): StepWindow {
  const longest = Math.max(MINUTE_MS, toMs - fromMs);
  const speed = SPEEDS.find((one) => longest / 1000 / one <= PLAYED_S) ?? 600;
  return { fromMs, toMs: fromMs + longest, playFromMs: fromMs, stopMs: fromMs + longest, speed };
}
