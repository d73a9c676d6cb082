/**
 * How dark each point of a sweep is drawn: 0 (the best, and what is not clearly worse) to 4 (the
 * worst), by the root of the distance to the best, so that a few very bad corners do not make all
 * others look alike. A bound counts by its upper end: mail that may never arrive is darkest.
 */

import { upperEnd } from '../../document/bounds-order.ts';
import type { MetricName } from '../../mailpath/metrics.ts';
import type { SweepResult } from './sweep-schema.ts';

/** Lightest first. */
export const SHADES: readonly string[] = [' ', '░', '▒', '▓', '█'];

/** One a point; the darkest where there is no value. */
export function heatLevels({ points, best }: SweepResult, metric: MetricName): number[] {
  const values = points.map(({ measures }) => upperEnd(measures[metric]));
  const known = values.filter(Number.isFinite);
  const ideal = best === null ? Math.min(...known) : values[best];
  const farthest = Math.max(0, ...known.map((value) => Math.abs(value - ideal)));
  const darkest = SHADES.length - 1;
  return values.map((value, i) => {
    if (Number.isNaN(value)) return darkest;
    if (value === ideal || points[i].clearlyWorse === false) return 0;
    if (!Number.isFinite(value)) return darkest;
    const distance = Math.sqrt(Math.abs(value - ideal) / farthest);
    return Math.min(darkest, Math.ceil(distance * darkest));
  });
}
