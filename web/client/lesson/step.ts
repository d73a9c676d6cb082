/**
 * A step of the lesson: one idea, and the moment of a replay at which it is seen to happen; and the
 * window of time that is shown for it, or for a moment of a reader's own scenario.
 *
 * Sentences take their numbers from the replays that are shown, never from here. Units: ms.
 */
import {
  MOMENT_NAMES,
  type Moment,
  type MomentName,
  type Moments,
  type Replay,
} from '../../../sim/trace/replay/replay.ts';

/** All steps play this scenario; a remedy plays another setting of it, or changes it. */
export const LESSON_SCENARIO = 'hour-late';

/** The stretch of time that a step shows, from one moment to another (of the failure) or to itself. */
export interface StepView {
  readonly moment: MomentName;
  readonly until?: MomentName;
  /** Drawn before the first moment and after the last. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Played: from so long before the first moment, to so long after the last. */
  readonly leadMs: number;
  readonly restMs: number;
  /** Simulated seconds in a second. */
  readonly speed: number;
}

export interface LessonStep {
  readonly id: string;
  readonly heading: string;
  readonly setting: string;
  /** Changes of the scenario, path=value. */
  readonly set: readonly string[];
  readonly view: StepView;
  /** Two to four short sentences: of the replay that is shown, and of the failure as it was. */
  readonly says: (now: Replay, before: Replay) => readonly string[];
  /** What to look at. */
  readonly look: string;
  /** Where it is not so, or not only so. */
  readonly aside?: string;
  /** The queue of the failure is drawn beside that of the remedy. */
  readonly remedy: boolean;
}

export interface StepWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly playFromMs: number;
  readonly stopMs: number;
  readonly speed: number;
}

/** Where a step lies in the time of the failure; null: its moment does not happen. */
export function windowOf(view: StepView, moments: Moments): StepWindow | null {
  const first = moments[view.moment];
  const last = moments[view.until ?? view.moment];
  if (first === null || last === null) return null;
  const fromMs = Math.max(0, first.atMs - view.beforeMs);
  return {
    fromMs,
    toMs: last.atMs + view.afterMs,
    playFromMs: Math.max(fromMs, first.atMs - view.leadMs),
    stopMs: last.atMs + view.restMs,
    speed: view.speed,
  };
}

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
