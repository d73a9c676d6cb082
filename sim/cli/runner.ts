/**
 * Carries out a study from the command line: on worker threads, with the store of finished
 * replications, with progress, and to be stopped by Ctrl+C.
 */

import { availableParallelism } from 'node:os';
import { wrap } from '../document/text-layout.ts';
import { type Clock, drive } from '../executor/executor.ts';
import { openExecutor } from '../executor/local-executor.ts';
import { ReplicationStore } from '../executor/replication-store.ts';
import { parsePlan } from '../studies/answer.ts';
import { type Arguments, UsageError } from '../studies/arguments.ts';
import type { StudyDefinition } from '../studies/definition.ts';
import type { Study } from '../studies/study.ts';
import { storeFolder } from './actions/cache.ts';
import { EXIT_DONE, EXIT_INTERRUPTED, EXIT_NOT_MET } from './exit.ts';
import { packageVersion, WORKER_FILE } from './package-root.ts';
import { Progress } from './progress.ts';
import { destination, refuseOverwriting, writeHtml, writeResult } from './result-output.ts';
import { openScenario } from './scenario-source.ts';
import type { Terminal } from './terminal.ts';

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
