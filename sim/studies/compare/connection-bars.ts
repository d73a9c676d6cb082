/**
 * Connections over time, a bar each, coloured by how it ended, with a stroke where the lifetime that
 * the remote server allows is over (20 minutes at Exchange Online).
 *
 * Units: milliseconds from the start of the run; places in px from the top of the plot. The stroke
 * is drawn for connections that lived at least half of their lifetime: for others it says nothing.
 */

import type { LegendEntry } from '../../document/charts/chart.ts';
import type { Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import {
  CONNECTION_ENDS,
  type ConnectionEnding,
  inLanes,
  type Timeline,
  type TimelineConnection,
} from '../../trace/timeline.ts';

export const END_WORDS: Readonly<Record<ConnectionEnding, string>> = {
  quit: 'closed in order',
  messages: 'closed at its limit of messages',
  cut: 'cut at its lifetime',
  fault: 'ended by a fault',
  'too-many': 'one too many (421)',
  open: 'still open at the end',
};

const END_COLOURS: Readonly<Record<ConnectionEnding, string>> = {
  quit: colour('quiet'),
  messages: colour('series-2'),
  cut: colour('series-1'),
  fault: colour('series-4'),
  'too-many': colour('series-5'),
  open: colour('series-3'),
};

/** More lanes would not be looked through. */
const MAX_LANES = 60;
/** A bar is at least as wide as it takes to be seen, and as far from the next, px. */
const MIN_PX = 3;

export interface ConnectionBar extends TimelineConnection {
  readonly lane: number;
  /** Where it is drawn to, ms. */
  readonly toMs: number;
  /** When its lifetime is over, ms; null where that is not drawn. */
  readonly limitMs: number | null;
}

/** The bars of a chart on which a pixel is so many milliseconds. */
export function connectionBars(timeline: Timeline, pixelMs: number): ConnectionBar[] {
  const bars = tellingConnections(timeline).map((connection) => {
    const { lifetimeMs } = timeline.hosts[connection.host];
    const old = lifetimeMs !== null && lasted(connection) * 2 >= lifetimeMs;
    return {
      ...connection,
      toMs: Math.max(connection.closedMs, connection.openedMs + MIN_PX * pixelMs),
      limitMs: old ? connection.openedMs + lifetimeMs : null,
    };
  });
  const spans = bars.map(({ openedMs, toMs, limitMs }) => ({
    from: openedMs,
    to: Math.max(toMs, limitMs ?? 0),
  }));
  const lanes = inLanes(spans, MIN_PX * pixelMs, MAX_LANES);
  return bars.map((bar, i) => ({ ...bar, lane: lanes[i] })).filter(({ lane }) => lane >= 0);
}

/** Height of a lane, px: less where there are many. */
export function lanePx(lanes: number): number {
  if (lanes <= 16) return 12;
  return lanes <= 32 ? 9 : 6;
}

type Channel = Readonly<Record<string, unknown>>;

/** The layers; `x` and `y` make channels of a field that holds ms, or px from the top. */
export function connectionLayers(
  bars: readonly ConnectionBar[],
  endMs: number,
  x: (field: string) => Channel,
  y: (field: string) => Channel,
): Layer[] {
  const pitch = lanePx(1 + Math.max(0, ...bars.map(({ lane }) => lane)));
  const layers = CONNECTION_ENDS.flatMap((end): Layer[] => {
    const values = bars
      .filter((bar) => bar.end === end)
      .map(({ openedMs, toMs, lane }) => ({
        from: openedMs,
        to: Math.min(endMs, toMs),
        top: lane * pitch + 1,
        bottom: (lane + 1) * pitch - 1,
      }));
    if (values.length === 0) return [];
    return [
      {
        data: { values },
        mark: { type: 'rect', color: END_COLOURS[end], cornerRadius: 1 },
        encoding: { x: x('from'), x2: { field: 'to' }, y: y('top'), y2: { field: 'bottom' } },
      },
    ];
  });
  const limits = bars.flatMap(({ limitMs, lane }) =>
    limitMs === null || limitMs > endMs
      ? []
      : [{ limit: limitMs, top: lane * pitch - 1, bottom: (lane + 1) * pitch + 1 }],
  );
  if (limits.length === 0) return layers;
  return [
    ...layers,
    {
      data: { values: limits },
      mark: { type: 'rule', color: colour('ink'), strokeWidth: 2 },
      encoding: { x: x('limit'), y: y('top'), y2: { field: 'bottom' } },
    },
  ];
}

/** What is seen of it, in the order of CONNECTION_ENDS. */
export function connectionLegend(bars: readonly ConnectionBar[], limit: string): LegendEntry[] {
  const ends = CONNECTION_ENDS.filter((end) => bars.some((bar) => bar.end === end));
  return [
    ...ends.map((end): LegendEntry => {
      return { label: END_WORDS[end], colour: END_COLOURS[end], symbol: 'bar' };
    }),
    ...(bars.some(({ limitMs }) => limitMs !== null)
      ? [{ label: limit, colour: colour('ink'), symbol: 'tick' as const }]
      : []),
  ];
}

/** Bars of one chart. */
const MOST = 250;
/** Besides those that were cut: at least this share of the time that is drawn ... */
const SHORTEST_SHARE = 1 / 200;
/** ... unless there are so few that some shorter ones have room. */
const MIN_SHOWN = 16;

/** Cut ones first, each kind in the order of time. */
export function tellingConnections({ connections, endedAtMs }: Timeline): TimelineConnection[] {
  const cut = connections.filter(({ end }) => end === 'cut');
  const others = connections
    .filter(({ end }) => end !== 'cut')
    .sort((a, b) => lasted(b) - lasted(a) || a.openedMs - b.openedMs)
    .filter(
      (other, i) => i + cut.length < MIN_SHOWN || lasted(other) >= SHORTEST_SHARE * endedAtMs,
    );
  const room = Math.max(0, MOST - cut.length);
  return [...evenly(cut, MOST), ...others.slice(0, room).sort((a, b) => a.openedMs - b.openedMs)];
}

export function lasted({ openedMs, closedMs }: TimelineConnection): number {
  return closedMs - openedMs;
}

/** At most so many of them, from all over. */
function evenly<T>(items: readonly T[], max: number): T[] {
  if (items.length <= max) return [...items];
  return Array.from({ length: max }, (_, i) => items[Math.floor((i * items.length) / max)]);
}
