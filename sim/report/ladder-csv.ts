/**
 * A ladder as CSV: one row for each step and metric, with the difference to what the step is held
 * against. Units and empty fields as in result-csv.ts.
 */
import { type CsvField, csvText } from './csv.ts';
import type { LadderResult } from './ladder-schema.ts';
import {
  DIFFERENCE_COLUMNS,
  differenceFields,
  METRIC_COLUMNS,
  metricFields,
  RUN_COLUMNS,
  runFields,
} from './metric-csv.ts';
import type { DifferenceResult, EstimateResult } from './result-schema.ts';

const COLUMNS = [
  'scenario',
  'group',
  'step',
  'compared_with',
  ...METRIC_COLUMNS,
  ...DIFFERENCE_COLUMNS,
  ...RUN_COLUMNS,
];

interface Row {
  readonly group: string;
  readonly name: string;
  readonly comparedWith: string | null;
  readonly measures: Readonly<Record<string, EstimateResult>>;
  readonly differences: Readonly<Record<string, DifferenceResult>> | null;
}

const NO_LIMIT = 'no limit';

export function ladderCsv(result: LadderResult): string {
  const { from, steps, limits, scenario } = result;
  const rows: Row[] = [
    {
      group: 'in order',
      name: from.name,
      comparedWith: null,
      measures: from.measures,
      differences: null,
    },
    ...steps,
    ...(limits === null
      ? []
      : [
          {
            group: 'limit',
            name: NO_LIMIT,
            comparedWith: null,
            measures: limits.unlimited,
            differences: null,
          },
          ...limits.steps.map((step) => ({ ...step, group: 'limit', comparedWith: NO_LIMIT })),
        ]),
  ];
  return csvText(
    COLUMNS,
    rows.flatMap(({ group, name, comparedWith, measures, differences }) =>
      Object.entries(measures).map(([measure, value]): CsvField[] => [
        scenario.name,
        group,
        name,
        comparedWith,
        ...metricFields(measure, value),
        ...differenceFields(differences?.[measure]),
        ...runFields(result),
      ]),
    ),
  );
}
