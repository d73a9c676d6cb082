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
import { count, duration } from '../../document/quantity.ts';

export interface CourseLine {
  readonly name: string;
  readonly stepMs: number;
  /** The mean in each step from the start. */
  readonly values: readonly number[];
}

const HEIGHT = 220;
/** Rows of the table. */
const ROWS = 24;

/** `startsAtMs`: time of day at the start, ms after midnight; 0 for none. `above`: what the height is. */
export function courseSpec(
  courses: readonly CourseLine[],
  startsAtMs: number,
  above: string,
  size: ChartSize,
): ChartSpec {
  const endMs = endOf(courses);
  const largest = Math.max(1, ...courses.flatMap(({ values }) => values));
  const yTicks = evenTicks(0, largest, 'count', 5);
  const xTicks = timeTicks(endMs, startsAtMs, size.narrow ? 5 : 10);
  const margin = { left: labelRoom(yTicks), right: 28, top: 30, bottom: 46 };
  const layer = courses.map(({ stepMs, values }, i): Layer => {
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

export function courseTable(
  courses: readonly CourseLine[],
  startsAtMs: number,
  caption: string,
  told: (value: number) => string = count,
): DataTable {
  const endMs = endOf(courses);
  return {
    caption,
    head: [startsAtMs > 0 ? 'from' : 'after', ...courses.map(({ name }) => name)],
    rows: Array.from({ length: ROWS }, (_, row) => {
      const fromMs = (row * endMs) / ROWS;
      const at = startsAtMs + fromMs;
      return [
        startsAtMs > 0 ? timeOfDay(Math.round(at / 1000) * 1000) : duration(fromMs),
        ...courses.map((course) => told(meanWithin(course, fromMs, fromMs + endMs / ROWS))),
      ];
    }),
  };
}

/** To the minute, as one says it. */
export function spanWords(courses: readonly CourseLine[]): string {
  return duration(Math.round(endOf(courses) / 60_000) * 60_000);
}

function endOf(courses: readonly CourseLine[]): number {
  return Math.max(...courses.map(({ stepMs, values }) => stepMs * values.length));
}

/** Over the steps that begin within the stretch. */
function meanWithin({ stepMs, values }: CourseLine, fromMs: number, toMs: number): number {
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
  told: (amount: T) => string,
  noun = '',
  size: (amount: T) => number = Number,
): string {
  const first = `${told(amounts[0])}${noun}`;
  if (names.length === 1) return first;
  const byValue = new Map<string, string[]>();
  names.forEach((name, i) => {
    const value = told(amounts[i]);
    byValue.set(value, [...(byValue.get(value) ?? []), name]);
  });
  if (byValue.size > 3) {
    const others = amounts.slice(1);
    const sizes = others.map(size);
    const [low, high] = [Math.min(...sizes), Math.max(...sizes)].map((amount) => {
      const at = sizes.indexOf(amount);
      return `${told(others[at])} (${names[1 + at]})`;
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

/** `startsAtMs`: time of day at the start, ms after midnight; 0 for none. */
export function backlogChart(courses: readonly CourseLine[], startsAtMs: number): Chart {
  const names = courses.map(({ name }) => name);
  const peaks = courses.map(({ values }) => Math.round(Math.max(0, ...values)));
  return {
    title: `The backlog reaches ${alternatives(names, peaks, count, ' messages')}`,
    alt: `Messages that wait, against time, over ${spanWords(courses)}, a line for each setting. The largest: ${alternatives(names, peaks, count)}.`,
    legend: courses.length < 2 ? [] : names.map((name, i) => lineEntry(name, seriesStyle(i))),
    spec: (size) => courseSpec(courses, startsAtMs, 'messages that wait', size),
    tables: [
      courseTable(courses, startsAtMs, 'Messages that wait, on average over each step', (value) =>
        count(Math.round(value)),
      ),
    ],
  };
}

/** `startsAtMs`: time of day at the start, ms after midnight; 0 for none. */
export function runnersChart(courses: readonly CourseLine[], startsAtMs: number): Chart {
  const names = courses.map(({ name }) => name);
  const peaks = courses.map(({ values }) => Number(Math.max(0, ...values).toPrecision(2)));
  return {
    title: `At most ${alternatives(names, peaks, count, ' queue runners')} are at work`,
    alt: `Queue runners at work, against time, over ${spanWords(courses)}, a line for each setting: the mean of each step. The largest: ${alternatives(names, peaks, count)}.`,
    legend: courses.length < 2 ? [] : names.map((name, i) => lineEntry(name, seriesStyle(i))),
    spec: (size) => courseSpec(courses, startsAtMs, 'queue runners at work', size),
    tables: [courseTable(courses, startsAtMs, 'Queue runners at work, on average over each step')],
  };
}
