/**
 * Short questions: a scenario looked at without simulating anything, a run looked at before it waits
 * its turn, a scenario with its changes, a report to print.
 */

import { type PlainReport, printable } from '../../../sim/document/plain-report.ts';
import { reportPage } from '../../../sim/document/svg/report-page.ts';
import { changedText } from '../../../sim/scenario/merge.ts';
import { Arguments } from '../../../sim/studies/arguments.ts';
import { closedForm } from '../../../sim/studies/closed-form.ts';
import {
  type ClosedFormAnswers,
  closedFormAnswers,
  overloadWarnings,
} from '../../../sim/studies/closed-form-answers.ts';
import { studyOf } from '../../../sim/studies/index.ts';
import { assumptionLines, readSubject } from '../../../sim/studies/subject.ts';
import type { Control } from '../../../sim/studies/what-if/control.ts';
import { controlsOf } from '../../../sim/studies/what-if/controls.ts';
import { ShippedScenarios } from '../shipped-scenarios.ts';
import { messagesOf } from './messages-meter.ts';
import { planOf } from './plan-of.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type TaskResult, taskResult } from './task-result.ts';

/** Settings that are answered for in closed form: a page compares five or so. */
const MAX_ANSWERED = 50;

/** A scenario without its simulation: its errors, its controls, the closed forms. */
export interface Inspection {
  readonly file: string;
  readonly name: string;
  readonly question: string;
  readonly description: string;
  readonly seed: string;
  readonly replications: number;
  /** Names, the base of a comparison first. */
  readonly settings: readonly string[];
  readonly compare: readonly string[];
  readonly objectives: readonly string[];
  readonly bounds: readonly string[];
  readonly assumptions: readonly string[];
  /** Messages of one replication, expected. */
  readonly messages: number;
  readonly controls: { readonly settings: readonly Control[]; readonly site: readonly Control[] };
  /** Of all settings, before any simulation. */
  readonly closedForm: ClosedFormAnswers;
  /** Overloads: said before any number. */
  readonly warnings: readonly string[];
}

/** An Inspection, as JSON. */
export function inspect(task: ScenarioTask): Promise<TaskResult<string>> {
  return taskResult(() => JSON.stringify(inspectionOf(task)));
}

function inspectionOf(task: ScenarioTask): Inspection {
  const { scenario, file } = readSubject(posted(task));
  const settings = [...scenario.settings];
  const answered = {
    settings: settings.slice(0, MAX_ANSWERED).map(([name, input]) => ({
      name,
      canItHappen: closedForm(input),
    })),
  };
  return {
    file,
    name: scenario.name,
    question: scenario.question,
    description: scenario.description,
    seed: scenario.seed,
    replications: scenario.replications,
    settings: settings.map(([name]) => name),
    compare: scenario.compare,
    objectives: scenario.objectives.map(({ text }) => text),
    bounds: scenario.bounds.map(({ text }) => text),
    assumptions: assumptionLines(scenario),
    messages: messagesOf(settings[0][1]),
    controls: controlsOf(scenario),
    closedForm: closedFormAnswers(answered),
    warnings: overloadWarnings(answered),
  };
}

/** Of a run that is to be looked at before it waits its turn. */
export interface CheckTask extends ScenarioTask {
  readonly study: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What is wrong with the run is reported at once. */
export function check(task: CheckTask): Promise<TaskResult<null>> {
  return taskResult(async () => {
    const plan = await planOf(task.study, new Arguments(task.options));
    const subject = posted(task);
    if (studyOf(task.study)?.slowPlan) readSubject(subject);
    else plan(subject);
    return null;
  });
}

/** A scenario with its changes as a file to keep. */
export function changed(task: ScenarioTask): Promise<TaskResult<string>> {
  return taskResult(() => {
    readSubject(posted(task));
    const { text } = new ShippedScenarios(task.scenarioFolder).source(task.scenario);
    return changedText(text, task.set);
  });
}

/** A report that was stored, as the one file that a command line would write. */
export function print(report: string): Promise<string> {
  return reportPage(printable(JSON.parse(report) as PlainReport));
}
