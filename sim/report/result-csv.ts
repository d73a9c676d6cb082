/**
 * The result as CSV: one row for each setting and measure, with the difference to the first setting.
 * Durations in ms, shares from 0 to 1, bytes; an empty field is a value that does not exist.
 */
import { type CsvField, csvText } from './csv.ts';
import {
  DIFFERENCE_COLUMNS,
  differenceFields,
  MEASURE_COLUMNS,
  measureFields,
  RUN_COLUMNS,
  runFields,
} from './measure-csv.ts';
import type { Result } from './result-schema.ts';

const COLUMNS = ['scenario', 'setting', ...MEASURE_COLUMNS, ...DIFFERENCE_COLUMNS, ...RUN_COLUMNS];

export function resultCsv(result: Result): string {
  const { scenario, settings, differences } = result;
  const rows: CsvField[][] = [];
  for (const { name, measures } of settings) {
    const difference = differences.find(({ setting }) => setting === name);
    for (const [measure, value] of Object.entries(measures)) {
      rows.push([
        scenario.name,
        name,
        ...measureFields(measure, value),
        ...differenceFields(difference?.measures[measure]),
        ...runFields(result),
      ]);
    }
  }
  return csvText(COLUMNS, rows);
}
