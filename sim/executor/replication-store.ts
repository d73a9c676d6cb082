/**
 * The store of finished replications on disk. A replication is found again by what decides its bytes:
 * the engine's code, the compiled setting, the seed and its number.
 *
 * Nothing here ends a run: what cannot be read is run again, what cannot be written is left out, and
 * either is said once (`warnings`). Nothing waits for the disk either: what a loss of power takes is
 * run again.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { MailPathInput } from '../mailpath/input.ts';
import { METRICS } from '../mailpath/metrics.ts';
import type { Replication } from '../studies/replicate.ts';
import type { Job } from '../studies/study.ts';
import { type Disk, diskReason, FILE_SYSTEM, UnsafeFolder } from './disk.ts';
import { EntryStore } from './entry-store.ts';

/** What all keys of ours begin with; after it comes the number of the form. */
const PREFIX = 'mailpath-replication-';
const FORM = 3;
/** The entry with the number of bytes that the store holds. */
const SIZE_KEY = 'mailpath-bytes';
/** About 60,000 replications of a usual scenario. */
export const MAX_BYTES = 1_000_000_000;
/** What is left where there was more. */
const KEPT_SHARE = 0.75;

export class ReplicationStore {
  readonly folder: string;
  private readonly entryStore: EntryStore;
  /** What keys of this version begin with. */
  private readonly current: string;
  private damaged = 0;
  /** Why nothing is read or written any more. */
  private broken: string | null = null;
  private bytesWritten = 0;

  /** `engine`: the version of the code that makes replications. */
  constructor(folder: string, engine: string = engineVersion(), disk: Disk = FILE_SYSTEM) {
    this.folder = folder;
    this.entryStore = new EntryStore(folder, { disk, durable: false });
    this.current = `${PREFIX}${FORM} ${engine} `;
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
    const key = this.keyOf(job);
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

  async put(job: Job, replication: Replication): Promise<void> {
    if (this.broken !== null) return;
    const data = Buffer.from(encode(replication));
    try {
      await this.entryStore.put(this.keyOf(job), data);
      this.bytesWritten += data.length;
    } catch (error) {
      this.giveUp('written', error);
    }
  }

  /** To be called once, when no more is written: sees to it that the store stays within bounds. */
  async close(): Promise<void> {
    if (this.broken !== null || this.bytesWritten === 0) return;
    try {
      await this.boundSize(this.bytesWritten);
    } catch (error) {
      this.giveUp('tidied', error);
    }
  }

  /** What lies here of replications, and taking it out again; what others keep here stays. */
  async entries() {
    const ours = (await this.entryStore.list()).heads
      .filter(({ key }) => key.startsWith(PREFIX))
      .map(({ key, bytes, writtenAtMs }): StoreEntry => {
        return { key, bytes, writtenAtMs, stale: !key.startsWith(this.current) };
      })
      .sort((a, b) => a.writtenAtMs - b.writtenAtMs || (a.key < b.key ? -1 : 1));
    return {
      folder: this.entryStore.folder,
      /** In the order in which they were written. */
      ours,
      stale: ours.filter(({ stale }) => stale),
      bytes: sizeOf(ours),
      /** Removes these, and the folder with them where it is empty then. */
      remove: (entries: readonly StoreEntry[]) =>
        this.entryStore.remove([...entries.map(({ key }) => key), SIZE_KEY]),
    };
  }

  /**
   * Keeps the store within bounds: beyond `maxBytes` the replications of other code go, then the oldest,
   * until a quarter is free. To be called after a run that wrote so many bytes.
   *
   * To list a store takes seconds once it is large, so what was written since the last list is added
   * up in an entry of one number. Two programs that write it at once may lose a part of the sum; the
   * next list puts it right.
   */
  async boundSize(bytesWritten: number, maxBytes = MAX_BYTES): Promise<void> {
    const stated = await this.entryStore.find(SIZE_KEY);
    const before = stated === null || stated === 'damaged' ? '' : stated.data.toString('latin1');
    let bytes = Number(before) + bytesWritten;
    if (!/^\d+$/.test(before) || bytes > maxBytes) {
      const entries = await this.entries();
      const going = entries.bytes > maxBytes ? excess(entries, maxBytes) : [];
      if (going.length > 0) await entries.remove(going);
      bytes = entries.bytes - sizeOf(going);
    }
    await this.entryStore.put(SIZE_KEY, Buffer.from(String(bytes)));
  }

  private keyOf({ input, seed, replication }: Job): string {
    let hash = hashes.get(input);
    if (hash === undefined) {
      hash = createHash('sha256').update(canonical(input)).digest('hex').slice(0, 32);
      hashes.set(input, hash);
    }
    return `${this.current}${hash} ${replication} ${JSON.stringify(seed)}`;
  }

  private giveUp(what: string, error: unknown): void {
    if (this.broken !== null) return;
    const done = error instanceof UnsafeFolder ? 'used' : what;
    this.broken = `The store of finished replications (${this.folder}) cannot be ${done}: ${diskReason(error)}. Going on without it; --no-cache spares this warning.`;
  }
}

/**
 * What is stored is not a replication of this code. As JSON: V8's own serialization was measured at
 * twice the size and the time.
 */
class NotReplication extends Error {}

/** Metrics may be NaN or infinite, which JSON has no numbers for; a text stands for each. */
export function encode({ lows, highs, ...rest }: Replication): string {
  return JSON.stringify({ ...rest, lows: lows.map(written), highs: highs.map(written) });
}

function written(value: number): number | string {
  return Number.isFinite(value) ? value : `${value}`;
}

function decode(text: string, { replication }: Job): Replication {
  let read: Partial<Replication> | null;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new NotReplication((error as Error).message);
  }
  const { lows, highs } = read ?? {};
  const isWhole = lows?.length === METRICS.length && highs?.length === METRICS.length;
  if (read?.number !== replication || !isWhole) {
    throw new NotReplication('another replication, or none');
  }
  return { ...(read as Replication), lows: lows.map(Number), highs: highs.map(Number) };
}

