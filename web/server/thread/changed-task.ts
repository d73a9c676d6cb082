/** A scenario with its changes as a file to keep. */
import { changedText } from '../../../sim/scenario/merge.ts';
import { readSubject } from '../../../sim/studies/subject.ts';
import { ShippedScenarios } from '../shipped-scenarios.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type Told, told } from './refusal.ts';

export function changed(task: ScenarioTask): Promise<Told<string>> {
  return told(() => {
    readSubject(posted(task));
    const { text } = new ShippedScenarios(task.scenarioFolder).source(task.scenario);
    return changedText(text, task.set);
  });
}
