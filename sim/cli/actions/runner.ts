/**
 * Carries out a study from the command line: on worker threads, with the store of finished
 * replications, with progress, and to be stopped by Ctrl+C. Where that store is; and the work of
 * `mailpath cache`, which shows or clears it.
 */
import { statSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { jsonText } from '../../document/harmless.ts';
import { bytes, count } from '../../document/quantity.ts';
import { wrap } from '../../document/text-layout.ts';
import { type Clock, drive } from '../../executor/executor.ts';
import { openExecutor } from '../../executor/local-executor.ts';
import {
  MAX_BYTES,
  ReplicationStore,
  type StoreEntries,
  type StoreEntry,
  sizeOf,
} from '../../executor/replication-store.ts';
import { parsePlan } from '../../studies/answer.ts';
import { type Arguments, UsageError } from '../../studies/arguments.ts';
import type { StudyDefinition } from '../../studies/definition.ts';
import type { Study } from '../../studies/study.ts';
import { EXIT_DONE, EXIT_INTERRUPTED, EXIT_NOT_MET } from '../exit.ts';
import { reasonOf } from '../named-file.ts';
import { packageVersion, WORKER_FILE } from '../package-root.ts';
import { Progress } from '../progress.ts';
import { destination, refuseOverwriting, writeHtml, writeResult } from '../result-output.ts';
import { openScenario } from '../scenario-source.ts';
import type { Terminal } from '../terminal.ts';

const MAX_WORKERS = 256;
const KEPT = 'What is finished of it is kept: the same command goes on from there.';

/** Runs a study to its end, to Ctrl+C, or as long as --within allows: it says itself if it is partial. */
export async function execute<T>(study: Study<T>, args: Arguments, terminal: Terminal): Promise<T> {
  const quiet = args.flag('quiet');
  const workers = workerCount(args, terminal);
  const folder = args.flag('no-cache') ? null : storeFolder(terminal);
  const store = folder === null ? null : new ReplicationStore(folder);
  const clock = clockWithin(args, terminal);
  const executor = await openExecutor({ workers, workerFile: WORKER_FILE, store, clock });
  const progress = new Progress(terminal, quiet);
  if (store !== null) terminal.lastWords(KEPT);
  try {
    return await drive(study, executor, {
      clock,
      progress: (share, doing) => progress.update(share, doing),
      opening: (text) => {
        if (terminal.errIsTerminal && !quiet) {
          terminal.err(`${wrap(text, terminal.columns).join('\n')}\n`);
        }
      },
    });
  } finally {
    await executor.close();
    progress.clear();
    if (!quiet) for (const warning of store?.warnings ?? []) terminal.err(`${warning}\n`);
  }
}

/** The terminal's clock; with --within it interrupts when the time is up, as Ctrl+C does. */
function clockWithin(args: Arguments, terminal: Terminal): Clock {
  const expected = 'a duration, such as 60s or 5m';
  const within = args.quantity('within', 'duration', (ms) => ms > 0, expected);
  if (within === null) return terminal;
  const endsAt = terminal.now() + within;
  return {
    now: () => terminal.now(),
    pause: () => terminal.pause(),
    interrupted: () => terminal.interrupted() || terminal.now() >= endsAt,
  };
}

function workerCount(args: Arguments, { environment }: Terminal): number {
  const requested = args.whole('workers', 0, MAX_WORKERS);
  if (requested !== null) return requested;
  const stated = environment.MAILPATH_WORKERS ?? '';
  if (stated !== '') {
    if (/^\d{1,3}$/.test(stated) && Number(stated) <= MAX_WORKERS) return Number(stated);
    throw new UsageError(
      `MAILPATH_WORKERS is "${stated}": expected a whole number from 0 to ${MAX_WORKERS}.`,
    );
  }
  const cores = availableParallelism();
  return cores > 1 ? cores : 0;
}

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

/** `off`, a folder, or, where the environment says nothing, the user's cache folder. */
export function storeFolder({ environment }: Terminal): string | null {
  const { MAILPATH_CACHE: stated, XDG_CACHE_HOME: caches } = environment;
  if (stated === 'off') return null;
  return stated || join(caches || join(homedir(), '.cache'), 'mailpath');
}

export async function cache(args: Arguments, terminal: Terminal): Promise<number> {
  const action = args.text('action') ?? 'ls';
  const [stale, json] = [args.flag('stale'), args.flag('json')];
  if (stale && action !== 'clear') throw new UsageError('--stale belongs to mailpath cache clear.');
  if (json && action !== 'ls') throw new UsageError('--json belongs to mailpath cache ls.');
  const folder = storeFolder(terminal);
  if (folder === null) {
    throw new UsageError(
      'MAILPATH_CACHE=off switches the store off. To see one, set it to its folder, or unset it.',
    );
  }
  try {
    // With a slash at its end: a file by that name is an error then.
    const isThere = statSync(join(folder, '/'), { throwIfNoEntry: false }) !== undefined;
    const entries = await new ReplicationStore(folder).entries();
    if (json) terminal.out(`${jsonText(asData(entries), 2)}\n`);
    else if (!isThere) terminal.out(`There is no folder ${folder}: nothing was kept yet.\n`);
    else if (entries.ours.length === 0) terminal.out(noneText(folder, action));
    else if (action === 'ls') terminal.out(listText(entries));
    else await clear(entries, stale ? entries.stale : entries.ours, terminal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new UsageError(`The store ${folder} cannot be used: ${reasonOf(error)}.`);
  }
  return EXIT_DONE;
}

async function clear(entries: StoreEntries, going: readonly StoreEntry[], terminal: Terminal) {
  await entries.remove(going);
  const left = entries.ours.length - going.length;
  const rest = left === 0 ? '' : `; ${replications(left)} kept`;
  terminal.out(
    `${replications(going.length)} removed from ${entries.folder}, ${bytes(sizeOf(going))}${rest}.\n`,
  );
}

function asData({ folder, ours, stale }: StoreEntries) {
  return {
    format: 'mailpath-cache/1',
    folder,
    replications: ours.length,
    bytes: sizeOf(ours),
    stale: { replications: stale.length, bytes: sizeOf(stale) },
    largestBytes: MAX_BYTES,
  };
}

function listText({ folder, ours, stale }: StoreEntries): string {
  return [
    folder,
    `  ${replications(ours.length)}, ${bytes(sizeOf(ours))}; beyond ${bytes(MAX_BYTES)} the oldest go`,
    `  of these ${replications(stale.length)}, ${bytes(sizeOf(stale))}, made by another version of mailpath: never used again`,
    'mailpath cache clear removes all of them, mailpath cache clear --stale only the latter.',
    '',
  ].join('\n');
}

function noneText(folder: string, action: string): string {
  const alone = action === 'ls' ? '' : ' What else is there is left alone.';
  return `There are no stored replications in ${folder}.${alone}\n`;
}

function replications(number: number): string {
  return number === 1 ? '1 replication' : `${count(number)} replications`;
}
