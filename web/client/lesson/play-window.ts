/**
 * The window of simulated time that is drawn, and what of it is played by itself: for a step of the
 * lesson, or for a moment of a reader's own scenario. Units: ms of the run.
 */
import { HOUR, MINUTE } from '../../../sim/document/quantity.ts';
import {
  MOMENT_NAMES,
  type Moment,
  type MomentName,
  type Moments,
  type Replay,
} from '../../../sim/trace/replay/replay.ts';
import type { StepView } from './steps.ts';

export interface PlayWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly playFromMs: number;
  readonly stopMs: number;
  /** Simulated seconds in a second. */
  readonly speed: number;
}

/** Where a step lies in the time of the failure; null: its moment does not happen. */
export function windowOf(view: StepView, moments: Moments): PlayWindow | null {
  const { from, to = from, drawn, played, speed } = view;
  const [first, last] = [moments[from], moments[to]];
  if (first === null || last === null) return null;
  const fromMs = Math.max(0, first.atMs - drawn[0] * 1000);
  return {
    fromMs,
    toMs: last.atMs + drawn[1] * 1000,
    playFromMs: Math.max(fromMs, first.atMs - played[0] * 1000),
    stopMs: last.atMs + played[1] * 1000,
    speed,
  };
}

/** Asked for first, to find the moments. */
export const LOOK_AROUND_MS = 3 * HOUR;
const LONGEST_MS = 6 * HOUR;
const MARGIN_MS = 5 * MINUTE;
/** Played in about so many seconds. */
const PLAYED_S = 12;
const SPEEDS = [20, 60, 120, 300, 600] as const;

/** From before its first moment to after its last; the beginning where it has none. */
export function firstWindow({ moments, endedAtMs }: Replay): PlayWindow {
  const times = MOMENT_NAMES.flatMap((name) => moments[name]?.atMs ?? []);
  if (times.length === 0) return windowFrom(0, Math.min(endedAtMs, LOOK_AROUND_MS));
  const fromMs = Math.max(0, Math.min(...times) - MARGIN_MS);
  return windowFrom(fromMs, Math.min(fromMs + LONGEST_MS, Math.max(...times) + MARGIN_MS));
}

function windowFrom(fromMs: number, toMs: number): PlayWindow {
  const longest = Math.max(MINUTE, toMs - fromMs);
  const speed = SPEEDS.find((one) => longest / 1000 / one <= PLAYED_S) ?? 600;
  return { fromMs, toMs: fromMs + longest, playFromMs: fromMs, stopMs: fromMs + longest, speed };
}

/** From some minutes before it to some after it. */
export function aroundMoment({ moments }: Replay, name: MomentName): PlayWindow {
  const { atMs } = moments[name] as Moment;
  const fromMs = Math.max(0, atMs - 2 * MARGIN_MS);
  return {
    fromMs,
    toMs: atMs + 2 * MARGIN_MS,
    playFromMs: Math.max(fromMs, atMs - MINUTE),
    stopMs: atMs + MINUTE,
    speed: 20,
  };
}
