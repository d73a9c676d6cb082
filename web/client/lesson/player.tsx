/**
 * The clock of a replay: a playhead that moves through a window of simulated time, at so many
 * simulated seconds in a second, until somebody stops it or the stop of the window is reached.
 *
 * It moves by itself only where motion is welcome (prefers-reduced-motion). Units: ms of the run.
 */
import { signal } from '@preact/signals';
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import { clockOf } from '../../../sim/trace/replay/state.ts';
import { Button, Choice } from '../fields.tsx';
import type { PlayWindow } from './play-window.ts';

const SPEEDS = [1, 5, 10, 20, 60, 120, 300, 600] as const;

/** A tab that was hidden comes back with a long frame: it counts as one of these, ms. */
const MAX_FRAME_MS = 100;
/** The picture's words change at most so often, ms. */
const ANNOUNCED_EVERY_MS = 1000;

export class Player {
  readonly atMs = signal(0);
  /** Follows the playhead, a second behind at most: for words that are read aloud. */
  readonly announcedMs = signal(0);
  readonly playing = signal(false);
  readonly speed = signal(60);
  private window: PlayWindow = { fromMs: 0, toMs: 1, playFromMs: 0, stopMs: 1, speed: 60 };
  private frame = 0;
  private lastFrameMs = 0;
  private announcedAt = 0;
  private timer = 0;

  /** A new window: from its beginning by itself, or, where motion is not welcome, at its stop. */
  show(window: PlayWindow): void {
    this.pause();
    this.window = window;
    this.speed.value = window.speed;
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.seek(isStill ? window.stopMs : window.playFromMs);
    if (!isStill) this.play();
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
    this.announce();
  }

  seek(atMs: number): void {
    const { fromMs, toMs } = this.window;
    this.atMs.value = Math.min(toMs, Math.max(fromMs, atMs));
    this.announce();
  }

  private move(now: number): void {
    const passed = Math.min(MAX_FRAME_MS, now - this.lastFrameMs);
    this.lastFrameMs = now;
    const before = this.atMs.value;
    const { stopMs, toMs } = this.window;
    const limit = before < stopMs ? stopMs : toMs;
    this.seek(Math.min(limit, before + passed * this.speed.value));
    if (this.atMs.value >= limit) this.pause();
    else this.frame = requestAnimationFrame((next) => this.move(next));
  }

  /** Now, or as soon as the last announcement is a second ago. */
  private announce(): void {
    const since = performance.now() - this.announcedAt;
    clearTimeout(this.timer);
    if (since >= ANNOUNCED_EVERY_MS) {
      this.announcedAt = performance.now();
      this.announcedMs.value = this.atMs.value;
    } else {
      this.timer = window.setTimeout(() => this.announce(), ANNOUNCED_EVERY_MS - since);
    }
  }
}

interface Props {
  readonly replay: Replay;
  readonly player: Player;
}

/** An arrow key moves the scrubber by so much of the window. */
const STEPS = 400;

/** Play and pause, the scrubber, the speed: all native controls, so that a keyboard has them too. */
export function PlayerBar({ replay, player }: Props) {
  const { fromMs, toMs } = replay;
  const playing = player.playing.value;
  return (
    <section class="player" aria-label="Player">
      <Button
        class="main play"
        label={playing ? 'Pause' : 'Play'}
        onClick={() => (playing ? player.pause() : player.play())}
      />
      <input
        type="range"
        class="scrubber"
        aria-label="Time"
        min={fromMs}
        max={toMs}
        step={Math.max(100, Math.round((toMs - fromMs) / STEPS / 100) * 100)}
        value={player.atMs.value}
        aria-valuetext={clockOf(replay, player.announcedMs.value)}
        onInput={({ currentTarget }) => {
          player.pause();
          player.seek(currentTarget.valueAsNumber);
        }}
      />
      {/* Not an output element: that would be read aloud at every frame. */}
      <span class="clock">{clockOf(replay, player.atMs.value)}</span>
      <Choice
        label={<span class="unseen">Speed</span>}
        value={String(player.speed.value)}
        options={SPEEDS.map((speed) => [String(speed), `${speed}×`])}
        onSet={(speed) => (player.speed.value = Number(speed))}
        class="speed"
      />
      <p class="unseen">
        From {clockOf(replay, fromMs)} to {clockOf(replay, toMs)}
      </p>
    </section>
  );
}
