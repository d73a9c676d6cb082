/**
 * The store of finished replications on disk (cacache: content-addressed, every read checked against
 * its hash, every write whole or not there). A replication is found again by what decides its bytes:
 * the engine's code, the compiled setting, the seed and its number.
 *
 * Nothing here ends a run: what cannot be read is run again, what cannot be written is left out, and
 * either is said once (`warnings`).
 */
import { createHash } from 'node:crypto';
import cacache from 'cacache';
import { MEASURES } from '../experiment/measure.ts';
import type { Replication } from '../experiment/replicate.ts';
import type { Job } from '../experiment/study.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import { engineVersion } from './engine-version.ts';

const PREFIX = 'mailpath-replication-1';

export interface StoreSummary {
  readonly folder: string;
  readonly entries: number;
  readonly bytes: number;
  /** Of code that is not this one: never found again. */
  readonly stale: number;
}

export class ResultStore {
  readonly folder: string;
  /** What went wrong, in sentences, each once. */
  readonly warnings: string[] = [];
  private readonly engine = engineVersion();
  private readonly inputHashes = new WeakMap<MailPathInput, string>();
  private damaged = 0;
  private disabled = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The stored replication; null if there is none that is whole. */
  async find(job: Job): Promise<Replication | null> {
    if (this.disabled) return null;
    const key = this.keyOf(job);
    try {
      const { data } = await cacache.get(this.folder, key);
      return decode(data);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      if (code === 'EINTEGRITY' || code === 'EBADSIZE' || error instanceof SyntaxError) {
        await this.forget(key);
      } else {
        this.disable('read', error as NodeJS.ErrnoException);
      }
      return null;
    }
  }

  async keep(job: Job, replication: Replication): Promise<void> {
    if (this.disabled) return;
    try {
      await cacache.put(this.folder, this.keyOf(job), encode(replication));
    } catch (error) {
      this.disable('written', error as NodeJS.ErrnoException);
    }
  }

  async summary(): Promise<StoreSummary> {
    const all = Object.values(await cacache.ls(this.folder)).filter(({ key }) =>
      key.startsWith(PREFIX),
    );
    const current = `${PREFIX} ${this.engine} `;
    return {
      folder: this.folder,
      entries: all.length,
      bytes: all.reduce((sum, { size }) => sum + (size ?? 0), 0),
      stale: all.filter(({ key }) => !key.startsWith(current)).length,
    };
  }

  /** Removes every entry, and nothing else that lies in the folder. */
  async clear(): Promise<void> {
    await cacache.rm.all(this.folder);
  }

  private keyOf({ input, seed, replication }: Job): string {
    let hash = this.inputHashes.get(input);
    if (hash === undefined) {
      hash = createHash('sha256').update(canonical(input)).digest('hex').slice(0, 32);
      this.inputHashes.set(input, hash);
    }
    return `${PREFIX} ${this.engine} ${hash} ${replication} ${JSON.stringify(seed)}`;
  }

  private async forget(key: string): Promise<void> {
    this.damaged++;
    const which = this.damaged === 1 ? 'A stored replication was' : 'Some stored replications were';
    this.warnings[0] = `${which} damaged on disk and run again.`;
    await cacache.rm.entry(this.folder, key).catch(() => undefined);
  }

  private disable(what: string, { code, message }: NodeJS.ErrnoException): void {
    if (this.disabled) return;
    this.disabled = true;
    const reason = REASONS[code ?? ''] ?? message;
    this.warnings.push(
      `The store of finished replications (${this.folder}) cannot be ${what}: ${reason}. Going on without it; --no-cache spares this warning.`,
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  EEXIST: 'a file is in the way',
};

/** NaN has no JSON; null stands for it. */
function encode({ values, ...rest }: Replication): string {
  return JSON.stringify({ ...rest, values: values.map((v) => (Number.isNaN(v) ? null : v)) });
}

/** Throws a SyntaxError for what is not a replication of this code. */
function decode(data: Buffer): Replication {
  const read = JSON.parse(data.toString('utf8')) as Replication;
  if (read.values?.length !== MEASURES.length) throw new SyntaxError('not a replication');
  return { ...read, values: read.values.map((v) => v ?? Number.NaN) };
}

/** Any input as text, the same for equal inputs: keys in order, Infinity kept. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner);
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
