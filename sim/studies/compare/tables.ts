/** The tables of a comparison, and those of one setting, as data. */

import { boundsOf } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import { count, duration, NOTHING } from '../../document/quantity.ts';
import type { Cell, Column, MetricTable } from '../../document/text-layout.ts';
import { PART_WORDS } from '../../mailpath/delay-part.ts';
import { faultWords } from '../../mailpath/faults.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { logLine } from '../closed-form-answers.ts';
import { BAD_DAY_WORDS, daysText, shownText } from '../days-words.ts';
import { BAD_DAY_REASONS } from '../objective.ts';
import {
  differenceColumns,
  metricColumns,
  metricsOfTable,
  partColumns,
  type RunTable,
} from '../result/metric-columns.ts';
import type { Result } from '../result/result-schema.ts';
import { doneInCloudBy, settingValue } from '../setting-changes.ts';

/** The tail beyond p99 is in the table of one setting. */
const DELAYS = metricsOfTable('delay').filter((name) => name !== 'p99.9');
const ACTIVITY: readonly MetricName[] = [
  'cuts',
  'connections',
  'connections-peak',
  'busy-runners-peak',
  'deferrals-attempted',
  'deferrals-skipped',
  'marked-time',
  'backlog-peak',
];
/** Shown only where some setting has some of it. */
const TROUBLES: readonly MetricName[] = [
  'never-share',
  'queued',
  'returned',
  'greylisted-retries',
  'duplicates',
  'ticks-lost',
  'ended-limit',
];

/** Above the parts of the delay. */
export const PARTS_TITLE = 'Where the delay of all mail went: mean per message, and its share';

/** What the settings change, one row a setting of the gateway; null if nothing. */
export function changesTable({ settings, scenario }: Result): MetricTable | null {
  const [, ...others] = settings;
  const changed = [...new Set(others.flatMap(({ changes }) => changes.map((c) => c.setting)))];
  if (changed.length === 0) return null;
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
  return {
    title: others.length === 1 ? `What ${others[0].name} changes` : 'What the settings change',
    labels: changed.map((setting) => {
      const by = scenario.deployment === 'cloud' ? doneInCloudBy(setting) : 'administrator';
      return by === 'administrator' ? setting : `${setting} (by ${by})`;
    }),
    columns,
  };
}

/** Delays of the typical day, with the largest of all days. */
export function delayTable(result: Result): MetricTable {
  const { title, labels, columns } = metricsTable('Delay on a typical day', DELAYS, result);
  if (result.replications.finished < 2) return { title, labels, columns };
  const largest = result.settings.map(({ worst }) => boundsText(worst, 'ms'));
  return {
    title,
    labels: [...labels, 'largest of all'],
    columns: columns.map((column, i) => {
      return { ...column, cells: [...column.cells, { centre: largest[i] ?? '' }] };
    }),
  };
}

/** How many days were bad, and why. */
export function daysTable(result: Result): MetricTable {
  const { settings } = result;
  const objectives = settings.some(({ badDays }) => badDays.byReason.objective > 0);
  const reasons = BAD_DAY_REASONS.filter((reason) => reason !== 'objective' || objectives);
  return {
    title: `Bad days, of ${daysText(result.replications.finished)}`,
    labels: [
      'bad days',
      '  of all days like these',
      ...reasons.map((reason) => `  ${BAD_DAY_WORDS[reason]}`),
    ],
    columns: settings.map(({ name, badDays }) => ({
      title: name,
      cells: [
        { centre: String(badDays.bad) },
        { centre: shownText(badDays) },
        ...reasons.map((reason) => ({ centre: String(badDays.byReason[reason]) })),
      ],
    })),
  };
}

