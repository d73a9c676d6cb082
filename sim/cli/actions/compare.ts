/** The work of `mailpath compare`: settings side by side, the same mail for each, one verdict. */
import { comparisonText } from '../../report/comparison-text.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Arguments } from '../arguments.ts';
import { checkExpectations, settingsNamed } from '../expectation-check.ts';
import { runExperiment } from '../experiment-run.ts';
import { inputOf } from '../named-setting.ts';
import { destination, refuseOverwriting } from '../result-output.ts';
import { loadScenario } from '../scenario-loading.ts';
import type { Terminal } from '../terminal.ts';

/** Shown where no scenario is named: the article's failure. */
const MAIN_SCENARIO = 'main';

export async function compare(args: Arguments, terminal: Terminal): Promise<number> {
  const to = destination(args);
  const loaded = await loadScenario(args.text('scenario') ?? MAIN_SCENARIO, args, terminal);
  const { scenario } = loaded;
  const check = args.flag('check');
  const names = chosenSettings(args, scenario, check);
  refuseOverwriting(to, loaded.files);
  return runExperiment(
    {
      loaded,
      names,
      format: 'mailpath-comparison/1',
      text: comparisonText,
      check: check ? ({ outcomes }) => checkExpectations(scenario, outcomes) : null,
      to,
    },
    args,
    terminal,
  );
}

/** --settings, or the scenario's own choice; with --check all that its expectations speak of too. */
function chosenSettings(args: Arguments, scenario: Scenario, check: boolean): string[] {
  const asked = args.text('settings');
  const names = asked === null ? [...scenario.compare] : asked.split(',').map((n) => n.trim());
  for (const name of names) inputOf(scenario, name);
  return [...new Set(check ? [...names, ...settingsNamed(scenario)] : names)];
}
