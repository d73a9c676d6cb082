/**
 * A sweep as the data of charts: a map of two dimensions, a line of one. Who draws them decides how.
 *
 * Units: the metric's (ms, shares, counts, bytes); values on the axes as texts and, where they are
 * amounts, as numbers in the model's units (null for `unlimited`).
 */
import type { MetricName } from '../../mailpath/metrics.ts';
import { type MeasuredValue, measuredOf } from '../charts/measured.ts';
import { heatLevels } from './heat-levels.ts';
import type { SweepGrid } from './heat-map.ts';
import type { SweepLine } from './sweep-line-chart.ts';
import type { SweepLineResult, SweepResult } from './sweep-schema.ts';

type Measure = SweepResult['measures'][number];
type AxisValue = SweepResult['dimensions'][number]['values'][number];

interface Measured extends MeasuredValue {
  /** Than the best point, beyond chance; null: so few days cannot tell. */
  readonly clearlyWorse: boolean | null;
}

export interface HeatMapData {
  readonly xName: string;
  readonly yName: string;
  /** The axes, in the order given. */
  readonly xs: readonly AxisValue[];
  readonly ys: readonly AxisValue[];
  readonly measure: MetricName;
  readonly unit: Measure['unit'];
  readonly better: Measure['better'];
  /** `level`: 0 (as good as the best) to 4, as the text shades it. */
  readonly cells: readonly ({
    readonly x: string;
    readonly y: string;
    readonly level: number;
  } & Measured)[];
  readonly best: { readonly x: string; readonly y: string } | null;
  /** Kneedle's knee along each axis, the other one at its best value; null: there is none. */
  readonly knee: { readonly x: string | null; readonly y: string | null };
  /** Likewise: from here on nothing clear is gained. */
  readonly enough: { readonly x: string | null; readonly y: string | null };
}

export interface SweepLineData {
  readonly xName: string;
  readonly measure: MetricName;
  readonly unit: Measure['unit'];
  readonly better: Measure['better'];
  /** By ascending value where they are amounts. */
  readonly points: readonly ({ readonly x: string; readonly number: number | null } & Measured)[];
  readonly best: string;
  readonly knee: string | null;
  readonly enough: string | null;
}

/** The map of a sweep of two dimensions: the first one is x; null for another number of them. */
export function heatMapData(
  result: SweepResult,
  measure = judged(result).name,
): HeatMapData | null {
  const { dimensions, points, best, lines } = result;
  if (dimensions.length !== 2) return null;
  const [x, y] = dimensions;
  const { name, unit, better } = named(result, measure);
  const levels = heatLevels(result, name);
  const along = <T>(read: (line: SweepLineResult, d: number) => T) => {
    const [ofX = null, ofY = null] = lines.map(read);
    return { x: ofX, y: ofY };
  };
  return {
    xName: x.name,
    yName: y.name,
    xs: x.values,
    ys: y.values,
    measure: name,
    unit,
    better,
    cells: points.map((point, i) => ({
      x: point.values[0],
      y: point.values[1],
      level: levels[i],
      ...measured(point, name),
    })),
    best: best === null ? null : { x: points[best].values[0], y: points[best].values[1] },
    knee: along((line, d) => (line.knee === null ? null : points[line.knee].values[d])),
    enough: along((line, d) => valueAt(result, enoughPoint(line), d)),
  };
}

/** The line of one dimension through the best point; null where nothing is judged. */
export function sweepLineData(
  result: SweepResult,
  dimension = 0,
  measure = judged(result).name,
): SweepLineData | null {
  const line = result.lines[dimension];
  if (line === undefined || result.best === null) return null;
  const { name, unit, better } = named(result, measure);
  const { values } = result.dimensions[dimension];
  return {
    xName: line.dimension,
    measure: name,
    unit,
    better,
    points: line.points.map((index, position) => {
      const point = result.points[index];
      return {
        x: point.values[dimension],
        number: values[point.at[dimension]].number,
        ...measured(point, name),
        clearlyWorse: line.clearlyWorse[position],
      };
    }),
    best: result.points[result.best].values[dimension],
    knee: valueAt(result, line.knee, dimension),
    enough: valueAt(result, enoughPoint(line), dimension),
  };
}

/** The cheapest point from which nothing clear is gained; null where it still gets better, or none is. */
export function enoughPoint({ shape, from, to, points }: SweepLineResult): number | null {
  if (shape === 'up') return from === points[points.length - 1] ? null : from;
  return shape === 'down' && to !== points[0] ? to : null;
}

function valueAt({ points }: SweepResult, point: number | null, dimension: number): string | null {
  return point === null ? null : points[point].values[dimension];
}

function judged({ measures: [first] }: SweepResult): Measure {
  return first;
}

function named(result: SweepResult, measure: MetricName): Measure {
  return result.measures.find(({ name }) => name === measure) ?? judged(result);
}

function measured(
  { measures, clearlyWorse }: SweepResult['points'][number],
  measure: MetricName,
): Measured {
  return { ...measuredOf(measures[measure]), clearlyWorse };
}

/** The map as a chart takes it; ranks are of the metric that is judged. */
export function sweepGrid(result: SweepResult, measure: MetricName): SweepGrid | null {
  const data = heatMapData(result, measure);
  if (data === null) return null;
  const { xName, yName, unit, better, cells, best } = data;
  const ranked = best !== null && measure === judged(result).name;
  return {
    measure,
    unit,
    better,
    xName,
    yName,
    cells: cells.map(({ x, y, kind, low, high, interval, clearlyWorse }) => {
      const isBest = x === best?.x && y === best.y;
      const rank = isBest ? 'best' : clearlyWorse === false ? 'as good' : null;
      return { x, y, kind, low, high, interval, rank: ranked ? rank : null };
    }),
  };
}

/** A sweep of one dimension as a chart takes it; marks are of the metric that is judged. */
export function sweepLine(result: SweepResult, measure: MetricName): SweepLine | null {
  const { dimensions, points } = result;
  if (dimensions.length !== 1) return null;
  const [{ name, ordered }] = dimensions;
  const { unit, better } = named(result, measure);
  const data = measure === judged(result).name ? sweepLineData(result) : null;
  return {
    measure,
    unit,
    better,
    xName: name,
    ordered,
    points: points.map((point) => ({ x: point.values[0], ...measured(point, measure) })),
    knee: data?.knee ?? null,
    enough: data?.enough ?? null,
  };
}
