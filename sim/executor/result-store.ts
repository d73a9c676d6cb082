/**
 * The store of finished replications on disk. A replication is found again by what decides its bytes:
 * the engine's code, the compiled setting, the seed and its number.
 *
 * Nothing here ends a run: what cannot be read is run again, what cannot be written is left out, and
 * either is said once (`warnings`). Nothing waits for the disk either: what a loss of power takes is
 * run again.
 */
import type { Replication } from '../studies/replicate.ts';
import type { Job } from '../studies/study.ts';
import type { Disk } from './disk.ts';
import { diskReason, UnsafeFolder } from './disk-error.ts';
import { engineVersion } from './engine-version.ts';
import { EntryStore } from './entry-store.ts';
import { FILE_SYSTEM } from './file-system.ts';
import { StoreEntries } from './store-entries.ts';
import { boundSize } from './store-size.ts';
import { decode, encode, Keys, NotReplication } from './stored-replication.ts';

export class ResultStore {
  readonly folder: string;
  private readonly entryStore: EntryStore;
  private readonly keys: Keys;
  private damaged = 0;
  /** Why nothing is read or written any more. */
  private broken: string | null = null;
  private bytesWritten = 0;

  /** `engine`: the version of the code that makes replications. */
  constructor(folder: string, engine: string = engineVersion(), disk: Disk = FILE_SYSTEM) {
    this.folder = folder;
    this.entryStore = new EntryStore(folder, { disk, durable: false });
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
      const entry = await this.entryStore.find(key);
      if (entry === null) return null;
      if (entry !== 'damaged') return decode(entry.data.toString('utf8'), job);
      this.damaged++;
    } catch (error) {
      if (error instanceof NotReplication) {
        this.damaged++;
        await this.entryStore.remove([key]).catch(() => undefined);
      } else {
        this.giveUp('read', error);
      }
    }
    return null;
  }

  async keep(job: Job, replication: Replication): Promise<void> {
    if (this.broken !== null) return;
    const data = Buffer.from(encode(replication));
    try {
      await this.entryStore.put(this.keys.of(job), data);
      this.bytesWritten += data.length;
    } catch (error) {
      this.giveUp('written', error);
    }
  }

  /** To be called once, when no more is written: sees to it that the store stays within bounds. */
  async close(): Promise<void> {
    if (this.broken !== null || this.bytesWritten === 0) return;
    try {
      await boundSize(this.entryStore, this.bytesWritten, this.keys.current);
    } catch (error) {
      this.giveUp('tidied', error);
    }
  }

  entries(): Promise<StoreEntries> {
    return StoreEntries.read(this.entryStore, this.keys.current);
  }

  private giveUp(what: string, error: unknown): void {
    if (this.broken !== null) return;
    const done = error instanceof UnsafeFolder ? 'used' : what;
    this.broken = `The store of finished replications (${this.folder}) cannot be ${done}: ${diskReason(error)}. Going on without it; --no-cache spares this warning.`;
  }
}
