/** --replications, --precision and --measure: how many replications are asked for. */

import { isMetricName, METRICS, type MetricName } from '../mailpath/metrics.ts';
import { didYouMean } from '../scenario/nearest-name.ts';
import { parseQuantity } from '../scenario/quantity.ts';
import type { Arguments } from './arguments.ts';
import { BAD_DAYS, FEWEST_FOR_PRECISION, type Precision } from './precision.ts';
import { UsageError } from './refusal.ts';

/** Most replications of one command: enough for any interval, few enough for a lifetime. */
export const MOST_REPLICATIONS = 100_000;
const MOST_FOR_PRECISION = 1000;

/**
 * A number, a precision, or null where the scenario is to say. `metric`: what the precision is
 * about, where --measure says more than that.
 */
export function replicationsAsked(
  args: Arguments,
  metric: MetricName | null = null,
): number | Precision | null {
  const most = args.whole('replications', 1, MOST_REPLICATIONS);
  const text = args.text('precision');
  if (text === null) {
    if (metric === null && args.text('measure') !== null) {
      throw new UsageError('--measure says what --precision is about: give both, or neither.');
    }
    return most;
  }
  const share = parseQuantity('share', text);
  if (!share.ok || !(share.value >= 0.001 && share.value <= 1)) {
    throw new UsageError(`--precision ${text}: expected a share from 0.1% to 100%, such as 5%.`);
  }
  const atMost = most ?? MOST_FOR_PRECISION;
  return {
    metric: metric ?? precisionMetric(args.text('measure') ?? 'p99'),
    relative: share.value,
    atLeast: Math.min(FEWEST_FOR_PRECISION, atMost),
    atMost,
  };
}

/** A metric, or the share of bad days. */
function precisionMetric(name: string): Precision['metric'] {
  return name === BAD_DAYS ? name : metricNamed(name);
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
