/** The backlog over time: messages that wait, one line a setting. */

import { type Chart, lineEntry } from '../../../document/charts/chart.ts';
import { seriesStyle } from '../../../document/charts/palette.ts';
import { count } from '../../../document/quantity.ts';
import { type CourseLine, courseSpec, courseTable, spanWords } from './course-lines.ts';
import { alternatives } from './sentence.ts';

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
