/** The tables of one setting, as data: every metric with its interval, by what it is about. */

import { count, duration } from '../../document/quantity.ts';
import type { Cell, MetricTable } from '../../document/text-layout.ts';
import { PART_WORDS } from '../../mailpath/delay-part.ts';
import { faultWords } from '../../mailpath/faults.ts';
import { metricOf } from '../../mailpath/metrics.ts';
import {
  metricColumns,
  metricsOfTable,
  partColumns,
  type RunTable,
} from '../result/metric-columns.ts';
import type { Result } from '../result/result-schema.ts';
import { logLine } from '../words.ts';
import { daysTable, kindsTables, PARTS_TITLE } from './comparison-tables.ts';

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

/** What became of the messages, and how the gateway went about it. */
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
