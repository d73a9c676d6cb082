/**
 * A sweep as CSV: one row for each point and measure, with a column for each dimension.
 * Durations in ms, shares from 0 to 1, bytes; an empty field is a value that does not exist.
 */
import { type CsvField, csvText } from './csv.ts';
import { MEASURE_COLUMNS, measureFields, RUN_COLUMNS, runFields } from './measure-csv.ts';
import type { SweepResult } from './sweep-schema.ts';

export function sweepCsv(result: SweepResult): string {
  const { scenario, setting, dimensions, points } = result;
  const columns = [
    'scenario',
    'setting',
    ...dimensions.map(({ name }) => name),
    ...MEASURE_COLUMNS,
    ...RUN_COLUMNS,
  ];
  const rows = points.flatMap(({ values, measures }) =>
    Object.entries(measures).map(([measure, value]): CsvField[] => [
      scenario.name,
      setting,
      ...values,
      ...measureFields(measure, value),
      ...runFields(result),
    ]),
  );
  return csvText(columns, rows);
}
