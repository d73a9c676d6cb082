/**
 * A replay that plays: its clock, the bar that it is played with, the picture that follows it. The
 * clock is a playhead that moves through a window of simulated time, at so many simulated seconds in
 * a second, until somebody stops it or the stop of the window is reached.
 *
 * It moves by itself only where motion is welcome (prefers-reduced-motion). Units: ms of the run.
 */
import { computed, signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { colour } from '../../../sim/document/charts/palette.ts';
import { count } from '../../../sim/document/quantity.ts';
import { clockOf, stateWords, stepAt } from '../../../sim/trace/replay/state.ts';
import { Button, Choice } from '../fields.tsx';
import {
  ConnectionRow,
  ConnectionWords,
  type Drawn,
  MarkRow,
  maxWaiting,
  NewMailRow,
  type Played,
  QueueRow,
  RunRow,
  RunWords,
} from './picture-rows.tsx';
import { AXIS_PX, clockTicks, type PictureScale, QUEUE_PX, scaleOf } from './picture-scale.ts';
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

/** An arrow key moves the scrubber by so much of the window. */
const STEPS = 400;

/** Play and pause, the scrubber, the speed: all native controls, so that a keyboard has them too. */
export function PlayerBar({ replay, player }: Pick<Played, 'replay' | 'player'>) {
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

/*
 * The replay as a picture: a time axis, connections against their 20-minute line, the mark in the
 * host-status table, queue runs, new mail and the queue; what is still to come is pale.
 *
 * It is drawn once for a replay and a width; only the playhead and the words at it move. Px, ms.
 */

const MIN_WIDTH_PX = 280;
/** The playhead's time takes the place of ticks so near to it. */
const TIME_PX = 58;

export function Picture(props: Omit<Played, 'scale'>) {
  const place = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const measure = () => {
      width.value = Math.max(MIN_WIDTH_PX, element.clientWidth);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [width]);
  return (
    <div class="replay-picture" ref={place}>
      {width.value > 0 && <Drawing {...props} width={width.value} />}
    </div>
  );
}

function Drawing({
  replay,
  beside,
  player,
  width,
}: Omit<Played, 'scale'> & { readonly width: number }) {
  const { scale, still, names } = useMemo(() => {
    const drawn = { replay, beside, scale: scaleOf(replay, width) };
    return { ...drawn, still: <Still {...drawn} />, names: <Names {...drawn} /> };
  }, [replay, beside, width]);
  const words = useMemo(
    () => computed(() => stateWords(replay, player.announcedMs.value)),
    [replay, player],
  );
  const seek = (event: PointerEvent) => {
    if (event.buttons === 0) return;
    const svg = event.currentTarget as SVGSVGElement;
    player.pause();
    player.seek(scale.msAt(event.clientX - svg.getBoundingClientRect().left));
  };
  return (
    <svg
      role="img"
      aria-label={`The replay. ${words.value}`}
      width={scale.width}
      height={scale.height}
      viewBox={`0 0 ${scale.width} ${scale.height}`}
      onPointerDown={seek}
      onPointerMove={seek}
    >
      {still}
      <ToCome scale={scale} player={player} />
      {names}
      <Playhead replay={replay} beside={beside} scale={scale} player={player} />
    </svg>
  );
}

/** All of it, whatever the time. */
function Still(drawn: Drawn) {
  const { replay, scale } = drawn;
  return (
    <g>
      {clockTicks(scale, replay.startMs).map(({ x, label }) => (
        <path stroke={colour('rule')} key={label} d={`M${x} ${AXIS_PX - 6}V${scale.height}`} />
      ))}
      <ConnectionRow {...drawn} />
      <MarkRow {...drawn} />
      <RunRow {...drawn} />
      <NewMailRow {...drawn} />
      <QueueRow {...drawn} />
    </g>
  );
}

/** What lies beyond the playhead is pale. */
function ToCome({ scale, player }: Pick<Played, 'scale' | 'player'>) {
  const x = scale.x(player.atMs.value);
  return (
    <rect
      fill={colour('paper')}
      opacity={0.78}
      x={x}
      y={AXIS_PX - 6}
      width={Math.max(0, scale.width - x)}
      height={scale.height - AXIS_PX + 6}
    />
  );
}

/** What the rows are called: never pale. */
function Names({ replay, beside, scale }: Drawn) {
  const hosts = scale.marked.map((host) => replay.hosts[host].name).join(', ');
  const names: readonly (readonly [top: number, name: string])[] = [
    [scale.connections, 'Connections of the queue runners'],
    [scale.marks, `Host-status table: ${hosts}`],
    [scale.runs, 'Queue runs'],
    [scale.newMail, 'New mail, at its first attempt'],
    [scale.queue, `Waiting messages (max. ${count(maxWaiting({ replay, beside }))})`],
  ];
  return (
    <g>
      {names.map(([top, name]) => (
        <text class="row-name" key={name} x={8} y={top - 7}>
          {name}
        </text>
      ))}
    </g>
  );
}

/** The playhead, and all that depends on where it is. */
function Playhead(played: Played) {
  const { replay, scale, player } = played;
  const atMs = player.atMs.value;
  const x = scale.x(atMs);
  const timeAt = within(scale, x, 34);
  const toLeft = x > scale.width - 90;
  const waiting = replay.series.waiting[stepAt(replay, atMs)];
  // Its number stands where the line does not.
  const isHigh = waiting * 2 > maxWaiting(played);
  return (
    <g>
      {clockTicks(scale, replay.startMs)
        .filter((tick) => Math.abs(tick.x - timeAt) > TIME_PX)
        .map(({ x: at, label }) => (
          <text
            class="tick"
            key={label}
            x={within(scale, at, label.length * 4)}
            y={12}
            text-anchor="middle"
          >
            {label}
          </text>
        ))}
      <ConnectionWords {...played} />
      <RunWords {...played} />
      <path stroke={colour('ink')} stroke-width={2} d={`M${x} ${AXIS_PX - 8}V${scale.height}`} />
      <text class="words playhead-time" x={timeAt} y={12} text-anchor="middle">
        {clockOf(replay, atMs)}
      </text>
      <text
        class="words"
        x={toLeft ? x - 6 : x + 6}
        y={scale.queue + (isHigh ? QUEUE_PX - 8 : 12)}
        text-anchor={toLeft ? 'end' : 'start'}
      >
        {count(waiting)} waiting
      </text>
    </g>
  );
}

/** A place so far from either edge. */
function within({ width }: PictureScale, x: number, px: number): number {
  return Math.min(width - px, Math.max(px, x));
}
