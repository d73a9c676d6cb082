/**
 * When hosts were marked in the host-status table: a lane for each host (of each gateway), a bar for
 * each mark, on the time axis of the connections above.
 *
 * Units: milliseconds from the start of the run; places in px from the top of the plot. The hosts
 * that were marked longest are drawn.
 */

import type { Layer } from '../../../document/charts/frame.ts';
import { colour } from '../../../document/charts/palette.ts';
import type { Timeline, TimelineMark } from '../../../trace/timeline.ts';
import { NAME_PX, nameLayer } from './lane-name.ts';

/** Lanes of one chart. */
const MOST_LANES = 8;
const BAR_PX = 10;
const GAP_PX = 8;

export const MARK_COLOUR = colour('series-6');

export interface MarkLane {
  /** The host, and where there are several gateways, whose table it is. */
  readonly name: string;
  readonly marks: readonly TimelineMark[];
  readonly markedMs: number;
}

/** The lanes, longest marked first, and how many more there would be. */
export function markLanes({ marks, hosts, gateways }: Timeline): {
  lanes: MarkLane[];
  leftOut: number;
} {
  const lanes: MarkLane[] = [];
  for (let gateway = 0; gateway < gateways; gateway++) {
    hosts.forEach(({ name }, host) => {
      const own = marks.filter((mark) => mark.gateway === gateway && mark.host === host);
      if (own.length === 0) return;
      lanes.push({
        name: gateways > 1 ? `${name} at gateway ${gateway + 1}` : name,
        marks: own,
        markedMs: own.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
      });
    });
  }
  lanes.sort((a, b) => b.markedMs - a.markedMs);
  return {
    lanes: lanes.slice(0, MOST_LANES),
    leftOut: Math.max(0, lanes.length - MOST_LANES),
  };
}

/** Height of that many lanes, px. */
export function marksPx(lanes: number): number {
  return lanes * (GAP_PX + NAME_PX + BAR_PX);
}

type Channel = Readonly<Record<string, unknown>>;

/** The layers, from `topPx` down; a mark is at least `leastMs` wide. */
export function markLayers(
  lanes: readonly MarkLane[],
  topPx: number,
  leastMs: number,
  x: (field: string) => Channel,
  y: (field: string) => Channel,
): Layer[] {
  return lanes.flatMap(({ name, marks }, i): Layer[] => {
    const nameAt = topPx + marksPx(i) + GAP_PX;
    const top = nameAt + NAME_PX;
    return [
      nameLayer(`${name} marked`, nameAt, y),
      {
        data: {
          values: marks.map(({ fromMs, toMs }) => ({
            from: fromMs,
            to: Math.max(toMs, fromMs + leastMs),
            top,
            bottom: top + BAR_PX,
          })),
        },
        mark: { type: 'rect', color: MARK_COLOUR },
        encoding: { x: x('from'), x2: { field: 'to' }, y: y('top'), y2: { field: 'bottom' } },
      },
    ];
  });
}
