/**
 * A sensitivity study as CSV: a row for each end of each input, the largest swing first.
 * Units as the columns say; an empty field is a value that does not exist.
 */
import { type CsvField, csvText } from './csv.ts';
import type { SensitivityResult } from './sensitivity-schema.ts';

const COLUMNS = [
  'scenario',
  'setting',
  'input',
  'input_unit',
  'end',
  'input_now',
  'input_value',
  'measure',
  'unit',
  'value',
  'low',
  'high',
  'difference',
  'difference_low',
  'difference_high',
  'clear',
  'replications',
  'partial',
];

export function sensitivityCsv(result: SensitivityResult): string {
  const { scenario, setting, measure, inputs, replications, partial } = result;
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
        measure.name,
        measure.unit,
        value.value,
        value.low,
        value.high,
        difference.value,
        difference.low,
        difference.high,
        difference.clear === null ? null : difference.clear ? 'clear' : 'unclear',
        replications.finished,
        partial ? 'partial' : 'complete',
      ];
    }),
  );
  return csvText(COLUMNS, rows);
}
