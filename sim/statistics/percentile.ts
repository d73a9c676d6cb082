/** Percentiles of a few replications: the band in which most of them lie. */

/**
 * The p-quantile of values sorted ascending, between two of them by linear interpolation
 * (Hyndman and Fan 1996, type 7). NaN if there is none.
 */
export function percentile(sorted: readonly number[], p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = p * (sorted.length - 1);
  const i = Math.floor(position);
  const below = sorted[i];
  return i + 1 < sorted.length ? below + (position - i) * (sorted[i + 1] - below) : below;
}
