/**
 * The measures of one day (one replication): each with a name, a unit and a way to read it.
 *
 * All mail counts: figures of delay are those of the whole cohort, of which some may still be there
 * at the end of the run (it has waited for its age, and may never arrive) and some may have been
 * returned (it never does). Where those could change a figure it is a pair of bounds; the order
 * statistics, shares and maxima of the two extremes are its ends. Counters are read at the reading
 * time. Scenario files (`expect:`, `objectives:`), tables, CSV and JSON use the names. Durations in
 * milliseconds, shares from 0 to 1, sizes in bytes; NaN where a day has nothing to say (no mail).
 * Left out: what is not a number (the largest part, how connections ended by cause), and shares of
 * the delay, which are shares of sums over all days (setting-outcome.ts).
 */
import { PART_NAMES } from '../mailpath/delay-part.ts';
import type { CohortResult, RunResult } from '../mailpath/run-result.ts';
import { type Bounds, known, NOTHING_KNOWN } from '../statistics/bounds.ts';
import { DelayHistogram, lowerEdge } from '../statistics/delay-histogram.ts';

export type MeasureUnit = 'ms' | 'share' | 'count' | 'bytes';

export interface Measure {
  readonly name: string;
  readonly unit: MeasureUnit;
  /** Whether less of it is better, for words and colours; `neither` where it depends. */
  readonly better: 'less' | 'more' | 'neither';
  readonly read: (result: RunResult) => Bounds;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NEVER = Number.POSITIVE_INFINITY;

function measure(
  name: string,
  unit: MeasureUnit,
  better: Measure['better'],
  read: Measure['read'],
): Measure {
  return { name, unit, better, read };
}

/** A counter of the reading: always known. */
function counter(
  name: string,
  unit: MeasureUnit,
  better: Measure['better'],
  read: (result: RunResult) => number,
): Measure {
  return measure(name, unit, better, (result) => known(read(result)));
}

/** A figure of the cohort; nothing is known of an empty one. */
function ofCohort(
  name: string,
  unit: MeasureUnit,
  better: Measure['better'],
  read: (cohort: CohortResult, result: RunResult) => Bounds,
): Measure {
  return measure(name, unit, better, (result) =>
    result.cohort.size === 0 ? NOTHING_KNOWN : read(result.cohort, result),
  );
}

/** Order statistic floor(q N) of the lows, and of the highs; the last one for q = 1. */
function quantile(name: string, q: number): Measure {
  return ofCohort(name, 'ms', 'less', (cohort) => {
    const { size, returned, delays, ages, left } = cohort;
    const index = Math.min(size - 1, Math.floor(q * size));
    if (index >= size - returned) return known(NEVER);
    const high = index >= delays.count ? NEVER : delays.valueAt(index);
    // What has waited longer already changes nothing, not even the middle of a bin.
    if (left === 0 || ages.min >= high) return known(high);
    return { low: Math.min(high, waitedAtLeast(cohort).valueAt(index)), high };
  });
}

/** Delays of the delivered messages and ages of those that are left. */
function waitedAtLeast({ delays, ages }: CohortResult): DelayHistogram {
  const both = new DelayHistogram();
  both.merge(delays);
  both.merge(ages);
  return both;
}

function over(minutes: number): Measure {
  return ofCohort(`over-${minutes}m`, 'share', 'less', ({ delays, ages, returned, left, size }) => {
    const ms = minutes * MINUTE_MS;
    const later = delays.countOver(ms) + returned;
    return { low: (later + ages.countOver(ms)) / size, high: (later + left) / size };
  });
}

/**
 * Of what arrives. What is left has no upper end; it may also be returned, and then it is no part of
 * the mean: at least it is what the delivered messages make with those that are left and younger.
 */
function mean({ delays, ages, left }: CohortResult): Bounds {
  if (left === 0) {
    return delays.count === 0 ? NOTHING_KNOWN : known(delays.sum / delays.count);
  }
  let { sum, count } = delays;
  ages.forEachBin((bin, inBin) => {
    const age = lowerEdge(bin);
    if (count > 0 && age >= sum / count) return;
    sum += age * inBin;
    count += inBin;
  });
  return { low: sum / count, high: NEVER };
}

/** Mean time in one part of the delay over the cohort, up to the end of the run whatever is left. */
function partMean(part: number): Measure {
  return ofCohort(`delay.${PART_NAMES[part]}`, 'ms', 'less', ({ parts, size }) =>
    known(parts[part] / size),
  );
}

/** A number of the cohort's messages over all of them, that those that are left may add to. */
function share(messages: number, { left, size }: CohortResult): Bounds {
  return { low: messages / size, high: (messages + left) / size };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? Number.NaN : part / whole;
}

export const MEASURES: readonly Measure[] = [
  quantile('p50', 0.5),
  quantile('p90', 0.9),
  quantile('p95', 0.95),
  quantile('p99', 0.99),
  quantile('p99.9', 0.999),
  quantile('max', 1),
  ofCohort('mean', 'ms', 'less', mean),
  over(1),
  over(5),
  over(15),
  over(60),
  ...PART_NAMES.map((_, part) => partMean(part)),
  counter('arrived', 'count', 'neither', (r) => r.cohort.size),
  ofCohort('delivered', 'count', 'more', ({ delivered, left }) => ({
    low: delivered,
    high: delivered + left,
  })),
  ofCohort('delivered-share', 'share', 'more', (c) => share(c.delivered, c)),
  ofCohort('first-attempt-share', 'share', 'more', (c) => known(c.deliveredAtFirst / c.size)),
  ofCohort('never-share', 'share', 'less', (c) => share(c.returned, c)),
  ofCohort('returned', 'count', 'less', ({ returned, left }) => ({
    low: returned,
    high: returned + left,
  })),
  counter('warned', 'count', 'less', (r) => r.warned),
  counter('queued', 'count', 'less', (r) => r.queued + r.inFlight),
  counter('duplicates', 'count', 'less', (r) => r.duplicates),
  counter('tries', 'count', 'less', ({ cohort }) =>
    ratio(cohort.triesOfDelivered, cohort.delivered),
  ),
  counter('cuts', 'count', 'less', (r) => r.ended.lifetime),
  counter('deferrals', 'count', 'less', (r) => r.deferralsAttempted + r.deferralsSkipped),
  counter('deferrals-attempted', 'count', 'less', (r) => r.deferralsAttempted),
  counter('deferrals-skipped', 'count', 'less', (r) => r.deferralsSkipped),
  counter('skipped-mark', 'count', 'less', (r) => r.skipped.mark),
  counter('skipped-memory', 'count', 'less', (r) => r.skipped.memory),
  counter('skipped-lock', 'count', 'less', (r) => r.skipped.lock),
  counter('hasty-retries', 'count', 'less', (r) => r.hastyRetries.reduce((sum, n) => sum + n, 0)),
  counter('marked-time', 'ms', 'less', (r) => Math.max(0, ...r.markedMs)),
  counter('lost-writes', 'count', 'less', (r) => r.lostWrites),
  counter('connections', 'count', 'neither', (r) => r.connections),
  counter('connections-peak', 'count', 'less', (r) => r.connectionsPeak),
  counter('ended-quit', 'count', 'neither', (r) => r.ended.quit),
  counter('ended-fault', 'count', 'less', (r) => r.ended.fault),
  counter('ended-limit', 'count', 'less', (r) => r.ended.limit),
  counter('longest-connection', 'ms', 'neither', (r) => r.longestConnectionMs),
  counter('most-on-connection', 'count', 'neither', (r) => r.mostOnConnection),
  counter('backlog-peak', 'count', 'less', (r) => r.backlogPeak),
  counter('busy-runners-peak', 'count', 'neither', (r) => r.busyRunnersPeak),
  counter('queue-runs', 'count', 'neither', (r) => r.runsStarted),
  counter('ticks-lost', 'count', 'less', (r) => r.ticksLost),
  counter('throughput', 'count', 'more', ({ cohort }) =>
    ratio(cohort.delivered * HOUR_MS, cohort.lastDeliveryAtMs),
  ),
  counter('delivered-bytes', 'bytes', 'more', (r) => r.deliveredBytes),
  counter('wasted-bytes', 'bytes', 'less', (r) => r.wastedBytes),
  ofCohort('last-delivery', 'ms', 'less', ({ lastDeliveryAtMs, left }, { endedAtMs }) =>
    left > 0 ? { low: endedAtMs, high: NEVER } : known(lastDeliveryAtMs),
  ),
];

const INDEX = new Map(MEASURES.map(({ name }, index) => [name, index]));

/** The measure of that name. Throws for a name that is none (our own bug). */
export function measureOf(name: string): Measure {
  const index = INDEX.get(name);
  if (index === undefined) throw new Error(`no measure is called "${name}"`);
  return MEASURES[index];
}

/** Position of a measure in MEASURES and in a replication's values; -1 for an unknown name. */
export function measureIndex(name: string): number {
  return INDEX.get(name) ?? -1;
}
