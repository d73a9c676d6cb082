/**
 * What `run` and `compare` share: settings of a scenario are run side by side, and the result is
 * written as it was asked for, with its HTML report.
 */
import type { Experiment } from '../experiment/compare.ts';
import { resultReport } from '../report/html/result-report.ts';
import { buildResult } from '../report/result.ts';
import { resultCsv } from '../report/result-csv.ts';
import type { Result } from '../report/result-schema.ts';
import type { Page } from '../report/text-layout.ts';
import type { Arguments } from './arguments.ts';
import { EXIT_DONE, EXIT_INTERRUPTED, EXIT_NOT_MET } from './exit.ts';
import { experimentStudy } from './experiment-study.ts';
import { reportContext, writeHtml } from './html-output.ts';
import { about, inputOf } from './named-setting.ts';
import { packageVersion } from './package-root.ts';
import { replicationsAsked } from './replications.ts';
import { type Destination, writeResult } from './result-output.ts';
import { assumptionLines, type LoadedScenario } from './scenario-loading.ts';
import type { Terminal } from './terminal.ts';
import { carryOut, NOTHING_FINISHED } from './workbench.ts';

export interface ExperimentRun {
  readonly loaded: LoadedScenario;
  /** The settings that are run, the base first. */
  readonly names: readonly string[];
  readonly format: Result['format'];
  readonly text: (result: Result, page: Page) => string;
  /** Holds the experiment against what the scenario expects; null: nothing is checked. */
  readonly check: ((experiment: Experiment) => NonNullable<Result['checks']>) | null;
  readonly to: Destination;
}

/** Returns the exit code. Throws a UsageError where the arguments ask for what there is not. */
export async function runExperiment(
  { loaded, names, format, text, check, to }: ExperimentRun,
  args: Arguments,
  terminal: Terminal,
): Promise<number> {
  const { scenario, file, set } = loaded;
  const plan = {
    settings: names.map((name) => ({ name, input: inputOf(scenario, name) })),
    seed: args.text('seed') ?? scenario.seed,
    replications: replicationsAsked(args) ?? scenario.replications,
  };
  const study = experimentStudy(plan, args.flag('steady-state'));
  const experiment = await carryOut(study, args, terminal);
  if (experiment.replicationsDone === 0) {
    terminal.err(NOTHING_FINISHED);
    return EXIT_INTERRUPTED;
  }
  const checks = check === null ? null : check(experiment);
  const result = buildResult(experiment, {
    format,
    version: packageVersion(),
    scenario: about(scenario, file, set),
    assumptions: assumptionLines(scenario),
    checks,
  });
  const forms = {
    json: result,
    csv: () => resultCsv(result),
    text: (page: Page) => text(result, page),
  };
  writeResult(forms, to, args, terminal);
  const report = () => resultReport(result, reportContext(plan, scenario));
  await writeHtml(report, to, args, terminal);
  if (experiment.partial) return EXIT_INTERRUPTED;
  return checks?.some(({ met }) => !met) ? EXIT_NOT_MET : EXIT_DONE;
}
