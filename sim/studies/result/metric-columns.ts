/**
 * Columns of a table: a setting's metrics with their intervals, the paired differences to the
 * first setting, the parts of the delay.
 */

import { boundsOf } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import { boundsText, intervalText } from '../../document/bounds-text.ts';
import { NOTHING } from '../../document/quantity.ts';
import type { Cell } from '../../document/text-layout.ts';
import {
  METRICS,
  type Metric,
  type MetricName,
  type MetricUnit,
  metricOf,
} from '../../mailpath/metrics.ts';
import type { DifferenceResult, EstimateResult } from './result-schema.ts';

/** A table of `run`, by what it is about. */
export type RunTable = NonNullable<Metric['table']>;

/** Rows that come first, in an order of their own; what else the table of metrics puts there follows. */
const FIRST: Readonly<Partial<Record<RunTable, readonly MetricName[]>>> = {
  delay: ['mean'],
  messages: [
    'arrived',
    'delivered',
    'first-attempt-share',
    'tries',
    'queued',
    'never-share',
    'returned',
    'greylisted-retries',
    'warned',
    'duplicates',
    'last-delivery',
  ],
  connections: ['connections', 'connections-peak', 'ended-quit'],
  queue: ['backlog-peak', 'busy-runners-peak', 'queue-runs', 'ticks-lost'],
};

/** The metrics of a table, from the first row to the last. */
export function metricsOfTable(table: RunTable): MetricName[] {
  const listed = METRICS.filter((metric) => metric.table === table).map(({ name }) => name);
  return [...new Set([...(FIRST[table] ?? []), ...listed])];
}

/** The typical day with its interval, low to high. */
export function estimateCell({ unit, interval, ...value }: EstimateResult): Cell {
  return { centre: boundsText(value, unit), ...rangeOf(value, interval, unit) };
}

/** A typical difference with its interval, coloured by what it means; dim where it may be chance. */
export function differenceCell(
  name: MetricName,
  { unit, interval, significant, ...value }: DifferenceResult,
): Cell {
  if (value.kind === 'none') return { centre: NOTHING };
  const { better } = metricOf(name);
  const cell: Cell = {
    centre: boundsText(value, unit, '+'),
    ...rangeOf(value, interval, unit, '+'),
  };
  if (significant === false) return { ...cell, tone: 'unsure' };
  if (significant === null || better === 'neither') return cell;
  const isLess = boundsOf(interval ?? value).high < 0;
  return { ...cell, tone: isLess === (better === 'less') ? 'better' : 'worse' };
}

/** The interval, in brackets; nothing where both of its ends read as the value does. */
function rangeOf(
  value: BoundsResult,
  interval: BoundsResult | null,
  unit: MetricUnit,
  plus: '' | '+' = '',
): { half?: string } {
  if (interval === null || boundsText(interval, unit, plus) === boundsText(value, unit, plus)) {
    return {};
  }
  const range = intervalText(interval, unit, plus);
  return range === null ? {} : { half: `(${range})` };
}
