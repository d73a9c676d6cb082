/** The columns that the CSV of every study has: a value with its interval, a difference, the runs. */
import type { CsvField } from './csv.ts';
import type { DifferenceResult, EstimateResult, Scope } from './result-schema.ts';

export const MEASURE_COLUMNS = ['measure', 'unit', 'value', 'low', 'high'];

export function measureFields(
  name: string,
  { unit, value, low, high }: EstimateResult,
): CsvField[] {
  return [name, unit, value, low, high];
}

export const DIFFERENCE_COLUMNS = ['difference', 'difference_low', 'difference_high', 'clear'];

/** Empty fields where there is nothing to differ from. */
export function differenceFields(change: DifferenceResult | undefined): CsvField[] {
  if (change === undefined) return [null, null, null, null];
  const { value, low, high, clear } = change;
  return [value, low, high, clear === null ? null : clear ? 'clear' : 'unclear'];
}

export const RUN_COLUMNS = ['replications', 'partial'];

export function runFields({ replications, partial }: Pick<Scope, 'replications' | 'partial'>) {
  return [replications.finished, partial ? 'partial' : 'complete'];
}
