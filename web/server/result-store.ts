/**
 * Finished runs, by id: on disk where the store of results is, so that they outlive the server, or
 * in memory where there is none. An entry on disk outlives a loss of power before anybody is notified of
 * it, and the oldest make room for new ones.
 */
import { z } from 'zod';
import { type Disk, diskReason, FILE_SYSTEM } from '../../sim/executor/disk.ts';
import { EntryStore } from '../../sim/executor/entry-store.ts';
import { beyond } from './failure.ts';
import { shareOf } from './fair-queue.ts';
import type { RunFiles } from './thread/study-task.ts';

/** What is known of a finished run without its files. */
export const runRecord = z
  .object({
    id: z.string(),
    study: z.string(),
    scenario: z.string(),
    finishedAt: z.string(),
    partial: z.boolean().describe('It was ended early: this is what it had by then.'),
    unmet: z.boolean().describe('An objective or an expectation is not met.'),
    endedBy: z.string().nullable().describe('The limit that ended it.'),
  })
  .meta({ id: 'Record' });

export type RunRecord = z.output<typeof runRecord>;

/** The record of what is finished now. */
export function recordOf(
  of: Pick<RunRecord, 'id' | 'study' | 'scenario'>,
  outcome: Pick<RunRecord, 'partial' | 'unmet' | 'endedBy'>,
): RunRecord {
  return { ...of, finishedAt: new Date().toISOString(), ...outcome };
}

export interface StoredRun {
  readonly record: RunRecord;
  readonly files: RunFiles;
}

export interface ResultStore {
  /**
   * Rejects where it cannot be kept for good. `client`: whose it is, where they share the room
   * (client.ts).
   */
  put(run: StoredRun, client: string): Promise<void>;
  find(id: string): Promise<StoredRun | null>;
  /** Newest first. */
  list(): Promise<RunRecord[]>;
}

const PREFIX = 'mailpath-run 2 ';

interface DiskResultStoreOptions {
  /** Takes, in a sentence, what was damaged or cannot be read. */
  readonly warn?: (text: string) => void;
  readonly disk?: Disk;
}

/** A record and its place among the others; plain data. */
interface Place {
  readonly record: RunRecord;
  /** Grows from run to run, also where the clock is put back. */
  readonly order: number;
}

export class DiskResultStore implements ResultStore {
  private readonly disk: Disk;
  private readonly entries: EntryStore;
  private readonly max: number;
  private readonly warn: (text: string) => void;
  /** Of what is on disk, oldest first; null until it is read. */
  private places: Promise<Place[]> | null = null;
  private lastOrder = 0;
  private readonly warned = new Set<string>();

  constructor(
    folder: string,
    max: number,
    { warn = () => undefined, disk = FILE_SYSTEM }: DiskResultStoreOptions = {},
  ) {
    this.disk = disk;
    this.entries = new EntryStore(folder, { disk, durable: true });
    this.max = max;
    this.warn = warn;
  }

  async put(run: StoredRun): Promise<void> {
    const { record } = run;
    await this.all();
    this.lastOrder = Math.max(this.lastOrder + 1, this.disk.now());
    const place: Place = { record, order: this.lastOrder };
    await this.entries.put(keyOf(record), Buffer.from(JSON.stringify(run)), place);
    const places = await this.all();
    // It is among them already where they could not be read before.
    if (!places.some((one) => one.record.id === record.id)) places.push(place);
    places.sort((a, b) => a.order - b.order);
    await this.makeRoom(places);
  }

  async find(id: string): Promise<StoredRun | null> {
    try {
      const entry = await this.entries.find(keyOf({ id }));
      if (entry === null) return null;
      if (entry !== 'damaged') return JSON.parse(entry.data.toString('utf8'));
      this.tell(`The result of run ${id} was damaged on disk: it is gone.`);
      const places = await this.all();
      remove(places, (place) => place.record.id === id);
    } catch (error) {
      this.tellUnreadable(error);
    }
    return null;
  }

  async list(): Promise<RunRecord[]> {
    return (await this.all()).map(({ record }) => record).reverse();
  }

  /** None, for this time, where they cannot be read. */
  private all(): Promise<Place[]> {
    this.places ??= this.read().catch((error) => {
      this.places = null;
      this.tellUnreadable(error);
      return [];
    });
    return this.places;
  }

  private async read(): Promise<Place[]> {
    const { heads, damaged } = await this.entries.list();
    if (damaged > 0) this.tell(`Results that were kept were damaged on disk: ${damaged} are gone.`);
    const places = heads
      .filter(({ key }) => key.startsWith(PREFIX))
      .map(({ metadata }) => metadata as Place)
      .sort((a, b) => a.order - b.order);
    this.lastOrder = Math.max(this.lastOrder, places.at(-1)?.order ?? 0);
    return places;
  }

  /** What cannot be removed now is tried again when the next run is kept. */
  private async makeRoom(places: Place[]): Promise<void> {
    const old = places.slice(0, Math.max(0, places.length - this.max));
    try {
      for (const place of old) {
        await this.entries.remove([keyOf(place.record)]);
        remove(places, (one) => one === place);
      }
    } catch (error) {
      this.tell(`Old results cannot be removed (${this.entries.folder}): ${diskReason(error)}.`);
    }
  }

  private tellUnreadable(error: unknown): void {
    this.tell(`Kept results cannot be read (${this.entries.folder}): ${diskReason(error)}.`);
  }

  private tell(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.warn(text);
  }
}

function keyOf({ id }: { id: string }): string {
  return PREFIX + id;
}

function remove(places: Place[], isGone: (place: Place) => boolean): void {
  const index = places.findIndex(isGone);
  if (index >= 0) places.splice(index, 1);
}

interface Entry {
  readonly run: StoredRun;
  readonly client: string;
  readonly bytes: number;
}

/**
 * Finished runs in memory: so many of them and so many bytes, one client's half of both at most. The
 * oldest make room for new ones.
 */
export class MemoryResultStore implements ResultStore {
  private readonly max: number;
  private readonly maxBytes: number;
  /** Oldest first. */
  private entries: Entry[] = [];

  constructor(max: number, maxBytes: number) {
    this.max = max;
    this.maxBytes = maxBytes;
  }

  /** Throws a Failure where the result alone is too large. */
  async put(run: StoredRun, client: string): Promise<void> {
    const bytes = Object.values(run.files).reduce((sum, text) => sum + text.length, 0);
    if (bytes > shareOf(this.maxBytes)) {
      const what = 'The result is too large to be kept.';
      throw beyond('too-large', what, 'memory-result-bytes', this.maxBytes);
    }
    this.entries.push({ run, client, bytes });
    this.makeRoom((entry) => entry.client === client, shareOf(this.max), shareOf(this.maxBytes));
    this.makeRoom(() => true, this.max, this.maxBytes);
  }

  async find(id: string): Promise<StoredRun | null> {
    return this.entries.find(({ run }) => run.record.id === id)?.run ?? null;
  }

  async list(): Promise<RunRecord[]> {
    return this.entries.map(({ run }) => run.record).reverse();
  }

  /** Of those that count, the newest stay. */
  private makeRoom(counts: (entry: Entry) => boolean, max: number, maxBytes: number): void {
    const counted = this.entries.filter(counts);
    let bytes = counted.reduce((sum, entry) => sum + entry.bytes, 0);
    const old = new Set<Entry>();
    while (counted.length - old.size > max || bytes > maxBytes) {
      const oldest = counted[old.size];
      old.add(oldest);
      bytes -= oldest.bytes;
    }
    this.entries = this.entries.filter((entry) => !old.has(entry));
  }
}
