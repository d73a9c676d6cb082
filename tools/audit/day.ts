/**
 * One day of a scenario, reckoned from what happened in it: each message's arrival, delivery or return,
 * each connection, mark, deferral and skip, as an observer of the run is told of them.
 *
 * Figures are worked out from the definitions (docs/experiments.md, docs/model.md): all mail of the cohort
 * counts, a message that is left has waited for its age and may never arrive, one that was returned never
 * does. Only what nobody is told of is taken from the run's own counters: `COUNTED`. Units: milliseconds,
 * bytes, shares from 0 to 1.
 */
import { PART_NAMES } from '../../sim/mailpath/delay-part.ts';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { METRICS } from '../../sim/mailpath/metrics.ts';
import type { Observer } from '../../sim/mailpath/observer.ts';
import type { RunResult } from '../../sim/mailpath/run-result.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';

/** A figure that is known, or known to lie between two ends; NaN: there is none. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

export interface Figured {
  readonly figures: Figures;
}

export interface Day extends Figured {
  /** What each message waited at least, and at most: ascending. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** Of the cohort, each part summed: in the order of PART_NAMES; null where not all of it was delivered. */
  readonly parts: readonly number[] | null;
  /** The delay of all of them up to the end of the run: what the parts sum to. */
  readonly delaySum: number;
  readonly markedByHost: readonly number[];
  readonly result: RunResult;
}

/** Metrics of which more is better: then the worse of two middle days is the smaller one. */
export const MORE_IS_BETTER = [
  'delivered',
  'delivered-share',
  'first-attempt-share',
  'throughput',
  'delivered-bytes',
];

/** Nothing tells an observer of these. */
const COUNTED: Readonly<Record<string, (run: RunResult) => number>> = {
  warned: (run) => run.warned,
  duplicates: (run) => run.duplicates,
  'greylisted-retries': (run) => run.hastyRetries.reduce((sum, n) => sum + n, 0),
  'lost-writes': (run) => run.lostWrites,
  'connections-peak': (run) => run.connectionsPeak,
  'backlog-peak': (run) => run.backlogPeak,
  'busy-runners-peak': (run) => run.busyRunnersPeak,
  'without-process': (run) => run.withoutProcess,
  'ticks-lost': (run) => run.ticksLost,
  'wasted-bytes': (run) => run.wastedBytes,
};

const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, 'p99.9': 0.999, max: 1 };
const OVER_MINUTES = [1, 5, 15, 60];
const HOUR_MS = 3_600_000;
const NEVER = Number.POSITIVE_INFINITY;

interface Message {
  readonly arrivedAt: number;
  readonly size: number;
  /** When it left; Infinity: it has not. */
  leftAt: number;
  delivered: boolean;
  tries: number;
  parts: readonly number[];
}

/** A metric of a day by its name; NaN: that was not reckoned. */
export type Figures = Readonly<Record<string, Ends>>;

/**
 * The same day as its run states it. What is true of a day's own figures is found by `dayOf`; this is for
 * the many days of which only the law matters.
 */
export function statedDay(input: MailPathInput, seed: string, number: number): Figured {
  const result = simulate(input, seed, number);
  return { figures: Object.fromEntries(METRICS.map(({ name, read }) => [name, read(result)])) };
}

