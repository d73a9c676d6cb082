/** The rows of the picture: connections, marks, queue runs, new mail, the queue; its legend. Px, ms. */
import type { JSX } from 'preact';
import { colour } from '../../../sim/document/charts/palette.ts';
import { count, duration, messages } from '../../../sim/document/quantity.ts';
import type { ConnectionEnding } from '../../../sim/trace/connection-ending.ts';
import type { Replay, ReplayConnection, ReplayRun } from '../../../sim/trace/replay/replay.ts';
import { age, clockOf, stateAt } from '../../../sim/trace/replay/state.ts';
import {
  isDrawn,
  LIMIT_PX,
  MARK_PX,
  NEW_MAIL_PX,
  type PictureScale,
  QUEUE_PX,
} from './picture-scale.ts';
import type { Player } from './player.tsx';

/** What is drawn once, whatever the time. */
export interface Drawn {
  readonly replay: Replay;
  /** The failure as it was, where a remedy is shown. */
  readonly beside: Replay | null;
  readonly scale: PictureScale;
}

/** What moves with the playhead. */
export interface Played extends Drawn {
  readonly player: Player;
}

/* How the shapes look, in the picture and in its legend. */

const BAR = { fill: colour('series-2') };
const LIMIT = { stroke: colour('ink'), 'stroke-width': 2, 'stroke-dasharray': '4 2', fill: 'none' };
const CUT = { stroke: colour('alarm'), 'stroke-width': 3, fill: 'none' };
const FAULT = { ...CUT, stroke: colour('series-4') };
const MARK = { fill: colour('alarm') };
const RUN = { fill: colour('series-5') };
const RUN_START = { stroke: colour('series-5'), 'stroke-width': 3 };
const QUEUE = { stroke: colour('series-2'), 'stroke-width': 2, fill: 'none' };
const QUEUE_AREA = { fill: colour('series-2'), opacity: 0.22 };
const QUEUE_BEFORE = { ...QUEUE, stroke: colour('ink-soft'), 'stroke-dasharray': '5 4' };
const BASE = { stroke: colour('quiet') };
const UNMARKED = { ...BASE, 'stroke-dasharray': '2 4' };

/** A line over the whole time. */
function across({ x, fromMs, toMs }: PictureScale, y: number): string {
  return `M${x(fromMs)} ${y}H${x(toMs)}`;
}

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
export function ConnectionRow({ replay, scale }: Drawn) {
  return (
    <g>
      {replay.connections.filter(isDrawn).map((connection) => {
        const { openedMs, closedMs, lane, end } = connection;
        const { top, height } = placeOf(connection, scale);
        const left = scale.x(openedMs);
        const right = Math.max(scale.x(closedMs), left + 1);
        const width = Math.max(1, right - left - 1);
        const isBroken = closedMs <= scale.toMs && (end === 'cut' || end === 'fault');
        return (
          <g key={`${openedMs} ${lane}`}>
            <rect {...BAR} x={left} y={top} width={width} height={height} />
            {isBroken && (
              <path
                {...(end === 'cut' ? CUT : FAULT)}
                d={cross(right, top + height / 2, Math.min(5, Math.max(3, height / 2)))}
              />
            )}
          </g>
        );
      })}
      <Limits replay={replay} scale={scale} />
    </g>
  );
}

function placeOf(
  { lane }: ReplayConnection,
  { connections, pitch, worded }: PictureScale,
): { top: number; height: number } {
  return { top: connections + LIMIT_PX + lane * pitch, height: worded ? 14 : pitch - 2 };
}

function cross(x: number, y: number, r: number): string {
  return `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x - r} ${y + r}l${2 * r} ${-2 * r}`;
}

/** The lifetime of a connection that gets old; null: it does not, or there is no limit. */
function lifetimeOf({ hosts }: Replay, { host, openedMs, closedMs }: ReplayConnection) {
  const { lifetimeMs } = hosts[host];
  return lifetimeMs !== null && (closedMs - openedMs) * 2 >= lifetimeMs ? lifetimeMs : null;
}

