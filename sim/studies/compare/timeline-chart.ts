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
  FONT_PX,
  WIDE,
} from '../../document/charts/chart.ts';
import { axisWith, framed, HALO, type Layer, plotWidth } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { timeOfDay, timeTicks } from '../../document/charts/ticks.ts';
import { count, duration } from '../../document/quantity.ts';
import type { Timeline, TimelineMark, TimelineRun } from '../../trace/timeline.ts';
import {
  type ConnectionBar,
  connectionBars,
  connectionLayers,
  connectionLegend,
  END_WORDS,
  lanePx,
  lasted,
} from './connection-bars.ts';

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
    title: `The first day under ${setting}: ${cutWords(timeline)}; ${markWords(timeline)}`,
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
  return longest === undefined ? 'no host is marked' : `${longest.name} is marked`;
}

function endWords({ ended }: Timeline): string {
  const counts = Object.entries(ended).filter(([, n]) => n > 0);
  if (counts.length === 0) return 'none';
  return counts
    .map(([end, n]) => `${count(n)} ${END_WORDS[end as ConnectionBar['end']]}`)
    .join(', ');
}

function lifetimeWords({ hosts }: Timeline): string {
  const lifetimes = new Set(hosts.flatMap(({ lifetimeMs }) => lifetimeMs ?? []));
  return lifetimes.size === 1 ? duration([...lifetimes][0]) : 'its lifetime';
}

interface DatedTimeline {
  readonly timeline: Timeline;
  /** Time of day at the start, ms after midnight; 0 for none. */
  readonly startsAtMs: number;
}

/** A moment of the run as the axis has it, to the second. */
function moment({ startsAtMs }: DatedTimeline, ms: number): string {
  return startsAtMs > 0 ? timeOfDay(Math.round((startsAtMs + ms) / 1000) * 1000) : duration(ms);
}

export function connectionTable(view: DatedTimeline, bars: readonly ConnectionBar[]) {
  const { hosts } = view.timeline;
  return {
    caption: 'Connections',
    head: ['opened', 'lasted', 'messages', 'ended', 'of', 'host'],
    rows: [...bars]
      .sort((a, b) => a.openedMs - b.openedMs)
      .map((bar) => [
        moment(view, bar.openedMs),
        duration(lasted(bar)),
        count(bar.messages),
        END_WORDS[bar.end],
        bar.byRunner ? 'a queue runner' : 'a new message',
        hosts[bar.host].name,
      ]),
  };
}

export function markTable(view: DatedTimeline) {
  return {
    caption: 'Marks',
    head: ['host', 'from', 'to', 'for'],
    rows: markLanes(view.timeline).lanes.flatMap(({ name, marks }) =>
      marks.map(({ fromMs, toMs }) => [
        name,
        moment(view, fromMs),
        moment(view, toMs),
        duration(toMs - fromMs),
      ]),
    ),
  };
}

/** Rows of the table: the longest lists tell the story. */
const MAX_RUNS = 40;

export function runTable(view: DatedTimeline) {
  const { runs, runsSeen } = view.timeline;
  const longest = [...runs]
    .sort((a, b) => b.messages - a.messages)
    .slice(0, MAX_RUNS)
    .sort((a, b) => a.atMs - b.atMs);
  const part = longest.length < runsSeen ? `, the ${MAX_RUNS} longest of ${count(runsSeen)}` : '';
  return {
    caption: `Queue runs${part}`,
    head: ['at', 'messages in its list'],
    rows: longest.map(({ atMs, messages }) => [moment(view, atMs), count(messages)]),
  };
}

const TALLEST_PX = 26;
const MIN_PX = 2;
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
  return Math.max(MIN_PX, TALLEST_PX * Math.sqrt(messages / longest));
}

/** Lanes of one chart. */
const MAX_LANES = 8;
const BAR_PX = 10;

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
    lanes: lanes.slice(0, MAX_LANES),
    leftOut: Math.max(0, lanes.length - MAX_LANES),
  };
}

/** Height of that many lanes, px. */
export function marksPx(lanes: number): number {
  return lanes * (GAP_PX + NAME_PX + BAR_PX);
}

/** The layers, from `topPx` down; a mark is at least `minMs` wide. */
export function markLayers(
  lanes: readonly MarkLane[],
  topPx: number,
  minMs: number,
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
            to: Math.max(toMs, fromMs + minMs),
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

/** Room for it, px. */
export const NAME_PX = 18;

/** `topPx`: where its room begins. */
export function nameLayer(
  label: string,
  topPx: number,
  y: (field: string) => Readonly<Record<string, unknown>>,
): Layer {
  return {
    data: { values: [{ label, middle: topPx + NAME_PX / 2 }] },
    mark: {
      type: 'text',
      ...HALO,
      align: 'left',
      color: colour('ink-soft'),
      fontSize: FONT_PX,
    },
    encoding: { x: { value: 0 }, y: y('middle'), text: { field: 'label' } },
  };
}
