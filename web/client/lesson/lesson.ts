/**
 * Where the reader is in the lesson: a step of it, or a moment of a scenario of their own, with its
 * replay and the player that moves through it.
 *
 *   step -> the failure's replay (its moments) -> the window of the step -> its replay -> the player
 *
 * Of answers that come late only the last one asked for counts. Units: ms.
 */
import { signal } from '@preact/signals';
import type { MomentName, Replay } from '../../../sim/report/replay/replay.ts';
import type { PlainFailure } from '../../server/failure.ts';
import { failureOf } from '../api.ts';
import { aroundMoment, firstWindow, LOOK_AROUND_MS } from './own-window.ts';
import { Player } from './player.ts';
import { type ReplayRequest, replay } from './replay-source.ts';
import { LESSON_SCENARIO, type StepWindow, windowOf } from './step.ts';
import { STEPS } from './steps.ts';

const MINUTE_MS = 60_000;
/** The failure as it is told: what its moments and totals are read from. */
const WHOLE = { fromMs: 0, toMs: 120 * MINUTE_MS };

/** A replay of a scenario of the reader's own, without a window yet. */
export type OwnReplay = Omit<ReplayRequest, 'fromMs' | 'toMs'>;

export interface Shown {
  readonly replay: Replay;
  /** The failure as it was, in the same window; null where there is nothing to compare with. */
  readonly beside: Replay | null;
  /** The failure over its whole time. */
  readonly failure: Replay | null;
}

export class Lesson {
  readonly player = new Player();
  readonly index = signal(0);
  readonly shown = signal<Shown | null>(null);
  readonly failure = signal<PlainFailure | null>(null);
  /** Null: the lesson's own scenario. */
  readonly own = signal<OwnReplay | null>(null);
  private asked = 0;

  /** Shows a step; it plays by itself where that is welcome. */
  go(index: number): void {
    const step = STEPS[index];
    if (step === undefined) return;
    this.own.value = null;
    if (this.index.value !== index) this.shown.value = null;
    this.index.value = index;
    this.load(async () => {
      const scenario = { name: LESSON_SCENARIO };
      const usual = { scenario, set: [], setting: 'default' };
      const failure = await replay({ ...usual, ...WHOLE });
      const window = windowOf(step.view, failure.moments);
      if (window === null) throw new Error(`“${step.heading}” does not happen in this replay.`);
      const { fromMs, toMs } = window;
      const [now, beside] = await Promise.all([
        replay({ scenario, set: step.set, setting: step.setting, fromMs, toMs }),
        step.remedy ? replay({ ...usual, fromMs, toMs }) : null,
      ]);
      return { shown: { replay: now, beside, failure }, window };
    });
  }

  /** Shows a scenario of the reader's own: where its story is, or around one of its moments. */
  goOwn(own: OwnReplay, moment: MomentName | null = null): void {
    this.own.value = own;
    this.load(async () => {
      const first = await replay({ ...own, fromMs: 0, toMs: LOOK_AROUND_MS });
      const window = moment === null ? firstWindow(first) : aroundMoment(first, moment);
      const { fromMs, toMs } = window;
      const now = await replay({ ...own, fromMs, toMs });
      return { shown: { replay: now, beside: null, failure: null }, window };
    });
  }

  stop(): void {
    this.asked++;
    this.player.pause();
  }

  private async load(ask: () => Promise<{ shown: Shown; window: StepWindow }>): Promise<void> {
    this.player.pause();
    this.failure.value = null;
    const number = ++this.asked;
    try {
      const { shown, window } = await ask();
      if (number !== this.asked) return;
      this.player.show(window, true);
      this.shown.value = shown;
    } catch (error) {
      if (number !== this.asked) return;
      this.failure.value = failureOf(error);
      this.shown.value = null;
    }
  }
}
