/**
 * A course over time (backlog, busy runners), cut into equal steps: what charts are drawn from.
 *
 * Units: milliseconds; the values' unit is the caller's. The mean of each step is kept, not its
 * largest value.
 */

/** A stretch of time with the mean value over it. */
export interface CoursePoint {
  readonly fromMs: number;
  readonly toMs: number;
  readonly mean: number;
}

/** The course from 0 to `endMs` in `steps` equal steps: the time-weighted mean of each. */
export function inSteps(points: readonly CoursePoint[], endMs: number, steps: number): number[] {
  const means = new Array<number>(steps).fill(0);
  const stepMs = endMs / steps;
  for (const { fromMs, toMs, mean } of points) {
    const last = Math.min(steps - 1, Math.floor(toMs / stepMs));
    for (let i = Math.floor(fromMs / stepMs); i <= last; i++) {
      const within = Math.min(toMs, (i + 1) * stepMs) - Math.max(fromMs, i * stepMs);
      if (within > 0) means[i] += (mean * within) / stepMs;
    }
  }
  return means;
}

/** Equal steps as points again. */
export function asPoints(means: readonly number[], stepMs: number): CoursePoint[] {
  return means.map((mean, i) => ({ fromMs: i * stepMs, toMs: (i + 1) * stepMs, mean }));
}
