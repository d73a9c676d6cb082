/** A run looked at before it waits its turn: what is wrong with it is told at once. */
import { Arguments } from '../../../sim/studies/arguments.ts';
import { INQUIRIES } from '../../../sim/studies/inquiries.ts';
import type { InquiryName } from '../../../sim/studies/inquiry-names.ts';
import { readSubject } from '../../../sim/studies/subject.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type Told, told } from './refusal.ts';

export interface CheckTask extends ScenarioTask {
  readonly inquiry: InquiryName;
  readonly options: Readonly<Record<string, unknown>>;
}

export function check(task: CheckTask): Promise<Told<null>> {
  return told(() => {
    const plan = INQUIRIES[task.inquiry](new Arguments(task.options));
    const subject = posted(task);
    // A sweep reads the scenario once for each point: that is the run's own work.
    if (task.inquiry === 'sweep') readSubject(subject);
    else plan(subject);
    return null;
  });
}
