/**
 * A step of the lesson: one idea, and the moment of a replay at which it is seen to happen.
 *
 * Sentences take their numbers from the replays that are shown, never from here. Units: ms.
 */
import type { MomentName, Moments, Replay } from '../../../sim/trace/replay/replay.ts';

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