/** Where a connection that gets old would be as old as the remote server lets it. */
function Limits({ replay, scale }: Pick<Drawn, 'replay' | 'scale'>) {
  const { x, fromMs, toMs, width } = scale;
  const strokes = replay.connections.filter(isDrawn).flatMap((connection) => {
    const lifetimeMs = lifetimeOf(replay, connection);
    if (lifetimeMs === null) return [];
    const limitMs = connection.openedMs + lifetimeMs;
    if (limitMs < fromMs || limitMs > toMs) return [];
    return [{ at: x(limitMs), lifetimeMs, ...placeOf(connection, scale) }];
  });
  const named = strokes.filter(
    ({ at }, i) => !strokes.slice(0, i).some((other) => Math.abs(other.at - at) < 60),
  );
  return (
    <g>
      {strokes.map(({ at, top, height }) => (
        <path {...LIMIT} key={`${at} ${top}`} d={`M${at} ${top - 3}V${top + height + 3}`} />
      ))}
      {named.map(({ at, lifetimeMs }) => (
        <text
          class="words"
          key={at}
          x={Math.min(width - 30, Math.max(30, at))}
          y={scale.connections + 9}
          text-anchor="middle"
        >
          {duration(lifetimeMs)}
        </text>
      ))}
    </g>
  );
}

/** What each of a few connections is about, at the playhead. */
export function ConnectionWords({ replay, scale, player }: Played) {
  if (!scale.worded) return null;
  const atMs = player.atMs.value;
  const open = new Map(stateAt(replay, atMs).open.map((shown) => [shown.connection, shown]));
  // The last one of each lane: the words of two would lie on each other.
  const labelled = new Map(
    replay.connections
      .filter((connection) => isDrawn(connection) && connection.openedMs <= atMs)
      .map((connection) => [connection.lane, connection]),
  );
  return (
    <g>
      {[...labelled.values()].map((connection) => {
        const { openedMs, closedMs, end, lane } = connection;
        const { top, height } = placeOf(connection, scale);
        const state = open.get(connection);
        const left = scale.x(openedMs);
        const fits = left + WORDS_PX < scale.width;
        return (
          <text
            class="words"
            key={`${openedMs} ${lane}`}
            x={fits ? left : scale.width - 8}
            y={top + height + 13}
            text-anchor={fits ? 'start' : 'end'}
          >
            {state === undefined
              ? `${ENDED[end]}, ${age(closedMs - openedMs)} old, ${messages(connection.messages)}`
              : `${age(state.ageMs)} old, ${messages(state.carried)}`}
          </text>
        );
      })}
    </g>
  );
}

