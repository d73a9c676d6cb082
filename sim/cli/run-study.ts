/** The work of a study's command: reads the scenario, runs the study, writes what it found. */
import { parsePlan } from '../studies/answer.ts';
import type { Arguments } from '../studies/arguments.ts';
import type { StudyDefinition } from '../studies/definition.ts';
import { EXIT_DONE, EXIT_INTERRUPTED, EXIT_NOT_MET } from './exit.ts';
import { packageVersion } from './package-root.ts';
import { destination, refuseOverwriting, writeHtml, writeResult } from './result-output.ts';
import { execute } from './runner.ts';
import { openScenario } from './scenario-source.ts';
import type { Terminal } from './terminal.ts';

/** Returns the exit code. */
export async function runStudy(
  definition: StudyDefinition,
  args: Arguments,
  terminal: Terminal,
): Promise<number> {
  const asWritten = destination(args);
  const { request } = await definition.load();
  const plan = parsePlan(definition, request, args);
  const name = args.text('scenario') ?? definition.defaultScenario ?? '';
  const opened = await openScenario(name, args, terminal);
  const to = { ...asWritten, readers: opened.readers };
  const study = plan({ opened, set: args.list('set'), version: packageVersion() });
  refuseOverwriting(to, opened.inputs);
  const answer = await execute(study, args, terminal);
  if ('nothing' in answer) {
    terminal.err(`${answer.nothing}\n`);
    return terminal.interrupted() ? EXIT_INTERRUPTED : EXIT_NOT_MET;
  }
  const { json, csv, text } = answer;
  const full = args.flag('full');
  writeResult({ json, csv, text: (page) => text(page, full) }, to, args, terminal);
  await writeHtml(answer.report, to, args, terminal);
  // A study whose time was up has done what was asked of it.
  if (answer.partial && terminal.interrupted()) return EXIT_INTERRUPTED;
  return answer.unmet ? EXIT_NOT_MET : EXIT_DONE;
}
