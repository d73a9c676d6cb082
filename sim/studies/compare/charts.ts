/**
 * The charts of a comparison: the delays of a typical day, and of the first day, as an example, what
 * waits and who works over time, and what the connections did.
 *
 * Units: milliseconds (of a day from the start of its run), shares from 0 to 1.
 */

import { upperEnd } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { boundsText } from '../../document/bounds-text.ts';
import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  type DataTable,
  FONT_PX,
  inBothSizes,
  type LegendEntry,
  lineEntry,
  WIDE,
} from '../../document/charts/chart.ts';
import {
  framed,
  HALO,
  type Layer,
  labelRoom,
  marksOf,
  pixelsDown,
  plotWidth,
  valuesAlong,
} from '../../document/charts/frame.ts';
import { colour, seriesStyle } from '../../document/charts/palette.ts';
import {
  evenTicks,
  logDurationTicks,
  powersOfTen,
  timeOfDay,
  timeTicks,
} from '../../document/charts/ticks.ts';
import { capitalised, count, duration, listed, share } from '../../document/quantity.ts';
import type { Bounds } from '../../statistics/bounds.ts';
import {
  CONNECTION_ENDS,
  type ConnectionEnding,
  END_WORDS,
} from '../../trace/connection-ending.ts';
import { inLanes, type Timeline, type TimelineConnection } from '../../trace/timeline.ts';
import type { SettingResult } from '../result/result-schema.ts';

/**
 * `9,118 messages under default, 546 under recommended`: each value with those that have it, the noun
 * once. Of more than three values the first, and the range of the others.
 */
export function alternatives<T>(
  names: readonly string[],
  amounts: readonly T[],
  format: (amount: T) => string,
  noun = '',
  size: (amount: T) => number = Number,
): string {
  const first = `${format(amounts[0])}${noun}`;
  if (names.length === 1) return first;
  const byValue = new Map<string, string[]>();
  names.forEach((name, i) => {
    const value = format(amounts[i]);
    byValue.set(value, [...(byValue.get(value) ?? []), name]);
  });
  if (byValue.size > 3) {
    const others = amounts.slice(1);
    const sizes = others.map(size);
    const [low, high] = [Math.min(...sizes), Math.max(...sizes)].map((amount) => {
      const at = sizes.indexOf(amount);
      return `${format(others[at])} (${names[1 + at]})`;
    });
    return `${first} under ${names[0]}, from ${low} to ${high} under the others`;
  }
  return [...byValue]
    .map(([value, under], i) => {
      const shown =
        under.length <= 4 ? under : [...under.slice(0, 3), `${under.length - 3} others`];
      return `${value}${i === 0 ? noun : ''} under ${listed(shown)}`;
    })
    .join(', ');
}

/*
 * The distribution of the delays on a typical day: which share of all mail takes longer than that,
 * one line a setting, both axes logarithmic so that the rare long delays can be seen.
 *
 * At each delay the median over the days. Where mail had not arrived by the end of the follow-up the
 * share is a bound: the line is its upper end, a band reaches down to the lower one. A lighter band is
 * the interval, each point by itself.
 */

/** The delays that tables have the shares of (mailpath/metrics.ts). */
const OVER_MINUTES = [1, 5, 15, 60] as const;
type CurveMetric = `over-${(typeof OVER_MINUTES)[number]}m` | 'max';

/** A setting's curve, and figures of the typical day that the tables have too. */
export interface DelayCurve extends Pick<SettingResult, 'name' | 'delayCurve'> {
  readonly measures: Readonly<Record<CurveMetric, BoundsResult>>;
}

type DelayPoint = SettingResult['delayCurve'][number];

const CURVE_PX = 300;
/** Rarer than this is not drawn. */
const RAREST = 1e-5;
/** Delays below this are drawn there, ms: they make no difference to anybody. */
const SHORTEST = 10;
/** A ratio that is seen on these axes. */
const FAR = 1.02;
/** Beyond the last delay at which anything changes the axis goes on by this factor. */
const PLATEAU = 1.5;

