/** A scenario that came with a request, opened: it reads what is shipped, and no other file. */
import type { OpenScenario, Subject } from '../../../sim/inquiry/subject.ts';
import { readScenario } from '../../../sim/scenario/read-scenario.ts';
import { type ScenarioRef, ScenarioShelf } from '../scenario-shelf.ts';

/** What every task about a scenario is given. */
export interface ScenarioTask {
  readonly scenario: ScenarioRef;
  /** `path=value`, as --set takes them. */
  readonly set: readonly string[];
  readonly scenarioFolder: string;
  readonly version: string;
}

/** Throws a Failure where there is no such scenario. */
export function posted({ scenario, set, scenarioFolder, version }: ScenarioTask): Subject {
  const shelf = new ScenarioShelf(scenarioFolder);
  const { file, text } = shelf.source(scenario);
  const files = [file];
  const load = (name: string) => {
    const found = shelf.referenced(name);
    return found === null ? null : { ...found, isShipped: true };
  };
  const opened: OpenScenario = {
    file,
    files,
    read: (changes) => readScenario(text, { file, load, set: changes }),
  };
  return { opened, set, version };
}
