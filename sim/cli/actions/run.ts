/** The work of `mailpath run`: one setting of a scenario, all its measures. */
import { runText } from '../../report/run-text.ts';
import type { Arguments } from '../arguments.ts';
import { runExperiment } from '../experiment-run.ts';
import { destination, refuseOverwriting } from '../result-output.ts';
import { loadScenario } from '../scenario-loading.ts';
import type { Terminal } from '../terminal.ts';

export async function run(args: Arguments, terminal: Terminal): Promise<number> {
  const to = destination(args);
  const loaded = await loadScenario(args.text('scenario') ?? '', args, terminal);
  refuseOverwriting(to, loaded.files);
  const names = [args.text('setting') ?? 'default'];
  return runExperiment(
    { loaded, names, format: 'mailpath-run/1', text: runText, check: null, to },
    args,
    terminal,
  );
}
