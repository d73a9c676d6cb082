/**
 * The tables of a sweep, as data: with one dimension a row a value, with more than two a row a point,
 * the best first. Two dimensions are a map (sweep-chart-data.ts). And what is said before any number.
 */
import { compareByWorth } from '../../document/bounds-order.ts';
import type { Cell, Column, MetricTable } from '../../document/text-layout.ts';
import { losesMail, NEVER_SHARE, neverCaution, neverShare } from '../days-words.ts';
import { estimateCell } from '../result/metric-columns.ts';
import { enoughPoint } from './sweep-chart-data.ts';
import type { SweepResult } from './sweep-schema.ts';

/** Rows of a sweep of three dimensions or more; the others are in CSV and JSON. */
const MOST_ROWS = 30;
/** Points of which a caution tells the figures. */
const MOST_TOLD = 3;
/** In the data of every point, and told as a warning. */
const UNSHOWN = [NEVER_SHARE];

type Measure = SweepResult['measures'][number];
type Point = SweepResult['points'][number];

export function metricsAsked({ measures }: SweepResult): Measure[] {
  return measures.filter((measure) => measure.asked);
}

/** Above the sentences. */
export function sweepHeading({ best }: SweepResult): string {
  return best === null ? 'The best' : 'Where more stops paying';
}

/** One dimension: a row a value, a mark where more stops paying. */
export function valueTable(result: SweepResult): MetricTable {
  const [{ name }] = result.dimensions;
  const { points, measures } = result;
  // Those that are told, the ones asked for first.
  const shown = measures.filter((one) => one.asked || !UNSHOWN.includes(one.name));
  const marks: Column = {
    title: '',
    align: 'left',
    cells: points.map((_, i) => ({ centre: markOf(result, i) })),
  };
  return {
    title: `Each value of ${name}`,
    corner: name,
    labels: points.map(({ values }) => values[0]),
    columns: [marks, ...metricColumns(result, points, shown)],
  };
}

/** `enough` where nothing clear is gained beyond, `knee` where the curve bends, `best`. */
function markOf({ lines: [line], best }: SweepResult, point: number): string {
  if (line === undefined) return '';
  return [
    ...(point === enoughPoint(line) ? ['enough'] : []),
    ...(point === line.knee ? ['knee'] : []),
    ...(point === best ? ['best'] : []),
  ].join(', ');
}

function metricColumns(
  result: SweepResult,
  points: readonly Point[],
  told: readonly Measure[],
): Column[] {
  const [judged] = result.measures;
  return told.map(({ name }) => ({
    title: name,
    cells: points.map(({ measures, clearlyWorse }): Cell => {
      const cell = estimateCell(measures[name]);
      const good = name === judged.name && clearlyWorse === false;
      return good ? { ...cell, tone: 'better', word: 'as good' } : cell;
    }),
  }));
}

/** Rows of values, one for each dimension, and columns of the metrics that were asked for. */
export interface PointTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly columns: readonly Column[];
  /** Of what is left out; null: nothing is. */
  readonly rest: string | null;
}

/** Three dimensions or more: a row a point, the best first. */
export function pointTable(result: SweepResult): PointTable {
  const { dimensions, points } = result;
  const [{ name, better }] = result.measures;
  const order = points.map((_, i) => i);
  if (better !== 'neither') {
    order.sort((a, b) =>
      compareByWorth(points[a].measures[name], points[b].measures[name], better),
    );
  }
  const told = order.slice(0, MOST_ROWS).map((i) => points[i]);
  const rest = points.length - told.length;
  return {
    names: dimensions.map((dimension) => dimension.name),
    rows: told.map(({ values }) => values),
    columns: metricColumns(result, told, metricsAsked(result)),
    rest: rest === 0 ? null : `... and ${rest} more: --csv has all of them.`,
  };
}

/** Where mail never arrives, or had not by the end: how much, and how its delays count. */
export function sweepCautions({ points, dimensions }: SweepResult): string[] {
  const losing = points.filter(({ measures }) => losesMail(measures));
  if (losing.length === 0) return [];
  const told = losing.slice(0, MOST_TOLD).map(({ values, measures }) => {
    const name = dimensions.map((d, i) => `${d.name}=${values[i]}`).join(', ');
    return `${neverShare(measures)} at ${name}`;
  });
  const rest = losing.length > MOST_TOLD ? ', ...' : '';
  const where = `at ${losing.length} of ${points.length} points (${told.join('; ')}${rest})`;
  return [neverCaution(where)];
}
