/**
 * What is known of every candidate so far: its replications, each run once however many questions
 * are asked of it. Replication r is the same mail and the same faults for every candidate (common
 * random numbers).
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { SettingOutcome } from '../setting-outcome.ts';
import type { Job, Study } from '../study.ts';

/** A setting of the gateway under study, by its name. */
export interface Entry {
  readonly name: string;
  readonly input: MailPathInput;
}

/** The study was stopped: whoever asked for more gives up. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Jobs of one batch at most: a stop then loses little. */
const JOBS_IN_BATCH = 128;

export class Ledger {
  readonly seed: string;
  /** Number of the first replication: another range of numbers is fresh mail. */
  readonly first: number;
  private readonly outcomes = new Map<string, SettingOutcome>();
  private runs = 0;

  constructor(seed: string, first = 0) {
    this.seed = seed;
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
      outcome = new SettingOutcome(name, false);
      this.outcomes.set(name, outcome);
    }
    return outcome;
  }

  /** A delay day by day, 0 where no mail came: the same for every entry, so that none gains by it. */
  daysOf(entry: Pick<Entry, 'name'>, measure: string): number[] {
    const outcome = this.of(entry);
    const arrived = outcome.of('arrived');
    return outcome.of(measure).map((value, day) => (arrived[day] > 0 ? value : 0));
  }

  /** Runs what is missing, until each entry has so many replications. Throws Stopped. */
  *extend(
    entries: readonly Entry[],
    replications: number,
    stage: { readonly doing: string; readonly from: number; readonly to: number },
  ): Study<void> {
    const jobs = this.missing(entries, replications);
    for (let done = 0; done < jobs.length; done += JOBS_IN_BATCH) {
      const some = jobs.slice(done, done + JOBS_IN_BATCH);
      const share = (count: number): number =>
        stage.from + ((stage.to - stage.from) * count) / jobs.length;
      const before = done;
      const result = yield {
        jobs: some,
        doing: (finished) => `${stage.doing}: run ${before + finished} of ${jobs.length}`,
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

  private missing(entries: readonly Entry[], replications: number): Job[] {
    const jobs: Job[] = [];
    for (let r = 0; r < replications; r++) {
      for (const { name, input } of entries) {
        if (this.of({ name }).replications > r) continue;
        jobs.push({ input, seed: this.seed, replication: this.first + r, setting: name });
      }
    }
    return jobs;
  }
}