function delayCurveSpec(curves: readonly DelayCurve[], size: ChartSize): ChartSpec {
  const all = curves.flatMap(({ delayCurve }) => delayCurve);
  const shares = all.map((point) => point.share.high).filter((value) => value > 0);
  const rarest = Math.max(RAREST, Math.min(0.1, ...shares));
  const floor = powersOfTen(RAREST / 10, rarest).pop() ?? RAREST;
  const longest = Math.max(
    10 * SHORTEST,
    ...curves.map(({ delayCurve }) => lastChange(delayCurve)),
  );
  const earliest = Math.min(...all.map(({ ms }) => ms));
  const shortest = Math.min(longest / 10, Math.max(SHORTEST, earliest));
  const yTicks = powersOfTen(floor, 1).map((value) => ({ value, label: share(value) }));
  const xTicks = logDurationTicks(shortest, longest, size.narrow ? 7 : 17);
  const log = (domain: readonly number[]) => ({ type: 'log', domain, nice: false, clamp: true });
  const x = valuesAlong('ms', log([shortest, longest]), xTicks, { title: 'delay' });
  const y = (field: string) => valuesAlong(field, log([floor, 1]), yTicks);
  const layer = curves.flatMap(({ delayCurve }, i): Layer[] => {
    const { colour: ink, dash } = seriesStyle(i);
    const drawn = thinned(
      delayCurve.filter(({ ms, share }) => share.high > 0 && ms <= longest),
    ).filter((_, k, all) => k === 0 || all[k - 1].share.high > RAREST);
    const band = (of: (point: DelayPoint) => Bounds | null, opacity: number): Layer[] => {
      const values = drawn.flatMap((point) => {
        const ends = of(point);
        return ends === null ? [] : [{ ms: point.ms, low: ends.low, high: ends.high }];
      });
      return marksOf(
        values.every(({ low, high }) => low === high) ? [] : values,
        { type: 'area', color: ink, opacity },
        { x, y: y('low'), y2: { field: 'high' } },
      );
    };
    const line: Layer = {
      data: { values: drawn.map(({ ms, share: { high } }) => ({ ms, share: high })) },
      mark: { type: 'line', color: ink, strokeWidth: 2, strokeDash: [...dash] },
      encoding: { x, y: y('share') },
    };
    return [...band(({ interval }) => interval, 0.14), ...band(({ share }) => share, 0.3), line];
  });
  return framed({
    size,
    height: CURVE_PX,
    margin: { left: labelRoom(yTicks), right: 20, top: 30, bottom: 46 },
    above: 'share of the mail that takes longer',
    layer,
  });
}

/** Points closer than a pixel or so to the one before are left out. */
function thinned(points: readonly DelayPoint[]): DelayPoint[] {
  const kept: DelayPoint[] = [];
  points.forEach((point, i) => {
    const last = kept[kept.length - 1];
    const far =
      last === undefined ||
      point.ms > last.ms * FAR ||
      point.share.high * FAR < last.share.high ||
      point.share.low * FAR < last.share.low ||
      i === points.length - 1;
    if (far) kept.push(point);
  });
  return kept;
}

/** From where on nothing changes: mail that never arrives is late at every delay. */
function lastChange(points: readonly DelayPoint[]): number {
  const shape = ({ share: { low, high }, interval }: DelayPoint): string =>
    [low, high, interval?.low, interval?.high].join();
  const last = points[points.length - 1];
  if (last === undefined) return 0;
  const end = points.findLastIndex((point) => shape(point) !== shape(last));
  const { ms } = points[Math.min(points.length - 1, end + 1)];
  return last.share.high > 0 || (last.interval?.high ?? 0) > 0 ? ms * PLATEAU : ms;
}

/** For at least one setting with at least one delay. The title is of the delay where they differ most. */
export function delayCurveChart(curves: readonly DelayCurve[]): Chart {
  const names = curves.map(({ name }) => name);
  const over = OVER_MINUTES.map((minutes) => ({
    delay: duration(minutes * 60_000),
    shares: curves.map(({ measures }) => measures[`over-${minutes}m`]),
  }));
  const longest = curves.map(({ measures }) => measures.max);
  const widest = over.reduce((a, b) => (spread(b.shares) > spread(a.shares) ? b : a));
  const inShare = (value: BoundsResult): string => boundsText(value, 'share');
  const inTime = (value: BoundsResult): string => boundsText(value, 'ms');
  const points = curves.flatMap(({ delayCurve }) => delayCurve);
  const notes = [
    ...(points.some(({ share: { low, high } }) => low < high)
      ? [
          'Some mail had not arrived by the end of the follow-up: the line is the share that takes longer if it never does, the band reaches down to what is certain.',
        ]
      : []),
    ...(points.some(({ interval }) => interval !== null)
      ? ['Light bands: the interval of the typical day, by order statistics, each point by itself.']
      : []),
  ];
  return {
    title: alternatives(
      names,
      widest.shares,
      inShare,
      ` of the mail takes longer than ${widest.delay} on a typical day`,
      upperEnd,
    ),
    alt: `Share of all messages that take longer than a delay on a typical day, against the delay, both axes logarithmic, a line for each setting. The longest delays of a typical day: ${alternatives(names, longest, inTime, '', upperEnd)}.`,
    legend: names.map((name, i) => lineEntry(name, seriesStyle(i))),
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
    tables: [
      {
        caption: 'Share of all messages that take longer, on a typical day',
        head: ['setting', ...over.map(({ delay }) => `over ${delay}`), 'longest'],
        rows: names.map((name, i) => [
          name,
          ...over.map(({ shares }) => inShare(shares[i])),
          inTime(longest[i]),
        ]),
      },
    ],
    ...inBothSizes((size) => delayCurveSpec(curves, size)),
  };
}

