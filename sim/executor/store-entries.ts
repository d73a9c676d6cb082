/**
 * What lies in a store, and taking it out again.
 *
 * Entry by entry, and never cacache's own `verify` or `rm.all`: those also empty a `tmp` beside the
 * store, or folders of a name like its own, and MAILPATH_CACHE may name any folder (/var has a tmp).
 * What others keep in the same folder, by cacache or not, stays.
 */
import { createHash } from 'node:crypto';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import cacache from 'cacache';
import { Gate } from './gate.ts';
import { PREFIX } from './stored-replication.ts';

/** Files removed at a time. */
const AT_A_TIME = 32;
/** A temporary file that is older than this was left by a run that was killed, ms. */
const LEFT_BEHIND_MS = 3_600_000;

/** The number of bytes that the store holds (store-size.ts), in its folder. */
export const SIZE_FILE = 'mailpath-bytes';

export interface StoreEntry {
  readonly key: string;
  readonly integrity: string;
  readonly bytes: number;
  readonly writtenAtMs: number;
  /** Made by other code than this: never found again. */
  readonly stale: boolean;
}

export class StoreEntries {
  readonly folder: string;
  /** Of replications, in the order in which they were written. */
  readonly ours: readonly StoreEntry[];
  /** Content that somebody else's entries refer to. */
  private readonly foreign: ReadonlySet<string>;

  private constructor(folder: string, ours: readonly StoreEntry[], foreign: ReadonlySet<string>) {
    this.folder = folder;
    this.ours = ours;
    this.foreign = foreign;
  }

  /** `current`: what keys of this version begin with. */
  static async read(folder: string, current: string): Promise<StoreEntries> {
    const ours: StoreEntry[] = [];
    const foreign = new Set<string>();
    for (const { key, integrity, size, time } of Object.values(await cacache.ls(folder))) {
      if (!key.startsWith(PREFIX)) foreign.add(integrity);
      else {
        const stale = !key.startsWith(current);
        ours.push({ key, integrity, bytes: size, writtenAtMs: time, stale });
      }
    }
    ours.sort((a, b) => a.writtenAtMs - b.writtenAtMs || (a.key < b.key ? -1 : 1));
    return new StoreEntries(folder, ours, foreign);
  }

  get bytes(): number {
    return sizeOf(this.ours);
  }

  get stale(): readonly StoreEntry[] {
    return this.ours.filter(({ stale }) => stale);
  }

  /** Removes these, what only they refer to, and temporary files that killed runs have left. */
  async remove(entries: readonly StoreEntry[]): Promise<void> {
    const going = new Set(entries.map(({ key }) => key));
    const kept = new Set(this.foreign);
    for (const { key, integrity } of this.ours) if (!going.has(key)) kept.add(integrity);
    const keys = entries.map(({ key }) => key);
    await removeEntries(this.folder, keys, (integrity) => !kept.has(integrity));
    await removeLeftBehind(this.folder);
    await removeFile(join(this.folder, SIZE_FILE), this.folder);
    await removeIfOnlyTmp(this.folder);
  }
}

export function sizeOf(entries: readonly StoreEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Is there a file of that entry, readable or not? An empty one is being written. */
export async function hasEntry(folder: string, key: string): Promise<boolean> {
  const stats = await stat(entryFile(folder, key)).catch(() => null);
  return stats !== null && stats.size > 0;
}

/**
 * Removes entries and their content, and folders that are empty then. `alone`: whether nothing else
 * refers to that content.
 */
export async function removeEntries(
  folder: string,
  keys: readonly string[],
  alone: (integrity: string) => boolean = () => true,
): Promise<void> {
  const gate = new Gate(AT_A_TIME);
  const remove = async (key: string): Promise<void> => {
    const entry = await cacache.get.info(folder, key);
    if (entry !== null && alone(entry.integrity)) await removeFile(entry.path, folder);
    await removeFile(entryFile(folder, key), folder);
  };
  await Promise.all(keys.map((key) => gate.pass(() => remove(key))));
}

/** Where cacache keeps an entry; unlike its own functions this also finds one that is damaged. */
function entryFile(folder: string, key: string): string {
  const hash = createHash('sha256').update(key).digest('hex');
  return join(folder, 'index-v5', hash.slice(0, 2), hash.slice(2, 4), hash.slice(4));
}

async function removeLeftBehind(folder: string): Promise<void> {
  const names = await readdir(join(folder, 'tmp')).catch(() => []);
  for (const name of names.filter((n) => n.startsWith('mailpath-'))) {
    const file = join(folder, 'tmp', name);
    const stats = await stat(file).catch(() => null);
    if (stats !== null && stats.mtimeMs < Date.now() - LEFT_BEHIND_MS) {
      await removeFile(file, folder);
    }
  }
}

/** Removes the folder if nothing but the place for temporary files is left in it. */
async function removeIfOnlyTmp(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length === 1 && names[0] === 'tmp') await removeEmpty(join(folder, 'tmp'), folder);
}

/** Removes a file, if it is there, and the folders above it as far as they are empty, up to `root`. */
async function removeFile(file: string, root: string): Promise<void> {
  await rm(file, { force: true });
  await removeEmpty(dirname(file), root);
}

async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let path = folder; path !== dirname(root); path = dirname(path)) {
    try {
      await rmdir(path);
    } catch {
      return;
    }
  }
}
