/** The work of `mailpath fit`: logs become a scenario file, and, if asked for, recorded arrivals. */
import { basename, dirname, relative } from 'node:path';
import { MAX_RECORDED } from '../../maillog/fit/arrivals.ts';
import { type Arguments, UsageError } from '../../studies/arguments.ts';
import { EXIT_DONE, EXIT_INTERRUPTED } from '../exit.ts';
import { fitLogs, recordedCsv, scenarioOf } from '../log-input.ts';
import { checkOutputFile, isSameFile, refuseInput, writeOutputFile } from '../output-file.ts';
import type { Terminal } from '../terminal.ts';

export async function fit(args: Arguments, terminal: Terminal): Promise<number> {
  const paths = args.list('log');
  const output = args.text('output') === '-' ? null : args.text('output');
  const recorded = args.text('recorded');
  for (const [option, file] of [
    ['--output', output],
    ['--recorded', recorded],
  ] as const) {
    if (file === null) continue;
    checkOutputFile(file);
    refuseInput(option, file, paths);
  }
  if (output !== null && recorded !== null && isSameFile(output, recorded)) {
    throw new UsageError(`--output and --recorded are both ${output}: give two names.`);
  }
  const fitted = await fitLogs(paths, recorded !== null, args, terminal);
  if (recorded !== null) {
    const { arrivals } = fitted.fit;
    if (arrivals.count > 0 && arrivals.recorded.length === 0) {
      throw new UsageError(
        `--recorded: the log has ${arrivals.count} messages, more than the ${MAX_RECORDED} that a scenario can replay one by one. Leave it out: a rate by time of day stands for them.`,
      );
    }
  }
  const reference =
    recorded === null
      ? null
      : output === null
        ? basename(recorded)
        : relative(dirname(output), recorded);
  const text = scenarioOf(fitted, reference);
  if (recorded !== null) writeOutputFile(recorded, recordedCsv(fitted), 'owner');
  if (output === null) terminal.out(text);
  else writeOutputFile(output, text, 'owner');
  if (!args.flag('quiet')) {
    for (const file of [recorded, output]) if (file !== null) terminal.err(`Written to ${file}.\n`);
  }
  return fitted.whole ? EXIT_DONE : EXIT_INTERRUPTED;
}