function spread(values: readonly BoundsResult[]): number {
  const ends = values.map(upperEnd);
  return Math.max(...ends) - Math.min(...ends);
}

/*
 * Over time, by the clock where the run has one. `startsAtMs`: time of day at the start, ms after
 * midnight; 0 for none.
 */

/** A position along the time of a run, which ends at `endMs`. */
function alongTime(endMs: number, startsAtMs: number, size: ChartSize, domain = false) {
  const ticks = timeTicks(endMs, startsAtMs, size.narrow ? 5 : 10);
  const title = startsAtMs > 0 ? 'time of day' : 'time of the run';
  return (field: string) =>
    valuesAlong(field, { domain: [0, endMs], nice: false }, ticks, { title, domain });
}

/** A moment of the run as the axis has it, to the second. */
function moment(startsAtMs: number, ms: number): string {
  return startsAtMs > 0 ? timeOfDay(Math.round((startsAtMs + ms) / 1000) * 1000) : duration(ms);
}

/* Time series of one day, a line a setting; the same values as a table. */

interface SeriesLine {
  readonly name: string;
  readonly stepMs: number;
  /** The mean in each step from the start. */
  readonly values: readonly number[];
}

const SERIES_PX = 220;
/** Rows of the table. */
const ROWS = 24;

/** `title`: the finding, of all days, since the lines are those of one. `what`: what the height is. */
export function seriesChart(
  title: string,
  what: string,
  series: readonly SeriesLine[],
  startsAtMs: number,
): Chart {
  const names = series.map(({ name }) => name);
  const peaks = series.map(({ values }) => Math.max(0, ...values));
  const endMs = Math.max(...series.map(({ stepMs, values }) => stepMs * values.length));
  const one = capitalised(what);
  // To the minute, as one says it.
  const span = duration(Math.round(endMs / 60_000) * 60_000);
  return {
    title,
    alt: `${one} on one day, against time, over ${span}, a line for each setting: the mean of each step. The largest: ${alternatives(names, peaks, count)}.`,
    legend: series.length < 2 ? [] : names.map((name, i) => lineEntry(name, seriesStyle(i))),
    note: 'Drawn is one day, the first, as an example: the mean of each step.',
    tables: [
      {
        caption: `${one}, on average over each step`,
        head: [startsAtMs > 0 ? 'from' : 'after', ...names],
        rows: Array.from({ length: ROWS }, (_, row) => {
          const fromMs = (row * endMs) / ROWS;
          const means = series.map((line) => meanWithin(line, fromMs, fromMs + endMs / ROWS));
          return [moment(startsAtMs, fromMs), ...means.map(count)];
        }),
      },
    ],
    ...inBothSizes((size) => {
      const largest = Math.max(1, ...peaks);
      const ticks = evenTicks(0, largest, 'count', 5);
      const x = alongTime(endMs, startsAtMs, size)('ms');
      const y = valuesAlong('value', { domain: [0, largest * 1.04], nice: false }, ticks);
      const margin = { left: labelRoom(ticks), right: 28, top: 30, bottom: 46 };
      const layer = series.flatMap(({ stepMs, values }, i) => {
        const { colour: ink, dash } = seriesStyle(i);
        const points = [...values, values[values.length - 1] ?? 0];
        return marksOf(
          points.map((value, k) => ({ ms: k * stepMs, value })),
          {
            type: 'line',
            color: ink,
            strokeWidth: 2,
            strokeDash: [...dash],
            interpolate: 'step-after',
          },
          { x, y },
        );
      });
      return framed({ size, height: SERIES_PX, margin, above: what, layer });
    }),
  };
}

