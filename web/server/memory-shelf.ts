/**
 * Finished runs in memory: so many of them and so many bytes, one client's half of both at most. The
 * oldest make room for new ones.
 */
import { beyond } from './failure.ts';
import { shareOf } from './fair-queue.ts';
import type { KeptRun, ResultShelf, RunRecord } from './result-shelf.ts';

interface Entry {
  readonly run: KeptRun;
  readonly client: string;
  readonly bytes: number;
}

export class MemoryShelf implements ResultShelf {
  private readonly most: number;
  private readonly mostBytes: number;
  /** Oldest first. */
  private entries: Entry[] = [];

  constructor(most: number, mostBytes: number) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** Throws a Failure where the result alone is too large. */
  async keep(run: KeptRun, client: string): Promise<void> {
    const bytes = Object.values(run.files).reduce((sum, text) => sum + text.length, 0);
    if (bytes > shareOf(this.mostBytes)) {
      const what = 'The result is too large to be kept.';
      throw beyond('too-large', what, 'memory-result-bytes', this.mostBytes);
    }
    this.entries.push({ run, client, bytes });
    this.makeRoom((entry) => entry.client === client, shareOf(this.most), shareOf(this.mostBytes));
    this.makeRoom(() => true, this.most, this.mostBytes);
  }

  async find(id: string): Promise<KeptRun | null> {
    return this.entries.find(({ run }) => run.record.id === id)?.run ?? null;
  }

  async list(): Promise<RunRecord[]> {
    return this.entries.map(({ run }) => run.record).reverse();
  }

  /** Of those that count, the newest stay. */
  private makeRoom(counts: (entry: Entry) => boolean, most: number, mostBytes: number): void {
    const counted = this.entries.filter(counts);
    let bytes = counted.reduce((sum, entry) => sum + entry.bytes, 0);
    const old = new Set<Entry>();
    while (counted.length - old.size > most || bytes > mostBytes) {
      const oldest = counted[old.size];
      old.add(oldest);
      bytes -= oldest.bytes;
    }
    this.entries = this.entries.filter((entry) => !old.has(entry));
  }
}
