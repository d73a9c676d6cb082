/**
 * Entries on disk, by key: each is a file of its own that is there whole or not at all, and that is
 * checked to the byte whenever it is read. What is damaged counts as missing, and is removed.
 *
 *   <folder>/entries-1/<2 digits>/<62 digits>              SHA-256 of the key
 *                                 <62 digits>.<UUID>.tmp   while it is written
 *
 * A file is what it is, then its data, each under its hash, so that not a byte of either can change
 * unnoticed:
 *
 *   mailpath-entry 1 <SHA-256 of the next line>
 *   {"key":...,"metadata":...,"writtenAtMs":...,"bytes":<of the data>,"sha256":<of the data>}
 *   <data>
 *
 * Any number of programs may use one store, and each may be killed at any time. Nothing else in the
 * folder is touched: it may be one that others use too. The store's own folder is used only where nobody else may write in it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import {
  codeOf,
  type Disk,
  type FileContent,
  type FileStatus,
  Gate,
  ifAbsent,
  UnsafeFolder,
} from './disk.ts';

/** A temporary file that is older than this was left by a program that was killed, ms. */
const LEFT_BEHIND_MS = 3_600_000;
/** What most heads fit in, bytes. */
const BEGINNING = 4096;
/** No entry is as large: a larger file is not read into memory. */
const MAX_BYTES = 500_000_000;
/** Another program may remove a folder that is empty as often as it is made. */
const TRIES = 5;
/** Permissions to write. */
const BY_OTHERS = 0o002;
const BY_GROUP_OR_OTHERS = 0o022;
/** In such a folder (/tmp) nobody but its owner removes or renames a file. */
const STICKY = 0o1000;
const ADMINISTRATOR = 0;
const MARK = 'mailpath-entry 1 ';
const NEWLINE = 10;

export interface Listing {
  /** In no order. */
  readonly heads: readonly EntryHead[];
  /** Entries that were found damaged, and removed. */
  readonly damaged: number;
}

export interface EntryStoreOptions {
  readonly disk: Disk;
  /** Whether an entry that was put outlives a loss of power. To wait for the disk takes some ms. */
  readonly durable: boolean;
}

/** All methods throw the system's errors, and an UnsafeFolder. */
export class EntryStore {
  readonly folder: string;
  private readonly disk: Disk;
  private readonly durable: boolean;
  private readonly entries: string;
  /** How often folders were made, and with how many of these the folders above were synchronised. */
  private makes = 0;
  private makesSynced = -1;
  private isSafe = false;

  constructor(folder: string, { disk, durable }: EntryStoreOptions) {
    this.folder = resolve(folder);
    this.disk = disk;
    this.durable = durable;
    this.entries = join(this.folder, 'entries-1');
  }

  /** Null where there is none; 'damaged' where there was one that is removed now. */
  async find(key: string): Promise<Entry | 'damaged' | null> {
    if (!(await this.isThere())) return null;
    const file = this.fileOf(key);
    const found = await this.disk.read(file, MAX_BYTES).catch(ifAbsent(null));
    if (found === null) return null;
    const entry = unpack(found.data);
    if (entry?.key === key) return entry;
    await this.drop(file);
    return 'damaged';
  }

  /** Takes the place of an entry with the same key. */
  async put(key: string, data: Uint8Array, metadata: unknown = null): Promise<void> {
    const { disk } = this;
    const file = this.fileOf(key);
    const temporary = `${file}.${randomUUID()}.tmp`;
    const bytes = pack({ key, metadata, writtenAtMs: disk.now() }, data);
    try {
      await this.write(temporary, bytes);
      if (this.durable) await disk.sync(temporary);
      await disk.rename(temporary, file);
    } catch (error) {
      await disk.remove(temporary).catch(() => undefined);
      throw error;
    }
    if (this.durable) await this.syncFolders(file);
  }

  /** Removes entries, damaged or not, and folders that are empty then, up to the store's own. */
  async remove(keys: readonly string[]): Promise<void> {
    if (!(await this.isThere())) return;
    const gate = new Gate();
    await Promise.all(keys.map((key) => gate.pass(() => this.removeFile(this.fileOf(key)))));
  }