/** Over the steps that begin within the stretch. */
function meanWithin({ stepMs, values }: SeriesLine, fromMs: number, toMs: number): number {
  const within = values.filter((_, k) => k * stepMs >= fromMs && k * stepMs < toMs);
  if (within.length === 0) return values[Math.floor(fromMs / stepMs)] ?? 0;
  return within.reduce((sum, value) => sum + value, 0) / within.length;
}

/*
 * What one setting's connections did on one day, a bar each, coloured by how it ended, with a stroke
 * where the lifetime that the remote server allows is over (20 minutes at Exchange Online); below
 * them, on the same time axis, when hosts were marked and when queue runs started. Places in px from
 * the top of the plot.
 */

interface TimelineView {
  readonly setting: string;
  readonly timeline: Timeline;
  /** End of the axis: the same for all settings that are compared. */
  readonly endMs: number;
  readonly startsAtMs: number;
}

const END_COLOURS: Readonly<Record<ConnectionEnding, string>> = {
  quit: colour('quiet'),
  messages: colour('series-2'),
  cut: colour('series-1'),
  fault: colour('series-4'),
  'too-many': colour('series-5'),
  open: colour('series-3'),
};
const RUN_COLOUR = colour('series-5');
const MARK_COLOUR = colour('series-6');

const MARGIN = { left: 20, right: 28, top: 30, bottom: 46 };
/** Above a lane of marks or of runs: its distance from what is above it, and its name. */
const GAP_PX = 8;
const NAME_PX = 18;
const MARK_PX = 10;
/** Of the longest and of the shortest list of a queue run. */
const TALLEST_PX = 26;
const SMALLEST_PX = 2;

function timelineSpec({ timeline, endMs, startsAtMs }: TimelineView, size: ChartSize): ChartSpec {
  const { runs } = timeline;
  const pixelMs = endMs / plotWidth(size, MARGIN);
  const bars = connectionBars(timeline, pixelMs);
  const { lanes } = markLanes(timeline);
  const laneCount = 1 + Math.max(0, ...bars.map(({ lane }) => lane));
  // Less where there are many.
  const pitch = laneCount <= 16 ? 12 : laneCount <= 32 ? 9 : 6;
  const marksTop = laneCount * pitch;
  const markPitch = GAP_PX + NAME_PX + MARK_PX;
  const runsTop = marksTop + lanes.length * markPitch;
  const runsBottom = runs.length === 0 ? runsTop : runsTop + GAP_PX + NAME_PX + TALLEST_PX;
  const height = runsBottom + 4;
  const x = alongTime(endMs, startsAtMs, size, true);
  const y = (field: string) => pixelsDown(field, height);
  /** Of values from and to, ms, top and bottom, px. */
  const rects = (values: readonly object[], ink: string, look: { cornerRadius?: number } = {}) =>
    marksOf(
      values,
      { type: 'rect', color: ink, ...look },
      { x: x('from'), x2: { field: 'to' }, y: y('top'), y2: { field: 'bottom' } },
    );
  const named = (label: string, topPx: number): Layer[] =>
    marksOf(
      [{ label, middle: topPx + GAP_PX + NAME_PX / 2 }],
      {
        type: 'text',
        ...HALO,
        align: 'left',
        color: colour('ink-soft'),
        fontSize: FONT_PX,
      },
      { x: { value: 0 }, y: y('middle'), text: { field: 'label' } },
    );
  const connections = CONNECTION_ENDS.flatMap((end) => {
    const own = bars.filter((bar) => bar.end === end);
    const values = own.map(({ openedMs, toMs, lane }) => ({
      from: openedMs,
      to: Math.min(endMs, toMs),
      top: lane * pitch + 1,
      bottom: (lane + 1) * pitch - 1,
    }));
    return rects(values, END_COLOURS[end], { cornerRadius: 1 });
  });
  const limits = marksOf(
    bars.flatMap(({ limitMs, lane }) =>
      limitMs === null || limitMs > endMs
        ? []
        : [{ limit: limitMs, top: lane * pitch - 1, bottom: (lane + 1) * pitch + 1 }],
    ),
    { type: 'rule', color: colour('ink'), strokeWidth: 2 },
    { x: x('limit'), y: y('top'), y2: { field: 'bottom' } },
  );
  const marks = lanes.flatMap(({ name, marks }, i) => {
    const top = marksTop + i * markPitch;
    const bottom = top + markPitch;
    const values = marks.map(({ fromMs, toMs }) => ({
      from: fromMs,
      to: Math.max(toMs, fromMs + 2 * pixelMs),
      top: bottom - MARK_PX,
      bottom,
    }));
    return [...named(`${name} marked`, top), ...rects(values, MARK_COLOUR)];
  });
  // By the root of a list's length: a short one beside a long one is still seen.
  const longest = Math.max(1, ...runs.map(({ messages }) => messages));
  const strokes = runs.map(({ atMs, messages }) => ({
    from: atMs,
    to: atMs + 2 * pixelMs,
    top: runsBottom - Math.max(SMALLEST_PX, TALLEST_PX * Math.sqrt(messages / longest)),
    bottom: runsBottom,
  }));
  const runLayers = [
    ...named('queue runs, by messages in their list', runsTop),
    ...rects(strokes, RUN_COLOUR),
  ];
  return framed({
    size,
    height,
    margin: MARGIN,
    above: 'connections, a bar each',
    layer: [...connections, ...limits, ...marks, ...(runs.length === 0 ? [] : runLayers)],
  });
}

