/**
 * A sensitivity study as CSV: a row for each end of each input, the largest swing first.
 * Units as the columns say; an empty field is a value that does not exist.
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
import type { SensitivityResult } from './sensitivity-schema.ts';

const COLUMNS = [
  'scenario',
  'setting',
  'input',
  'input_unit',
  'end',
  'input_now',
  'input_value',
  ...METRIC_COLUMNS,
  ...DIFFERENCE_COLUMNS,
  ...RUN_COLUMNS,
];

export function sensitivityCsv(result: SensitivityResult): string {
  const { scenario, setting, measure, inputs } = result;
  const rows = inputs.flatMap((input) =>
    (['low', 'high'] as const).map((end): CsvField[] => {
      const { at, measure: value, difference } = input[end];
      return [
        scenario.name,
        setting,
        input.name,
        input.unit,
        end,
        input.present,
        at,
        ...metricFields(measure.name, value),
        ...differenceFields(difference),
        ...runFields(result),
      ];
    }),
  );
  return csvText(COLUMNS, rows);
}
