/**
 * The tables of a comparison, as data: what the settings change, delays with their differences,
 * where the delay went, what the gateway did, what common random numbers bought.
 */
import {
  differenceColumns,
  type MeasureTable,
  measureColumns,
  partColumns,
} from './measure-columns.ts';
import { duration, NOTHING } from './quantity.ts';
import type { Result } from './result-schema.ts';
import { HOST_STATUS, settingValue } from './setting-changes.ts';
import type { Column } from './text-layout.ts';
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

/** Above the parts of the delay. */
export const PARTS_TITLE = 'Where the delay went: mean per message, and its share';

/** What the settings change, one row a setting of the gateway; null if nothing. */
export function changesTable({ settings, scenario }: Result): MeasureTable | null {
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
    labels: changed.map((setting) =>
      setting === HOST_STATUS && scenario.deployment === 'cloud'
        ? `${setting} (by Proofpoint Support)`
        : setting,
    ),
    columns,
  };
}

/** Delays, with the largest of all replications. */
export function delayTable(result: Result): MeasureTable {
  const { title, labels, columns } = measuresTable('Delay', DELAYS, result);
  if (result.replications.finished < 2) return { title, labels, columns };
  const largest = result.settings.map(({ worstMs }) => duration(worstMs ?? Number.NaN));
  return {
    title,
    labels: [...labels, 'largest of all'],
    columns: columns.map((column, i) => {
      return { ...column, cells: [...column.cells, { centre: largest[i] ?? '' }] };
    }),
  };
}

export function sharesTable(result: Result): MeasureTable {
  return measuresTable('Messages that took longer than that', SHARES, result);
}

/** Null where nothing is delivered. */
export function partsTable(result: Result): MeasureTable | null {
  const { parts, columns } = partColumns(result);
  if (parts.length === 0) return null;
  return { title: PARTS_TITLE, labels: parts.map((part) => PART_WORDS[part].label), columns };
}

export function doingsTable(result: Result): MeasureTable {
  return measuresTable('What the gateway did, per replication', doings(result), result);
}

function doings({ settings }: Result): string[] {
  const some = TROUBLES.filter((name) =>
    settings.some(({ measures }) => (measures[name].value ?? 0) > 0),
  );
  return [...DOINGS, ...some];
}

function measuresTable(title: string, names: readonly string[], result: Result): MeasureTable {
  return {
    title,
    labels: names.map((name) => DOING_LABELS[name] ?? MEASURE_LABELS[name]),
    columns: [...measureColumns(result, names), ...differenceColumns(result, names)],
  };
}

/** What common random numbers bought, for each comparison; null where that has no meaning. */
export function commonNumbersTable({ differences }: Result): MeasureTable | null {
  const ratio = (value: number | null): string => {
    if (value === null) return NOTHING;
    return value > 0 && value < 0.005 ? '<0.01' : value.toFixed(2);
  };
  const told = differences.filter(
    ({ commonRandomNumbers: { mean, p99 } }) => mean !== null || p99 !== null,
  );
  if (told.length === 0) return null;
  return {
    title: 'What common random numbers bought: variance of the difference against independent runs',
    labels: told.map(({ setting, to }) => `${setting} − ${to}`),
    columns: (['mean', 'p99'] as const).map((measure) => ({
      title: measure,
      cells: told.map(({ commonRandomNumbers: found }) => ({ centre: ratio(found[measure]) })),
    })),
  };
}
