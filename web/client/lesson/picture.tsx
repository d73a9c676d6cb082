/**
 * The replay as a picture: a time axis, connections against their 20-minute line, the mark in the
 * host-status table, queue runs, new mail and the queue; what is still to come is pale.
 *
 * It is drawn once for a replay and a width; only the playhead and the words at it move. Px, ms.
 */
import { computed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { count } from '../../../sim/document/quantity.ts';
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import { clockOf, stateWords, stepAt } from '../../../sim/trace/replay/state.ts';
import {
  ConnectionRow,
  ConnectionWords,
  MarkRow,
  maxWaiting,
  NEW_MAIL,
  NewMailRow,
  QueueRow,
  RunRow,
  RunWords,
} from './picture-rows.tsx';
import {
  AXIS_PX,
  clockTicks,
  type PictureScale,
  QUEUE_PX,
  type Row,
  scaleOf,
} from './picture-scale.ts';
import type { Player } from './player.tsx';

interface Props {
  readonly replay: Replay;
  readonly beside: Replay | null;
  readonly player: Player;
}

const MIN_WIDTH_PX = 280;
/** The playhead's time takes the place of ticks so near to it. */
const TIME_PX = 58;

export function Picture({ replay, beside, player }: Props) {
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
      {width.value > 0 && (
        <Drawing replay={replay} beside={beside} player={player} width={width.value} />
      )}
    </div>
  );
}

function Drawing({ replay, beside, player, width }: Props & { readonly width: number }) {
  const scale = useMemo(() => scaleOf(replay, width), [replay, width]);
  const words = useMemo(
    () => computed(() => stateWords(replay, player.announcedMs.value)),
    [replay, player],
  );
  const still = useMemo(
    () => <Still replay={replay} beside={beside} scale={scale} />,
    [replay, beside, scale],
  );
  const names = useMemo(
    () => <Names replay={replay} beside={beside} scale={scale} />,
    [replay, beside, scale],
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

interface Drawn {
  readonly replay: Replay;
  readonly beside: Replay | null;
  readonly scale: PictureScale;
}

/** All of it, whatever the time. */
function Still({ replay, beside, scale }: Drawn) {
  return (
    <g>
      {clockTicks(scale, replay.startMs).map(({ x, label }) => (
        <path class="grid" key={label} d={`M${x} ${AXIS_PX - 6}V${scale.height}`} />
      ))}
      <ConnectionRow replay={replay} scale={scale} />
      <MarkRow replay={replay} scale={scale} />
      <RunRow replay={replay} scale={scale} />
      <NewMailRow replay={replay} scale={scale} />
      <QueueRow replay={replay} scale={scale} beside={beside} />
    </g>
  );
}

interface Moving {
  readonly scale: PictureScale;
  readonly player: Player;
}

/** What lies beyond the playhead is pale. */
function ToCome({ scale, player }: Moving) {
  const x = scale.x(player.atMs.value);
  return (
    <rect
      class="to-come"
      x={x}
      y={AXIS_PX - 6}
      width={Math.max(0, scale.width - x)}
      height={scale.height - AXIS_PX + 6}
    />
  );
}

/** What the rows are called: never pale. */
function Names({ replay, beside, scale }: Drawn) {
  const { connections, marks, runs, newMail, queue } = scale;
  const hosts = scale.marked.map((host) => replay.hosts[host].name).join(', ');
  const names: readonly (readonly [Row, string])[] = [
    [connections, 'Connections of the queue runners'],
    [marks, `Host-status table: ${hosts}`],
    [runs, 'Queue runs'],
    [newMail, 'New mail, at its first attempt'],
    [queue, `Waiting messages (max. ${count(maxWaiting(replay, beside))})`],
  ];
  return (
    <g>
      {names.map(([{ top }, name]) => (
        <text class="row-name" key={name} x={8} y={top + 13}>
          {name}
        </text>
      ))}
    </g>
  );
}

/** The playhead, and all that depends on where it is. */
function Playhead({ replay, beside, scale, player }: Moving & Drawn) {
  const atMs = player.atMs.value;
  const x = scale.x(atMs);
  const timeAt = within(scale, x, 34);
  const toLeft = x > scale.width - 90;
  const waiting = replay.series.waiting[stepAt(replay, atMs)];
  // Its number stands where the line does not.
  const isHigh = waiting * 2 > maxWaiting(replay, beside);
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
      <ConnectionWords replay={replay} scale={scale} player={player} />
      <RunWords replay={replay} scale={scale} player={player} />
      <path class="playhead" d={`M${x} ${AXIS_PX - 8}V${scale.height}`} />
      <text class="playhead-time" x={timeAt} y={12} text-anchor="middle">
        {clockOf(replay, atMs)}
      </text>
      <text
        class="words"
        x={toLeft ? x - 6 : x + 6}
        y={scale.queue.inside + (isHigh ? QUEUE_PX - 8 : 12)}
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

interface LegendProps {
  readonly replay: Replay;
  /** A remedy is shown, and the queue without it beside its own. */
  readonly compared: boolean;
}

type Entry = readonly [shape: string, words: string, isSeen: boolean];

/** What the shapes of the picture stand for: those that are in it. */
export function PictureLegend({ replay, compared }: LegendProps) {
  const { connections, marks, runs, series, hosts } = replay;
  const old = connections.some(({ host, openedMs, closedMs }) => {
    const { lifetimeMs } = hosts[host];
    return lifetimeMs !== null && (closedMs - openedMs) * 2 >= lifetimeMs;
  });
  const entries: readonly Entry[] = [
    ['bar', 'connection of a queue runner', true],
    ['limit', 'end of its lifetime', old],
    ['cut', 'cut', connections.some(({ end }) => end === 'cut')],
    ['mark', 'host marked as bad', marks.length > 0],
    ['run', 'queue run in progress', runs.length > 0],
    ...NEW_MAIL.map(
      ({ shape, words, of }): Entry => [shape, words, (series[of].at(-1) ?? 0) > series[of][0]],
    ),
    ['queue-before', 'the queue without this remedy', compared],
  ];
  return (
    <ul class="legend">
      {entries
        .filter(([, , isSeen]) => isSeen)
        .map(([shape, words]) => (
          <li key={shape}>
            <svg class="replay-key" width="20" height="12" aria-hidden="true">
              <Shape shape={shape} />
            </svg>
            {words}
          </li>
        ))}
    </ul>
  );
}

function Shape({ shape }: { readonly shape: string }) {
  switch (shape) {
    case 'limit':
      return <path class="limit" d="M10 0V12" />;
    case 'cut':
      return <path class="ending cut" d="M5 1l10 10M5 11l10 -10" />;
    case 'queue-before':
      return <path class="queue-before" d="M0 6H20" />;
    default:
      return <rect class={shape} y="2" width="20" height="8" />;
  }
}