  /** Removes what is damaged, and temporary files that killed programs have left. */
  async list(): Promise<Listing> {
    const heads: EntryHead[] = [];
    let damaged = 0;
    if (!(await this.isThere())) return { heads, damaged };
    const gate = new Gate();
    for (const digits of await this.namesIn(this.entries, /^[0-9a-f]{2}$/)) {
      const folder = join(this.entries, digits);
      const names = await this.namesIn(folder, /^[0-9a-f]{62}(\.[0-9a-f-]{36}\.tmp)?$/);
      const visit = async (name: string): Promise<void> => {
        const file = join(folder, name);
        if (name.endsWith('.tmp')) {
          await this.removeLeftBehind(file);
          return;
        }
        const head = await this.headOf(file);
        if (head === 'damaged') damaged++;
        else if (head !== null) heads.push(head);
      };
      await Promise.all(names.map((name) => gate.pass(() => visit(name))));
    }
    return { heads, damaged };
  }

  private fileOf(key: string): string {
    const hash = sha256(key);
    return join(this.entries, hash.slice(0, 2), hash.slice(2));
  }

  private async isThere(): Promise<boolean> {
    const { disk, folder, entries } = this;
    this.isSafe ||= await hasSafeFolder(disk, folder, entries).catch(ifAbsent(false));
    return this.isSafe;
  }

  private async write(temporary: string, bytes: Uint8Array): Promise<void> {
    if (!(await this.isThere())) {
      await this.make(this.entries);
      await this.isThere();
    }
    for (let tries = 1; ; tries++) {
      try {
        await this.disk.writeNew(temporary, bytes);
        return;
      } catch (error) {
        if (codeOf(error) !== 'ENOENT' || tries === TRIES) throw error;
        await this.make(dirname(temporary));
      }
    }
  }

  private async make(folder: string): Promise<void> {
    this.makes++;
    await makeFolders(this.disk, folder);
  }

