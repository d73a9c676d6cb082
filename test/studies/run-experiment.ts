/** A whole experiment in line and at once. */
import {
  comparisonStudy,
  type Experiment,
  type ExperimentPlan,
} from '../../sim/studies/compare/compare.ts';
import { runStudy } from '../../sim/studies/study.ts';

export function runExperiment(plan: ExperimentPlan): Experiment {
  return runStudy(comparisonStudy(plan));
}
