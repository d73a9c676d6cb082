/** What lies in a store of replications, and taking it out again; what others keep there stays. */
import type { EntryStore } from './entry-store.ts';
import { PREFIX } from './stored-replication.ts';

/** The entry with the number of bytes that the store holds (store-size.ts). */
export const SIZE_KEY = 'mailpath-bytes';

export interface StoreEntry {
  readonly key: string;
  readonly bytes: number;
  readonly writtenAtMs: number;
  /** Made by other code than this: never found again. */
  readonly stale: boolean;
}

export class StoreEntries {
  /** Of replications, in the order in which they were written. */
  readonly ours: readonly StoreEntry[];
  private readonly store: EntryStore;

  private constructor(store: EntryStore, ours: readonly StoreEntry[]) {
    this.store = store;
    this.ours = ours;
  }

  /** `current`: what keys of this version begin with. */
  static async read(store: EntryStore, current: string): Promise<StoreEntries> {
    const ours = (await store.list()).heads
      .filter(({ key }) => key.startsWith(PREFIX))
      .map(({ key, bytes, writtenAtMs }) => {
        return { key, bytes, writtenAtMs, stale: !key.startsWith(current) };
      });
    ours.sort((a, b) => a.writtenAtMs - b.writtenAtMs || (a.key < b.key ? -1 : 1));
    return new StoreEntries(store, ours);
  }

  get folder(): string {
    return this.store.folder;
  }

  get bytes(): number {
    return sizeOf(this.ours);
  }

  get stale(): readonly StoreEntry[] {
    return this.ours.filter(({ stale }) => stale);
  }

  /** Removes these, and the folder with them where it is empty then. */
  async remove(entries: readonly StoreEntry[]): Promise<void> {
    await this.store.remove([...entries.map(({ key }) => key), SIZE_KEY]);
  }
}

export function sizeOf(entries: readonly StoreEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}
