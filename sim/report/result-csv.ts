/**
 * The result as CSV: one row for each setting and measure, with the difference to the first setting.
 * Durations in ms, shares from 0 to 1, bytes; an empty field is a value that does not exist.
 */
import { type CsvField, csvText } from './csv.ts';
import type { Result } from './result-schema.ts';

const COLUMNS = [
  'scenario',
  'setting',
  'measure',
  'unit',
  'value',
  'low',
  'high',
  'difference',
  'difference_low',
  'difference_high',
  'replications',
  'partial',
];

export function resultCsv(result: Result): string {
  const { scenario, settings, differences, replications, partial } = result;
  const rows: CsvField[][] = [];
  for (const { name, measures } of settings) {
    const difference = differences.find(({ setting }) => setting === name);
    for (const [measure, { unit, value, low, high }] of Object.entries(measures)) {
      const change = difference?.measures[measure];
      rows.push([
        scenario.name,
        name,
        measure,
        unit,
        value,
        low,
        high,
        change?.value ?? null,
        change?.low ?? null,
        change?.high ?? null,
        replications.finished,
        partial ? 'partial' : 'complete',
      ]);
    }
  }
  return csvText(COLUMNS, rows);
}
