/**
 * Time series of one run, a line a setting: messages that wait, and queue runners at work. Every chart
 * of both has the clock on its axis, and the same values as a table.
 */

import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  type DataTable,
  lineEntry,
} from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer, labelRoom } from '../../document/charts/frame.ts';
import { seriesStyle } from '../../document/charts/palette.ts';
import { evenTicks, timeOfDay, timeTicks } from '../../document/charts/ticks.ts';
import { capitalised, count, duration } from '../../document/quantity.ts';

export interface SeriesLine {
  readonly name: string;
  readonly stepMs: number;
  /** The mean in each step from the start. */
  readonly values: readonly number[];
}

const HEIGHT = 220;
/** Rows of the table. */
const ROWS = 24;

/** `startsAtMs`: time of day at the start, ms after midnight; 0 for none. `above`: what the height is. */
export function seriesSpec(
  series: readonly SeriesLine[],
  startsAtMs: number,
  above: string,
  size: ChartSize,
): ChartSpec {
  const endMs = endOf(series);
  const largest = Math.max(1, ...series.flatMap(({ values }) => values));
  const yTicks = evenTicks(0, largest, 'count', 5);
  const xTicks = timeTicks(endMs, startsAtMs, size.narrow ? 5 : 10);
  const margin = { left: labelRoom(yTicks), right: 28, top: 30, bottom: 46 };
  const layer = series.map(({ stepMs, values }, i): Layer => {
    const { colour, dash } = seriesStyle(i);
    const last = values[values.length - 1] ?? 0;
    return {
      data: { values: [...values, last].map((value, k) => ({ ms: k * stepMs, value })) },
      mark: {
        type: 'line',
        color: colour,
        strokeWidth: 2,
        strokeDash: [...dash],
        interpolate: 'step-after',
      },
      encoding: {
        x: {
          field: 'ms',
          type: 'quantitative',
          scale: { domain: [0, endMs], nice: false },
          axis: axisWith(xTicks, { title: startsAtMs > 0 ? 'time of day' : 'time of the run' }),
        },
        y: {
          field: 'value',
          type: 'quantitative',
          scale: { domain: [0, largest * 1.04], nice: false },
          axis: axisWith(yTicks),
        },
      },
    };
  });
  return framed({ size, height: HEIGHT, margin, above, layer });
}

export function seriesTable(
  series: readonly SeriesLine[],
  startsAtMs: number,
  caption: string,
  format: (value: number) => string = count,
): DataTable {
  const endMs = endOf(series);
  return {
    caption,
    head: [startsAtMs > 0 ? 'from' : 'after', ...series.map(({ name }) => name)],
    rows: Array.from({ length: ROWS }, (_, row) => {
      const fromMs = (row * endMs) / ROWS;
      const at = startsAtMs + fromMs;
      return [
        startsAtMs > 0 ? timeOfDay(Math.round(at / 1000) * 1000) : duration(fromMs),
        ...series.map((timeSeries) =>
          format(meanWithin(timeSeries, fromMs, fromMs + endMs / ROWS)),
        ),
      ];
    }),
  };
}

/** To the minute, as one says it. */
export function spanWords(series: readonly SeriesLine[]): string {
  return duration(Math.round(endOf(series) / 60_000) * 60_000);
}

function endOf(series: readonly SeriesLine[]): number {
  return Math.max(...series.map(({ stepMs, values }) => stepMs * values.length));
}

/** Over the steps that begin within the stretch. */
function meanWithin({ stepMs, values }: SeriesLine, fromMs: number, toMs: number): number {
  const within = values.filter((_, k) => k * stepMs >= fromMs && k * stepMs < toMs);
  if (within.length === 0) return values[Math.floor(fromMs / stepMs)] ?? 0;
  return within.reduce((sum, value) => sum + value, 0) / within.length;
}

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
    .map(([value, under], i) => `${value}${i === 0 ? noun : ''} under ${listed(under)}`)
    .join(', ');
}

/** `a, b and c`; beyond four `a, b, c and 5 others`. */
function listed(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= 4) return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
}

/**
 * Messages that wait. `title`: the finding, of all days, since the lines are those of one.
 * `startsAtMs`: time of day at the start, ms after midnight; 0 for none.
 */
export function backlogChart(
  title: string,
  series: readonly SeriesLine[],
  startsAtMs: number,
): Chart {
  return seriesChart(title, series, startsAtMs, 'messages that wait');
}

/** Queue runners at work: how many of them a backlog keeps busy. */
export function runnersChart(
  title: string,
  series: readonly SeriesLine[],
  startsAtMs: number,
): Chart {
  return seriesChart(title, series, startsAtMs, 'queue runners at work');
}

function seriesChart(
  title: string,
  series: readonly SeriesLine[],
  startsAtMs: number,
  what: string,
): Chart {
  const names = series.map(({ name }) => name);
  const peaks = series.map(({ values }) => Math.max(0, ...values));
  const one = capitalised(what);
  return {
    title,
    alt: `${one} on one day, against time, over ${spanWords(series)}, a line for each setting: the mean of each step. The largest: ${alternatives(names, peaks, count)}.`,
    legend: series.length < 2 ? [] : names.map((name, i) => lineEntry(name, seriesStyle(i))),
    spec: (size) => seriesSpec(series, startsAtMs, what, size),
    note: 'Drawn is one day, the first, as an example: the mean of each step.',
    tables: [seriesTable(series, startsAtMs, `${one}, on average over each step`)],
  };
}
