/** Queue runners at work over time, one line a setting: how many of them a backlog keeps busy. */

import { type Chart, lineEntry } from '../../../document/charts/chart.ts';
import { seriesStyle } from '../../../document/charts/palette.ts';
import { count } from '../../../document/quantity.ts';
import { type CourseLine, courseSpec, courseTable, spanWords } from './course-lines.ts';
import { alternatives } from './sentence.ts';

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
