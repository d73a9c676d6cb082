/**
 * When queue runs started: a stroke each, as tall as its list was long, on the time axis of the
 * connections above. Runs that found nothing to do are a dot.
 *
 * Units: milliseconds from the start of the run; places in px from the top of the plot.
 */

import type { Layer } from '../../../document/charts/frame.ts';
import { colour } from '../../../document/charts/palette.ts';
import type { Timeline, TimelineRun } from '../../../trace/timeline.ts';
import { NAME_PX, nameLayer } from './lane-name.ts';

const TALLEST_PX = 26;
const LEAST_PX = 2;
const GAP_PX = 8;

export const RUN_COLOUR = colour('series-5');

/** Height of the lane, px. */
export function runsPx({ runs }: Timeline): number {
  return runs.length === 0 ? 0 : GAP_PX + NAME_PX + TALLEST_PX;
}

type Channel = Readonly<Record<string, unknown>>;

/** The layers, from `topPx` down; a stroke is `widthMs` wide. */
export function runLayers(
  { runs }: Timeline,
  topPx: number,
  widthMs: number,
  x: (field: string) => Channel,
  y: (field: string) => Channel,
): Layer[] {
  if (runs.length === 0) return [];
  const nameAt = topPx + GAP_PX;
  const bottom = nameAt + NAME_PX + TALLEST_PX;
  return [
    nameLayer('queue runs, by messages in their list', nameAt, y),
    {
      data: {
        values: runs.map(({ atMs, messages }) => ({
          from: atMs,
          to: atMs + widthMs,
          top: bottom - heightOf(messages, runs),
          bottom,
        })),
      },
      mark: { type: 'rect', color: RUN_COLOUR },
      encoding: { x: x('from'), x2: { field: 'to' }, y: y('top'), y2: { field: 'bottom' } },
    },
  ];
}

/** By the root of the list's length: a short list beside a long one is still seen. */
function heightOf(messages: number, runs: readonly TimelineRun[]): number {
  const longest = Math.max(1, ...runs.map((run) => run.messages));
  return Math.max(LEAST_PX, TALLEST_PX * Math.sqrt(messages / longest));
}
