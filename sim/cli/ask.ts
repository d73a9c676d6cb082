/** Commands that ask something of a scenario: read it, run the study, write what came of it. */
import type { Arguments } from '../studies/arguments.ts';
import type { Asked } from '../studies/inquiry.ts';
import { EXIT_DONE, EXIT_INTERRUPTED, EXIT_NOT_MET } from './exit.ts';
import { packageVersion } from './package-root.ts';
import { destination, refuseOverwriting, writeHtml, writeResult } from './result-output.ts';
import { execute } from './runner.ts';
import { openScenario } from './scenario-source.ts';
import type { Terminal } from './terminal.ts';

/** Returns the exit code. `name`: the scenario, as the command line names it. */
export async function ask(
  asked: Asked,
  name: string,
  args: Arguments,
  terminal: Terminal,
): Promise<number> {
  const asWritten = destination(args);
  const plan = asked(args);
  const opened = await openScenario(name, args, terminal);
  const to = { ...asWritten, readers: opened.readers };
  const study = plan({ opened, set: args.list('set'), version: packageVersion() });
  refuseOverwriting(to, opened.inputs);
  const answer = await execute(study, args, terminal);
  if ('nothing' in answer) {
    terminal.err(`${answer.nothing}\n`);
    return EXIT_INTERRUPTED;
  }
  writeResult(answer, to, args, terminal);
  await writeHtml(answer.report, to, args, terminal);
  if (answer.partial) return EXIT_INTERRUPTED;
  return answer.unmet ? EXIT_NOT_MET : EXIT_DONE;
}
