/**
 * Something over the time of a run, one line a setting, on one scale of time and height: messages that
 * wait, runners at work.
 *
 * Units: milliseconds from the start of the run. Of one replication, as an example, so that its steps
 * can be seen.
 */

import type { ChartSize, ChartSpec, DataTable } from '../../../document/charts/chart.ts';
import { axisWith, framed, type Layer, labelRoom } from '../../../document/charts/frame.ts';
import { seriesStyle } from '../../../document/charts/palette.ts';
import { evenTicks, timeOfDay, timeTicks } from '../../../document/charts/ticks.ts';
import { count, duration } from '../../../document/quantity.ts';

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
