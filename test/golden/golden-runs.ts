/**
 * The runs whose bytes are stored: one replication of every setting of every shipped scenario, whole.
 *
 * Pure, with the reading of the scenario in it: the same code runs in the test, under other versions
 * of Node and in a browser.
 */
import { simulate } from '../../sim/mailpath/simulation.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';

export interface GoldenRun {
  /** `main.yaml` */
  readonly scenario: string;
  readonly setting: string;
  /** The result as JSON. */
  readonly result: string;
}

/** Text of each file of the folder of scenarios, by its path in that folder. */
export type ScenarioTexts = Readonly<Record<string, string>>;

/** Runs every setting of one scenario. Throws if the scenario is not valid. */
export function goldenRuns(scenario: string, texts: ScenarioTexts): GoldenRun[] {
  const load = (name: string) => (name in texts ? { file: name, text: texts[name] } : null);
  const read = readScenario(texts[scenario], { file: scenario, load, set: [] });
  if (!read.ok) throw new Error(`${scenario} is not valid: ${JSON.stringify(read.errors)}`);
  return [...read.scenario.settings].map(([setting, input]) => ({
    scenario,
    setting,
    result: JSON.stringify(simulate(input, 'golden', 1)),
  }));
}