export function timelineChart(view: TimelineView): Chart {
  const { timeline, endMs, startsAtMs, setting } = view;
  const { ended } = timeline;
  const bars = connectionBars(timeline, endMs / plotWidth(WIDE, MARGIN));
  const { leftOut } = markLanes(timeline);
  const all = Object.values(ended).reduce((sum, n) => sum + n, 0);
  const lifetimes = new Set(timeline.hosts.flatMap(({ lifetimeMs }) => lifetimeMs ?? []));
  const lifetime = lifetimes.size === 1 ? duration([...lifetimes][0]) : 'its lifetime';
  const endings = CONNECTION_ENDS.filter((end) => ended[end] > 0)
    .map((end) => `${count(ended[end])} ${END_WORDS[end]}`)
    .join(', ');
  const counts = endings || 'none';
  return {
    title: `The first day under ${setting}: ${cutWords(timeline, lifetime)}; ${markWords(timeline)}`,
    alt: `Connections under ${setting} as bars over time, coloured by how they ended: ${counts}. Below them the time that hosts were marked, and when queue runs started.`,
    legend: timelineLegend(timeline, bars, lifetime),
    note: [
      bars.length < all
        ? `Drawn are ${count(bars.length)} of ${count(all)} connections: those that were cut, and the longest. Of all: ${counts}.`
        : `All connections are drawn: ${counts}.`,
      ...(leftOut > 0 ? [`${leftOut} more hosts were marked, for less time.`] : []),
    ].join(' '),
    tables: timelineTables(timeline, bars, startsAtMs),
    ...inBothSizes((size) => timelineSpec(view, size)),
  };
}

/** What is seen of it, in the order of CONNECTION_ENDS. */
function timelineLegend(
  { marks, runs }: Timeline,
  bars: readonly ConnectionBar[],
  lifetime: string,
): LegendEntry[] {
  const entry = (symbol: LegendEntry['symbol']) => (label: string, ink: string) => {
    return { label, colour: ink, symbol };
  };
  const [bar, tick] = [entry('bar'), entry('tick')];
  const ends = CONNECTION_ENDS.filter((end) => bars.some((one) => one.end === end));
  return [
    ...ends.map((end) => bar(END_WORDS[end], END_COLOURS[end])),
    ...(bars.some(({ limitMs }) => limitMs !== null)
      ? [tick(`${lifetime} after it was opened`, colour('ink'))]
      : []),
    ...(marks.length > 0 ? [bar('host marked in the table', MARK_COLOUR)] : []),
    ...(runs.length > 0 ? [tick('queue run', RUN_COLOUR)] : []),
  ];
}

function cutWords({ ended: { cut }, connections }: Timeline, lifetime: string): string {
  if (cut > 0) {
    return `${cut === 1 ? '1 connection is' : `${count(cut)} connections are`} cut at ${lifetime}`;
  }
  const longest = Math.max(0, ...connections.map(lasted));
  return longest === 0
    ? 'no connection is opened'
    : `no connection is cut (the longest lives ${duration(longest)})`;
}

function markWords(timeline: Timeline): string {
  const [longest] = markLanes(timeline).lanes;
  return longest === undefined ? 'no host is marked' : `${longest.name} is marked`;
}

/** Rows of the table: the longest lists tell the story. */
const MAX_RUNS = 40;

