/** The tables of one setting, as data: every measure with its interval, by what it is about. */
import { daysTable, kindsTables, PARTS_TITLE } from './comparison-tables.ts';
import { type MeasureTable, measureColumns, partColumns } from './measure-columns.ts';
import { count, duration } from './quantity.ts';
import type { Result } from './result-schema.ts';
import type { Cell } from './text-layout.ts';
import { faultWords, logLine, MEASURE_LABELS, PART_WORDS } from './words.ts';

const DELAYS = ['mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max'];
const SHARES = ['over-1m', 'over-5m', 'over-15m', 'over-60m'];
const MESSAGES = [
  'arrived',
  'delivered',
  'first-attempt-share',
  'tries',
  'queued',
  'never-share',
  'returned',
  'hasty-retries',
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
  'connections-peak',
  'ended-quit',
  'cuts',
  'ended-fault',
  'ended-limit',
  'longest-connection',
  'most-on-connection',
];
const QUEUE = ['backlog-peak', 'busy-runners-peak', 'queue-runs', 'ticks-lost', 'lost-writes'];

/** How long the mail takes, and where that went; left out what there is nothing of. */
export function delayTables(result: Result): MeasureTable[] {
  const { parts, columns } = partColumns(result);
  return filled([
    measures('Delay on a typical day', DELAYS, result),
    measures('Messages that took longer than that, on a typical day', SHARES, result),
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
export function workTables(result: Result): MeasureTable[] {
  const [{ deferralTexts, failures, hosts }] = result.settings;
  const bySize = (counts: Readonly<Record<string, number>>): [string, number][] =>
    Object.entries(counts).sort(([, a], [, b]) => b - a);
  const texts = bySize(deferralTexts).filter(([, mean]) => mean > 0);
  const causes = bySize(failures);
  const marked = hosts.filter(({ markedMs }) => markedMs > 0);
  return filled([
    measures('Messages, on a typical day', MESSAGES, result),
    measures('Deferrals', DEFERRALS, result),
    single(
      'What the log says of them, a day',
      texts.map(([name, mean]) => [logLine(name), { centre: count(mean) }]),
    ),
    single(
      'Time that hosts were marked, a day',
      marked.map(({ name, markedMs }) => [name, { centre: duration(markedMs) }]),
    ),
    measures('Connections, by how they ended', CONNECTIONS, result),
    single(
      'Attempts that failed, by cause, a day',
      causes.map(([cause, mean]) => [faultWords(cause), { centre: count(mean) }]),
    ),
    measures('Queue', QUEUE, result),
  ]);
}

/** One setting needs no title above its column. */
function measures(title: string, names: readonly string[], result: Result): MeasureTable {
  return {
    title,
    labels: names.map((name) => MEASURE_LABELS[name]),
    columns: measureColumns(result, names).map((column) => ({ ...column, title: '' })),
  };
}

function single(title: string, rows: readonly (readonly [string, Cell])[]): MeasureTable {
  return {
    title,
    labels: rows.map(([label]) => label),
    columns: [{ title: '', cells: rows.map(([, cell]) => cell) }],
  };
}

function filled(tables: readonly MeasureTable[]): MeasureTable[] {
  return tables.filter(({ labels }) => labels.length > 0);
}
