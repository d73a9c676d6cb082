/**
 * The table of metrics: what is read off one run (a day, a replication), one row a metric.
 *
 * A row says everything about its metric: unit, which way is better, how it is read, the table of
 * `run` that lists it, what it is called and what it means. Scenario files (`expect:`,
 * `objectives:`), `--measure`, `explain`, completion, CSV, JSON, the documents and the page take it
 * from here; only tables of chosen metrics name some of them (typed: a misspelt name does not
 * compile). The order of the rows is that of a replication's values, of JSON and of CSV.
 *
 * All mail counts: figures of delay are those of the whole cohort, of which some may still be there
 * at the end of the run (it has waited for its age, and may never arrive) and some may have been
 * returned (it never does). Where those could change a figure it is a pair of bounds; the order
 * statistics, shares and means of the two extremes are its ends. Counters are read at the reading
 * time. Durations in milliseconds, shares from 0 to 1, sizes in bytes; NaN where a day has nothing
 * to say (no mail).
 *
 * Left out: what is not a number (the largest part, how connections ended by cause), and shares of
 * the delay, which are shares of sums over all days (setting-outcome.ts).
 */
import { type Bounds, known, NOTHING_KNOWN } from '../statistics/bounds.ts';
import { DelayHistogram, lowerEdge } from '../statistics/delay-histogram.ts';
import { PART_NAMES, PART_WORDS, type PartName } from './delay-part.ts';
import { type LATE_MINUTES, MINUTE_MS } from './measures.ts';
import type { CohortResult, RunResult } from './run-result.ts';

const NEVER = Number.POSITIVE_INFINITY;

export const METRIC_UNITS = ['ms', 'share', 'count', 'bytes'] as const;
export type MetricUnit = (typeof METRIC_UNITS)[number];

/**
 * Whether less of it is better, for words and colours; `neither` of what is a means, not an end: more
 * connections may be the price of less delay.
 */
type Better = 'less' | 'more' | 'neither';

/** How a metric is read off a run, in which unit. */
interface MetricReading {
  readonly unit: MetricUnit;
  readonly better: Better;
  readonly read: (run: RunResult) => Bounds;
}

