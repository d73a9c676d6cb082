/**
 * What one setting's connections did, and below them, on the same time axis, when hosts were marked
 * and when queue runs started.
 *
 * Units: milliseconds from the start of the run. Of one replication, as an example.
 */

import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  WIDE,
} from '../../../document/charts/chart.ts';
import { axisWith, framed, plotWidth } from '../../../document/charts/frame.ts';
import { timeTicks } from '../../../document/charts/ticks.ts';
import { count, duration } from '../../../document/quantity.ts';
import type { Timeline } from '../../../trace/timeline.ts';
import {
  type ConnectionBar,
  connectionBars,
  connectionLayers,
  connectionLegend,
  END_WORDS,
  lanePx,
} from './connections.ts';
import { MARK_COLOUR, markLanes, markLayers, marksPx } from './host-marks.ts';
import { RUN_COLOUR, runLayers, runsPx } from './queue-run-ticks.ts';
import { lasted } from './telling-connections.ts';
import { connectionTable, markTable, runTable } from './timeline-tables.ts';

export interface TimelineView {
  readonly setting: string;
  readonly timeline: Timeline;
  /** End of the axis: the same for all settings that are compared. */
  readonly endMs: number;
  /** Time of day at the start, ms after midnight; 0 for none. */
  readonly startsAtMs: number;
}

const MARGIN = { left: 20, right: 28, top: 30, bottom: 46 };

export function timelineSpec(view: TimelineView, size: ChartSize): ChartSpec {
  const { timeline, endMs, startsAtMs } = view;
  const pixelMs = endMs / plotWidth(size, MARGIN);
  const bars = connectionBars(timeline, pixelMs);
  const { lanes } = markLanes(timeline);
  const laneCount = 1 + Math.max(0, ...bars.map(({ lane }) => lane));
  const connectionsPx = laneCount * lanePx(laneCount);
  const runsTop = connectionsPx + marksPx(lanes.length);
  const height = runsTop + runsPx(timeline) + 4;
  const ticks = timeTicks(endMs, startsAtMs, size.narrow ? 5 : 10);
  const title = startsAtMs > 0 ? 'time of day' : 'time of the run';
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [0, endMs], nice: false },
    axis: { ...axisWith(ticks, { title }), domain: true },
  });
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [0, height], nice: false, reverse: true },
    axis: null,
  });
  return framed({
    size,
    height,
    margin: MARGIN,
    above: 'connections, a bar each',
    layer: [
      ...connectionLayers(bars, endMs, x, y),
      ...markLayers(lanes, connectionsPx, 2 * pixelMs, x, y),
      ...runLayers(timeline, runsTop, 2 * pixelMs, x, y),
    ],
  });
}

export function timelineChart(view: TimelineView): Chart {
  const { timeline, endMs, setting } = view;
  const bars = connectionBars(timeline, endMs / plotWidth(WIDE, MARGIN));
  const { lanes, leftOut } = markLanes(timeline);
  const all = Object.values(timeline.ended).reduce((sum, n) => sum + n, 0);
  const hidden = all - bars.length;
  return {
    title: `Under ${setting}, ${cutWords(timeline)}; ${markWords(timeline)}`,
    alt: `Connections under ${setting} as bars over time, coloured by how they ended: ${endWords(timeline)}. Below them the time that hosts were marked, and when queue runs started.`,
    legend: [
      ...connectionLegend(bars, `${lifetimeWords(timeline)} after it was opened`),
      ...(lanes.length > 0
        ? [{ label: 'host marked in the table', colour: MARK_COLOUR, symbol: 'bar' as const }]
        : []),
      ...(timeline.runs.length > 0
        ? [{ label: 'queue run', colour: RUN_COLOUR, symbol: 'tick' as const }]
        : []),
    ],
    spec: (size) => timelineSpec(view, size),
    note: [
      hidden > 0
        ? `Drawn are ${count(bars.length)} of ${count(all)} connections: those that were cut, and the longest. Of all: ${endWords(timeline)}.`
        : `All connections are drawn: ${endWords(timeline)}.`,
      ...(leftOut > 0 ? [`${leftOut} more hosts were marked, for less time.`] : []),
    ].join(' '),
    tables: [
      connectionTable(view, bars),
      ...(lanes.length > 0 ? [markTable(view)] : []),
      ...(timeline.runs.length > 0 ? [runTable(view)] : []),
    ],
  };
}

function cutWords(timeline: Timeline): string {
  const { cut } = timeline.ended;
  const longest = Math.max(0, ...timeline.connections.map(lasted));
  if (cut > 0) {
    const which = cut === 1 ? '1 connection is' : `${count(cut)} connections are`;
    return `${which} cut at ${lifetimeWords(timeline)}`;
  }
  return longest === 0
    ? 'no connection is opened'
    : `no connection is cut (the longest lives ${duration(longest)})`;
}

function markWords(timeline: Timeline): string {
  const [longest] = markLanes(timeline).lanes;
  return longest === undefined
    ? 'no host is marked'
    : `${longest.name} is marked for ${duration(longest.markedMs)}`;
}

function endWords({ ended }: Timeline): string {
  const told = Object.entries(ended).filter(([, n]) => n > 0);
  if (told.length === 0) return 'none';
  return told.map(([end, n]) => `${count(n)} ${END_WORDS[end as ConnectionBar['end']]}`).join(', ');
}

function lifetimeWords({ hosts }: Timeline): string {
  const lifetimes = new Set(hosts.flatMap(({ lifetimeMs }) => lifetimeMs ?? []));
  return lifetimes.size === 1 ? duration([...lifetimes][0]) : 'its lifetime';
}
