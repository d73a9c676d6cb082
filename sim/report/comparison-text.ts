/**
 * A comparison as text: whether this can happen at all, what the settings change, the delays with
 * intervals and paired differences, where the delay went, what the gateway did, and the verdict.
 *
 * Made for 100 columns; narrower pages put columns below each other.
 */

import { asPoints, inSteps } from '../statistics/equal-steps.ts';
import { sparkline } from './block-chart.ts';
import { closedFormText } from './closed-form-text.ts';
import { coverText, endText } from './cover-text.ts';
import { differenceColumns, measureColumns, partColumns } from './measure-columns.ts';
import { duration, messages, NOTHING } from './quantity.ts';
import type { Result } from './result-schema.ts';
import { HOST_STATUS, settingValue } from './setting-changes.ts';
import { type Column, type Page, table, wrap } from './text-layout.ts';
import { MEASURE_LABELS, PART_WORDS } from './words.ts';

const DELAYS = ['mean', 'p50', 'p90', 'p95', 'p99', 'max'];
const SHARES = ['over-1m', 'over-5m', 'over-15m', 'over-60m'];
const DOINGS = [
  'cuts',
  'connections',
  'deferrals-attempted',
  'deferrals-skipped',
  'marked-time',
  'backlog-peak',
];
/** Shown only where some setting has some of it. */
const TROUBLES = ['queued', 'returned', 'duplicates', 'ticks-lost', 'ended-limit'];
const DOING_LABELS: Readonly<Record<string, string>> = {
  cuts: 'connections cut at lifetime',
  connections: 'connections opened',
  'deferrals-attempted': 'deferrals after an attempt',
  'deferrals-skipped': 'deferrals without one (skips)',
};

export function comparisonText(result: Result, page: Page): string {
  const lines = [
    ...coverText(result, page),
    '',
    ...closedFormText(result, page),
    ...changesText(result, page),
    '',
    ...measuresText('Delay', DELAYS, result, page),
    '',
    ...measuresText('Messages that took longer than that', SHARES, result, page),
    '',
    ...partsText(result, page),
    '',
    ...measuresText('What the gateway did, per replication', doings(result), result, page),
    ...backlogText(result, page),
    ...commonNumbersText(result, page),
    ...endText(result, page),
  ];
  return `${lines.join('\n')}\n`;
}

function doings({ settings }: Result): string[] {
  const some = TROUBLES.filter((name) =>
    settings.some(({ measures }) => (measures[name].value ?? 0) > 0),
  );
  return [...DOINGS, ...some];
}

/** What the settings change, one row a setting of the gateway. */
function changesText({ settings, scenario }: Result, page: Page): string[] {
  const [first, ...others] = settings;
  const changed = [...new Set(others.flatMap(({ changes }) => changes.map((c) => c.setting)))];
  if (changed.length === 0) return [];
  const columns: Column[] = settings.map(({ name, changes }) => ({
    title: name,
    cells: changed.map((setting) => {
      const own = changes.find((change) => change.setting === setting);
      const byAnother = others.flatMap((other) => other.changes).find((c) => c.setting === setting);
      if (own !== undefined) return { centre: settingValue(own.to, own.unit) };
      return {
        centre: byAnother === undefined ? '' : settingValue(byAnother.from, byAnother.unit),
      };
    }),
  }));
  const title = others.length === 1 ? `What ${others[0].name} changes` : 'What the settings change';
  return [
    '',
    page.paint.bold(others.length === 0 ? first.name : title),
    ...table(
      changed.map((setting) =>
        setting === HOST_STATUS && scenario.deployment === 'cloud'
          ? `${setting} (by Proofpoint Support)`
          : setting,
      ),
      columns,
      page,
    ),
  ];
}

function measuresText(
  title: string,
  names: readonly string[],
  result: Result,
  page: Page,
): string[] {
  const labels = names.map((name) => DOING_LABELS[name] ?? MEASURE_LABELS[name]);
  const columns = [...measureColumns(result, names), ...differenceColumns(result, names)];
  const worst = names.includes('max') && result.replications.finished > 1;
  if (worst) {
    labels.push('largest of all');
    result.settings.forEach(({ worstMs }, i) => {
      const cells = [...columns[i].cells, { centre: duration(worstMs ?? Number.NaN) }];
      columns[i] = { ...columns[i], cells };
    });
    for (let i = result.settings.length; i < columns.length; i++) {
      columns[i] = { ...columns[i], cells: [...columns[i].cells, { centre: '' }] };
    }
  }
  return [page.paint.bold(title), ...table(labels, columns, page)];
}

function partsText(result: Result, page: Page): string[] {
  const { parts, columns } = partColumns(result);
  const title = page.paint.bold('Where the delay went: mean per message, and its share');
  if (parts.length === 0) return [title, '  nowhere: nothing is delivered'];
  const labels = parts.map((part) => PART_WORDS[part].label);
  return [title, ...table(labels, columns, page)];
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

/** What common random numbers bought, for each comparison. */
function commonNumbersText({ differences }: Result, page: Page): string[] {
  const ratio = (value: number | null): string => {
    if (value === null) return NOTHING;
    return value > 0 && value < 0.005 ? '<0.01' : value.toFixed(2);
  };
  const told = differences.filter(
    ({ commonRandomNumbers: { mean, p99 } }) => mean !== null || p99 !== null,
  );
  if (told.length === 0) return [];
  const columns: Column[] = (['mean', 'p99'] as const).map((measure) => ({
    title: measure,
    cells: told.map(({ commonRandomNumbers: found }) => ({ centre: ratio(found[measure]) })),
  }));
  const title =
    'What common random numbers bought: variance of the difference against independent runs';
  return [
    '',
    ...wrap(title, page.columns).map((line) => page.paint.bold(line)),
    ...table(
      told.map(({ setting, to }) => `${setting} − ${to}`),
      columns,
      page,
    ),
  ];
}
