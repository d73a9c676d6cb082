/** The charts of a result: each where there is something to draw. */

import type { Chart } from '../../document/charts/chart.ts';
import type { Block } from '../../document/html/report.ts';
import type { Timeline } from '../../trace/timeline.ts';
import type { Result } from '../result/result-schema.ts';
import { backlogChart } from './charts/backlog.ts';
import type { CourseLine } from './charts/course-lines.ts';
import { delayCurveChart } from './charts/delay-curve.ts';
import { runnersChart } from './charts/runners-at-work.ts';
import { timelineChart } from './charts/timeline-chart.ts';

/** The delays that tables have the shares of (mailpath/metrics.ts). */
const OVER_MINUTES = [1, 5, 15, 60] as const;

const block = (chart: Chart): Block => ({ kind: 'chart', chart });

export function curveBlocks({ settings }: Result): Block[] {
  const curves = settings.flatMap(({ name, delayCurve, measures }) => {
    if (delayCurve.length < 2) return [];
    const over = OVER_MINUTES.map((minutes) => {
      return { ms: minutes * 60_000, share: measures[`over-${minutes}m`] };
    });
    return [{ name, points: delayCurve, over, longest: measures.max }];
  });
  return curves.length === 0 ? [] : [block(delayCurveChart(curves))];
}

/** Of the first replication, all settings on one scale. */
export function backlogBlocks({ settings, replications }: Result, startsAtMs: number): Block[] {
  const courses = settings.flatMap(({ name, course }) =>
    course === null ? [] : [{ name, stepMs: course.stepMs, values: course.backlog }],
  );
  if (isZero(courses)) return [];
  return [...example(replications.planned), block(backlogChart(courses, startsAtMs))];
}

/** Of the first replication too. */
export function runnersBlocks({ settings }: Result, startsAtMs: number): Block[] {
  const courses = settings.flatMap(({ name, course }) =>
    course === null ? [] : [{ name, stepMs: course.stepMs, values: course.busyRunners }],
  );
  return isZero(courses) ? [] : [block(runnersChart(courses, startsAtMs))];
}

function isZero(courses: readonly CourseLine[]): boolean {
  return courses.every(({ values }) => values.every((value) => value === 0));
}

/** One for each setting, on one time axis. */
export function timelineBlocks(
  { settings }: Result,
  { timelines, startsAtMs }: { timelines: readonly Timeline[]; startsAtMs: number },
): Block[] {
  const endMs = Math.max(1, ...timelines.map(({ endedAtMs }) => endedAtMs));
  return timelines.flatMap((timeline, i) =>
    timeline.connections.length === 0 && timeline.marks.length === 0
      ? []
      : [block(timelineChart({ setting: settings[i].name, timeline, endMs, startsAtMs }))],
  );
}

function example(planned: number): Block[] {
  if (planned === 1) return [];
  const text = 'The charts show the first replication, as an example; the table is of all of them.';
  return [{ kind: 'text', text }];
}
