/**
 * What is known of every candidate so far: its days, each run once however many questions are asked
 * of it. Day r is the same mail and the same faults for every candidate (common random numbers).
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Objective } from '../objective.ts';
import { SettingOutcome } from '../setting-outcome.ts';
import type { Job, Study } from '../study.ts';

/** A setting of the gateway under study, by its name. */
export interface Entry {
  readonly name: string;
  readonly input: MailPathInput;
}

/** What is being done, for people, and what share of the whole is done before it and after it. */
export interface Stage {
  readonly doing: string;
  readonly from: number;
  readonly to: number;
}

/** The study was stopped: whoever asked for more gives up. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Jobs of one batch at most: a stop then loses little. */
const JOBS_IN_BATCH = 128;

export class Ledger {
  readonly seed: string;
  /** What makes a day a bad one, beside its marks and cuts (objective.ts). */
  private readonly objectives: readonly Objective[];
  /** Number of the first replication: another range of numbers is fresh mail. */
  private readonly first: number;
  private readonly outcomes = new Map<string, SettingOutcome>();
  private runs = 0;

  constructor(seed: string, objectives: readonly Objective[], first = 0) {
    this.seed = seed;
    this.objectives = objectives;
    this.first = first;
  }

  /** All replications so far. */
  get replicationsRun(): number {
    return this.runs;
  }

  /** What is known of an entry; empty at first. */
  of({ name }: Pick<Entry, 'name'>): SettingOutcome {
    let outcome = this.outcomes.get(name);
    if (outcome === undefined) {
      outcome = new SettingOutcome(name, this.objectives, false);
      this.outcomes.set(name, outcome);
    }
    return outcome;
  }

  /** Runs what is missing, until each entry has so many days. Throws Stopped. */
  *extend(entries: readonly Entry[], days: number, stage: Stage): Study<void> {
    const jobs = this.missing(entries, days);
    for (let done = 0; done < jobs.length; done += JOBS_IN_BATCH) {
      const some = jobs.slice(done, done + JOBS_IN_BATCH);
      const share = (count: number): number =>
        stage.from + ((stage.to - stage.from) * count) / jobs.length;
      const result = yield {
        jobs: some,
        doing: () => stage.doing,
        from: share(done),
        to: share(done + some.length),
      };
      for (const [i, replication] of result.replications.entries()) {
        if (replication === null) throw new Stopped();
        this.of({ name: some[i].setting }).add(replication);
        this.runs++;
      }
      if (result.stopped) throw new Stopped();
    }
  }

  private missing(entries: readonly Entry[], days: number): Job[] {
    const jobs: Job[] = [];
    for (let day = 0; day < days; day++) {
      for (const { name, input } of entries) {
        if (this.of({ name }).days > day) continue;
        jobs.push({ input, seed: this.seed, replication: this.first + day, setting: name });
      }
    }
    return jobs;
  }
}
