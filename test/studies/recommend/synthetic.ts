/**
 * Answers a study with made-up replications whose measures are known laws: so that what a procedure
 * promises can be counted over many experiments.
 */

import type { MetricName } from '../../../sim/mailpath/metrics.ts';
import type { Bounds } from '../../../sim/statistics/bounds.ts';
import { type CandidateEntry, presentCandidate } from '../../../sim/studies/recommend/candidate.ts';
import type { Replication } from '../../../sim/studies/replicate.ts';
import { type Job, runStudy, type Study } from '../../../sim/studies/study.ts';
import { statedDay } from '../days-of.ts';
import { officeGateway } from '../office-gateway.ts';

/** Values of metrics in a replication, known or from a low to a high end; what is not stated is 0. */
export type Law = (job: Job) => Readonly<Partial<Record<MetricName, number | Bounds>>>;

export function answer<T>(study: Study<T>, law: Law): T {
  return runStudy(study, (job) => replicationOf(job, law(job)));
}

export function replicationOf(job: Job, metrics: ReturnType<Law>): Replication {
  return statedDay({ arrived: 1000, ...metrics }, job.replication);
}

const INPUT = officeGateway();

export function entryNamed(name: string): CandidateEntry {
  return { name, input: INPUT, candidate: presentCandidate(INPUT) };
}
