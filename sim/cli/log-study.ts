/** Mail logs that are named on the command line: read into a study of them, and what it found written. */

import { createReadStream, statSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { createGunzip } from 'node:zlib';
import { bytes as inBytes } from '../document/quantity.ts';
import { reportText } from '../document/text.ts';
import { isGzip, MailLog } from '../maillog/mail-log.ts';
import { type Arguments, InvalidLog, UsageError } from '../studies/arguments.ts';
import type { LogPlan, LogSink, LogStudyDefinition } from '../studies/definition.ts';
import { stampOptions } from '../studies/log-request.ts';
import { EXIT_DONE, EXIT_INTERRUPTED } from './exit.ts';
import { firstBytes, headOf } from './log-head.ts';
import { reasonOf } from './named-file.ts';
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
  const newest = Math.max(...found.map(({ modifiedMs }) => modifiedMs));
  const { into, answer } = plan({
    ...stampOptions(args, Number.isFinite(newest) ? newest : Date.now()),
    secret: [...crypto.getRandomValues(new Int32Array(4))],
  });
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

/*
 * Mail logs as they come: files in the order of their first lines, gzip or not, or standard input.
 * Read piece by piece: no log is too large.
 */

/** Read at a time: with Node's 64 KiB a log takes a tenth longer. */
const PIECE_BYTES = 1 << 20;
/** Mail logs are packed to a tenth or a thirtieth; gzip can pack what says nothing to a thousandth. */
const MAX_RATIO = 200;
/** A packed log may unpack to this in any case. */
const MAX_UNPACKED_BYTES = 256 << 20;

/** Formats that are recognised and not read, by their first bytes. */
const COMPRESSED: readonly (readonly [string, readonly number[]])[] = [
  ['xz -dc', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bzip2 -dc', [0x42, 0x5a, 0x68]],
  ['zstd -dc', [0x28, 0xb5, 0x2f, 0xfd]],
  ['unzip -p', [0x50, 0x4b, 0x03, 0x04]],
];

interface LogFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Of its first line with a time; Infinity: it has none. */
  readonly firstMs: number;
}

/** Looks at the files before any work: they are there, they are logs; oldest first. */
async function lookAtLogs(paths: readonly string[]): Promise<LogFile[]> {
  const files: LogFile[] = [];
  for (const path of paths.filter((name) => name !== '-')) {
    files.push(await inWords(path, async () => lookAt(path)));
  }
  return files.sort((a, b) => a.firstMs - b.firstMs);
}

function lookAt(path: string): LogFile {
  const stats = statSync(path);
  if (stats.isDirectory()) throw new InvalidLog(`${path} is a folder. Name the log files in it.`);
  const head = headOf(path);
  for (const [command, magic] of COMPRESSED) {
    if (magic.every((byte, i) => head[i] === byte)) {
      throw new InvalidLog(
        `${path} is compressed in a way that is not read here. Unpack it: ${command} ${path} | mailpath diagnose -`,
      );
    }
  }
  let firstMs = Number.POSITIVE_INFINITY;
  const log = new MailLog({ latestMs: stats.mtimeMs, zone: null }, ({ timeMs }) => {
    if (firstMs === Number.POSITIVE_INFINITY && !Number.isNaN(timeMs)) firstMs = timeMs;
  });
  log.push(head);
  log.endFile();
  return { path, bytes: stats.size, modifiedMs: stats.mtimeMs, firstMs };
}

/** Reads all of it into the sink; false: Ctrl+C ended it early. */
async function readLogs(
  paths: readonly string[],
  files: readonly LogFile[],
  sink: LogSink,
  terminal: Terminal,
  progress: Progress,
): Promise<boolean> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const file of files) {
    const read = await inWords(file.path, () =>
      readLog(file, sink, terminal, (at) =>
        progress.update((done + at) / Math.max(1, total), `reading ${file.path}`),
      ),
    );
    sink.endFile();
    if (!read) return false;
    done += file.bytes;
  }
  if (paths.includes('-')) {
    for await (const piece of terminal.input()) {
      sink.push(piece);
      if (terminal.interrupted()) return false;
    }
    sink.endFile();
  }
  return true;
}

/** `progress` gets the number of bytes read so far, of a log that is not packed. */
async function readLog(
  { path, bytes }: LogFile,
  sink: LogSink,
  terminal: Terminal,
  progress: (at: number) => void,
): Promise<boolean> {
  const isPacked = isGzip(firstBytes(path, 2));
  const max = isPacked ? Math.max(MAX_UNPACKED_BYTES, MAX_RATIO * bytes) : Number.POSITIVE_INFINITY;
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES });
  const gunzip = isPacked ? createGunzip() : null;
  if (gunzip !== null) file.on('error', (error) => gunzip.destroy(error));
  try {
    let read = 0;
    for await (const piece of gunzip === null ? file : file.pipe(gunzip)) {
      read += piece.length;
      if (read > max) {
        throw new InvalidLog(
          `${path} unpacks to more than ${MAX_RATIO} times its size (${inBytes(max)} and more), as no mail log does. If it is one, unpack it first: gzip -dc ${path} | mailpath diagnose -`,
        );
      }
      sink.push(piece);
      if (!isPacked) progress(read);
      await terminal.pause();
      if (terminal.interrupted()) return false;
    }
    return true;
  } finally {
    file.destroy();
    gunzip?.destroy();
  }
}

async function inWords<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw logError(path, error);
  }
}

function logError(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code === 'ENOENT') return new InvalidLog(`There is no file ${path}.`);
  if (code.startsWith('Z_')) {
    return new InvalidLog(
      `${path} is a damaged gzip file (${message}): what it holds cannot be read to the end.`,
    );
  }
  return new InvalidLog(`${path} cannot be read: ${reasonOf(error)}.`);
}