/** The marks in the host-status table, a line for each host. */
export function MarkRow({ replay, scale }: Drawn) {
  const { x } = scale;
  return (
    <g>
      {scale.marked.map((host, i) => {
        const top = scale.marks + i * (MARK_PX + 4);
        return (
          <g key={host}>
            <path {...UNMARKED} d={across(scale, top + MARK_PX / 2)} />
            {replay.marks
              .filter((mark) => mark.host === host)
              .map(({ gateway, fromMs, toMs }) => (
                <rect
                  {...MARK}
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

export function RunRow({ replay, scale: { x, fromMs, runs } }: Drawn) {
  return (
    <g>
      {replay.runs.map(({ atMs, endMs, gateway }) => {
        const left = x(atMs);
        const width = Math.max(1, x(endMs) - left);
        return (
          <g key={`${gateway} ${atMs}`}>
            <rect {...RUN} x={left} y={runs + 2} width={width} height={8} />
            {atMs >= fromMs && <path {...RUN_START} d={`M${left} ${runs - 1}v14`} />}
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
export function RunWords({ replay, scale, player }: Played) {
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
    return [
      <text class="words" key={run.atMs} x={start} y={scale.runs + 24}>
        {words}
      </text>,
    ];
  });
  return <g>{labelled}</g>;
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
const NEW_MAIL = [
  { of: 'deliveredAtOnce', words: 'new mail sent', look: { fill: colour('series-3') } },
  { of: 'failedAtOnce', words: 'new mail refused', look: { fill: colour('series-4') } },
  { of: 'skippedAtOnce', words: 'new mail skipped', look: { fill: colour('series-1') } },
] as const;

/** A column is about so wide. */
const COLUMN_PX = 5;

/** New mail over time: sent at once, refused, or skipped for the mark, on top of each other. */
export function NewMailRow({ replay: { series }, scale }: Drawn) {
  const bottom = scale.newMail + NEW_MAIL_PX;
  const steps = series.waiting.length - 1;
  const wide = Math.max(1, Math.ceil(steps / Math.round(scale.width / COLUMN_PX)));
  const columns = Array.from({ length: Math.ceil(steps / wide) }, (_, i) => {
    const [from, to] = [i * wide, Math.min(steps, (i + 1) * wide)];
    let sum = 0;
    const parts = NEW_MAIL.map(({ look, of }) => {
      const below = sum;
      sum += series[of][to] - series[of][from];
      return { look, below, above: sum };
    });
    return { from, to, parts, sum };
  });
  const max = Math.max(1, ...columns.map(({ sum }) => sum));
  const high = (messages: number) => (messages / max) * (NEW_MAIL_PX - 4);
  const at = (step: number) => scale.x(scale.fromMs + step * series.stepMs);
  return (
    <g>
      <path {...BASE} d={across(scale, bottom)} />
      {columns.map(({ from, to, parts }) =>
        parts
          .filter(({ below, above }) => above > below)
          .map(({ look, below, above }) => (
            <rect
              {...look}
              key={`${from} ${look.fill}`}
              x={at(from)}
              y={bottom - high(above)}
              width={at(to) - at(from) - 1}
              height={high(above - below)}
            />
          )),
      )}
    </g>
  );
}

/** The maximum that waits, here or in what is drawn beside it. */
export function maxWaiting({ replay, beside }: Omit<Drawn, 'scale'>): number {
  return Math.max(1, ...replay.series.waiting, ...(beside?.series.waiting ?? []));
}

/** The messages that wait, over time; where a remedy is shown, the queue without it as a dashed line. */
export function QueueRow({ replay, beside, scale }: Drawn) {
  const bottom = scale.queue + QUEUE_PX;
  const max = maxWaiting({ replay, beside });
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
      <path {...QUEUE_AREA} d={`M${left} ${bottom}L${line(replay)}L${right} ${bottom}Z`} />
      <path {...QUEUE} d={`M${line(replay)}`} />
      {beside !== null && <path {...QUEUE_BEFORE} d={`M${line(beside)}`} />}
      <path {...BASE} d={across(scale, bottom)} />
    </g>
  );
}

/** What the shapes of the picture stand for: those that are in it. */
export function PictureLegend({ replay, beside }: Omit<Drawn, 'scale'>) {
  const { connections, marks, runs, series } = replay;
  const block = (look: { fill: string }) => <rect {...look} y="2" width="20" height="8" />;
  const limit = <path {...LIMIT} d="M10 0V12" />;
  const cut = <path {...CUT} d={cross(10, 6, 5)} />;
  const dashes = <path {...QUEUE_BEFORE} d="M0 6H20" />;
  const isOld = connections.some((connection) => lifetimeOf(replay, connection) !== null);
  const entries: readonly (readonly [words: string, shape: JSX.Element, isSeen: boolean])[] = [
    ['connection of a queue runner', block(BAR), true],
    ['end of its lifetime', limit, isOld],
    ['cut', cut, connections.some(({ end }) => end === 'cut')],
    ['host marked as bad', block(MARK), marks.length > 0],
    ['queue run in progress', block(RUN), runs.length > 0],
    ...NEW_MAIL.map(({ look, words, of }) => {
      return [words, block(look), (series[of].at(-1) ?? 0) > series[of][0]] as const;
    }),
    ['the queue without this remedy', dashes, beside !== null],
  ];
  return (
    <ul class="legend">
      {entries
        .filter(([, , isSeen]) => isSeen)
        .map(([words, shape]) => (
          <li key={words}>
            <svg class="replay-key" width="20" height="12" aria-hidden="true">
              {shape}
            </svg>
            {words}
          </li>
        ))}
    </ul>
  );
}
