/**
 * A sweep as CSV: one row for each point and metric, with a column for each dimension.
 * Durations in ms, shares from 0 to 1, bytes; an empty field is a value that does not exist.
 */
import { type CsvField, csvText } from './csv.ts';
import { METRIC_COLUMNS, metricFields, RUN_COLUMNS, runFields } from './metric-csv.ts';
import type { EstimateResult } from './result-schema.ts';
import type { SweepResult } from './sweep-schema.ts';

export function sweepCsv(result: SweepResult): string {
  const { scenario, setting, dimensions, points } = result;
  const columns = [
    'scenario',
    'setting',
    ...dimensions.map(({ name }) => name),
    ...METRIC_COLUMNS,
    ...RUN_COLUMNS,
  ];
  const rows = points.flatMap(({ values, measures }) =>
    Object.entries<EstimateResult>(measures).map(([measure, value]): CsvField[] => [
      scenario.name,
      setting,
      ...values,
      ...metricFields(measure, value),
      ...runFields(result),
    ]),
  );
  return csvText(columns, rows);
}
