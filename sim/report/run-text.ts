/**
 * One setting as text: whether this can happen at all, every measure with its interval, how
 * connections ended and attempts failed, the backlog over time.
 */

import { asPoints, inSteps } from '../statistics/equal-steps.ts';
import { blockChart } from './block-chart.ts';
import { closedFormText } from './closed-form-text.ts';
import { coverText, endText } from './cover-text.ts';
import { measureColumns, partColumns } from './measure-columns.ts';
import { count, duration } from './quantity.ts';
import type { Result } from './result-schema.ts';
import { type Column, type Page, table } from './text-layout.ts';
import { faultWords, logLine, MEASURE_LABELS, PART_WORDS } from './words.ts';

const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['Delay', ['mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max']],
  ['Messages that took longer than that', ['over-1m', 'over-5m', 'over-15m', 'over-60m']],
];
const MESSAGES = [
  'arrived',
  'delivered',
  'first-attempt-share',
  'tries',
  'queued',
  'returned',
  'warned',
  'duplicates',
  'last-delivery',
  'throughput',
  'delivered-bytes',
  'wasted-bytes',
];
const DEFERRALS = [
  'deferrals-attempted',
  'deferrals-skipped',
  'skipped-mark',
  'skipped-memory',
  'skipped-lock',
];
const CONNECTIONS = [
  'connections',
  'ended-quit',
  'cuts',
  'ended-fault',
  'ended-limit',
  'longest-connection',
  'most-on-connection',
];
const QUEUE = ['backlog-peak', 'busy-runners-peak', 'queue-runs', 'ticks-lost', 'lost-writes'];

/** Rows of the chart of the backlog. */
const CHART_ROWS = 7;

/** A result of one setting. */
export function runText(result: Result, page: Page): string {
  const { paint } = page;
  const [setting] = result.settings;
  const group = (title: string, names: readonly string[]): string[] => [
    '',
    paint.bold(title),
    ...table(
      names.map((name) => MEASURE_LABELS[name]),
      untitled(measureColumns(result, names)),
      page,
    ),
  ];
  const [delay, over] = GROUPS.map(([title, names]) => group(title, names));
  const lines = [
    ...coverText(result, page),
    paint.dim(`Setting: ${setting.name}`),
    '',
    ...closedFormText(result, page),
    ...delay,
    ...over,
    ...parts(result, page),
    ...group('Messages, per replication', MESSAGES),
    ...group('Deferrals', DEFERRALS),
    ...logTexts(result, page),
    ...marks(result, page),
    ...group('Connections, by how they ended', CONNECTIONS),
    ...failures(result, page),
    ...group('Queue', QUEUE),
    ...backlog(result, page),
    ...endText(result, page),
  ];
  return `${lines.join('\n')}\n`;
}

/** One setting needs no title above its column. */
function untitled(columns: readonly Column[]): Column[] {
  return columns.map((column) => ({ ...column, title: '' }));
}

function parts(result: Result, page: Page): string[] {
  const { parts: names, columns } = partColumns(result);
  if (names.length === 0) return [];
  const labels = names.map((part) => PART_WORDS[part].label);
  const title = page.paint.bold('Where the delay went: mean per message, and its share');
  return ['', title, ...table(labels, untitled(columns), page)];
}

/** Deferrals as a mail engineer would find them in the log. */
function logTexts({ settings: [{ deferralTexts }] }: Result, page: Page): string[] {
  const seen = Object.entries(deferralTexts)
    .filter(([, mean]) => mean > 0)
    .sort(([, a], [, b]) => b - a);
  if (seen.length === 0) return [];
  const labels = seen.map(([name]) => logLine(name));
  const cells = seen.map(([, mean]) => ({ centre: count(mean) }));
  return [
    '',
    page.paint.bold('What the log says of them'),
    ...table(labels, [{ title: '', cells }], page),
  ];
}

function marks({ settings: [{ hosts }] }: Result, page: Page): string[] {
  const marked = hosts.filter(({ markedMs }) => markedMs > 0);
  if (marked.length === 0) return [];
  const cells = marked.map(({ markedMs }) => ({ centre: duration(markedMs) }));
  const labels = marked.map(({ name }) => name);
  return [
    '',
    page.paint.bold('Time that hosts were marked'),
    ...table(labels, [{ title: '', cells }], page),
  ];
}

function failures({ settings: [setting] }: Result, page: Page): string[] {
  const causes = Object.entries(setting.failures).sort(([, a], [, b]) => b - a);
  if (causes.length === 0) return [];
  const labels = causes.map(([cause]) => faultWords(cause));
  const cells = causes.map(([, mean]) => ({ centre: count(mean) }));
  return [
    '',
    page.paint.bold('Attempts that failed, by cause'),
    ...table(labels, [{ title: '', cells }], page),
  ];
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
