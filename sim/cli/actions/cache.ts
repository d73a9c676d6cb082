/** The store of finished replications: where it is; and the work of `mailpath cache`, which shows or clears it. */
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { jsonText } from '../../document/harmless.ts';
import { bytes, count } from '../../document/quantity.ts';
import {
  MAX_BYTES,
  ReplicationStore,
  type StoreEntries,
  type StoreEntry,
  sizeOf,
} from '../../executor/replication-store.ts';
import { type Arguments, UsageError } from '../../studies/arguments.ts';
import { EXIT_DONE } from '../exit.ts';
import { reasonOf } from '../named-file.ts';
import type { Terminal } from '../terminal.ts';

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
