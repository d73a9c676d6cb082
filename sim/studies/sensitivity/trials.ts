/**
 * What is tried, each on days of its own: the same mail and the same faults for all of them on each
 * day, and as many days of each as it takes. A budget is a number of runs, never of seconds, so that
 * the same seed gives the same bytes on any machine.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Replication } from '../replicate.ts';
import { SettingOutcome } from '../setting-outcome.ts';
import type { Job, Study } from '../study.ts';
import type { InputValue } from './input-row.ts';
import type { VariedInput } from './inputs.ts';

/** One input of the model, and the outcome of its first days. */
export interface Trial {
  readonly name: string;
  readonly input: MailPathInput;
  readonly outcome: SettingOutcome;
}

/** An input at another value. */
export interface End {
  readonly input: VariedInput;
  readonly value: InputValue;
  readonly trial: Trial;
}

export function trialOf(name: string, input: MailPathInput): Trial {
  return { name, input, outcome: new SettingOutcome(name, [], false) };
}

/** Runs of the whole study: how many so far, of how many at most. */
export class Runs {
  readonly seed: string;
  done = 0;
  /** The study was stopped: nothing more is run. */
  stopped = false;
  private planned: number;

  constructor(seed: string, planned: number) {
    this.seed = seed;
    this.planned = planned;
  }

  /** Another guess of how many there will be in all. */
  expect(planned: number): void {
    this.planned = planned;
  }

  /** Brings each trial to so many days; `doing`: what for. Stopped among them: as far as it came. */
  *bring(trials: readonly Trial[], days: number, doing: string): Study<void> {
    const rounds = Array.from({ length: days }, (_, day) =>
      trials.filter(({ outcome }) => outcome.days <= day).map((trial) => ({ trial, day })),
    ).flat();
    const finished = yield* this.run(
      rounds.map(({ trial: { input, name }, day }) => ({
        input,
        seed: this.seed,
        replication: day,
        setting: name,
      })),
      doing,
    );
    finished.forEach((replication, i) => {
      const { trial, day } = rounds[i];
      // Days are counted from the first: none is left out.
      if (replication !== null && trial.outcome.days === day) trial.outcome.add(replication);
    });
  }

  /** Null for those that were not finished. */
  *run(jobs: readonly Job[], doing: string): Study<readonly (Replication | null)[]> {
    if (jobs.length === 0 || this.stopped) return jobs.map(() => null);
    const { replications, stopped } = yield {
      jobs,
      doing: (finished: number) => `${doing}, run ${this.done + finished} of up to ${this.planned}`,
      from: Math.min(1, this.done / this.planned),
      to: Math.min(1, (this.done + jobs.length) / this.planned),
    };
    this.done += jobs.length;
    this.stopped = stopped || replications.includes(null);
    return replications;
  }
}