/** Those that have rows, and that of the connections. */
function timelineTables(
  timeline: Timeline,
  bars: readonly ConnectionBar[],
  startsAtMs: number,
): DataTable[] {
  const { hosts, runs, runsSeen } = timeline;
  const at = (ms: number) => moment(startsAtMs, ms);
  const connections = {
    caption: 'Connections',
    head: ['opened', 'lasted', 'messages', 'ended', 'of', 'host'],
    rows: bars
      .toSorted((a, b) => a.openedMs - b.openedMs)
      .map((bar) => [
        at(bar.openedMs),
        duration(lasted(bar)),
        count(bar.messages),
        END_WORDS[bar.end],
        bar.byRunner ? 'a queue runner' : 'a new message',
        hosts[bar.host].name,
      ]),
  };
  const marks = {
    caption: 'Marks',
    head: ['host', 'from', 'to', 'for'],
    rows: markLanes(timeline).lanes.flatMap((lane) =>
      lane.marks.map(({ fromMs, toMs }) => [
        lane.name,
        at(fromMs),
        at(toMs),
        duration(toMs - fromMs),
      ]),
    ),
  };
  const longest = runs
    .toSorted((a, b) => b.messages - a.messages)
    .slice(0, MAX_RUNS)
    .sort((a, b) => a.atMs - b.atMs);
  const part = longest.length < runsSeen ? `, the ${MAX_RUNS} longest of ${count(runsSeen)}` : '';
  const queueRuns = {
    caption: `Queue runs${part}`,
    head: ['at', 'messages in its list'],
    rows: longest.map(({ atMs, messages }) => [at(atMs), count(messages)]),
  };
  return [connections, ...[marks, queueRuns].filter(({ rows }) => rows.length > 0)];
}

/** Lanes of marks of one chart. */
const MAX_MARK_LANES = 8;

/**
 * The lanes, longest marked first, and how many more there would be. A lane is a host's, and where
 * there are several gateways, of one's table.
 */
function markLanes({ marks, hosts, gateways }: Timeline) {
  const lanes = Array.from({ length: gateways }, (_, gateway) =>
    hosts.flatMap(({ name }, host) => {
      const own = marks.filter((mark) => mark.gateway === gateway && mark.host === host);
      const markedMs = own.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
      const at = gateways > 1 ? `${name} at gateway ${gateway + 1}` : name;
      return own.length === 0 ? [] : [{ name: at, marks: own, markedMs }];
    }),
  ).flat();
  lanes.sort((a, b) => b.markedMs - a.markedMs);
  return {
    lanes: lanes.slice(0, MAX_MARK_LANES),
    leftOut: Math.max(0, lanes.length - MAX_MARK_LANES),
  };
}

interface ConnectionBar extends TimelineConnection {
  readonly lane: number;
  /** Where it is drawn to, ms. */
  readonly toMs: number;
  /** When its lifetime is over, ms; null where it lived less than half of that: it says nothing. */
  readonly limitMs: number | null;
}

/** More lanes would not be looked through. */
const MAX_LANES = 60;
/** A bar is at least as wide as it takes to be seen, and as far from the next, px. */
const MIN_PX = 3;

/** The bars of a chart on which a pixel is so many milliseconds. */
function connectionBars(timeline: Timeline, pixelMs: number): ConnectionBar[] {
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

/** Bars of one chart. */
const MAX_BARS = 250;
/** Besides those that were cut: at least this share of the time that is drawn ... */
const SHORTEST_SHARE = 1 / 200;
/** ... unless there are so few that some shorter ones have room. */
const MIN_SHOWN = 16;

/** Cut ones first, each kind in the order of time. */
function tellingConnections({ connections, endedAtMs }: Timeline): TimelineConnection[] {
  const cut = connections.filter(({ end }) => end === 'cut');
  const others = connections
    .filter(({ end }) => end !== 'cut')
    .sort((a, b) => lasted(b) - lasted(a) || a.openedMs - b.openedMs)
    .filter(
      (other, i) => i + cut.length < MIN_SHOWN || lasted(other) >= SHORTEST_SHARE * endedAtMs,
    );
  const room = Math.max(0, MAX_BARS - cut.length);
  const fromAllOver = (_: unknown, i: number) => cut[Math.floor((i * cut.length) / MAX_BARS)];
  const some = cut.length <= MAX_BARS ? cut : Array.from({ length: MAX_BARS }, fromAllOver);
  return [...some, ...others.slice(0, room).sort((a, b) => a.openedMs - b.openedMs)];
}

function lasted({ openedMs, closedMs }: TimelineConnection): number {
  return closedMs - openedMs;
}
