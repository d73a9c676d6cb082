/**
 * Finished runs, by id: on disk where the store of results is, so that they outlive the server, or
 * in memory where there is none (memory-shelf.ts). An entry is written whole before anybody is told of it (cacache:
 * checksummed, renamed into place), and the oldest make room for new ones.
 */
import { mkdirSync } from 'node:fs';
import cacache from 'cacache';
import { removeEntries } from '../../sim/executor/store-entries.ts';
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
  /** `client`: whose it is, where they share the room (client.ts). */
  keep(run: KeptRun, client: string): Promise<void>;
  find(id: string): Promise<KeptRun | null>;
  /** Newest first. */
  list(): Promise<RunRecord[]>;
}

const PREFIX = 'mailpath-run 1 ';

export class DiskShelf implements ResultShelf {
  private readonly folder: string;
  private readonly most: number;
  /** Of what is on disk, oldest first; read once. */
  private records: Promise<RunRecord[]> | null = null;

  constructor(folder: string, most: number) {
    this.folder = folder;
    this.most = most;
  }

  async keep(run: KeptRun): Promise<void> {
    const records = await this.all();
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const { id } = run.record;
    await cacache.put(this.folder, PREFIX + id, JSON.stringify(run), { metadata: run.record });
    records.push(run.record);
    const old = records.splice(0, Math.max(0, records.length - this.most));
    await removeEntries(
      this.folder,
      old.map((record) => PREFIX + record.id),
    );
  }

  /** Null too where the entry is damaged: cacache checks what it reads. */
  async find(id: string): Promise<KeptRun | null> {
    try {
      const { data } = await cacache.get(this.folder, PREFIX + id);
      return JSON.parse(data.toString('utf8'));
    } catch {
      return null;
    }
  }

  async list(): Promise<RunRecord[]> {
    return [...(await this.all())].reverse();
  }

  private all(): Promise<RunRecord[]> {
    this.records ??= this.read();
    return this.records;
  }

  private async read(): Promise<RunRecord[]> {
    const found = await cacache.ls(this.folder).catch(() => ({}));
    return Object.values(found)
      .filter(({ key }) => key.startsWith(PREFIX))
      .sort((a, b) => a.time - b.time)
      .map(({ metadata }) => metadata as RunRecord);
  }
}