/** Settings are few and large; each is hashed once. */
const hashes = new WeakMap<MailPathInput, string>();

/** Any input as text, the same for equal inputs: keys in order, Infinity kept. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner);
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

export interface StoreEntry {
  readonly key: string;
  readonly bytes: number;
  readonly writtenAtMs: number;
  /** Made by other code than this: never found again. */
  readonly stale: boolean;
}

export type StoreEntries = Awaited<ReturnType<ReplicationStore['entries']>>;

export function sizeOf(entries: readonly StoreEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What goes: stale ones, then the oldest. */
function excess({ ours, stale, bytes }: StoreEntries, maxBytes: number): StoreEntry[] {
  const going: StoreEntry[] = [...stale];
  let left = bytes - sizeOf(going);
  for (const entry of ours) {
    if (left <= KEPT_SHARE * maxBytes) break;
    if (entry.stale) continue;
    going.push(entry);
    left -= entry.bytes;
  }
  return going;
}

/*
 * The version of the code that makes replications: a hash of its files, so that a stored result is
 * never taken for one of other code, and nobody has to remember to raise a number.
 *
 * The files are those that replicate.ts imports, and those that they import: nothing else decides a
 * replication's bytes (packages do: their versions are pinned, and only seedrandom is among them).
 */

const SIM = join(import.meta.dirname, '..');
/** `.ts` from the sources, `.js` compiled. */
const ENDING = import.meta.filename.slice(-3);
const FIRST = join(SIM, 'studies', `replicate${ENDING}`);
const IMPORT = /\bfrom '(\.[^']+)'/g;

/** 16 hexadecimal digits. */
export function engineVersion(): string {
  const hash = createHash('sha256');
  for (const [file, text] of [...engineFiles()].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${file}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The files by their path from sim/, with their text. */
export function engineFiles(): Map<string, string> {
  const found = new Map<string, string>();
  const follow = (path: string): void => {
    const name = relative(SIM, path);
    if (found.has(name)) return;
    const text = readFileSync(path, 'utf8');
    found.set(name, text);
    for (const [, target] of text.matchAll(IMPORT)) {
      if (target.endsWith(ENDING)) follow(resolve(dirname(path), target));
    }
  };
  follow(FIRST);
  return found;
}
