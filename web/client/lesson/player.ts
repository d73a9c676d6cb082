/**
 * The clock of a replay: a playhead that moves through a window of simulated time, at so many
 * simulated seconds in a second, until somebody stops it or the stop of the window is reached.
 *
 * It moves by itself only where motion is welcome (prefers-reduced-motion). Units: ms of the run.
 */
import { signal } from '@preact/signals';
import type { StepWindow } from './step.ts';

export const SPEEDS = [1, 5, 10, 20, 60, 120, 300, 600] as const;

/** A tab that was hidden comes back with a long frame: it counts as one of these, ms. */
const LONGEST_FRAME_MS = 100;
/** The picture's words change at most so often, ms. */
const TOLD_EVERY_MS = 1000;

const NOTHING: StepWindow = { fromMs: 0, toMs: 1, playFromMs: 0, stopMs: 1, speed: 60 };

export class Player {
  readonly atMs = signal(0);
  /** Follows the playhead, a second behind at most: for words that are read aloud. */
  readonly toldMs = signal(0);
  readonly playing = signal(false);
  readonly speed = signal(60);
  private window = NOTHING;
  private frame = 0;
  private lastFrameMs = 0;
  private toldAt = 0;
  private telling = 0;

  /** A new window: from its beginning by itself, or, where motion is not welcome, at its stop. */
  show(window: StepWindow, byItself: boolean): void {
    this.pause();
    this.window = window;
    this.speed.value = window.speed;
    this.seek(byItself && !isStill() ? window.playFromMs : window.stopMs);
    if (byItself && !isStill()) this.play();
  }

  play(): void {
    if (this.playing.value) return;
    const { toMs, playFromMs } = this.window;
    if (this.atMs.value >= toMs) this.seek(playFromMs);
    this.playing.value = true;
    this.lastFrameMs = performance.now();
    this.frame = requestAnimationFrame((now) => this.move(now));
  }

  pause(): void {
    cancelAnimationFrame(this.frame);
    this.playing.value = false;
    this.tell();
  }

  toggle(): void {
    if (this.playing.value) this.pause();
    else this.play();
  }

  seek(atMs: number): void {
    const { fromMs, toMs } = this.window;
    this.atMs.value = Math.min(toMs, Math.max(fromMs, atMs));
    this.tell();
  }

  private move(now: number): void {
    const passed = Math.min(LONGEST_FRAME_MS, now - this.lastFrameMs);
    this.lastFrameMs = now;
    const before = this.atMs.value;
    const { stopMs, toMs } = this.window;
    const limit = before < stopMs ? stopMs : toMs;
    this.seek(Math.min(limit, before + passed * this.speed.value));
    if (this.atMs.value >= limit) this.pause();
    else this.frame = requestAnimationFrame((next) => this.move(next));
  }

  /** Now, or as soon as the last telling is a second ago. */
  private tell(): void {
    const since = performance.now() - this.toldAt;
    clearTimeout(this.telling);
    if (since >= TOLD_EVERY_MS) {
      this.toldAt = performance.now();
      this.toldMs.value = this.atMs.value;
    } else {
      this.telling = window.setTimeout(() => this.tell(), TOLD_EVERY_MS - since);
    }
  }
}

/** The reader asked the machine for less motion. */
function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
