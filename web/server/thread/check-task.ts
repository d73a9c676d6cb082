/** A run looked at before it waits its turn: what is wrong with it is reported at once. */
import { Arguments } from '../../../sim/studies/arguments.ts';
import { readSubject } from '../../../sim/studies/subject.ts';
import { planOf } from './plan-of.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type Told, told } from './refusal.ts';

export interface CheckTask extends ScenarioTask {
  readonly inquiry: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export function check(task: CheckTask): Promise<Told<null>> {
  return told(async () => {
    const plan = await planOf(task.inquiry, new Arguments(task.options));
    const subject = posted(task);
    // A sweep reads the scenario once for each point: that is the run's own work.
    if (task.inquiry === 'sweep') readSubject(subject);
    else plan(subject);
    return null;
  });
}
