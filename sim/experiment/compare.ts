/**
 * An experiment: several settings of one scenario, each with the same replications.
 *
 *   replication 0: default, recommended, ...   the same arrivals, sizes, machines, faults for each
 *   replication 1: default, recommended, ...
 *
 * Replication by replication, so that an experiment that is stopped half way still compares like
 * with like: only replications that every setting has finished count. Units: milliseconds.
 */
import type { MailPathInput } from '../mailpath/input.ts';
import { type Course, type Replication, ReplicationRun } from './replicate.ts';
import { SettingOutcome } from './setting-outcome.ts';

export interface ExperimentPlan {
  /** In the order of the report; differences are taken to the first. At least one. */
  readonly settings: readonly { readonly name: string; readonly input: MailPathInput }[];
  readonly seed: string;
  readonly replications: number;
}

export class Experiment {
  readonly plan: ExperimentPlan;
  readonly outcomes: readonly SettingOutcome[];
  private run: ReplicationRun | null = null;
  /** Replication under way, and the setting that is next in it. */
  private replication = 0;
  private setting = 0;
  private finished: { replication: Replication; course: Course }[] = [];

  constructor(plan: ExperimentPlan) {
    this.plan = plan;
    this.outcomes = plan.settings.map(({ name }) => new SettingOutcome(name));
  }

  /** Does a little of the work (some milliseconds of it). Returns false when all is done. */
  step(): boolean {
    const { plan } = this;
    if (this.replication >= plan.replications) return false;
    const { input } = plan.settings[this.setting];
    this.run ??= new ReplicationRun(input, plan.seed, this.replication);
    if (this.run.step()) return true;
    this.finished.push(this.run.finish());
    this.run = null;
    this.setting++;
    if (this.setting === plan.settings.length) this.closeReplication();
    return this.replication < plan.replications;
  }

  /** Replications that every setting has finished. */
  get replicationsDone(): number {
    return this.replication;
  }

  get partial(): boolean {
    return this.replication < this.plan.replications;
  }

  /** How much of the work is done, 0 to 1, taking all runs for equally long. */
  get share(): number {
    const { settings, replications } = this.plan;
    const runs = this.replication * settings.length + this.setting + (this.run?.share ?? 0);
    return runs / (replications * settings.length);
  }

  private closeReplication(): void {
    this.finished.forEach(({ replication, course }, index) => {
      this.outcomes[index].add(replication, course);
    });
    this.finished = [];
    this.setting = 0;
    this.replication++;
  }
}

/** Runs a whole experiment at once: for callers that need neither progress nor a way to stop. */
export function runExperiment(plan: ExperimentPlan): Experiment {
  const experiment = new Experiment(plan);
  while (experiment.step());
  return experiment;
}
