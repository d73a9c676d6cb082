/** The study of compare and run: a day as it is, or with --steady-state what goes on for ever. */

import { UsageError } from '../refusal.ts';
import type { Study } from '../study.ts';
import { comparisonStudy, type Experiment, type ExperimentPlan } from './compare.ts';
import { type NoSteadyState, steadyStateStudy } from './steady-state.ts';

/** Throws a UsageError where a steady state is asked for and there is none. */
export function* experimentStudy(plan: ExperimentPlan, steadyState: boolean): Study<Experiment> {
  if (!steadyState) return yield* comparisonStudy(plan);
  const found = yield* steadyStateStudy(plan);
  if (found.ok) return found.experiment;
  throw new UsageError(`--steady-state: ${noSteadyState(found.reason)}`);
}

const CHANGES: Readonly<Record<Extract<NoSteadyState, { kind: 'changes' }>['what'], string>> = {
  profile: 'its mail has a profile, a beginning or an end',
  bulk: 'it has a mailing',
  recorded: 'its mail is recorded',
  fault: 'it has a fault in a window of time',
  action: 'its operator acts at a time',
};

function noSteadyState(reason: NoSteadyState): string {
  if (reason.kind === 'too-short') {
    return `under ${reason.setting} MSER-5 finds no end of the start-up in the first half of the run: either it is overloaded, or the run is too short. Raise run.arrivals-for.`;
  }
  return `the scenario is a day of its own (${CHANGES[reason.what]}), not something that goes on for ever: nothing of it is warm-up. Leave the option out.`;
}
