/**
 * The measures of a replication: each a plain number with a name, a unit and a way to read it.
 *
 * Scenario files (`expect:`), tables, CSV and JSON use these names. Durations in milliseconds,
 * shares from 0 to 1, sizes in bytes; NaN where a replication has nothing to say (no message was
 * delivered). Of several replications the mean is reported, and of `max` the largest as well.
 * Left out: what is not a number (the largest part, how connections ended by cause).
 */
import { PART_NAMES } from '../mailpath/delay-part.ts';
import type { RunResult } from '../mailpath/run-result.ts';

export type MeasureUnit = 'ms' | 'share' | 'count' | 'bytes';

export interface Measure {
  readonly name: string;
  readonly unit: MeasureUnit;
  /** Whether less of it is better, for words and colours; `neither` where it depends. */
  readonly better: 'less' | 'more' | 'neither';
  /** A quantile or a maximum: one bad day draws its mean, so that no normal law may be assumed. */
  readonly skewed: boolean;
  readonly read: (result: RunResult) => number;
}

function measure(
  name: string,
  unit: MeasureUnit,
  better: Measure['better'],
  read: Measure['read'],
): Measure {
  return { name, unit, better, skewed: false, read };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function quantile(name: string, q: number): Measure {
  const read = ({ delays }: RunResult): number =>
    delays.count === 0 ? Number.NaN : delays.quantile(q);
  return { ...measure(name, 'ms', 'less', read), skewed: true };
}

function over(minutes: number): Measure {
  return measure(`over-${minutes}m`, 'share', 'less', ({ delays }) =>
    delays.count === 0 ? Number.NaN : delays.shareOver(minutes * MINUTE_MS),
  );
}

/** The share of the whole delay that went into one part. */
function partShare(part: number): Measure {
  return measure(`part.${PART_NAMES[part]}`, 'share', 'neither', ({ parts }) => {
    const total = parts.reduce((sum, ms) => sum + ms, 0);
    return total === 0 ? Number.NaN : parts[part] / total;
  });
}

/** The same part as a mean per delivered message. */
function partMean(part: number): Measure {
  return measure(`delay.${PART_NAMES[part]}`, 'ms', 'less', ({ parts, delays }) =>
    delays.count === 0 ? Number.NaN : parts[part] / delays.count,
  );
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
  measure('mean', 'ms', 'less', ({ delays }) => (delays.count === 0 ? Number.NaN : delays.mean)),
  over(1),
  over(5),
  over(15),
  over(60),
  ...PART_NAMES.map((_, part) => partMean(part)),
  ...PART_NAMES.map((_, part) => partShare(part)),
  measure('arrived', 'count', 'neither', (r) => r.arrived),
  measure('delivered', 'count', 'more', (r) => r.delivered),
  measure('delivered-share', 'share', 'more', (r) => ratio(r.delivered, r.arrived)),
  measure('first-attempt-share', 'share', 'more', (r) => ratio(r.deliveredAtFirst, r.arrived)),
  measure('returned', 'count', 'less', (r) => r.returned),
  measure('warned', 'count', 'less', (r) => r.warned),
  measure('queued', 'count', 'less', (r) => r.queued + r.inFlight),
  measure('duplicates', 'count', 'less', (r) => r.duplicates),
  measure('tries', 'count', 'less', (r) => ratio(r.triesOfDelivered, r.delivered)),
  measure('cuts', 'count', 'less', (r) => r.ended.lifetime),
  measure('deferrals', 'count', 'less', (r) => r.deferralsAttempted + r.deferralsSkipped),
  measure('deferrals-attempted', 'count', 'less', (r) => r.deferralsAttempted),
  measure('deferrals-skipped', 'count', 'less', (r) => r.deferralsSkipped),
  measure('skipped-mark', 'count', 'less', (r) => r.skipped.mark),
  measure('skipped-memory', 'count', 'less', (r) => r.skipped.memory),
  measure('skipped-lock', 'count', 'less', (r) => r.skipped.lock),
  measure('marked-time', 'ms', 'less', (r) => Math.max(0, ...r.markedMs)),
  measure('lost-writes', 'count', 'less', (r) => r.lostWrites),
  measure('connections', 'count', 'neither', (r) => r.connections),
  measure('connections-peak', 'count', 'less', (r) => r.connectionsPeak),
  measure('ended-quit', 'count', 'neither', (r) => r.ended.quit),
  measure('ended-fault', 'count', 'less', (r) => r.ended.fault),
  measure('ended-limit', 'count', 'less', (r) => r.ended.limit),
  measure('longest-connection', 'ms', 'neither', (r) => r.longestConnectionMs),
  measure('most-on-connection', 'count', 'neither', (r) => r.mostOnConnection),
  measure('backlog-peak', 'count', 'less', (r) => r.backlog.max),
  measure('busy-runners-peak', 'count', 'neither', (r) => r.busyRunners.max),
  measure('queue-runs', 'count', 'neither', (r) => r.runsStarted),
  measure('ticks-lost', 'count', 'less', (r) => r.ticksLost),
  measure('throughput', 'count', 'more', (r) => (r.delivered * HOUR_MS) / r.lastDeliveryAtMs),
  measure('delivered-bytes', 'bytes', 'more', (r) => r.deliveredBytes),
  measure('wasted-bytes', 'bytes', 'less', (r) => r.wastedBytes),
  measure('last-delivery', 'ms', 'less', (r) => r.lastDeliveryAtMs),
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

/** All measures of one replication, in the order of MEASURES. */
export function readMeasures(result: RunResult): number[] {
  return MEASURES.map(({ read }) => read(result));
}
