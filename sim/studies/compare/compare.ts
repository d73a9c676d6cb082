/**
 * An experiment: several settings of one scenario, each with the same replications.
 *
 *   replication 0: default, recommended, ...   the same arrivals, sizes, machines, faults for each
 *   replication 1: default, recommended, ...
 *
 * Replication by replication, so that an experiment that is stopped half way still compares like
 * with like: only replications that every setting has finished count. Units: milliseconds.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Objective } from '../objective.ts';
import type { Replication } from '../replicate.ts';
import {
  type Precision,
  type PrecisionFound,
  precisionFound,
  replicationsNeeded,
} from '../replications.ts';
import { SettingOutcome } from '../setting-outcome.ts';
import { runStudy, type Study } from '../study.ts';

export interface NamedInput {
  readonly name: string;
  readonly input: MailPathInput;
}

export interface ExperimentPlan {
  /** In the order of the report; differences are taken to the first. At least one. */
  readonly settings: readonly NamedInput[];
  readonly seed: string;
  /** So many, or as many as a precision takes. */
  readonly replications: number | Precision;
  /** The start of each run that is not counted (steady-state.ts); absent: everything counts. */
  readonly warmUpMs?: number;
  /** Whether curves of delay are wanted of each setting; true by default. */
  readonly keepsCurves?: boolean;
  /** The objectives that a day has to meet so as not to be a bad one; none by default. */
  readonly objectives?: readonly Objective[];
}

export interface Experiment {
  readonly plan: ExperimentPlan;
  readonly outcomes: readonly SettingOutcome[];
  /** Replications that every setting has finished, and that were wanted at last. */
  readonly replicationsDone: number;
  readonly replicationsPlanned: number;
  /** Stopped before all were finished. */
  readonly partial: boolean;
  /** Null where a number of replications was asked for. */
  readonly precision: PrecisionFound | null;
}

/**
 * Jobs of one batch, at least: workers have nothing to do while the last of a batch is finished,
 * half a job each on average. On 16 cores that is 2%; a batch's replications take some 20 MB.
 */
const JOBS_IN_BATCH = 512;

/** Runs the plan's settings side by side. */
export function* comparisonStudy(plan: ExperimentPlan): Study<Experiment> {
  const { settings, replications: wanted } = plan;
  const outcomes = settings.map(
    ({ name }) => new SettingOutcome(name, plan.objectives, plan.keepsCurves),
  );
  const precision = typeof wanted === 'number' ? null : wanted;
  const target = (done: number): number =>
    typeof wanted === 'number' ? wanted : replicationsNeeded(outcomes, wanted, done);
  const roundsInBatch = Math.ceil(JOBS_IN_BATCH / settings.length);
  let done = 0;
  let stopped = false;
  let planned = target(0);
  while (done < planned && !stopped) {
    const rounds = Math.min(roundsInBatch, planned - done);
    const result = yield* runRounds(plan, done, rounds, planned);
    stopped = result.stopped;
    const before = done;
    for (let round = 0; round < rounds; round++) {
      const own = result.replications.slice(round * settings.length, (round + 1) * settings.length);
      if (own.includes(null)) break;
      own.forEach((replication, i) => {
        if (replication !== null) outcomes[i].add(replication);
      });
      done++;
    }
    stopped ||= done < before + rounds;
    if (done === planned && !stopped) planned = target(done);
  }
  return {
    plan,
    outcomes,
    replicationsDone: done,
    replicationsPlanned: planned,
    partial: done < planned,
    precision: precision === null ? null : precisionFound(outcomes, precision),
  };
}

/** One batch: the same replications of every setting, replication by replication. */
function* runRounds(
  { settings, seed }: ExperimentPlan,
  first: number,
  rounds: number,
  planned: number,
): Study<{ readonly replications: readonly (Replication | null)[]; readonly stopped: boolean }> {
  const jobs = Array.from({ length: rounds }, (_, round) =>
    settings.map(({ name, input }) => ({
      input,
      seed,
      replication: first + round,
      setting: name,
    })),
  ).flat();
  const what = settings.length > 1 ? `${settings.length} settings, ` : '';
  return yield {
    jobs,
    doing: (finished) => {
      const current = Math.min(planned, first + Math.floor(finished / settings.length) + 1);
      return `${what}replication ${current} of ${planned}`;
    },
    from: first / planned,
    to: (first + rounds) / planned,
  };
}

/** Runs a whole experiment in line and at once. */
export function runExperiment(plan: ExperimentPlan): Experiment {
  return runStudy(comparisonStudy(plan));
}
