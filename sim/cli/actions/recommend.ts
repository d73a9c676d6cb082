/** The work of `mailpath recommend`: the settings to choose, with the guarantee behind the choice. */
import { recommendStudy } from '../../experiment/recommend/recommend.ts';
import { recommendationReport } from '../../report/html/recommendation-report.ts';
import { recommendationCsv } from '../../report/recommendation-csv.ts';
import { recommendationResult } from '../../report/recommendation-result.ts';
import { recommendationText } from '../../report/recommendation-text.ts';
import type { Arguments } from '../arguments.ts';
import { EXIT_DONE, EXIT_INTERRUPTED, EXIT_NOT_MET } from '../exit.ts';
import { writeHtml } from '../html-output.ts';
import { about, inputOf } from '../named-setting.ts';
import { packageVersion } from '../package-root.ts';
import { recommendationAsked } from '../recommendation-plan.ts';
import { repeatedCommand } from '../repeated-command.ts';
import { destination, refuseOverwriting, writeResult } from '../result-output.ts';
import { assumptionLines, loadScenario } from '../scenario-loading.ts';
import type { Terminal } from '../terminal.ts';
import { carryOut } from '../workbench.ts';

/** Options that decide what is recommended. */
const OWN = ['objective', 'bound', 'setting', 'tolerance', 'confidence'];

export async function recommend(args: Arguments, terminal: Terminal): Promise<number> {
  const to = destination(args);
  const { scenario, file, files, set } = await loadScenario(
    args.text('scenario') ?? '',
    args,
    terminal,
  );
  refuseOverwriting(to, files);
  const input = inputOf(scenario, args.text('setting') ?? 'default');
  const asked = recommendationAsked(args, scenario, input);
  const found = await carryOut(recommendStudy(asked.plan), args, terminal);
  if (found.partial && found.screening === null) {
    terminal.err('Stopped before anything was found out: there is nothing to show.\n');
    return EXIT_INTERRUPTED;
  }
  const result = recommendationResult(found, {
    version: packageVersion(),
    scenario: about(scenario, file, set),
    assumptions: assumptionLines(scenario),
    bounds: asked.bounds,
    assumedBounds: asked.assumedBounds,
  });
  writeResult(
    {
      json: result,
      csv: () => recommendationCsv(result),
      text: (page) => recommendationText(result, page),
    },
    to,
    args,
    terminal,
  );
  const { seed } = asked.plan;
  const command = repeatedCommand('recommend', file, OWN, args, seed);
  await writeHtml(() => recommendationReport(result, { input, command }), to, args, terminal);
  if (found.partial) return EXIT_INTERRUPTED;
  return found.choice === null ? EXIT_NOT_MET : EXIT_DONE;
}