/** Runs replication `number` and reckons it. */
export function dayOf(input: MailPathInput, seed: string, number: number): Day {
  const messages = new Map<number, Message>();
  const mail: Observer = {
    arrived: (message, arrivedAt, size) => {
      const left = { leftAt: NEVER, delivered: false, tries: 0, parts: [] };
      messages.set(message, { arrivedAt, size, ...left });
    },
    delivered: (message, _, at, tries, parts) => {
      const found = messages.get(message);
      if (found === undefined) throw new Error(`message ${message} left and never arrived`);
      Object.assign(found, { leftAt: at, delivered: true, tries, parts });
    },
    returned: (message, at) => {
      Object.assign(messages.get(message) ?? {}, { leftAt: at });
    },
  };
  const work = workOf(input);
  const result = simulate(input, seed, number, { observer: { ...mail, ...work.observer } });
  const from = input.countFromMs > 0 ? input.countFromMs : -NEVER;
  const all = [...messages.values()];
  const cohort = all.filter(({ arrivedAt }) => arrivedAt >= from && arrivedAt <= input.countToMs);
  const { figures, marked } = work.found();
  const leftBy = (at: number) => all.filter(({ leftAt }) => leftAt <= at);
  const then = leftBy(input.readAtMs);
  return {
    ...cohortFigures(cohort, result, {
      queued: all.filter(({ arrivedAt }) => arrivedAt <= input.readAtMs).length - then.length,
      'delivered-bytes': then.reduce((sum, { delivered, size }) => sum + (delivered ? size : 0), 0),
      'marked-time': Math.max(0, ...marked),
      ...figures,
      ...Object.fromEntries(Object.entries(COUNTED).map(([name, read]) => [name, read(result)])),
    }),
    markedByHost: marked,
    result,
  };
}

interface Work {
  readonly figures: Readonly<Record<string, number>>;
  /** Of each host, over the gateways. */
  readonly marked: readonly number[];
}

