/** The work of `mailpath compare`: settings side by side, the same mail for each, one verdict. */
import type { Experiment } from '../../experiment/compare.ts';
import { comparisonText } from '../../report/comparison-text.ts';
import { resultReport } from '../../report/html/result-report.ts';
import { buildResult } from '../../report/result.ts';
import { resultCsv } from '../../report/result-csv.ts';
import type { Result } from '../../report/result-schema.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Arguments } from '../arguments.ts';
import { EXIT_DONE, EXIT_INTERRUPTED, EXIT_NOT_MET, UsageError } from '../exit.ts';
import { checkExpectations, settingsNamed } from '../expectation-check.ts';
import { experimentStudy } from '../experiment-study.ts';
import { reportContext, writeHtml } from '../html-output.ts';
import { packageVersion } from '../package-root.ts';
import { replicationsAsked } from '../replications.ts';
import { destination, refuseOverwriting, writeResult } from '../result-output.ts';
import { assumptionLines, loadScenario } from '../scenario-loading.ts';
import { didYouMean } from '../suggestion.ts';
import type { Terminal } from '../terminal.ts';
import { carryOut, NOTHING_FINISHED } from '../workbench.ts';

/** Shown where no scenario is named: the article's failure. */
const MAIN_SCENARIO = 'main';

export async function compare(args: Arguments, terminal: Terminal): Promise<number> {
  const to = destination(args);
  const replications = replicationsAsked(args);
  const { scenario, file, files, set } = await loadScenario(
    args.text('scenario') ?? MAIN_SCENARIO,
    args,
    terminal,
  );
  const check = args.flag('check');
  const names = chosenSettings(args, scenario, check);
  refuseOverwriting(to, files);
  const plan = {
    settings: names.map((name) => ({ name, input: inputOf(scenario, name) })),
    seed: args.text('seed') ?? scenario.seed,
    replications: replications ?? scenario.replications,
  };
  const experiment = await carryOut(
    experimentStudy(plan, args.flag('steady-state')),
    args,
    terminal,
  );
  if (experiment.replicationsDone === 0) {
    terminal.err(NOTHING_FINISHED);
    return EXIT_INTERRUPTED;
  }
  const checks = check ? checkExpectations(scenario, experiment.outcomes) : null;
  const result = buildResult(experiment, {
    format: 'mailpath-comparison/1',
    version: packageVersion(),
    scenario: about(scenario, file, set),
    assumptions: assumptionLines(scenario),
    checks,
  });
  writeResult(
    { json: result, csv: () => resultCsv(result), text: (page) => comparisonText(result, page) },
    to,
    args,
    terminal,
  );
  const report = () => resultReport(result, reportContext(plan, scenario));
  await writeHtml(report, to, args, terminal);
  return exitCode(experiment, checks);
}

/** What a result says of the scenario that it came from. */
export function about(
  { name, question, deployment }: Scenario,
  file: string,
  set: readonly string[],
): Result['scenario'] {
  return { name, question, file, deployment, set: [...set] };
}

function exitCode(
  experiment: Experiment,
  checks: readonly { readonly met: boolean }[] | null,
): number {
  if (experiment.partial) return EXIT_INTERRUPTED;
  return checks?.some(({ met }) => !met) ? EXIT_NOT_MET : EXIT_DONE;
}

/** --settings, or the scenario's own choice; with --check all that its expectations speak of too. */
function chosenSettings(args: Arguments, scenario: Scenario, check: boolean): string[] {
  const asked = args.text('settings');
  const names = asked === null ? [...scenario.compare] : asked.split(',').map((n) => n.trim());
  for (const name of names) inputOf(scenario, name);
  return [...new Set(check ? [...names, ...settingsNamed(scenario)] : names)];
}

/** The compiled setting of that name. Throws a UsageError that names those that there are. */
export function inputOf(scenario: Scenario, name: string) {
  const input = scenario.settings.get(name);
  if (input !== undefined) return input;
  const names = [...scenario.settings.keys()];
  throw new UsageError(
    `The scenario has no setting "${name}".${didYouMean(name, names)} It has ${names.join(', ')}.`,
  );
}
