/** The work of `mailpath trace`: one replication is run, and written in the requested format. */
import type { Page } from '../../document/text-layout.ts';
import type { Arguments } from '../../studies/arguments.ts';
import { inputOf } from '../../studies/subject.ts';
import { type Trace, traceOf, traceRequest } from '../../studies/trace/trace.ts';
import { EXIT_DONE, EXIT_INTERRUPTED } from '../exit.ts';
import { bundled, type OutputFile, openOutputFile } from '../output-file.ts';
import { Progress } from '../progress.ts';
import { destination, pageOf, refuseOverwriting, writeText } from '../result-output.ts';
import { loadScenario } from '../scenario-source.ts';
import type { Terminal } from '../terminal.ts';

export async function trace(args: Arguments, terminal: Terminal): Promise<number> {
  const request = traceRequest(args);
  const to = { ...destination(args), readers: 'owner' as const };
  const { file, readers } = to;
  const { scenario, inputs } = await loadScenario(args.text('scenario') ?? '', args, terminal);
  inputOf(scenario, request.setting);
  refuseOverwriting(to, inputs);
  const page = pageOf(file, args, terminal);
  const out =
    file === null ? standardOutput(request.format, page, terminal) : openOutputFile(file, readers);
  try {
    const traced = traceOf(scenario, request, args.text('seed'), page, (text) => out.write(text));
    const whole = await follow(traced, args, terminal);
    // A file is there whole or not at all; what went to standard output is seen to be partial.
    if (!whole && file !== null) {
      out.abandon();
      terminal.err(`Stopped: ${file} was not written.\n`);
      return EXIT_INTERRUPTED;
    }
    out.finish();
    if (file !== null && !args.flag('quiet')) terminal.err(`Written to ${file}.\n`);
    return whole ? EXIT_DONE : EXIT_INTERRUPTED;
  } catch (error) {
    out.abandon();
    throw error;
  }
}

/** What is made for people has no line wider than the terminal; what other programs read stays as it is. */
function standardOutput(format: string, page: Page, terminal: Terminal): OutputFile {
  const isProse = format === 'story' || format === 'timeline';
  return bundled({
    write: (text) => (isProse ? writeText(text, page, terminal) : terminal.out(text)),
    finish: () => undefined,
    abandon: () => undefined,
  });
}

/** False: Ctrl+C ended it. */
async function follow(trace: Trace, args: Arguments, terminal: Terminal): Promise<boolean> {
  const progress = new Progress(terminal, args.flag('quiet'));
  try {
    for (const share of trace) {
      progress.update(share, 'tracing');
      await terminal.pause();
      if (terminal.interrupted()) return false;
    }
    return true;
  } finally {
    progress.clear();
  }
}
