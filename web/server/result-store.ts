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

export function diskResultStore(
  folder: string,
  max: number,
  { warn = () => undefined, disk = FILE_SYSTEM }: DiskResultStoreOptions = {},
) {
  const entries = new EntryStore(folder, { disk, durable: true });
  /** Of what is on disk, oldest first; null until it is read. */
  let known: Promise<Place[]> | null = null;
  let lastOrder = 0;
  const warned = new Set<string>();

  const tell = (text: string): void => {
    if (warned.has(text)) return;
    warned.add(text);
    warn(text);
  };

  const tellUnreadable = (error: unknown): void =>
    tell(`Kept results cannot be read (${entries.folder}): ${diskReason(error)}.`);

  const read = async (): Promise<Place[]> => {
    const { heads, damaged } = await entries.list();
    if (damaged > 0) tell(`Results that were kept were damaged on disk: ${damaged} are gone.`);
    const places = heads
      .filter(({ key }) => key.startsWith(PREFIX))
      .map(({ metadata }) => metadata as Place)
      .sort((a, b) => a.order - b.order);
    lastOrder = Math.max(lastOrder, places.at(-1)?.order ?? 0);
    return places;
  };

  /** None, for this time, where they cannot be read. */
  const all = (): Promise<Place[]> => {
    known ??= read().catch((error) => {
      known = null;
      tellUnreadable(error);
      return [];
    });
    return known;
  };

  /** What cannot be removed now is tried again when the next run is kept. */
  const makeRoom = async (places: Place[]): Promise<void> => {
    const old = places.slice(0, Math.max(0, places.length - max));
    try {
      for (const place of old) {
        await entries.remove([keyOf(place.record)]);
        remove(places, (one) => one === place);
      }
    } catch (error) {
      tell(`Old results cannot be removed (${entries.folder}): ${diskReason(error)}.`);
    }
  };

  return {
    async put(run: StoredRun): Promise<void> {
      const { record } = run;
      await all();
      lastOrder = Math.max(lastOrder + 1, disk.now());
      const place: Place = { record, order: lastOrder };
      await entries.put(keyOf(record), Buffer.from(JSON.stringify(run)), place);
      const places = await all();
      // It is among them already where they could not be read before.
      if (!places.some((one) => one.record.id === record.id)) places.push(place);
      places.sort((a, b) => a.order - b.order);
      await makeRoom(places);
    },

    async find(id: string): Promise<StoredRun | null> {
      try {
        const entry = await entries.find(keyOf({ id }));
        if (entry === null) return null;
        if (entry !== 'damaged') return JSON.parse(entry.data.toString('utf8'));
        tell(`The result of run ${id} was damaged on disk: it is gone.`);
        remove(await all(), (place) => place.record.id === id);
      } catch (error) {
        tellUnreadable(error);
      }
      return null;
    },

    list: async () => (await all()).map(({ record }) => record).reverse(),
  };
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
export function memoryResultStore(max: number, maxBytes: number): ResultStore {
  /** Oldest first. */
  let entries: Entry[] = [];

  /** Of those that count, the newest stay. */
  const makeRoom = (counts: (entry: Entry) => boolean, room: number, roomBytes: number): void => {
    const counted = entries.filter(counts);
    let bytes = counted.reduce((sum, entry) => sum + entry.bytes, 0);
    const old = new Set<Entry>();
    while (counted.length - old.size > room || bytes > roomBytes) {
      const oldest = counted[old.size];
      old.add(oldest);
      bytes -= oldest.bytes;
    }
    entries = entries.filter((entry) => !old.has(entry));
  };

  return {
    /** Throws a Failure where the result alone is too large. */
    async put(run, client) {
      const bytes = Object.values(run.files).reduce((sum, text) => sum + text.length, 0);
      if (bytes > shareOf(maxBytes)) {
        const what = 'The result is too large to be kept.';
        throw beyond('too-large', what, 'memory-result-bytes', maxBytes);
      }
      entries.push({ run, client, bytes });
      makeRoom((entry) => entry.client === client, shareOf(max), shareOf(maxBytes));
      makeRoom(() => true, max, maxBytes);
    },
    find: async (id) => entries.find(({ run }) => run.record.id === id)?.run ?? null,
    list: async () => entries.map(({ run }) => run.record).reverse(),
  };
}
