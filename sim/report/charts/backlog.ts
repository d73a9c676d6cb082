/**
 * The backlog over time: messages that wait, one line a setting, on one scale of time and height.
 *
 * Units: milliseconds from the start of the run, messages. Of one replication, as an example, so
 * that its steps can be seen.
 */
import { count, duration } from '../quantity.ts';
import { type Chart, type ChartSize, type ChartSpec, lineEntry } from './chart.ts';
import { axisWith, framed, type Layer, labelRoom } from './frame.ts';
import { seriesStyle } from './palette.ts';
import { alternatives } from './sentence.ts';
import { evenTicks, timeOfDay, timeTicks } from './ticks.ts';

export interface BacklogCourse {
  readonly name: string;
  readonly stepMs: number;
  /** Mean messages that wait, in each step from the start. */
  readonly backlog: readonly number[];
}

const HEIGHT = 220;
/** Rows of the table. */
const ROWS = 24;

/** `startsAtMs`: time of day at the start, ms after midnight; 0 for none. */
export function backlogSpec(
  courses: readonly BacklogCourse[],
  startsAtMs: number,
  size: ChartSize,
): ChartSpec {
  const endMs = Math.max(...courses.map(({ stepMs, backlog }) => stepMs * backlog.length));
  const largest = Math.max(1, ...courses.flatMap(({ backlog }) => backlog));
  const yTicks = evenTicks(0, largest, 'count', 5);
  const xTicks = timeTicks(endMs, startsAtMs, size.narrow ? 5 : 10);
  const margin = { left: labelRoom(yTicks), right: 28, top: 30, bottom: 46 };
  const layer = courses.map(({ stepMs, backlog }, i): Layer => {
    const { colour, dash } = seriesStyle(i);
    const last = backlog[backlog.length - 1] ?? 0;
    const steps = [...backlog, last].map((waiting, k) => ({ ms: k * stepMs, messages: waiting }));
    return {
      data: { values: steps },
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
          field: 'messages',
          type: 'quantitative',
          scale: { domain: [0, largest * 1.04], nice: false },
          axis: axisWith(yTicks),
        },
      },
    };
  });
  return framed({ size, height: HEIGHT, margin, above: 'messages that wait', layer });
}

export function backlogChart(courses: readonly BacklogCourse[], startsAtMs: number): Chart {
  const names = courses.map(({ name }) => name);
  const peaks = courses.map(({ backlog }) => Math.round(Math.max(0, ...backlog)));
  const endMs = Math.max(...courses.map(({ stepMs, backlog }) => stepMs * backlog.length));
  return {
    title: `The backlog reaches ${alternatives(names, peaks, count, ' messages')}`,
    alt: `Messages that wait, against time, over ${duration(Math.round(endMs / 60_000) * 60_000)}, a line for each setting. The largest: ${alternatives(names, peaks, count)}.`,
    legend: courses.length < 2 ? [] : names.map((name, i) => lineEntry(name, seriesStyle(i))),
    spec: (size) => backlogSpec(courses, startsAtMs, size),
    tables: [
      {
        caption: 'Messages that wait, on average over each step',
        head: [startsAtMs > 0 ? 'from' : 'after', ...names],
        rows: Array.from({ length: ROWS }, (_, row) => {
          const fromMs = (row * endMs) / ROWS;
          const at = startsAtMs + fromMs;
          return [
            startsAtMs > 0 ? timeOfDay(Math.round(at / 1000) * 1000) : duration(fromMs),
            ...courses.map((course) => count(meanWithin(course, fromMs, fromMs + endMs / ROWS))),
          ];
        }),
      },
    ],
  };
}

/** Over the steps that begin within the stretch. */
function meanWithin({ stepMs, backlog }: BacklogCourse, fromMs: number, toMs: number): number {
  const within = backlog.filter((_, k) => k * stepMs >= fromMs && k * stepMs < toMs);
  if (within.length === 0) return backlog[Math.floor(fromMs / stepMs)] ?? 0;
  return Math.round(within.reduce((sum, value) => sum + value, 0) / within.length);
}
