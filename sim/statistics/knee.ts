/**
 * The knee of a curve: from where on more of x buys little, or begins to cost much.
 *
 * Kneedle in its simple form (Satopaa, Albrecht, Irwin and Raghavan 2011, ICDCS workshops): both
 * axes scaled to 0..1, the knee is the point farthest below the chord between the first and the
 * last point. It serves a convex curve whose small y is good, falling (delay against processes) or
 * rising (delay against load). x may be unevenly spaced, in the order of the points and in either
 * direction; a logarithmic axis is the caller's to take. Left out: the smoothing spline and the
 * sensitivity of the paper, that is noise (give means), a curve with several knees (the deepest is
 * taken), and a concave one (null). The knee depends on the range of x that was looked at.
 */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * Minimum distance from the chord, as a share of the range of y: an assumption. A parabola from one
 * end to its vertex has 0.25, 1/x over one decade 0.52, a straight line 0.
 */
const MIN_BEND = 0.1;

/** Index of the knee in the points; null where there is no bend worth the name. */
export function knee(points: readonly CurvePoint[]): number | null {
  if (points.length < 3) return null;
  const first = points[0];
  const last = points[points.length - 1];
  const width = last.x - first.x;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { y } of points) {
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  if (!(Math.abs(width) > 0 && high > low && Number.isFinite(high - low))) return null;
  let best: number | null = null;
  let bend = MIN_BEND;
  points.forEach(({ x, y }, i) => {
    const chord = first.y + ((x - first.x) / width) * (last.y - first.y);
    const below = (chord - y) / (high - low);
    if (below > bend) {
      bend = below;
      best = i;
    }
  });
  return best;
}
