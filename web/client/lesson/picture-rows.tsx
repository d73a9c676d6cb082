/** The rows of the picture: connections, marks, queue runs, new mail, the queue. Px, ms. */
import { count, duration, messages } from '../../../sim/document/quantity.ts';
import type {
  Replay,
  ReplayConnection,
  ReplayRun,
  ReplaySeries,
} from '../../../sim/trace/replay/replay.ts';
import { clockOf, stateAt } from '../../../sim/trace/replay/state.ts';
import type { ConnectionEnding } from '../../../sim/trace/timeline.ts';
import {
  isDrawn,
  LIMIT_PX,
  MARK_PX,
  NEW_MAIL_PX,
  type PictureScale,
  QUEUE_PX,
} from './picture-scale.ts';
import type { Player } from './player.tsx';

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

/** Connections as bars, each against the line where it is as old as it may get, and how it ended. */
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

/** Where a connection that gets old would be as old as the remote server lets it. */
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
  const open = new Map(stateAt(replay, atMs).open.map((shown) => [shown.connection, shown]));
  const begun = replay.connections.filter(
    (connection) => isDrawn(connection) && connection.openedMs <= atMs,
  );
  // The last one of each lane: the words of two would lie on each other.
  const labelled = begun.filter(
    ({ lane }, i) => !begun.slice(i + 1).some((one) => one.lane === lane),
  );
  return (
    <g>
      {labelled.map((connection) => {
        const { openedMs, closedMs, end } = connection;
        const { top, height } = placeOf(connection, scale);
        const state = open.get(connection);
        const words =
          state === undefined
            ? `${ENDED[end]}, ${age(closedMs - openedMs)} old, ${messages(connection.messages)}`
            : `${age(state.ageMs)} old, ${messages(state.carried)}`;
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

/** The mark in the host-status table, and the queue runs below it: what they did once they did it. */
export function MarkRow({ replay, scale }: Props) {
  const { x, marks, marked } = scale;
  return (
    <g>
      {marked.map((host, i) => {
        const top = marks.inside + i * (MARK_PX + 4);
        return (
          <g key={host}>
            <path
              class="unmarked"
              d={`M${x(scale.fromMs)} ${top + MARK_PX / 2}H${x(scale.toMs)}`}
            />
            {replay.marks
              .filter((mark) => mark.host === host)
              .map(({ gateway, fromMs, toMs }) => (
                <rect
                  class="mark"
                  key={`${gateway} ${fromMs}`}
                  x={x(fromMs)}
                  y={top}
                  width={Math.max(1, x(toMs) - x(fromMs))}
                  height={MARK_PX}
                />
              ))}
          </g>
        );
      })}
    </g>
  );
}

export function RunRow({ replay, scale }: Props) {
  const { x, runs } = scale;
  return (
    <g>
      {replay.runs.map(({ atMs, endMs, gateway }) => {
        const left = x(atMs);
        return (
          <g key={`${gateway} ${atMs}`}>
            <rect
              class="run"
              x={left}
              y={runs.inside + 2}
              width={Math.max(1, x(endMs) - left)}
              height={8}
            />
            {atMs >= scale.fromMs && (
              <path class="run-start" d={`M${left} ${runs.inside - 1}v14`} />
            )}
          </g>
        );
      })}
    </g>
  );
}

/** A letter takes about so much, px. */
const LETTER_PX = 6.9;
/** More would be a grey row: then the picture's strokes are all that is said. */
const MAX_LABELLED = 8;

/** What the runs have done up to the playhead. */
export function RunWords({ replay, scale, player }: Props & { readonly player: Player }) {
  const atMs = player.atMs.value;
  if (replay.runs.length > MAX_LABELLED) return null;
  const begun = replay.runs.filter((run) => run.atMs <= atMs);
  let free = scale.width;
  // The newest is labelled; an older one where it leaves room.
  const labelled = begun.toReversed().flatMap((run) => {
    const words = runWords(replay, run, atMs);
    const wide = words.length * LETTER_PX;
    const start = Math.min(Math.max(scale.x(run.atMs), 8), scale.width - wide - 4);
    if (start + wide > free) return [];
    free = start - LETTER_PX;
    return [{ run, start, words }];
  });
  return (
    <g>
      {labelled.map(({ run, start, words }) => (
        <text class="words" key={run.atMs} x={start} y={scale.runs.inside + 24}>
          {words}
        </text>
      ))}
    </g>
  );
}

function runWords(replay: Replay, run: ReplayRun, atMs: number): string {
  const at = clockOf(replay, run.atMs).slice(0, 5);
  if (run.messages === 0) return `${at} empty`;
  if (run.endMs > atMs) return `${at} ${count(run.messages)} in its list`;
  const skipped = run.skippedByMark + run.skippedByMemory;
  const did = [
    ...(run.delivered > 0 ? [`${count(run.delivered)} sent`] : []),
    ...(skipped > 0 ? [`${count(skipped)} skipped`] : []),
  ];
  return `${at} ${did.length === 0 ? 'nothing to do' : did.join(', ')}`;
}

/** What becomes of new mail, from below. */
export const NEW_MAIL = [
  { shape: 'sent', of: 'deliveredAtOnce', words: 'new mail sent' },
  { shape: 'refused', of: 'failedAtOnce', words: 'new mail refused' },
  { shape: 'skipped', of: 'skippedAtOnce', words: 'new mail skipped' },
] as const;

/** A column is about so wide. */
const COLUMN_PX = 5;

/**
 * New mail (sent at once, refused, or skipped for the mark) and the messages that wait, over time; where a
 * remedy is shown, the queue without it as a dashed line.
 */
export function NewMailRow({ replay, scale }: Props) {
  const { series } = replay;
  const bottom = scale.newMail.inside + NEW_MAIL_PX;
  const columns = columnsOf(series, Math.round(scale.width / COLUMN_PX));
  const max = Math.max(1, ...columns.map(({ parts }) => parts.reduce((sum, n) => sum + n, 0)));
  const high = (messages: number) => (messages / max) * (NEW_MAIL_PX - 4);
  return (
    <g>
      <path class="base" d={`M${scale.x(scale.fromMs)} ${bottom}H${scale.x(scale.toMs)}`} />
      {columns.map(({ from, to, parts }) => {
        const left = scale.x(scale.fromMs + from * series.stepMs);
        const width = scale.x(scale.fromMs + to * series.stepMs) - left - 1;
        return NEW_MAIL.map(({ shape }, i) => {
          const below = parts.slice(0, i).reduce((sum, n) => sum + n, 0);
          const height = high(parts[i]);
          return height === 0 ? null : (
            <rect
              class={shape}
              key={`${from} ${shape}`}
              x={left}
              y={bottom - high(below) - height}
              width={width}
              height={height}
            />
          );
        });
      })}
    </g>
  );
}

interface Column {
  /** Steps of the series. */
  readonly from: number;
  readonly to: number;
  /** In the order of NEW_MAIL. */
  readonly parts: readonly number[];
}

function columnsOf(series: ReplaySeries, maxColumns: number): Column[] {
  const steps = series.waiting.length - 1;
  const wide = Math.max(1, Math.ceil(steps / maxColumns));
  const columns: Column[] = [];
  for (let from = 0; from < steps; from += wide) {
    const to = Math.min(steps, from + wide);
    columns.push({ from, to, parts: NEW_MAIL.map(({ of }) => series[of][to] - series[of][from]) });
  }
  return columns;
}

/** The maximum that waits, here or in what is drawn beside it. */
export function maxWaiting(replay: Replay, beside: Replay | null): number {
  return Math.max(1, ...replay.series.waiting, ...(beside?.series.waiting ?? []));
}

export function QueueRow({ replay, scale, beside }: Props & { readonly beside: Replay | null }) {
  const bottom = scale.queue.inside + QUEUE_PX;
  const max = maxWaiting(replay, beside);
  const line = ({ series }: Replay): string =>
    series.waiting
      .map((waiting, i) => {
        const x = scale.x(scale.fromMs + i * series.stepMs);
        return `${x.toFixed(1)} ${(bottom - (waiting / max) * (QUEUE_PX - 4)).toFixed(1)}`;
      })
      .join('L');
  const [left, right] = [scale.x(scale.fromMs), scale.x(scale.toMs)];
  return (
    <g>
      <path class="queue-area" d={`M${left} ${bottom}L${line(replay)}L${right} ${bottom}Z`} />
      <path class="queue-line" d={`M${line(replay)}`} />
      {beside !== null && <path class="queue-before" d={`M${line(beside)}`} />}
      <path class="base" d={`M${left} ${bottom}H${right}`} />
    </g>
  );
}
