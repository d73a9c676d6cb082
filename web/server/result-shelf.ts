/**
 * Finished runs, by id: on disk where the store of results is, so that they outlive the server, or
 * in memory where there is none (memory-shelf.ts). An entry outlives a loss of power before anybody
 * is told of it, and the oldest make room for new ones.
 */
import { type Disk, diskReason, FILE_SYSTEM } from '../../sim/executor/disk.ts';
import { EntryStore } from '../../sim/executor/entry-store.ts';
import type { RunFiles } from './thread/inquiry-task.ts';

/** What is known of a run without its files; plain data. */
export interface RunRecord {
  readonly id: string;
  readonly inquiry: string;
  readonly scenario: string;
  readonly finishedAt: string;
  readonly partial: boolean;
  readonly unmet: boolean;
  readonly endedBy: string | null;
}

export interface KeptRun {
  readonly record: RunRecord;
  readonly files: RunFiles;
}

export interface ResultShelf {
  /**
   * Rejects where it cannot be kept for good. `client`: whose it is, where they share the room
   * (client.ts).
   */
  keep(run: KeptRun, client: string): Promise<void>;
  find(id: string): Promise<KeptRun | null>;
  /** Newest first. */
  list(): Promise<RunRecord[]>;
}

const PREFIX = 'mailpath-run 1 ';

export interface DiskShelfOptions {
  /** Told, in a sentence, of what was damaged or cannot be read. */
  readonly warn?: (text: string) => void;
  readonly disk?: Disk;
}

/** A record in its place on the shelf; plain data. */
interface Place {
  readonly record: RunRecord;
  /** Grows from run to run, also where the clock is put back. */
  readonly order: number;
}

export class DiskShelf implements ResultShelf {
  private readonly disk: Disk;
  private readonly entries: EntryStore;
  private readonly most: number;
  private readonly warn: (text: string) => void;
  /** Of what is on disk, oldest first; null until it is read. */
  private places: Promise<Place[]> | null = null;
  private lastOrder = 0;
  private readonly warned = new Set<string>();

  constructor(
    folder: string,
    most: number,
    { warn = () => undefined, disk = FILE_SYSTEM }: DiskShelfOptions = {},
  ) {
    this.disk = disk;
    this.entries = new EntryStore(folder, { disk, durable: true });
    this.most = most;
    this.warn = warn;
  }

  async keep(run: KeptRun): Promise<void> {
    const { record } = run;
    await this.all();
    this.lastOrder = Math.max(this.lastOrder + 1, this.disk.now());
    const place: Place = { record, order: this.lastOrder };
    await this.entries.put(keyOf(record), Buffer.from(JSON.stringify(run)), place);
    const places = await this.all();
    // It is among them already where they could not be read before.
    if (!places.some((one) => one.record.id === record.id)) insert(places, place);
    await this.makeRoom(places);
  }

  async find(id: string): Promise<KeptRun | null> {
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
    const old = places.slice(0, Math.max(0, places.length - this.most));
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

function insert(places: Place[], place: Place): void {
  places.push(place);
  places.sort((a, b) => a.order - b.order);
}

function remove(places: Place[], isGone: (place: Place) => boolean): void {
  const index = places.findIndex(isGone);
  if (index >= 0) places.splice(index, 1);
}
