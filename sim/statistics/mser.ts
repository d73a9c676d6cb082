/**
 * Where the start-up phase of a long run ends: MSER-5 (White, Cobb and Spratt 2000, Simulation 75).
 *
 * The series is averaged in batches of 5; cut off is the beginning without which the standard error
 * of the mean of the rest is smallest. A cut in the second half says that the series is too short to
 * tell, and is refused. Only for steady-state questions: a day that starts empty has nothing to cut
 * off. Left out: an interval of the mean (take independent replications, each cut like this).
 */
const BATCH = 5;
/** So few batches vary by chance too little: their minimum means nothing (Hoad et al. 2010). */
const MIN_BATCHES = 5;

/** Number of values to leave out at the beginning; null where the series does not tell. */
export function truncation(series: readonly number[]): number | null {
  const batches = Math.floor(series.length / BATCH);
  if (batches < 2 * MIN_BATCHES) return null;
  let best = Number.POSITIVE_INFINITY;
  let cut = 0;
  // Mean and sum of squares of the batches from the end (Welford's recursion).
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (let batch = batches - 1; batch >= 0; batch--) {
    let value = 0;
    for (let i = 0; i < BATCH; i++) value += series[batch * BATCH + i] / BATCH;
    n++;
    const step = value - mean;
    mean += step / n;
    squares += step * (value - mean);
    // Equal ones, as of a constant series: the shortest cut.
    if (n >= MIN_BATCHES && squares / (n * n) <= best) {
      best = squares / (n * n);
      cut = batch;
    }
  }
  return Number.isFinite(best) && 2 * cut <= batches ? cut * BATCH : null;
}
