/** --replications, --precision and --measure: how many replications are asked for. */
import { known } from '../document/bounds.ts';
import { isMetricName, METRICS, type MetricName } from '../mailpath/metrics.ts';
import { didYouMean } from '../scenario/nearest-name.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { estimate } from './estimate.ts';
import { dayShare, kindsOfDays } from './objective.ts';
import type { Scope } from './result/result-schema.ts';
import type { SettingOutcome } from './setting-outcome.ts';

/** Most replications of one command: enough for any interval, few enough for a lifetime. */
export const MAX_REPLICATIONS = 100_000;
const MAX_FOR_PRECISION = 1000;

/**
 * A number, a precision, or null where the scenario is to say. `metric`: what the precision is
 * about, where --measure says more than that.
 */
export function requestedReplications(
  args: Arguments,
  metric: MetricName | null = null,
): number | Precision | null {
  const stated = args.whole('replications', 1, MAX_REPLICATIONS);
  const relative = args.quantity(
    'precision',
    'share',
    (share) => share >= 0.001 && share <= 1,
    'a share from 0.1% to 100%, such as 5%',
  );
  if (relative === null) {
    if (metric === null && args.text('measure') !== null) {
      throw new UsageError('--measure says what --precision is about: give both, or neither.');
    }
    return stated;
  }
  const max = stated ?? MAX_FOR_PRECISION;
  const name = args.text('measure') ?? 'p99';
  return {
    metric: metric ?? (name === BAD_DAYS ? name : metricNamed(name)),
    relative,
    min: Math.min(FEWEST_FOR_PRECISION, max),
    max,
  };
}

/** The metric of that name. Throws a UsageError with a suggestion. */
export function metricNamed(name: string): MetricName {
  if (isMetricName(name)) return name;
  const near = didYouMean(
    name,
    METRICS.map((metric) => metric.name),
  );
  throw new UsageError(
    `There is no measure "${name}".${near || ` For instance: p50, p99, max, mean, over-5m, cuts; mailpath explain lists them all.`}`,
  );
}

/** Stands for a metric where the share of bad days is to be known. */
export const BAD_DAYS = 'bad-days';

export interface Precision {
  /** The metric that is to be known, for every setting; or BAD_DAYS. */
  readonly metric: MetricName | typeof BAD_DAYS;
  /** Half-width over value that is asked for (of BAD_DAYS: half-width), above 0. */
  readonly relative: number;
  /** Days before the first look, 5 or more, and at most. */
  readonly min: number;
  readonly max: number;
}

/** Days before the first look: fewer tell too little of a spread. */
export const FEWEST_FOR_PRECISION = 10;
/** Growth between two looks. */
const MAX_GROWTH = 2;
const MIN_GROWTH = 1.2;

/**
 * The precision that was reached: its `found` is null where a metric has no interval, or an open one, and
 * where the typical value is 0 but varies.
 */
export function precisionFound(
  outcomes: readonly SettingOutcome[],
  { metric, relative }: Precision,
): NonNullable<Scope['precision']> {
  const found = known(widest(outcomes, metric));
  return {
    measure: metric,
    requested: relative,
    found,
    reached: found !== null && found <= relative,
  };
}

/** Days to look at next; `done` itself where there is nothing more to do. */
export function replicationsNeeded(
  outcomes: readonly SettingOutcome[],
  precision: Precision,
  done: number,
): number {
  if (done < precision.min) return Math.min(precision.min, precision.max);
  const width = widest(outcomes, precision.metric);
  // A metric without an interval, or with mail that may never arrive, has none with more days. One whose
  // typical value is 0 but varies may: its width, infinite for now, goes to 0.
  if (width <= precision.relative || Number.isNaN(width)) return done;
  const excess = width / precision.relative;
  const estimated = done * Math.min(MAX_GROWTH, Math.max(MIN_GROWTH, excess * excess));
  return Math.min(precision.max, Math.ceil(estimated));
}

function widest(outcomes: readonly SettingOutcome[], metric: Precision['metric']): number {
  return Math.max(...outcomes.map((outcome) => halfWidth(outcome, metric)));
}

function halfWidth(outcome: SettingOutcome, metric: Precision['metric']): number {
  if (metric === BAD_DAYS) {
    const { interval } = dayShare(kindsOfDays(outcome).bad.length, outcome.days);
    return (interval.high - interval.low) / 2;
  }
  const { value, interval } = estimate(outcome, metric);
  if (interval === null || !Number.isFinite(interval.high)) return Number.NaN;
  // A value of 0 that never varies is known; one of 0 that does is not, to any share of itself.
  if (interval.high === interval.low) return 0;
  return (interval.high - interval.low) / 2 / Math.abs(value.low);
}
