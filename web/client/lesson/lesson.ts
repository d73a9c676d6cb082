/**
 * Where the reader is in the lesson: a step of it, or a moment of a scenario of their own, with its
 * replay and the player that moves through it.
 *
 *   step -> the failure's replay (its moments) -> the window of the step -> its replay -> the player
 *
 * Of answers that come late only the last one asked for counts. Units: ms.
 */
import { signal } from '@preact/signals';
import type { MomentName, Replay } from '../../../sim/trace/replay/replay.ts';
import type { PlainFailure } from '../../server/failure.ts';
import type { ScenarioRef } from '../../server/shipped-scenarios.ts';
import { failureOf, postJson } from '../api.ts';
import { Player } from './player.tsx';
import {
  aroundMoment,
  firstWindow,
  LESSON_SCENARIO,
  type LessonStep,
  LOOK_AROUND_MS,
  type StepWindow,
  windowOf,
} from './step.ts';
import { STEPS } from './steps.ts';

const MINUTE_MS = 60_000;
/** The failure over its whole time: what its moments and totals are read from. */
const WHOLE = { fromMs: 0, toMs: 120 * MINUTE_MS };

/** A replay of a scenario of the reader's own, without a window yet. */
type OwnReplay = Omit<ReplayRequest, 'fromMs' | 'toMs'>;

export interface Shown {
  /** The step that it belongs to, or `own`. */
  readonly of: string;
  readonly replay: Replay;
  /** The failure as it was, in the same window; null where there is nothing to compare with. */
  readonly beside: Replay | null;
  /** The failure over its whole time; null for a scenario of the reader's own. */
  readonly failure: Replay | null;
}

interface Answer {
  readonly shown: Shown;
  readonly window: StepWindow;
}

export class Lesson {
  readonly player = new Player();
  readonly index = signal(0);
  /** Until the next one is there, the last one stays. */
  readonly shown = signal<Shown | null>(null);
  readonly failure = signal<PlainFailure | null>(null);
  /** Null: the lesson's own scenario. */
  readonly own = signal<OwnReplay | null>(null);
  /** How often the reader went anywhere, the beginning included. */
  moves = 0;
  private requests = 0;

  /** Shows a step; it plays by itself where that is welcome. */
  async go(index: number): Promise<void> {
    const step = STEPS[index];
    if (step === undefined) return;
    this.own.value = null;
    this.index.value = index;
    await this.load(() => answerOf(step));
    // What is read next is there when it is asked for.
    const next = STEPS[index + 1];
    if (next !== undefined) answerOf(next).catch(() => undefined);
  }

  /** Shows a scenario of the reader's own: where its story is, or around one of its moments. */
  goOwn(own: OwnReplay, moment: MomentName | null = null): Promise<void> {
    this.own.value = own;
    return this.load(async () => {
      const first = await replay({ ...own, fromMs: 0, toMs: LOOK_AROUND_MS });
      const window = moment === null ? firstWindow(first) : aroundMoment(first, moment);
      const now = await replay({ ...own, fromMs: window.fromMs, toMs: window.toMs });
      return { shown: { of: 'own', replay: now, beside: null, failure: null }, window };
    });
  }

  stop(): void {
    this.requests++;
    this.player.pause();
  }

  private async load(request: () => Promise<Answer>): Promise<void> {
    this.moves++;
    this.player.pause();
    this.failure.value = null;
    const number = ++this.requests;
    try {
      const { shown, window } = await request();
      if (number !== this.requests) return;
      this.player.show(window, true);
      this.shown.value = shown;
    } catch (error) {
      if (number !== this.requests) return;
      this.failure.value = failureOf(error);
      this.shown.value = null;
    }
  }
}

const SCENARIO = { name: LESSON_SCENARIO };
const FAILURE = { scenario: SCENARIO, set: [], setting: 'default' };

async function answerOf({ id, heading, view, setting, set, remedy }: LessonStep): Promise<Answer> {
  const failure = await replay({ ...FAILURE, ...WHOLE });
  const window = windowOf(view, failure.moments);
  if (window === null) throw new Error(`“${heading}” does not happen in this replay.`);
  const { fromMs, toMs } = window;
  const [now, beside] = await Promise.all([
    replay({ scenario: SCENARIO, set, setting, fromMs, toMs }),
    remedy ? replay({ ...FAILURE, fromMs, toMs }) : null,
  ]);
  return { shown: { of: id, replay: now, beside, failure }, window };
}

interface ReplayRequest {
  readonly scenario: ScenarioRef;
  readonly set: readonly string[];
  readonly setting: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Some 150 KB each. */
const MAX_KEPT = 24;
const kept = new Map<string, Promise<Replay>>();

/** Replays from the server, each asked for once: going back in the lesson costs nothing. */
function replay(request: ReplayRequest): Promise<Replay> {
  const key = JSON.stringify(request);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const reply = postJson<Replay>('api/replay', request);
  kept.set(key, reply);
  reply.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) break;
    kept.delete(oldest);
  }
  return reply;
}
