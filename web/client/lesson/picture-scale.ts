/** The picture's measures: where a time lies, how high its rows are, where its axis has ticks. Px, ms. */

import { MINUTE, SECOND } from '../../../sim/document/quantity.ts';
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

/** A new message's own connection is not, unless the remote server cut it. */
export function isDrawn({ byRunner, end }: ReplayConnection): boolean {
  return byRunner || end === 'cut';
}

export type PictureScale = ReturnType<typeof scaleOf>;

export function scaleOf(replay: Replay, width: number) {
  const { fromMs, toMs, connections, marks } = replay;
  const inside = width - 2 * EDGE_PX;
  const drawn = connections.filter(isDrawn);
  const lanes = 1 + Math.max(0, ...drawn.map(({ lane }) => lane));
  const worded = lanes <= MAX_LABELLED_LANES;
  /** Of the lanes of connections. */
  const pitch = worded ? 34 : Math.max(7, Math.min(14, Math.floor(150 / lanes)));
  /** Hosts that have a row of marks. */
  const marked = [...new Set([0, ...marks.map(({ host }) => host)])].slice(0, MAX_MARKED);
  let y = AXIS_PX;
  const row = (height: number): number => {
    const top = y + NAME_PX;
    y = top + height + GAP_PX;
    return top;
  };
  /** Where each row begins, below its name. */
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
    x: (ms: number) =>
      EDGE_PX + (Math.min(toMs, Math.max(fromMs, ms)) - fromMs) * (inside / (toMs - fromMs)),
    /** The time at a place. */
    msAt: (x: number) => fromMs + ((x - EDGE_PX) / inside) * (toMs - fromMs),
    pitch,
    worded,
    marked,
  };
}

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
