/**
 * The replay as a picture: a time axis, connections against their 20-minute line, the mark in the
 * host-status table, queue runs, new mail and the queue; what is still to come is pale.
 *
 * It is drawn once for a replay and a width; only the playhead and the words at it move. Px, ms.
 */
import { computed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { colour } from '../../../sim/document/charts/palette.ts';
import { count } from '../../../sim/document/quantity.ts';
import { clockOf, stateWords, stepAt } from '../../../sim/trace/replay/state.ts';
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

type Props = Omit<Played, 'scale'>;

const MIN_WIDTH_PX = 280;
/** The playhead's time takes the place of ticks so near to it. */
const TIME_PX = 58;

export function Picture(props: Props) {
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

function Drawing({ replay, beside, player, width }: Props & { readonly width: number }) {
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