/** Days of both kinds, each by itself; a table for each setting that has both. */
export function kindsTables({ settings }: Result): MetricTable[] {
  return settings.flatMap(({ name, kinds }) => {
    if (kinds === null) return [];
    const column = (title: string, kind: typeof kinds.bad): Column => ({
      title,
      cells: [
        { centre: String(kind.days) },
        { centre: boundsText(kind.p99, 'ms') },
        { centre: boundsText(kind.largest, 'ms') },
        { centre: duration(kind.markedMs) },
        { centre: kind.cuts === null ? NOTHING : count(kind.cuts) },
      ],
    });
    return [
      {
        title: `Under ${name} there are days of two kinds`,
        labels: [
          'days',
          'p99, median',
          'largest delay',
          'host marked for, median',
          'connections cut, mean',
        ],
        columns: [column('bad days', kinds.bad), column('other days', kinds.good)],
      },
    ];
  });
}

export function sharesTable(result: Result): MetricTable {
  return metricsTable(
    'Messages that took longer than that, on a typical day',
    metricsOfTable('longer'),
    result,
  );
}

/** Null where nothing is delivered. */
export function partsTable(result: Result): MetricTable | null {
  const { parts, columns } = partColumns(result);
  if (parts.length === 0) return null;
  return { title: PARTS_TITLE, labels: parts.map((part) => PART_WORDS[part].label), columns };
}

export function activityTable(result: Result): MetricTable {
  return metricsTable('What the gateway did on a typical day', activity(result), result);
}

function activity({ settings }: Result): MetricName[] {
  const some = TROUBLES.filter((name) =>
    settings.some(({ measures }) => boundsOf(measures[name]).high > 0),
  );
  return [...ACTIVITY, ...some];
}

function metricsTable(title: string, names: readonly MetricName[], result: Result): MetricTable {
  return {
    title,
    labels: names.map((name) => metricOf(name).label),
    columns: [...metricColumns(result, names), ...differenceColumns(result, names)],
  };
}

/** How long the mail takes, and where that went; left out what there is nothing of. */
export function delayTables(result: Result): MetricTable[] {
  const { parts, columns } = partColumns(result);
  return filled([
    metricTable('Delay on a typical day', 'delay', result),
    metricTable('Messages that took longer than that, on a typical day', 'longer', result),
    daysTable(result),
    ...kindsTables(result),
    {
      title: PARTS_TITLE,
      labels: parts.map((part) => PART_WORDS[part].label),
      columns: columns.map((column) => ({ ...column, title: '' })),
    },
  ]);
}

/** Outcomes of the messages, and how the gateway went about it. */
export function workTables(result: Result): MetricTable[] {
  const [{ deferralTexts, failures, hosts }] = result.settings;
  const bySize = (counts: Readonly<Record<string, number>>): [string, number][] =>
    Object.entries(counts).sort(([, a], [, b]) => b - a);
  const texts = bySize(deferralTexts).filter(([, mean]) => mean > 0);
  const causes = bySize(failures);
  const marked = hosts.filter(({ markedMs }) => markedMs > 0);
  return filled([
    metricTable('Messages, on a typical day', 'messages', result),
    metricTable('Deferrals', 'deferrals', result),
    single(
      'What the log says of them, a day',
      texts.map(([name, mean]) => [logLine(name), { centre: count(mean) }]),
    ),
    single(
      'Time that hosts were marked, a day',
      marked.map(({ name, markedMs }) => [name, { centre: duration(markedMs) }]),
    ),
    metricTable('Connections, by how they ended', 'connections', result),
    single(
      'Attempts that failed, by cause, a day',
      causes.map(([cause, mean]) => [faultWords(cause), { centre: count(mean) }]),
    ),
    metricTable('Queue', 'queue', result),
  ]);
}

/** One setting needs no title above its column. */
function metricTable(title: string, table: RunTable, result: Result): MetricTable {
  const names = metricsOfTable(table);
  return {
    title,
    labels: names.map(metricOf).map(({ labelInTable, label }) => labelInTable ?? label),
    columns: metricColumns(result, names).map((column) => ({ ...column, title: '' })),
  };
}

function single(title: string, rows: readonly (readonly [string, Cell])[]): MetricTable {
  return {
    title,
    labels: rows.map(([label]) => label),
    columns: [{ title: '', cells: rows.map(([, cell]) => cell) }],
  };
}

function filled(tables: readonly MetricTable[]): MetricTable[] {
  return tables.filter(({ labels }) => labels.length > 0);
}