/** What the gateways do up to the reading time, counted by an observer. */
function workOf(input: MailPathInput): { observer: Observer; found: () => Work } {
  const { readAtMs } = input;
  const counts = new Map<string, number>();
  const add = (name: string, at: number): void => {
    if (at <= readAtMs) counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  const marked = input.hosts.map(() => 0);
  let longest = 0;
  let mostOnOne = 0;
  const observer: Observer = {
    deferred: (_, at) => add('deferrals-attempted', at),
    skipped: (_message, at, _host, cause) => add(`skipped-${cause}`, at),
    opened: (_, at) => add('connections', at),
    closed: (connection, at) => {
      add(connection.end === 'lifetime' ? 'cuts' : `ended-${connection.end}`, at);
      if (at > readAtMs) return;
      longest = Math.max(longest, at - connection.openedAt);
      mostOnOne = Math.max(mostOnOne, connection.messagesStarted);
    },
    marked: (_, host, from, to) => {
      const until = Math.min(to, readAtMs);
      if (until > from) marked[host] += (until - from) / input.gateways;
    },
    runStarted: (_, at) => add('queue-runs', at),
  };
  const found = (): Work => {
    const count = (name: string) => counts.get(name) ?? 0;
    const names = ['cuts', 'connections', 'ended-quit', 'ended-fault', 'ended-limit', 'queue-runs'];
    const skips = ['skipped-mark', 'skipped-memory', 'skipped-lock'];
    const skipped = skips.reduce((sum, name) => sum + count(name), 0);
    return {
      figures: {
        ...Object.fromEntries([...names, ...skips].map((name) => [name, count(name)])),
        deferrals: count('deferrals-attempted') + skipped,
        'deferrals-attempted': count('deferrals-attempted'),
        'deferrals-skipped': skipped,
        'longest-connection': longest,
        'max-on-connection': mostOnOne,
      },
      marked,
    };
  };
  return { observer, found };
}

type CohortDay = Omit<Day, 'markedByHost' | 'result'>;

/** `counted`: the figures of all mail, which are known. */
function cohortFigures(
  cohort: readonly Message[],
  result: RunResult,
  counted: Readonly<Record<string, number>>,
): CohortDay {
  const { endedAtMs } = result;
  const size = cohort.length;
  const delivered = cohort.filter((message) => message.delivered);
  const left = cohort.filter(({ leftAt }) => leftAt === NEVER);
  const returned = size - delivered.length - left.length;
  const delays = delivered.map(({ leftAt, arrivedAt }) => leftAt - arrivedAt);
  const ages = left.map(({ arrivedAt }) => endedAtMs - arrivedAt);
  const never = Array.from({ length: returned }, () => NEVER);
  const arrivals = size - returned;
  const lows = Float64Array.from([...delays, ...ages, ...never]).sort();
  const highs = Float64Array.from([...delays, ...ages.map(() => NEVER), ...never]).sort();
  const known = (value: number): Ends => ({ low: value, high: value });
  const ofCohort = (low: number, high: number): Ends =>
    size === 0 ? known(Number.NaN) : { low, high };
  const number = (n: number) => ofCohort(n, n + left.length);
  const share = (n: number) => ofCohort(n / size, (n + left.length) / size);
  const lastAt = Math.max(0, ...delivered.map(({ leftAt }) => leftAt));
  const sum = delays.reduce((total, delay) => total + delay, 0);
  const parts =
    delivered.length < size
      ? null
      : PART_NAMES.map((_, i) => delivered.reduce((total, one) => total + one.parts[i], 0));
  const returnedSum = cohort
    .filter((one) => !one.delivered && one.leftAt < NEVER)
    .reduce((total, one) => total + one.leftAt - one.arrivedAt, 0);
  const over = (values: Float64Array, ms: number) =>
    values.reduce((many, value) => (value > ms ? many + 1 : many), 0) / size;
  const rows: [string, Ends][] = [
    ...Object.entries(QUANTILES).map(([name, q]): [string, Ends] => {
      const at = Math.min(size - 1, Math.floor(q * size));
      return [name, ofCohort(binned(lows, at, arrivals), binned(highs, at, delays.length))];
    }),
    ...OVER_MINUTES.map((minutes): [string, Ends] => [
      `over-${minutes}m`,
      ofCohort(over(lows, minutes * 60_000), over(highs, minutes * 60_000)),
    ]),
    ['mean', meanOf(delays, ages)],
    ...(parts === null || size === 0
      ? []
      : PART_NAMES.map((name, i): [string, Ends] => [`delay.${name}`, known(parts[i] / size)])),
    ['arrived', known(size)],
    ['delivered', number(delivered.length)],
    ['delivered-share', share(delivered.length)],
    ['never-share', share(returned)],
    ['returned', number(returned)],
    ['first-attempt-share', share(delivered.filter(({ tries }) => tries === 1).length)],
    ['tries', known(delivered.reduce((n, { tries }) => n + tries, 0) / delivered.length)],
    ['throughput', known(lastAt === 0 ? Number.NaN : (delivered.length * HOUR_MS) / lastAt)],
    ['last-delivery', left.length > 0 ? { low: endedAtMs, high: NEVER } : ofCohort(lastAt, lastAt)],
    ...Object.entries(counted).map(([name, value]): [string, Ends] => [name, known(value)]),
  ];
  const figures = Object.fromEntries(rows);
  // What is left can add nothing to it: a first attempt is over, or was no delivery.
  if (size > 0) figures['first-attempt-share'] = known(figures['first-attempt-share'].low);
  const delaySum = sum + ages.reduce((total, age) => total + age, 0) + returnedSum;
  return { figures, lows, highs, parts, delaySum };
}

/** Of what arrives; with mail left at least what the delivered make with those that are younger than that. */
function meanOf(delays: readonly number[], ages: readonly number[]): Ends {
  let sum = delays.reduce((total, delay) => total + delay, 0);
  let count = delays.length;
  if (ages.length === 0) return { low: sum / count, high: sum / count };
  for (const age of [...ages].sort((a, b) => a - b)) {
    if (count > 0 && age >= sum / count) break;
    sum += age;
    count++;
  }
  return { low: sum / count, high: NEVER };
}

const BINS_PER_OCTAVE = 256;

/**
 * Delays are stated to within 0.2%: the middle of a bin that is a 256th of an octave wide, within the
 * smallest and the largest of the day; the largest itself is exact. `finite`: so many are not infinite.
 */
function binned(sorted: Float64Array, at: number, finite: number): number {
  const value = sorted[at];
  if (at >= finite - 1 || value === 0) return value;
  const width = 2 ** Math.floor(Math.log2(value)) / BINS_PER_OCTAVE;
  const middle = (Math.floor(value / width) + 0.5) * width;
  return Math.min(Math.max(middle, sorted[0]), sorted[finite - 1]);
}
