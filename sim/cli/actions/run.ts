/** The work of `mailpath run`: one setting of a scenario, all its measures. */
import { resultReport } from '../../report/html/result-report.ts';
import { buildResult } from '../../report/result.ts';
import { resultCsv } from '../../report/result-csv.ts';
import { runText } from '../../report/run-text.ts';
import type { Arguments } from '../arguments.ts';
import { EXIT_DONE, EXIT_INTERRUPTED } from '../exit.ts';
import { experimentStudy } from '../experiment-study.ts';
import { reportContext, writeHtml } from '../html-output.ts';
import { packageVersion } from '../package-root.ts';
import { replicationsAsked } from '../replications.ts';
import { destination, refuseOverwriting, writeResult } from '../result-output.ts';
import { assumptionLines, loadScenario } from '../scenario-loading.ts';
import type { Terminal } from '../terminal.ts';
import { carryOut, NOTHING_FINISHED } from '../workbench.ts';
import { about, inputOf } from './compare.ts';

export async function run(args: Arguments, terminal: Terminal): Promise<number> {
  const to = destination(args);
  const replications = replicationsAsked(args);
  const { scenario, file, files, set } = await loadScenario(
    args.text('scenario') ?? '',
    args,
    terminal,
  );
  refuseOverwriting(to, files);
  const name = args.text('setting') ?? 'default';
  const plan = {
    settings: [{ name, input: inputOf(scenario, name) }],
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
  const result = buildResult(experiment, {
    format: 'mailpath-run/1',
    version: packageVersion(),
    scenario: about(scenario, file, set),
    assumptions: assumptionLines(scenario),
    checks: null,
  });
  writeResult(
    { json: result, csv: () => resultCsv(result), text: (page) => runText(result, page) },
    to,
    args,
    terminal,
  );
  const report = () => resultReport(result, reportContext(plan, scenario));
  await writeHtml(report, to, args, terminal);
  return experiment.partial ? EXIT_INTERRUPTED : EXIT_DONE;
}
