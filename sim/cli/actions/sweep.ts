/** The work of `mailpath sweep`: a grid of values, and from where on more of them buys nothing. */
import { sweepStudy } from '../../experiment/sweep.ts';
import { sweepReport } from '../../report/html/sweep-report.ts';
import { sweepCsv } from '../../report/sweep-csv.ts';
import { buildSweepResult } from '../../report/sweep-result.ts';
import { sweepText } from '../../report/sweep-text.ts';
import { readVaried, type Varied } from '../../scenario/vary.ts';
import type { Arguments } from '../arguments.ts';
import { EXIT_DONE, EXIT_INTERRUPTED, UsageError } from '../exit.ts';
import { writeHtml } from '../html-output.ts';
import { about, inputOf } from '../named-setting.ts';
import { packageVersion } from '../package-root.ts';
import { repeatedCommand } from '../repeated-command.ts';
import { measureNamed, replicationsAsked } from '../replications.ts';
import { destination, refuseOverwriting, writeResult } from '../result-output.ts';
import { assumptionLines, openScenario, validScenario } from '../scenario-loading.ts';
import { readPoints } from '../sweep-points.ts';
import { mostPoints, refuseTooMuch, withinBudget } from '../sweep-size.ts';
import type { Terminal } from '../terminal.ts';
import { carryOut, NOTHING_FINISHED } from '../workbench.ts';

/** Options that decide what is swept. */
const OWN = ['vary', 'setting', 'measure', 'most-points'];

export async function sweep(args: Arguments, terminal: Terminal): Promise<number> {
  const to = destination(args);
  const measures = measuresAsked(args);
  const asked = replicationsAsked(args, measures[0]);
  const { setting, varied } = variedAsked(args);
  const most = mostPoints(args);
  refuseTooMuch(varied, typeof asked === 'number' ? asked : null, most);
  const opened = await openScenario(args.text('scenario') ?? '', args, terminal);
  const set = args.list('set');
  const base = validScenario(opened, set);
  const input = inputOf(base, setting);
  refuseOverwriting(to, opened.files);
  const replications = withinBudget(varied, asked ?? base.replications, most);
  const { points, scenario } = readPoints(opened, set, varied, setting);
  const seed = args.text('seed') ?? scenario.seed;
  const plan = { dimensions: varied, points, measures, seed, replications };
  const found = await carryOut(sweepStudy(plan), args, terminal);
  if (found.experiment.replicationsDone === 0) {
    terminal.err(NOTHING_FINISHED);
    return EXIT_INTERRUPTED;
  }
  const result = buildSweepResult(found, {
    version: packageVersion(),
    scenario: about(scenario, opened.file, set),
    assumptions: assumptionLines(scenario),
    setting,
    paths: varied.map(({ path }) => path),
  });
  writeResult(
    { json: result, csv: () => sweepCsv(result), text: (page) => sweepText(result, page) },
    to,
    args,
    terminal,
  );
  const context = { input, command: repeatedCommand('sweep', opened.file, OWN, args, seed) };
  await writeHtml(() => sweepReport(result, context), to, args, terminal);
  return found.experiment.partial ? EXIT_INTERRUPTED : EXIT_DONE;
}

function measuresAsked(args: Arguments): string[] {
  const names = (args.text('measure') ?? 'p99').split(',').map((name) => name.trim());
  return [...new Set(names.map(measureNamed))];
}

function variedAsked(args: Arguments): { setting: string; varied: readonly Varied[] } {
  const texts = args.list('vary');
  if (texts.length === 0) {
    throw new UsageError(
      'mailpath sweep needs to know what to vary, for example: mailpath sweep main --vary runners=1..8',
    );
  }
  const read = readVaried(texts, args.text('setting'));
  if (!read.ok) throw new UsageError(`--vary: ${read.message}`);
  return read;
}
