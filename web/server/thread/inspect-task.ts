/** A scenario looked at without simulating anything: its errors, its controls, the closed forms. */
import { closedForm } from '../../../sim/studies/closed-form.ts';
import {
  type ClosedFormAnswers,
  closedFormAnswers,
  overloadWarnings,
} from '../../../sim/studies/closed-form-answers.ts';
import { closedFormResult } from '../../../sim/studies/compare/result.ts';
import { assumptionLines, readSubject } from '../../../sim/studies/subject.ts';
import type { Control } from '../../../sim/studies/what-if/control.ts';
import { controlsOf } from '../../../sim/studies/what-if/controls.ts';
import { messagesOf } from './messages-meter.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type Told, told } from './refusal.ts';

/** Settings that are answered for in closed form: a page compares five or so. */
const MOST_ANSWERED = 50;

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
export function inspect(task: ScenarioTask): Promise<Told<string>> {
  return told(() => JSON.stringify(inspectionOf(task)));
}

function inspectionOf(task: ScenarioTask): Inspection {
  const { scenario, file } = readSubject(posted(task));
  const settings = [...scenario.settings];
  const answered = {
    settings: settings.slice(0, MOST_ANSWERED).map(([name, input]) => ({
      name,
      canItHappen: closedFormResult(closedForm(input)),
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
