/**
 * What a metric is, and how one is read off a run.
 *
 * All mail counts: figures of delay are those of the whole cohort, of which some may still be there
 * at the end of the run (it has waited for its age, and may never arrive) and some may have been
 * returned (it never does). Where those could change a figure it is a pair of bounds; the order
 * statistics, shares and means of the two extremes are its ends. Counters are read at the reading
 * time. Durations in milliseconds, shares from 0 to 1, sizes in bytes; NaN where a day has nothing
 * to say (no mail).
 */
import { type Bounds, known, NOTHING_KNOWN } from '../statistics/bounds.ts';
import { DelayHistogram, lowerEdge } from '../statistics/delay-histogram.ts';
import { PART_NAMES, PART_WORDS, type PartName } from './delay-part.ts';
import type { CohortResult, RunResult } from './run-result.ts';

const MINUTE_MS = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

export const METRIC_UNITS = ['ms', 'share', 'count', 'bytes'] as const;
export type MetricUnit = (typeof METRIC_UNITS)[number];

/** Whether less of it is better, for words and colours; `neither` where it depends. */
type Better = 'less' | 'more' | 'neither';

/** How a metric is read off a run, in which unit. */
interface MetricReading {
  readonly unit: MetricUnit;
  readonly better: Better;
  readonly read: (run: RunResult) => Bounds;
}

export interface MetricRow extends MetricReading {
  /** The table of `run` that lists it; null: none does, it is in CSV, JSON and tables of its own. */
  readonly table: 'delay' | 'longer' | 'messages' | 'deferrals' | 'connections' | 'queue' | null;
  /** What it is called wherever it stands by itself. */
  readonly label: string;
  /** The same below the title of its table, which says the rest: `opened` of connections. */
  readonly labelInTable?: string;
  /** The same in everyday words, for the page, where the label is a term: `half of the mail within`. */
  readonly everyday?: string;
  /** For `explain` and the documents: a sentence or two. */
  readonly meaning: string;
}

/** A counter of the reading: always known. */
export function counter(
  unit: MetricUnit,
  better: Better,
  read: (run: RunResult) => number,
): MetricReading {
  return { unit, better, read: (run) => known(read(run)) };
}

/** A figure of the cohort; nothing is known of an empty one. */
export function ofCohort(
  unit: MetricUnit,
  better: Better,
  read: (cohort: CohortResult, run: RunResult) => Bounds,
): MetricReading {
  return {
    unit,
    better,
    read: (run) => (run.cohort.size === 0 ? NOTHING_KNOWN : read(run.cohort, run)),
  };
}

export function quantile(q: number): MetricRow {
  const of = Number((100 * q).toFixed(1));
  const rest = Number((100 - of).toFixed(1));
  return {
    ...ofCohort('ms', 'less', (cohort) => quantileBounds(q, cohort)),
    table: 'delay',
    label: `p${of}`,
    everyday: `${of}% of the mail within`,
    meaning: `The delay that ${of}% of all messages stay below; ${rest}% take that long or longer, or never arrive. Exact to 0.2%.`,
  };
}

export function over(minutes: number): MetricRow {
  return {
    ...ofCohort('share', 'less', (cohort) => overBounds(minutes * MINUTE_MS, cohort)),
    table: 'longer',
    label: `over ${minutes} min`,
    everyday: `mail later than ${minutes === 1 ? '1 minute' : `${minutes} minutes`}`,
    meaning: `Share of all messages that took longer than ${minutes} min, or never arrive.`,
  };
}

/** Mean time in one part of the delay over the cohort, up to the end of the run whatever is left. */
export function partMean(part: PartName): MetricRow {
  const index = PART_NAMES.indexOf(part);
  return {
    ...ofCohort('ms', 'less', ({ parts, size }) => known(parts[index] / size)),
    table: null,
    label: `mean delay ${PART_WORDS[part].label}`,
    meaning: `Mean time per message that is ${PART_WORDS[part].spent}.`,
  };
}

/** Order statistic floor(q N) of the lows, and of the highs; the last one for q = 1. */
export function quantileBounds(q: number, cohort: CohortResult): Bounds {
  const { size, returned, delays, ages, left } = cohort;
  const index = Math.min(size - 1, Math.floor(q * size));
  if (index >= size - returned) return known(NEVER);
  const high = index >= delays.count ? NEVER : delays.valueAt(index);
  // What has waited longer already changes nothing, not even the middle of a bin.
  if (left === 0 || ages.min >= high) return known(high);
  return { low: Math.min(high, waitedAtLeast(cohort).valueAt(index)), high };
}

/** Delays of the delivered messages and ages of those that are left. */
function waitedAtLeast({ delays, ages }: CohortResult): DelayHistogram {
  const both = new DelayHistogram();
  both.merge(delays);
  both.merge(ages);
  return both;
}

/** Share that takes longer, or never arrives. */
function overBounds(ms: number, cohort: CohortResult): Bounds {
  const { delays, ages, returned, left, size } = cohort;
  const later = delays.countOver(ms) + returned;
  return { low: (later + ages.countOver(ms)) / size, high: (later + left) / size };
}

/**
 * Of what arrives. What is left has no upper end; it may also be returned, and then it is no part of
 * the mean: at least it is what the delivered messages make with those that are left and younger.
 */
export function meanBounds({ delays, ages, left }: CohortResult): Bounds {
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

/** A number of the cohort's messages that those that are left may add to. */
export function numberBounds(messages: number, { left }: CohortResult): Bounds {
  return { low: messages, high: messages + left };
}

/** The same over all of them. */
export function shareBounds(messages: number, { left, size }: CohortResult): Bounds {
  return { low: messages / size, high: (messages + left) / size };
}

/** When the last message was delivered: not before the end of the run while some are left. */
export function lastDeliveryBounds(
  { lastDeliveryAtMs, left }: CohortResult,
  endedAtMs: number,
): Bounds {
  return left > 0 ? { low: endedAtMs, high: NEVER } : known(lastDeliveryAtMs);
}
