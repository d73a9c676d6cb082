/**
 * Results as CSV, a row a metric: of each setting, of each point of a sweep, of each step of a ladder,
 * of each end of an input whose range is tried. What it is of stands first, then the typical day with
 * its interval, the difference to what it is compared with, and the runs.
 *
 * Durations in ms, shares from 0 to 1, bytes; an empty field is a value that does not exist.
 */
import { type CsvField, csvText } from '../../document/csv.ts';
import type { LadderResult } from '../ladder/result.ts';
import type { SensitivityResult } from '../sensitivity/result.ts';
import type { SweepResult } from '../sweep/result.ts';
import type { DifferenceResult, EstimateResult, Result, Scope } from './result-schema.ts';

const ENDS = ['kind', 'low', 'high', 'interval_low', 'interval_high'];
const METRIC_COLUMNS = ['measure', 'unit', ...ENDS, 'coverage'];
const DIFFERENCE_COLUMNS = [
  ...ENDS.map((column) => `difference_${column}`),
  'days_less',
  'days_more',
  'significant',
];

const RUN_COLUMNS = ['replications', 'partial'];

interface Rows {
  /** What the metrics are of, in the columns that come first. */
  readonly of: readonly CsvField[];
  readonly measures: Readonly<Record<string, EstimateResult>>;
  /** Null where there is nothing to differ from. */
  readonly differences: Readonly<Record<string, DifferenceResult>> | null;
}

/** A setting's metrics, with the differences to the first setting. */
export function resultCsv(result: Result): string {
  const { settings, differences } = result;
  const rows = settings.map(({ name, measures }): Rows => {
    const change = differences.find(({ setting }) => setting === name);
    return { of: [name], measures, differences: change?.measures ?? null };
  });
  return metricCsv(result, ['setting'], rows);
}

/** A point's metrics, with a column for each dimension. */
export function sweepCsv(result: SweepResult): string {
  const { setting, dimensions, points } = result;
  const rows = points.map(({ values, measures }): Rows => {
    return { of: [setting, ...values], measures, differences: null };
  });
  return metricCsv(result, ['setting', ...dimensions.map(({ name }) => name)], rows, false);
}

const NO_LIMIT = 'no limit';

/** A step's metrics, with the differences to what the step is compared with. */
export function ladderCsv(result: LadderResult): string {
  const { from, steps, limits } = result;
  const limited = (limits?.steps ?? []).map((step) => {
    return { ...step, group: 'limit', comparedWith: NO_LIMIT };
  });
  const unlimited = limits === null ? [] : [limits.unlimited];
  const rows = [
    { of: ['in order', from.name, null], measures: from.measures, differences: null },
    ...steps.map(ofStep),
    ...unlimited.map((measures) => ({
      of: ['limit', NO_LIMIT, null],
      measures,
      differences: null,
    })),
    ...limited.map(ofStep),
  ];
  return metricCsv(result, ['group', 'step', 'compared_with'], rows);
}

function ofStep(step: Omit<Rows, 'of'> & Record<'group' | 'name' | 'comparedWith', string>): Rows {
  return { ...step, of: [step.group, step.name, step.comparedWith] };
}

/** Each end of each input, the largest swing first. */
export function sensitivityCsv(result: SensitivityResult): string {
  const { setting, measure, inputs } = result;
  const rows = inputs.flatMap(({ name, unit, present, ends }) =>
    ends.map(({ at, effect, measure: value, difference }): Rows => {
      return {
        of: [setting, name, unit, present, at, effect],
        measures: { [measure.name]: value },
        differences: { [measure.name]: difference },
      };
    }),
  );
  const columns = ['setting', 'input', 'input_unit', 'input_now', 'input_value', 'effect'];
  return metricCsv(result, columns, rows);
}

function metricCsv(
  { scenario, replications, partial }: Scope,
  columns: readonly string[],
  rows: readonly Rows[],
  hasDifferences = true,
): string {
  const runs = [replications.finished, partial ? 'partial' : 'complete'];
  return csvText(
    [
      'scenario',
      ...columns,
      ...METRIC_COLUMNS,
      ...(hasDifferences ? DIFFERENCE_COLUMNS : []),
      ...RUN_COLUMNS,
    ],
    rows.flatMap(({ of, measures, differences }) =>
      Object.entries(measures).map(([name, value]) => [
        scenario.name,
        ...of,
        ...[name, value.unit, ...endFields(value), value.coverage],
        ...(hasDifferences ? differenceFields(differences?.[name]) : []),
        ...runs,
      ]),
    ),
  );
}

function endFields({ kind, low, high, interval }: EstimateResult): CsvField[] {
  return [kind, low, high, interval?.low ?? null, interval?.high ?? null];
}

function differenceFields(change: DifferenceResult | undefined): CsvField[] {
  if (change === undefined) return DIFFERENCE_COLUMNS.map(() => null);
  const { less, more, significant } = change;
  const verdict = significant === null ? null : significant ? 'yes' : 'no';
  return [...endFields(change), less, more, verdict];
}
