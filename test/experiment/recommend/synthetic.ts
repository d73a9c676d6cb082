/**
 * Answers a study with made-up replications whose measures are known laws: so that what a procedure
 * promises can be counted over many experiments.
 */
import { MEASURES, measureIndex } from '../../../sim/experiment/measure.ts';
import type { Entry } from '../../../sim/experiment/recommend/ledger.ts';
import type { Replication } from '../../../sim/experiment/replicate.ts';
import type { Job, Study } from '../../../sim/experiment/study.ts';
import { officeGateway } from '../office-gateway.ts';

/** Values of measures in a replication; what is not stated is 0. */
export type Law = (job: Job) => Readonly<Record<string, number>>;

export function answer<T>(study: Study<T>, law: Law): T {
  let step = study.next();
  while (!step.done) {
    const replications = step.value.jobs.map((job) => replicationOf(job, law(job)));
    step = study.next({ replications, stopped: false });
  }
  return step.value;
}

export function replicationOf(job: Job, measures: Readonly<Record<string, number>>): Replication {
  const values = MEASURES.map(() => 0);
  values[measureIndex('arrived')] = 1000;
  for (const [name, value] of Object.entries(measures)) values[measureIndex(name)] = value;
  return {
    number: job.replication,
    values,
    delays: { count: 0, sum: 0, min: 0, max: 0, bins: [] },
    byArrival: { slotMs: 1000, means: [] },
    failures: {},
    deferralTexts: {},
    markedMs: [],
    course: null,
  };
}

const INPUT = officeGateway();

export function entryNamed(name: string): Entry {
  return { name, input: INPUT };
}
