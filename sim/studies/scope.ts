/**
 * What every result of a study says of what was run: the scenario, the seed, the replications, how
 * precise it became, and what was assumed.
 */

import { known } from '../document/bounds.ts';
import type { Experiment } from './compare/compare.ts';
import { CONFIDENCE } from './estimate.ts';
import type { PrecisionFound } from './precision.ts';
import type { Result, Scope } from './result/result-schema.ts';

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
    precision: precision === null ? null : precisionResult(precision),
    assumptions: [...assumptions],
  };
}

function precisionResult({ metric, asked, found, reached }: PrecisionFound): Scope['precision'] {
  return { measure: metric, asked, found: known(found), reached };
}