  /** A file outlives a loss of power only if its name does, and those of the folders that it is in. */
  private async syncFolders(file: string): Promise<void> {
    for (const folder of [dirname(file), this.entries, this.folder]) {
      await this.disk.syncFolder(folder);
    }
    // Also where nothing was made: a program that was killed may have made them just now.
    const { makes } = this;
    if (this.makesSynced === makes) return;
    for (let at = this.folder; at !== dirname(at); at = dirname(at)) {
      await this.disk.syncFolder(dirname(at)).catch((error) => {
        // One that may not be read, or written, was made by others, long ago.
        if (!['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) throw error;
      });
    }
    this.makesSynced = makes;
  }

  private async namesIn(folder: string, form: RegExp): Promise<string[]> {
    const names = await this.disk.list(folder).catch(ifAbsent([]));
    return names.filter((name) => form.test(name));
  }

  /** Null where it is gone by now. */
  private async headOf(file: string): Promise<EntryHead | 'damaged' | null> {
    for (const max of [BEGINNING, MAX_BYTES]) {
      const found = await this.disk.read(file, max).catch(ifAbsent(null));
      if (found === null) return null;
      const head = unpackHead(found);
      if (head === 'longer') continue;
      if (head !== null && this.fileOf(head.key) === file) return head;
      break;
    }
    await this.drop(file);
    return 'damaged';
  }

  /** It counts as missing even where it cannot be removed. */
  private async drop(file: string): Promise<void> {
    await this.removeFile(file).catch(() => undefined);
  }

  private async removeLeftBehind(file: string): Promise<void> {
    const status = await this.disk.status(file).catch(() => null);
    if (status === null || status.modifiedAtMs > this.disk.now() - LEFT_BEHIND_MS) return;
    await this.removeFile(file).catch(() => undefined);
  }

  /** Removes a file, if it is there, and the folders above it as far as they are empty. */
  private async removeFile(file: string): Promise<void> {
    await this.disk.remove(file).catch(ifAbsent(undefined));
    try {
      for (const folder of [dirname(file), this.entries, this.folder]) {
        await this.disk.removeFolder(folder);
      }
    } catch {
      // It is not empty, or another program was faster.
    }
  }
}

/**
 * Makes a folder and those above it that are missing. Throws the system's error.
 *
 * Not by a recursive mkdir: where a file system denies a folder with "no such file" (/proc), Node
 * tries again indefinitely, with all of a core.
 */
async function makeFolders(disk: Disk, folder: string): Promise<void> {
  try {
    await makeOne(disk, folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolders(disk, dirname(folder));
    await makeOne(disk, folder);
  }
}

async function makeOne(disk: Disk, folder: string): Promise<void> {
  await disk.makeFolder(folder).catch((error) => {
    // It was there, or another program has made it just now.
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

/**
 * There is a store: `entries`, a folder in `folder`. Throws the system's error where there is none, an
 * UnsafeFolder where others may write in either: a link of theirs would lead us to files elsewhere.
 */
async function hasSafeFolder(disk: Disk, folder: string, entries: string): Promise<boolean> {
  // The folder itself may be a link, if its owner made it: both it and what it leads to count.
  for (const path of [folder, `${folder}/.`]) refuseForeign(disk, folder, await disk.status(path));
  const inner = await disk.status(entries);
  if (inner.kind === 'other') throw new UnsafeFolder(`${entries} is a link`);
  if (disk.user === null) return true;
  if (inner.owner !== disk.user) throw new UnsafeFolder(`${entries} belongs to another user`);
  if ((inner.mode & BY_GROUP_OR_OTHERS) !== 0) {
    throw new UnsafeFolder(`others may write in ${entries}`);
  }
  return true;
}

function refuseForeign({ user }: Disk, folder: string, { kind, owner, mode }: FileStatus): void {
  if (user === null) return;
  if (owner !== user && owner !== ADMINISTRATOR) {
    throw new UnsafeFolder(`${folder} belongs to another user`);
  }
  if (kind === 'folder' && (mode & BY_OTHERS) !== 0 && (mode & STICKY) === 0) {
    throw new UnsafeFolder(`everybody may write in ${folder}`);
  }
}

/** What is known of an entry without its data. */
export interface EntryHead {
  readonly key: string;
  /** Plain data, as it was given. */
  readonly metadata: unknown;
  readonly writtenAtMs: number;
  /** Of the data. */
  readonly bytes: number;
  readonly sha256: string;
}

export interface Entry extends EntryHead {
  readonly data: Buffer;
}

function pack(given: Omit<EntryHead, 'bytes' | 'sha256'>, data: Uint8Array): Buffer {
  const head: EntryHead = { ...given, bytes: data.length, sha256: sha256(data) };
  const line = JSON.stringify(head);
  return Buffer.concat([Buffer.from(`${MARK}${sha256(line)}\n${line}\n`), data]);
}

/** Null where it is not, to the byte, what was written. */
function unpack(file: Buffer): Entry | null {
  const found = split(file);
  if (found === null) return null;
  const { head, dataAt } = found;
  const data = file.subarray(dataAt);
  return data.length === head.bytes && sha256(data) === head.sha256 ? { ...head, data } : null;
}

/**
 * The head of a file, of which the beginning was read; null where the head is damaged or the length is
 * not what it says, 'longer' where it takes more of the file to tell.
 */
function unpackHead({ data: beginning, size }: FileContent): EntryHead | null | 'longer' {
  const found = split(beginning);
  if (found === null) {
    const isWhole = beginning.length >= size || !beginning.toString('latin1').startsWith(MARK);
    return isWhole || secondNewline(beginning) > 0 ? null : 'longer';
  }
  return found.dataAt + found.head.bytes === size ? found.head : null;
}

function split(file: Buffer): { head: EntryHead; dataAt: number } | null {
  const second = secondNewline(file);
  if (second < 0) return null;
  const first = file.indexOf(NEWLINE);
  const line = file.subarray(first + 1, second);
  if (file.toString('latin1', 0, first) !== MARK + sha256(line)) return null;
  return { head: JSON.parse(line.toString('utf8')), dataAt: second + 1 };
}

function secondNewline(file: Buffer): number {
  const first = file.indexOf(NEWLINE);
  return first < 0 ? -1 : file.indexOf(NEWLINE, first + 1);
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
