/**
 * A sweep as CSV: one row for each point and measure, with a column for each dimension.
 * Durations in ms, shares from 0 to 1, bytes; an empty field is a value that does not exist.
 */
import { type CsvField, csvText } from './csv.ts';
import type { SweepResult } from './sweep-schema.ts';

export function sweepCsv(result: SweepResult): string {
  const { scenario, setting, dimensions, points, replications, partial } = result;
  const columns = [
    'scenario',
    'setting',
    ...dimensions.map(({ name }) => name),
    'measure',
    'unit',
    'value',
    'low',
    'high',
    'replications',
    'partial',
  ];
  const rows = points.flatMap(({ values, measures }) =>
    Object.entries(measures).map(([measure, { unit, value, low, high }]): CsvField[] => [
      scenario.name,
      setting,
      ...values,
      measure,
      unit,
      value,
      low,
      high,
      replications.finished,
      partial ? 'partial' : 'complete',
    ]),
  );
  return csvText(columns, rows);
}
