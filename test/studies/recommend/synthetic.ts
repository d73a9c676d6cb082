/**
 * Answers a study with made-up replications whose measures are known laws: so that what a procedure
 * promises can be counted over many experiments.
 */

import { METRICS, type MetricName, metricIndex } from '../../../sim/mailpath/metrics.ts';
import { type Bounds, known } from '../../../sim/statistics/bounds.ts';
import { DelayHistogram } from '../../../sim/statistics/delay-histogram.ts';
import { type CandidateEntry, presentCandidate } from '../../../sim/studies/recommend/candidate.ts';
import type { Replication } from '../../../sim/studies/replicate.ts';
import { type Job, runStudy, type Study } from '../../../sim/studies/study.ts';
import { officeGateway } from '../office-gateway.ts';

const NONE = new DelayHistogram().toJSON();

/** Values of metrics in a replication, known or from a low to a high end; what is not stated is 0. */
export type Law = (job: Job) => Readonly<Partial<Record<MetricName, number | Bounds>>>;

export function answer<T>(study: Study<T>, law: Law): T {
  return runStudy(study, (job) => replicationOf(job, law(job)));
}

export function replicationOf(
  job: Job,
  metrics: Readonly<Partial<Record<MetricName, number | Bounds>>>,
): Replication {
  const lows = METRICS.map(() => 0);
  const highs = METRICS.map(() => 0);
  for (const [name, value] of Object.entries({ arrived: 1000, ...metrics })) {
    const { low, high } = typeof value === 'number' ? known(value) : value;
    lows[metricIndex(name as MetricName)] = low;
    highs[metricIndex(name as MetricName)] = high;
  }
  return {
    number: job.replication,
    lows,
    highs,
    delays: { size: 0, delays: NONE, ages: NONE },
    parts: [],
    undelivered: [],
    followUp: 'complete',
    greylistedRetries: [],
    byArrival: { slotMs: 1000, means: [] },
    failures: {},
    deferralTexts: {},
    markedMs: [],
    timeSeries: null,
  };
}

const INPUT = officeGateway();

export function entryNamed(name: string): CandidateEntry {
  return { name, input: INPUT, candidate: presentCandidate(INPUT) };
}
