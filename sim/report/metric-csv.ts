/** The columns that the CSV of every study has: a value with its interval, a difference, the runs. */
import type { CsvField } from './csv.ts';
import type { DifferenceResult, EstimateResult, Scope } from './result-schema.ts';

export const METRIC_COLUMNS = [
  'measure',
  'unit',
  'kind',
  'low',
  'high',
  'interval_low',
  'interval_high',
  'coverage',
];

export function metricFields(
  name: string,
  { unit, kind, low, high, interval, coverage }: EstimateResult,
): CsvField[] {
  return [name, unit, kind, low, high, interval?.low ?? null, interval?.high ?? null, coverage];
}

export const DIFFERENCE_COLUMNS = [
  'difference_kind',
  'difference_low',
  'difference_high',
  'difference_interval_low',
  'difference_interval_high',
  'days_less',
  'days_more',
  'clear',
];

/** Empty fields where there is nothing to differ from. */
export function differenceFields(change: DifferenceResult | undefined): CsvField[] {
  if (change === undefined) return DIFFERENCE_COLUMNS.map(() => null);
  const { kind, low, high, interval, less, more, clear } = change;
  return [
    kind,
    low,
    high,
    interval?.low ?? null,
    interval?.high ?? null,
    less,
    more,
    clear === null ? null : clear ? 'clear' : 'unclear',
  ];
}

export const RUN_COLUMNS = ['replications', 'partial'];

export function runFields({ replications, partial }: Pick<Scope, 'replications' | 'partial'>) {
  return [replications.finished, partial ? 'partial' : 'complete'];
}
