/** Connections as bars, each against the line where it is as old as it may get, and how it ended. */

import { duration, messages } from '../../../sim/document/quantity.ts';
import type { Replay, ReplayConnection } from '../../../sim/trace/replay/replay.ts';
import { stateAt } from '../../../sim/trace/replay/state.ts';
import type { ConnectionEnding } from '../../../sim/trace/timeline.ts';
import { isDrawn, LIMIT_PX, type PictureScale } from './picture-scale.ts';
import type { Player } from './player.ts';

interface Props {
  readonly replay: Replay;
  readonly scale: PictureScale;
}

const CROSS_PX = 5;
/** Room for the words of a connection. */
const WORDS_PX = 250;
/** Shorter than in a legend: they stand below a bar. */
const ENDED: Readonly<Record<ConnectionEnding, string>> = {
  quit: 'closed',
  messages: 'closed at its limit',
  cut: 'cut',
  fault: 'broken',
  'too-many': 'refused',
  open: 'still open',
};

export function ConnectionRow({ replay, scale }: Props) {
  return (
    <g>
      {replay.connections.filter(isDrawn).map((connection) => (
        <Bar
          key={`${connection.openedMs} ${connection.lane}`}
          connection={connection}
          scale={scale}
        />
      ))}
      <Limits replay={replay} scale={scale} />
    </g>
  );
}

function Bar({ connection, scale }: { connection: ReplayConnection; scale: PictureScale }) {
  const { openedMs, closedMs, end } = connection;
  const { x, toMs } = scale;
  const { top, height } = placeOf(connection, scale);
  const left = x(openedMs);
  const right = Math.max(x(closedMs), left + 1);
  const over = closedMs <= toMs;
  return (
    <g>
      <rect class="bar" x={left} y={top} width={Math.max(1, right - left - 1)} height={height} />
      {over && (end === 'cut' || end === 'fault') && (
        <path class={`ending ${end}`} d={cross(right, top + height / 2, crossPx(height))} />
      )}
    </g>
  );
}

function placeOf(
  { lane }: ReplayConnection,
  { connections, pitch, worded }: PictureScale,
): { top: number; height: number } {
  const top = connections.inside + LIMIT_PX + lane * pitch;
  return { top, height: worded ? 14 : pitch - 2 };
}

function crossPx(height: number): number {
  return Math.min(CROSS_PX, Math.max(3, height / 2));
}

function cross(x: number, y: number, r: number): string {
  return `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x - r} ${y + r}l${2 * r} ${-2 * r}`;
}

/** Where a connection that gets old would be as old as the far side lets it. */
function Limits({ replay, scale }: Props) {
  const { hosts, connections } = replay;
  const { x, fromMs, toMs } = scale;
  const strokes = connections.filter(isDrawn).flatMap((connection) => {
    const { lifetimeMs } = hosts[connection.host];
    const { openedMs, closedMs } = connection;
    if (lifetimeMs === null) return [];
    const limitMs = openedMs + lifetimeMs;
    const old = (closedMs - openedMs) * 2 >= lifetimeMs;
    if (!old || limitMs < fromMs || limitMs > toMs) return [];
    const { top, height } = placeOf(connection, scale);
    return [{ at: x(limitMs), top, height, lifetimeMs }];
  });
  const named = strokes.filter(
    ({ at }, i) => !strokes.slice(0, i).some((other) => Math.abs(other.at - at) < 60),
  );
  return (
    <g>
      {strokes.map(({ at, top, height }) => (
        <path class="limit" key={`${at} ${top}`} d={`M${at} ${top - 3}V${top + height + 3}`} />
      ))}
      {named.map(({ at, lifetimeMs }) => (
        <text
          class="limit-name"
          key={at}
          x={Math.min(scale.width - 30, Math.max(30, at))}
          y={scale.connections.inside + 9}
          text-anchor="middle"
        >
          {duration(lifetimeMs)}
        </text>
      ))}
    </g>
  );
}

/** What each of a few connections is about, at the playhead. */
export function ConnectionWords({ replay, scale, player }: Props & { readonly player: Player }) {
  if (!scale.worded) return null;
  const atMs = player.atMs.value;
  const open = new Map(
    stateAt(replay, atMs).open.map((standing) => [standing.connection, standing]),
  );
  const begun = replay.connections.filter(
    (connection) => isDrawn(connection) && connection.openedMs <= atMs,
  );
  // The last one of each lane: the words of two would lie on each other.
  const told = begun.filter(({ lane }, i) => !begun.slice(i + 1).some((one) => one.lane === lane));
  return (
    <g>
      {told.map((connection) => {
        const { openedMs, closedMs, end } = connection;
        const { top, height } = placeOf(connection, scale);
        const standing = open.get(connection);
        const words =
          standing === undefined
            ? `${ENDED[end]}, ${age(closedMs - openedMs)} old, ${messages(connection.messages)}`
            : `${age(standing.ageMs)} old, ${messages(standing.carried)}`;
        const left = scale.x(openedMs);
        const fits = left + WORDS_PX < scale.width;
        return (
          <text
            class="words"
            key={`${openedMs} ${connection.lane}`}
            x={fits ? left : scale.width - 8}
            y={top + height + 13}
            text-anchor={fits ? 'start' : 'end'}
          >
            {words}
          </text>
        );
      })}
    </g>
  );
}

function age(ms: number): string {
  return duration(Math.floor(ms / 1000) * 1000);
}
