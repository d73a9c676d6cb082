/**
 * The result as CSV: one row for each setting and metric, with the difference to the first setting.
 * Durations in ms, shares from 0 to 1, bytes; an empty field is a value that does not exist.
 */
import { type CsvField, csvText } from './csv.ts';
import {
  DIFFERENCE_COLUMNS,
  differenceFields,
  METRIC_COLUMNS,
  metricFields,
  RUN_COLUMNS,
  runFields,
} from './metric-csv.ts';
import type { DifferenceResult, Result } from './result-schema.ts';

const COLUMNS = ['scenario', 'setting', ...METRIC_COLUMNS, ...DIFFERENCE_COLUMNS, ...RUN_COLUMNS];

export function resultCsv(result: Result): string {
  const { scenario, settings, differences } = result;
  const rows: CsvField[][] = [];
  for (const { name, measures } of settings) {
    const difference = differences.find(({ setting }) => setting === name);
    const changes: Readonly<Record<string, DifferenceResult>> = difference?.measures ?? {};
    for (const [measure, value] of Object.entries(measures)) {
      rows.push([
        scenario.name,
        name,
        ...metricFields(measure, value),
        ...differenceFields(changes[measure]),
        ...runFields(result),
      ]);
    }
  }
  return csvText(COLUMNS, rows);
}
