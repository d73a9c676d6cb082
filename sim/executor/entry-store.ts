/**
 * Entries on disk, by key: each is a file of its own that is there whole or not at all, and that is
 * checked to the byte whenever it is read. What is damaged counts as missing, and is removed.
 *
 *   <folder>/entries-1/<2 digits>/<62 digits>              SHA-256 of the key
 *                                 <62 digits>.<UUID>.tmp   while it is written
 *
 * Any number of programs may use one store, and each may be killed at any time. Nothing else in the
 * folder is touched: it may be one that others use too.
 */
import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { Disk } from './disk.ts';
import { codeOf, isAbsent } from './disk-error.ts';
import { type Entry, type EntryHead, pack, sha256, unpack, unpackHead } from './entry-file.ts';
import { Gate } from './gate.ts';
import { hasSafeFolder, makeFolders } from './store-folder.ts';

/** Files open at a time: of 1024 that a process may have. */
const AT_A_TIME = 32;
/** A temporary file that is older than this was left by a program that was killed, ms. */
const LEFT_BEHIND_MS = 3_600_000;
/** What most heads fit in, bytes. */
const BEGINNING = 4096;
/** No entry is as large: a larger file is not read into memory. */
const MOST_BYTES = 500_000_000;
/** Another program may remove a folder that is empty as often as it is made. */
const TRIES = 5;

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
    const found = await this.read(file, MOST_BYTES);
    if (found === null) return null;
    const entry = unpack(found.beginning);
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
    const gate = new Gate(AT_A_TIME);
    await Promise.all(keys.map((key) => gate.pass(() => this.removeFile(this.fileOf(key)))));
  }

  /** Removes what is damaged, and temporary files that killed programs have left. */
  async list(): Promise<Listing> {
    const heads: EntryHead[] = [];
    let damaged = 0;
    if (!(await this.isThere())) return { heads, damaged };
    const gate = new Gate(AT_A_TIME);
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
    this.isSafe ||= await hasSafeFolder(this.disk, this.folder, this.entries);
    return this.isSafe;
  }

  private async read(file: string, most: number) {
    try {
      const { data, size } = await this.disk.read(file, most);
      return { beginning: Buffer.from(data.buffer, data.byteOffset, data.length), size };
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
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
    try {
      return (await this.disk.list(folder)).filter((name) => form.test(name));
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  }

  /** Null where it is gone by now. */
  private async headOf(file: string): Promise<EntryHead | 'damaged' | null> {
    for (const most of [BEGINNING, MOST_BYTES]) {
      const found = await this.read(file, most);
      if (found === null) return null;
      const head = unpackHead(found.beginning, found.size);
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
    await this.disk.remove(file).catch((error) => {
      if (!isAbsent(error)) throw error;
    });
    try {
      for (const folder of [dirname(file), this.entries, this.folder]) {
        await this.disk.removeFolder(folder);
      }
    } catch {
      // It is not empty, or another program was faster.
    }
  }
}