interface MetricRow extends MetricReading {
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

/** A counter of the reading: known, since what happens later is no part of it. */
function counter(
  unit: MetricUnit,
  better: Better,
  read: (run: RunResult) => number,
): MetricReading {
  return { unit, better, read: (run) => known(read(run)) };
}

/** A figure of the cohort; nothing is known of an empty one: 0 would pass for a perfect day. */
function ofCohort(
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

/**
 * Over all messages of the cohort, the returned and the waiting ones with it: a p99 of delivered
 * mail alone would improve with each message that is lost.
 */
function quantile(q: number): MetricRow {
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

/** What never arrives is later than any limit. */
function over(minutes: (typeof LATE_MINUTES)[number]): MetricRow {
  return {
    ...ofCohort('share', 'less', (cohort) => overBounds(minutes * MINUTE_MS, cohort)),
    table: 'longer',
    label: `over ${minutes} min`,
    everyday: `mail later than ${minutes === 1 ? '1 minute' : `${minutes} minutes`}`,
    meaning: `Share of all messages that took longer than ${minutes} min, or never arrive.`,
  };
}

/**
 * Mean time in one part of the delay, up to the end of the run whatever is left. Over the whole cohort,
 * not the delivered: parts sum to the mean delay only where all has arrived.
 */
function partMean(part: PartName): MetricRow {
  const index = PART_NAMES.indexOf(part);
  return {
    ...ofCohort('ms', 'less', ({ parts, size }) => known(parts[index] / size)),
    table: null,
    label: `mean delay ${PART_WORDS[part].label}`,
    meaning: `Mean time per message that is ${PART_WORDS[part].spent}.`,
  };
}

/**
 * Order statistic floor(q N) of the lows, and of the highs; the last one for q = 1.
 *
 * Low end: all that is left arrives this moment, with its age for a delay. High end: none of it
 * ever arrives. Returned messages are beyond every delay at both ends. The truth is between the two
 * whatever happens afterwards, so no assumption about the rest is needed.
 */
function quantileBounds(q: number, cohort: CohortResult): Bounds {
  const { size, returned, delays, ages, left } = cohort;
  const index = Math.min(size - 1, Math.floor(q * size));
  if (index >= size - returned) return known(NEVER);
  const high = index >= delays.count ? NEVER : delays.valueAt(index);
  // What has waited longer already changes nothing, not even the middle of a bin.
  if (left === 0 || ages.min >= high) return known(high);
  return { low: Math.min(high, minWait(cohort).valueAt(index)), high };
}

/** Delays of the delivered messages and ages of those that are left. */
function minWait({ delays, ages }: CohortResult): DelayHistogram {
  const both = new DelayHistogram();
  both.merge(delays.toJSON());
  both.merge(ages.toJSON());
  return both;
}

/** What is left and older than the limit is later for certain; what is left and younger may be. */
function overBounds(ms: number, cohort: CohortResult): Bounds {
  const { delays, ages, returned, left, size } = cohort;
  const later = delays.countOver(ms) + returned;
  return { low: (later + ages.countOver(ms)) / size, high: (later + left) / size };
}

/**
 * Of what arrives. What is left has no upper end; it may also be returned, and then it is no part of
 * the mean: at least it is what the delivered messages make with those that are left and younger.
 */
function meanBounds({ delays, ages, left }: CohortResult): Bounds {
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

/** A number of the cohort's messages: what has happened, and each that is left may still add to it. */
function numberBounds(messages: number, { left }: CohortResult): Bounds {
  return { low: messages, high: messages + left };
}

/** The same over all of them. */
function shareBounds(messages: number, { left, size }: CohortResult): Bounds {
  return { low: messages / size, high: (messages + left) / size };
}

/** When the last message was delivered: those that are left come after the end, if at all. */
function lastDeliveryBounds({ lastDeliveryAtMs, left }: CohortResult, endedAtMs: number): Bounds {
  return left > 0 ? { low: endedAtMs, high: NEVER } : known(lastDeliveryAtMs);
}

const HOUR_MS = 3_600_000;

const PART_MEANS = Object.fromEntries(
  PART_NAMES.map((part) => [`delay.${part}`, partMean(part)]),
) as Record<`delay.${PartName}`, MetricRow>;

function ratio(part: number, whole: number): number {
  return whole === 0 ? Number.NaN : part / whole;
}

const ROWS = {
  p50: { ...quantile(0.5), label: 'p50 (median)', everyday: 'half of the mail within' },
  p90: quantile(0.9),
  p95: quantile(0.95),
  p99: quantile(0.99),
  'p99.9': quantile(0.999),
  max: {
    ...ofCohort('ms', 'less', (cohort) => quantileBounds(1, cohort)),
    table: 'delay',
    label: 'maximum',
    everyday: 'the longest delay',
    meaning:
      'Largest delay of a message: of the typical day in the table; an expectation looks at the largest of all days.',
  },
  mean: {
    ...ofCohort('ms', 'less', meanBounds),
    table: 'delay',
    label: 'mean',
    everyday: 'the mean delay',
    meaning:
      'Mean delay of the messages that arrive, beside the share that never does (never-share); with mail left it has no upper end.',
  },
  'over-1m': over(1),
  'over-5m': over(5),
  'over-15m': over(15),
  'over-60m': over(60),
  ...PART_MEANS,
  arrived: {
    ...counter('count', 'neither', ({ cohort }) => cohort.size),
    table: 'messages',
    label: 'arrived',
    meaning:
      'Messages that count (the cohort): those that the gateway accepted from run.count-from on.',
  },
  delivered: {
    ...ofCohort('count', 'more', (cohort) => numberBounds(cohort.delivered, cohort)),
    table: 'messages',
    label: 'delivered',
    meaning: 'Messages that the remote server accepted.',
  },
  'delivered-share': {
    ...ofCohort('share', 'more', (cohort) => shareBounds(cohort.delivered, cohort)),
    table: null,
    label: 'delivered, share',
    meaning: 'Delivered messages over arrived ones.',
  },
  'first-attempt-share': {
    ...ofCohort('share', 'more', (cohort) => known(cohort.deliveredAtFirst / cohort.size)),
    table: 'messages',
    label: 'delivered at first attempt',
    meaning: 'Messages delivered at their first try, over arrived ones.',
  },
  // Low end: those returned by now. High end: all that is left never comes either.
  'never-share': {
    ...ofCohort('share', 'less', (cohort) => shareBounds(cohort.returned, cohort)),
    table: 'messages',
    label: 'never arrives, share',
    meaning:
      'Share of the mail that is returned, or that had not arrived when it was followed no further.',
  },
  returned: {
    ...ofCohort('count', 'less', (cohort) => numberBounds(cohort.returned, cohort)),
    table: 'messages',
    label: 'returned to sender',
    meaning: 'Messages returned to their senders: refused for good, or too old (return-after).',
  },
  warned: {
    ...counter('count', 'less', (run) => run.warned),
    table: 'messages',
    label: 'warned of as late',
    meaning: 'Messages whose senders were warned that they are late (warn-after).',
  },
  // Waiting and in a process's hands: what a `mailq` at that moment would list.
  queued: {
    ...counter('count', 'less', (run) => run.queued + run.inFlight),
    table: 'messages',
    label: 'still queued at the end',
    meaning: 'Messages that were in the gateway at the reading time (run.ends-after).',
  },
  // Counted, and not delivered a second time: what a recipient sees, not what the queue does.
  duplicates: {
    ...counter('count', 'less', (run) => run.duplicates),
    table: 'messages',
    label: 'delivered twice',
    meaning: 'Messages that were accepted twice: the reply to the final dot was lost.',
  },
  // Skips count, since Sendmail counts them (e_ntries): a large number is as often a mark as bad
  // luck.
  tries: {
    ...counter('count', 'less', ({ cohort }) => ratio(cohort.triesOfDelivered, cohort.delivered)),
    table: 'messages',
    label: 'tries per message',
    meaning: 'Tries per delivered message as Sendmail counts them, skips included.',
  },
  cuts: {
    ...counter('count', 'less', (run) => run.ended.lifetime),
    table: 'connections',
    label: 'connections cut',
    labelInTable: 'cut at their lifetime',
    meaning: 'Connections that the remote server cut at their lifetime.',
  },
  deferrals: {
    ...counter('count', 'less', (run) => run.deferralsAttempted + run.deferralsSkipped),
    table: null,
    label: 'deferrals',
    meaning: 'Deferrals: tries that ended without delivery, skips included.',
  },
  'deferrals-attempted': {
    ...counter('count', 'less', (run) => run.deferralsAttempted),
    table: 'deferrals',
    label: 'deferrals after an attempt',
    labelInTable: 'after an attempt',
    meaning: 'Deferrals after a real attempt.',
  },
  'deferrals-skipped': {
    ...counter('count', 'less', (run) => run.deferralsSkipped),
    table: 'deferrals',
    label: 'deferrals with no attempt',
    labelInTable: 'skipped, no attempt',
    meaning: 'Deferrals without a connection (mailpath explain skip).',
  },
  'skipped-mark': {
    ...counter('count', 'less', (run) => run.skipped.mark),
    table: 'deferrals',
    label: 'skipped by the mark',
    labelInTable: '  by the mark',
    meaning: 'Skips because the table said so.',
  },
  'skipped-memory': {
    ...counter('count', 'less', (run) => run.skipped.memory),
    table: 'deferrals',
    label: 'skipped by a runner’s memory',
    labelInTable: '  by a runner’s memory',
    meaning: 'Skips because the process itself had seen the host fail.',
  },
  'skipped-lock': {
    ...counter('count', 'less', (run) => run.skipped.lock),
    table: 'deferrals',
    label: 'skipped by the table’s lock',
    labelInTable: '  by the table’s lock',
    meaning: 'Skips because the host-status file was locked.',
  },
  'greylisted-retries': {
    ...counter('count', 'less', (run) => run.hastyRetries.reduce((sum, n) => sum + n, 0)),
    table: 'messages',
    label: 'retries refused as too soon',
    meaning: 'Retries that a host refused since they came sooner than its rule allows.',
  },
  // Mean over the gateways, then the host marked longest: the sum over hosts would grow with their
  // number.
  'marked-time': {
    ...counter('ms', 'less', (run) => Math.max(0, ...run.markedMs)),
    table: null,
    label: 'host marked for',
    meaning: 'How long the host was marked in the table; of several hosts the one longest marked.',
  },
  'lost-writes': {
    ...counter('count', 'less', (run) => run.lostWrites),
    table: 'queue',
    label: 'table writes lost',
    meaning:
      'Writes to the host-status table that were dropped since another process had the lock.',
  },
  connections: {
    ...counter('count', 'neither', (run) => run.connections),
    table: 'connections',
    label: 'connections opened',
    labelInTable: 'opened',
    meaning: 'Connections that were opened.',
  },
  'connections-peak': {
    ...counter('count', 'less', (run) => run.connectionsPeak),
    table: 'connections',
    label: 'max open at one time',
    meaning: 'Most connections that were open at one time, of all gateways together.',
  },
  'ended-quit': {
    ...counter('count', 'neither', (run) => run.ended.quit),
    table: 'connections',
    label: 'closed in order',
    meaning: 'Connections that the gateway closed in order.',
  },
  'ended-fault': {
    ...counter('count', 'less', (run) => run.ended.fault),
    table: 'connections',
    label: 'ended by a fault',
    meaning: 'Connections that a fault ended.',
  },
  'ended-limit': {
    ...counter('count', 'less', (run) => run.ended.limit),
    table: 'connections',
    label: 'one too many (421)',
    meaning: 'Connections that were one too many for the remote server (421 at greeting).',
  },
  'longest-connection': {
    ...counter('ms', 'neither', (run) => run.longestConnectionMs),
    table: 'connections',
    label: 'longest',
    meaning: 'Age of the oldest connection.',
  },
  'max-on-connection': {
    ...counter('count', 'neither', (run) => run.mostOnConnection),
    table: 'connections',
    label: 'max messages on one',
    meaning: 'Most messages that one connection was given.',
  },
  'backlog-peak': {
    ...counter('count', 'less', (run) => run.backlogPeak),
    table: 'queue',
    label: 'largest backlog',
    meaning: 'Most messages that waited in the queue at one time.',
  },
  'busy-runners-peak': {
    ...counter('count', 'neither', (run) => run.busyRunnersPeak),
    table: 'queue',
    label: 'max runners at work',
    meaning: 'Most queue runners at work at one time.',
  },
  'queue-runs': {
    ...counter('count', 'neither', (run) => run.runsStarted),
    table: 'queue',
    label: 'queue runs',
    meaning: 'Queue runs that were started.',
  },
  'without-process': {
    ...counter('count', 'less', (run) => run.withoutProcess),
    table: 'queue',
    label: 'messages without a process',
    meaning: 'Messages that were queued as they came, since all background processes were busy.',
  },
  'ticks-lost': {
    ...counter('count', 'less', (run) => run.ticksLost),
    table: 'queue',
    label: 'queue runs lost',
    meaning: 'Queue runs that could not start because of MaxQueueChildren.',
  },
  // From the start to the last delivery: over the whole run a day with a quiet evening would look
  // slow.
  throughput: {
    ...counter('count', 'more', ({ cohort }) =>
      ratio(cohort.delivered * HOUR_MS, cohort.lastDeliveryAtMs),
    ),
    table: 'messages',
    label: 'delivered per hour',
    meaning: 'Messages delivered per hour, from the start of the run to the last delivery.',
  },
  'delivered-bytes': {
    ...counter('bytes', 'more', (run) => run.deliveredBytes),
    table: 'messages',
    label: 'bytes delivered',
    meaning: 'Bytes of the delivered messages.',
  },
  // Bytes on the wire in attempts that failed, cut transfers first of all: they are sent again in
  // full.
  'wasted-bytes': {
    ...counter('bytes', 'less', (run) => run.wastedBytes),
    table: 'messages',
    label: 'bytes sent in vain',
    meaning: 'Bytes that were sent in attempts that failed.',
  },
  // How long a backlog takes to clear, where all mail is there at the start.
  'last-delivery': {
    ...ofCohort('ms', 'less', (cohort, run) => lastDeliveryBounds(cohort, run.endedAtMs)),
    table: 'messages',
    label: 'last delivery',
    meaning: 'When the last message was delivered, from the start of the run.',
  },
} satisfies Record<string, MetricRow>;

/** A metric's name, as users and results write it. */
export type MetricName = keyof typeof ROWS;

export interface Metric extends MetricRow {
  readonly name: MetricName;
}

export const METRICS: readonly Metric[] = Object.entries<MetricRow>(ROWS).map(([name, row]) => ({
  name: name as MetricName,
  ...row,
}));

const INDEX = new Map<string, number>(METRICS.map(({ name }, index) => [name, index]));

/** Is that what a metric is called? */
export function isMetricName(name: string): name is MetricName {
  return INDEX.has(name);
}

/** Position of a metric in METRICS and in a replication's values. Throws for none (our own bug). */
export function metricIndex(name: MetricName): number {
  const index = INDEX.get(name);
  if (index === undefined) throw new Error(`no metric is called "${name}"`);
  return index;
}

export function metricOf(name: MetricName): Metric {
  return METRICS[metricIndex(name)];
}

/** What the page calls it. */
export function everydayWords(name: MetricName): string {
  const { everyday, label } = metricOf(name);
  return everyday ?? label;
}
