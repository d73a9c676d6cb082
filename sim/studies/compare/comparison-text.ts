/**
 * A comparison as text: whether this can happen at all, what the settings change, the delays with
 * intervals and paired differences, where the delay went, what the gateway did, and the verdict.
 *
 * Made for 100 columns; narrower pages put columns below each other.
 */

import { sparkline } from '../../document/block-chart.ts';
import { duration, messages } from '../../document/quantity.ts';
import { tableText } from '../../document/table-text.ts';
import { hanging, type Page, wrap } from '../../document/text-layout.ts';
import { asPoints, inSteps } from '../../statistics/time-series.ts';
import { closedFormText } from '../closed-form-text.ts';
import { coverText, endText } from '../cover-text.ts';
import { runnersSentences } from '../days-words.ts';
import type { Result } from '../result/result-schema.ts';
import {
  changesTable,
  daysTable,
  delayTable,
  doingsTable,
  kindsTables,
  PARTS_TITLE,
  partsTable,
  sharesTable,
} from './comparison-tables.ts';

export function comparisonText(result: Result, page: Page): string {
  const parts = partsTable(result);
  const lines = [
    ...coverText(result, page),
    '',
    ...closedFormText(result, page),
    ...tableText(changesTable(result), page),
    ...tableText(delayTable(result), page),
    ...tableText(sharesTable(result), page),
    ...tableText(daysTable(result), page),
    ...kindsTables(result).flatMap((found) => tableText(found, page)),
    ...(parts === null
      ? ['', page.paint.bold(PARTS_TITLE), '  nowhere: nothing is delivered']
      : tableText(parts, page)),
    ...tableText(doingsTable(result), page),
    ...runnersSentences(result).flatMap((sentence) => hanging('  ', sentence, page)),
    ...backlogText(result, page),
    ...endText(result, page),
  ];
  return `${lines.join('\n')}\n`;
}

/** The backlog of the first replication, all settings on one scale of time and height. */
function backlogText({ settings, replications }: Result, page: Page): string[] {
  const courses = settings.flatMap(({ name, course }) =>
    course === null ? [] : [{ name, course }],
  );
  const endMs = Math.max(...courses.map(({ course }) => course.endedAtMs));
  const width = Math.max(...courses.map(({ name }) => name.length));
  const room = Math.max(10, Math.min(60, page.columns - width - 6));
  const heights = courses.map(({ course }) =>
    inSteps(asPoints(course.backlog, course.stepMs), endMs, room),
  );
  const largest = Math.max(0, ...heights.flat());
  if (largest === 0) return [];
  const which = replications.planned > 1 ? ' of the first replication' : '';
  const title = `Backlog${which} over ${duration(Math.round(endMs / 60_000) * 60_000)}, up to ${messages(largest)}`;
  return [
    '',
    ...wrap(title, page.columns).map((line) => page.paint.bold(line)),
    ...courses.map(({ name }, i) =>
      `  ${name.padEnd(width)}  ${sparkline(heights[i], largest)}`.trimEnd(),
    ),
  ];
}
