/**
 * The store of finished replications on disk (cacache: content-addressed, every read checked against
 * its hash, every write whole or not there). A replication is found again by what decides its bytes:
 * the engine's code, the compiled setting, the seed and its number.
 *
 * Nothing here ends a run: what cannot be read is run again, what cannot be written is left out, and
 * either is said once (`warnings`).
 */
import { getSystemErrorName } from 'node:util';
import cacache from 'cacache';
import type { Replication } from '../experiment/replicate.ts';
import type { Job } from '../experiment/study.ts';
import { engineVersion } from './engine-version.ts';
import { hasEntry, removeEntries, StoreEntries } from './store-entries.ts';
import { makeFolder } from './store-folder.ts';
import { boundSize } from './store-size.ts';
import { decode, encode, Keys, NotReplication } from './stored-replication.ts';

/** How temporary files of ours begin, so that what a killed run left can be told from others'. */
const WRITING = { tmpPrefix: 'mailpath' };

export class ResultStore {
  readonly folder: string;
  private readonly keys: Keys;
  private damaged = 0;
  /** Why nothing is read or written any more. */
  private broken: string | null = null;
  private bytesWritten = 0;

  /** `engine`: the version of the code that makes replications. */
  constructor(folder: string, engine: string = engineVersion()) {
    this.folder = folder;
    this.keys = new Keys(engine);
  }

  /** What went wrong, in sentences. */
  get warnings(): string[] {
    const which = this.damaged === 1 ? 'A stored replication was' : 'Some stored replications were';
    return [
      ...(this.damaged > 0 ? [`${which} damaged on disk and run again.`] : []),
      ...(this.broken === null ? [] : [this.broken]),
    ];
  }

  /** The stored replication; null if there is none that is whole. */
  async find(job: Job): Promise<Replication | null> {
    if (this.broken !== null) return null;
    const key = this.keys.of(job);
    try {
      return await this.read(key, job);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' || DAMAGED.includes(code) || error instanceof NotReplication) {
        this.damaged++;
        await removeEntries(this.folder, [key]).catch(() => undefined);
      } else {
        this.giveUp('read', error);
      }
      return null;
    }
  }

  async keep(job: Job, replication: Replication): Promise<void> {
    if (this.broken !== null) return;
    const key = this.keys.of(job);
    try {
      const data = Buffer.from(encode(replication));
      makeFolder(this.folder);
      await this.write(key, data);
      this.bytesWritten += data.length;
    } catch (error) {
      this.giveUp('written', error);
      await removeEntries(this.folder, [key]).catch(() => undefined);
    }
  }

  /** To be called once, when no more is written: sees to it that the store stays within bounds. */
  async close(): Promise<void> {
    if (this.broken !== null || this.bytesWritten === 0) return;
    try {
      await boundSize(this.folder, this.bytesWritten, this.keys.current);
    } catch (error) {
      this.giveUp('tidied', error);
    }
  }

  entries(): Promise<StoreEntries> {
    return StoreEntries.read(this.folder, this.keys.current);
  }

  /** Null if there is no entry; throws if there is one without its content. */
  private async read(key: string, job: Job): Promise<Replication | null> {
    const get = async () => {
      const { data } = await cacache.get(this.folder, key);
      return decode(data.toString('utf8'), job);
    };
    try {
      return await get();
    } catch (error) {
      if (!ABSENT.includes(codeOf(error))) throw error;
      if (!(await hasEntry(this.folder, key))) return null;
      // Another program may have written it just now.
      return await get();
    }
  }

  private async write(key: string, data: Buffer): Promise<void> {
    const put = () => cacache.put(this.folder, key, data, WRITING);
    try {
      await put();
    } catch (error) {
      // Another program may have removed a folder that was empty.
      if (codeOf(error) !== 'ENOENT') throw error;
      await put();
    }
  }

  private giveUp(what: string, error: unknown): void {
    if (this.broken !== null) return;
    const reason = REASONS[codeOf(error)] ?? (error as Error).message;
    this.broken = `The store of finished replications (${this.folder}) cannot be ${what}: ${reason}. Going on without it; --no-cache spares this warning.`;
  }
}

/** Codes of there being nothing, or nothing but a file in the way. */
const ABSENT = ['ENOENT', 'ENOTDIR'];

/** cacache's codes of content that is not what was stored. */
const DAMAGED = ['EINTEGRITY', 'EBADSIZE'];

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  // EDQUOT of Linux, which Node has no name for.
  'Unknown system error -122': 'the disk quota is used up',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  EEXIST: 'a file is in the way',
  ENOTDIR: 'a file is in the way',
  ENOENT: 'the folder cannot be made',
};

/** The system's code. cacache calls whatever kept a file from its place EEXIST, so its number first. */
function codeOf(error: unknown): string {
  const { code = '', errno } = error as NodeJS.ErrnoException;
  return errno !== undefined && errno < 0 ? getSystemErrorName(errno) : code;
}
