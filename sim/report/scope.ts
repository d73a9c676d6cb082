/**
 * What every result of a study says of what was run: the scenario, the seed, the replications, how
 * precise it became, and what was assumed.
 */
import type { Experiment } from '../experiment/compare.ts';
import { CONFIDENCE } from '../experiment/estimate.ts';
import { known } from './measure-values.ts';
import type { Result, Scope } from './result-schema.ts';

/** What the study itself does not know. */
export interface ScopeContext {
  /** Of mailpath. */
  readonly version: string;
  readonly scenario: Result['scenario'];
  readonly assumptions: readonly string[];
}

export function scopeResult(
  experiment: Experiment,
  { version, scenario, assumptions }: ScopeContext,
): Scope {
  const { plan, replicationsPlanned, replicationsDone, partial, precision } = experiment;
  return {
    version,
    scenario,
    seed: plan.seed,
    confidence: CONFIDENCE,
    replications: { planned: replicationsPlanned, finished: replicationsDone },
    partial,
    precision: precision === null ? null : { ...precision, found: known(precision.found) },
    assumptions: [...assumptions],
  };
}
