/** The picture's measures: where a time lies, how high its rows are, where its axis has ticks. Px, ms. */

import { clockTime } from '../../../sim/maillog/calendar.ts';
import type { Replay, ReplayConnection } from '../../../sim/trace/replay/replay.ts';

const EDGE_PX = 8;
const NAME_PX = 20;
const GAP_PX = 8;
export const AXIS_PX = 26;
export const MARK_PX = 12;
const RUN_PX = 30;
export const NEW_MAIL_PX = 38;
export const QUEUE_PX = 72;
/** Above the lanes: what the 20-minute strokes are called. */
export const LIMIT_PX = 16;
/** With so few lanes each has words below its bar. */
const MAX_LABELLED_LANES = 4;
const MAX_MARKED = 3;

export interface PictureScale {
  readonly width: number;
  readonly height: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly x: (ms: number) => number;
  /** The time at a place. */
  readonly msAt: (x: number) => number;
  /** Where each row begins, below its name. */
  readonly connections: number;
  readonly marks: number;
  readonly runs: number;
  readonly newMail: number;
  readonly queue: number;
  /** Of the lanes of connections. */
  readonly pitch: number;
  readonly worded: boolean;
  /** Hosts that have a row of marks. */
  readonly marked: readonly number[];
}

/** A new message's own connection is not, unless the remote server cut it. */
export function isDrawn({ byRunner, end }: ReplayConnection): boolean {
  return byRunner || end === 'cut';
}

export function scaleOf(replay: Replay, width: number): PictureScale {
  const { fromMs, toMs, connections, marks } = replay;
  const inside = width - 2 * EDGE_PX;
  const drawn = connections.filter(isDrawn);
  const lanes = 1 + Math.max(0, ...drawn.map(({ lane }) => lane));
  const worded = lanes <= MAX_LABELLED_LANES;
  const pitch = worded ? 34 : Math.max(7, Math.min(14, Math.floor(150 / lanes)));
  const marked = [...new Set([0, ...marks.map(({ host }) => host)])].slice(0, MAX_MARKED);
  let y = AXIS_PX;
  const row = (height: number): number => {
    const top = y + NAME_PX;
    y = top + height + GAP_PX;
    return top;
  };
  const rows = {
    connections: row(LIMIT_PX + lanes * pitch),
    marks: row(marked.length * (MARK_PX + 4)),
    runs: row(RUN_PX),
    newMail: row(NEW_MAIL_PX),
    queue: row(QUEUE_PX),
  };
  return {
    ...rows,
    width,
    height: y - GAP_PX + 2,
    fromMs,
    toMs,
    x: (ms) =>
      EDGE_PX + (Math.min(toMs, Math.max(fromMs, ms)) - fromMs) * (inside / (toMs - fromMs)),
    msAt: (x) => fromMs + ((x - EDGE_PX) / inside) * (toMs - fromMs),
    pitch,
    worded,
    marked,
  };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 20, 30, 60, 120, 180, 360].map((n) => n * MINUTE),
];
const MIN_APART_PX = 68;

/** By the clock, as fine as there is room. */
export function clockTicks({ fromMs, toMs, width, x }: PictureScale, startMs: number) {
  const pixelMs = (toMs - fromMs) / width;
  const step = STEPS.find((ms) => ms >= MIN_APART_PX * pixelMs) ?? 720 * MINUTE;
  const ticks: { readonly x: number; readonly label: string }[] = [];
  for (let at = Math.ceil((startMs + fromMs) / step) * step; at <= startMs + toMs; at += step) {
    const label = clockTime(at);
    ticks.push({ x: x(at - startMs), label: step < MINUTE ? label : label.slice(0, 5) });
  }
  return ticks;
}
