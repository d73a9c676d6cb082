/**
 * Drives an experiment to its end, or to Ctrl+C: a slice of work, a look at the clock, now and then
 * a turn for everybody else (signals are noticed only then).
 */
import { Experiment, type ExperimentPlan } from '../experiment/compare.ts';
import { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Ctrl+C is felt within this, ms. */
const BETWEEN_TURNS_MS = 40;

/** Runs until all is done or the terminal is interrupted; the experiment then is partial. */
export async function driveExperiment(
  plan: ExperimentPlan,
  terminal: Terminal,
  quiet: boolean,
): Promise<Experiment> {
  const experiment = new Experiment(plan);
  const progress = new Progress(terminal, quiet);
  const runs = plan.settings.length > 1 ? `${plan.settings.length} settings, ` : '';
  let nextTurnAt = terminal.now();
  try {
    while (experiment.step()) {
      if (terminal.now() < nextTurnAt) continue;
      await terminal.pause();
      if (terminal.interrupted()) break;
      const done = `${runs}replication ${experiment.replicationsDone + 1} of ${plan.replications}`;
      progress.update(experiment.share, done);
      nextTurnAt = terminal.now() + BETWEEN_TURNS_MS;
    }
  } finally {
    progress.clear();
  }
  return experiment;
}
