/** Mail logs that are named on the command line: read into a study of them, and what it found written. */
import { basename, dirname, relative } from 'node:path';
import { reportText } from '../document/text.ts';
import type { MailLogOptions } from '../maillog/mail-log.ts';
import type { Arguments } from '../studies/arguments.ts';
import { UsageError } from '../studies/arguments.ts';
import type { LogPlan, LogStudyDefinition } from '../studies/definition.ts';
import { zoneNamed } from '../studies/time-zone.ts';
import { EXIT_DONE, EXIT_INTERRUPTED } from './exit.ts';
import { type LogFile, lookAtLogs, readLogs } from './log-input.ts';
import { checkOutputFile, isSameFile, refuseInput } from './output-file.ts';
import { packageVersion } from './package-root.ts';
import { Progress } from './progress.ts';
import {
  type Destination,
  destination,
  refuseOverwriting,
  writeContent,
  writeHtml,
  writeResult,
} from './result-output.ts';
import type { Terminal } from './terminal.ts';

/** Returns the exit code. */
export async function runLogStudy(
  definition: LogStudyDefinition,
  args: Arguments,
  terminal: Terminal,
): Promise<number> {
  const paths = args.list('log');
  // What is written of a log holds people's addresses.
  const to: Destination = { ...destination(args), readers: 'owner' };
  refuseOverwriting(to, paths);
  if (definition.schema === null) {
    const recorded = recordedFile(to, paths, args);
    const plan = (await definition.load()).request.plan(args);
    const { answer, interrupted } = await answerOf(plan, paths, args, terminal);
    if (recorded !== null && answer.recorded !== null) {
      writeContent(answer.recorded, { ...to, file: recorded }, args, terminal);
    }
    writeContent(answer.scenario, to, args, terminal);
    return interrupted ? EXIT_INTERRUPTED : EXIT_DONE;
  }
  if (to.form === 'csv') {
    throw new UsageError(`--output ${to.file}: there is no CSV of this. Name it .json or .txt.`);
  }
  const plan = (await definition.load()).request.plan(args);
  const { answer, interrupted } = await answerOf(plan, paths, args, terminal);
  const { json, report } = answer;
  const full = args.flag('full');
  writeResult({ json, text: (page) => reportText(report, page, full) }, to, args, terminal);
  await writeHtml(() => report, to, args, terminal);
  return interrupted ? EXIT_INTERRUPTED : EXIT_DONE;
}

/** --recorded, or null; refused before any work is done where it cannot be written. */
function recordedFile(
  { file: output }: Destination,
  logs: readonly string[],
  args: Arguments,
): string | null {
  const file = args.text('recorded');
  if (file === null) return null;
  checkOutputFile(file);
  refuseInput('--recorded', file, logs);
  if (output !== null && isSameFile(output, file)) {
    throw new UsageError(`--output and --recorded are both ${output}: give two names.`);
  }
  return file;
}

interface Answered<Answer> {
  readonly answer: Answer;
  /** Ctrl+C ended the reading, or what came after it. */
  readonly interrupted: boolean;
}

/** Reads the logs, with progress, into what the plan makes for them; `-`: standard input. */
export async function answerOf<Answer>(
  plan: LogPlan<Answer>,
  paths: readonly string[],
  args: Arguments,
  terminal: Terminal,
): Promise<Answered<Answer>> {
  const found = await lookAtLogs(paths);
  const { into, answer } = plan(logOptions(args, found));
  const progress = new Progress(terminal, args.flag('quiet'));
  try {
    const whole = await readLogs(paths, found, into, terminal, progress);
    const files = found.map(({ path }) => path);
    if (paths.includes('-')) files.push('standard input');
    const output = args.text('output');
    const refer = (file: string) =>
      output === null || output === '-' ? basename(file) : relative(dirname(output), file);
    const steps = answer({ version: packageVersion(), files, whole, refer });
    let stopped = false;
    let step = steps.next(stopped);
    while (!step.done) {
      progress.update(step.value.share, step.value.doing);
      await terminal.pause();
      stopped = terminal.interrupted();
      step = steps.next(stopped);
    }
    return { answer: step.value, interrupted: stopped || !whole };
  } finally {
    progress.clear();
  }
}

/** --year and --time-zone. */
function logOptions(args: Arguments, files: readonly LogFile[]): MailLogOptions {
  const year = args.whole('year', 1970, 9999);
  const zone = args.text('time-zone');
  const newest = Math.max(...files.map(({ modifiedMs }) => modifiedMs));
  return {
    latestMs:
      year !== null
        ? Date.UTC(year, 11, 31, 23, 59, 59)
        : Number.isFinite(newest)
          ? newest
          : Date.now(),
    zone: zone === null ? null : zoneNamed(zone),
    secret: [...crypto.getRandomValues(new Int32Array(4))],
  };
}
