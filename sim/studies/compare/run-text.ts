/**
 * One setting as text: whether this can happen at all, every metric with its interval, how
 * connections ended and attempts failed, the backlog over time.
 */

import { blockChart } from '../../document/block-chart.ts';
import { hanging, type MetricTable, type Page, table } from '../../document/text-layout.ts';
import { asPoints, inSteps } from '../../statistics/time-series.ts';
import { closedFormText } from '../closed-form-text.ts';
import { coverText, endText } from '../cover-text.ts';
import { runnersSentences } from '../days-words.ts';
import type { Result } from '../result/result-schema.ts';
import { delayTables, workTables } from './run-tables.ts';

/** Rows of the chart of the backlog. */
const CHART_ROWS = 7;

/** A result of one setting. */
export function runText(result: Result, page: Page): string {
  const { paint } = page;
  const [setting] = result.settings;
  const tableText = ({ title, labels, columns }: MetricTable): string[] => [
    '',
    paint.bold(title),
    ...table(labels, columns, page),
  ];
  const lines = [
    ...coverText(result, page),
    paint.dim(`Setting: ${setting.name}`),
    '',
    ...closedFormText(result, page),
    ...delayTables(result).flatMap(tableText),
    ...workTables(result).flatMap(tableText),
    ...runnersSentences(result).flatMap((sentence) => ['', ...hanging('  ', sentence, page)]),
    ...backlog(result, page),
    ...endText(result, page),
  ];
  return `${lines.join('\n')}\n`;
}

function backlog({ settings: [{ course }], replications }: Result, page: Page): string[] {
  if (course === null) return [];
  const width = Math.min(76, page.columns - 14);
  const heights = inSteps(asPoints(course.backlog, course.stepMs), course.endedAtMs, width);
  if (!heights.some((height) => height > 0)) return [];
  const which = replications.planned > 1 ? ' in the first replication' : '';
  return [
    '',
    page.paint.bold(`Backlog over time${which}`),
    ...blockChart(heights, course.endedAtMs, CHART_ROWS),
  ];
}
