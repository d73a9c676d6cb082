/**
 * A disk in memory that fails as it is told: at which call, and how, is the test's choice; what a
 * loss of power leaves is chosen under a seed. The same seed and calls come to the same, to the byte.
 *
 * What was not synchronised may be lost in any way that a disk loses it: a file is empty, cut, full of
 * zeros or as it was; a name is there, or not, or leads to what it led to before.
 */
import { constants } from 'node:os';
import { basename, dirname } from 'node:path';
import seedrandom from 'seedrandom';
import type { Disk, FileContent, FileStatus } from '../../sim/executor/disk.ts';

export type Fault =
  /** The call fails with the system's error. */
  | 'EIO'
  | 'ENOSPC'
  | 'EACCES'
  /** A part is written, then the disk is full; other calls fail at once. */
  | 'short write'
  /** A part is written, and nothing is said; other calls are carried out. */
  | 'silent short write'
  /** The process ends in the middle of the call: what was done is there. */
  | 'kill'
  /** The machine ends in the middle of the call: what was not synchronised may not be there. */
  | 'power loss';

export interface Call {
  /** From 1. */
  readonly number: number;
  readonly operation: string;
  readonly path: string;
}

interface File {
  readonly kind: 'file';
  data: Buffer;
  /** What outlives a loss of power; null: nothing does yet. */
  durable: Buffer | null;
  readonly modifiedAtMs: number;
}

interface Folder {
  readonly kind: 'folder';
  readonly names: Map<string, File | Folder>;
  durable: Map<string, File | Folder>;
  readonly modifiedAtMs: number;
}

type Named = Map<string, File | Folder>;

const USER = 1000;
/** What comes between the call of an operation and its effect: others may be first. */
const MAX_TURNS = 4;
const BEGAN_AT_MS = 1_800_000_000_000;

export class SimulatedDisk implements Disk {
  readonly user = USER;
  /** Every call, in order. */
  readonly trace: string[] = [];
  private readonly seed: string;
  private readonly random: () => number;
  private readonly faultOf: (call: Call) => Fault | null;
  private readonly root: Folder;
  private timeMs: number;
  private calls = 0;
  private isOff = false;

  /** `faultOf` is asked at each call. */
  constructor(
    seed: string,
    faultOf: (call: Call) => Fault | null = () => null,
    root: Folder = folder(BEGAN_AT_MS),
    timeMs = BEGAN_AT_MS,
  ) {
    this.seed = seed;
    this.random = seedrandom(seed);
    this.faultOf = faultOf;
    this.root = root;
    this.timeMs = timeMs;
  }

  /** The disk as the next process finds it, after the power came back if it was lost. */
  next(
    { powerLoss = false }: { powerLoss?: boolean } = {},
    faultOf?: (call: Call) => Fault | null,
  ): SimulatedDisk {
    const random = seedrandom(`${this.seed} left`);
    const root = powerLoss ? leftOf(this.root, random) : this.root;
    return new SimulatedDisk(`${this.seed} next`, faultOf, root, this.timeMs);
  }

  /** The same disk as another process sees it, at the same time. */
  beside(seed: string, faultOf?: (call: Call) => Fault | null): SimulatedDisk {
    return new SimulatedDisk(seed, faultOf, this.root, this.timeMs);
  }

  /** The system writes everything back, as it does by itself within a minute. */
  settle(): void {
    const visit = (node: File | Folder): void => {
      if (node.kind === 'file') node.durable = Buffer.from(node.data);
      else {
        node.durable = new Map(node.names);
        for (const inner of node.names.values()) visit(inner);
      }
    };
    visit(this.root);
  }

  /** Time passes. */
  wait(ms: number): void {
    this.timeMs += ms;
  }

  now(): number {
    return ++this.timeMs;
  }

  /** Paths of all files, without what is by chance in a temporary one's. */
  files(): string[] {
    const visit = (names: Named, path: string): string[] =>
      [...names].flatMap(([name, node]) =>
        node.kind === 'file'
          ? [`${path}/${withoutChance(name)}`]
          : visit(node.names, `${path}/${name}`),
      );
    return visit(this.root.names, '').sort();
  }

  /** Flips a bit in the middle of each file that holds any. */
  damageAll(): void {
    const visit = (node: File | Folder): void => {
      if (node.kind === 'folder') for (const inner of node.names.values()) visit(inner);
      else if (node.data.length > 0) node.data[node.data.length >> 1] ^= 1;
    };
    visit(this.root);
  }

  read(path: string, most: number): Promise<FileContent> {
    return this.call('read', path, () => {
      const { data } = this.fileAt(path);
      return { data: Buffer.from(data.subarray(0, most)), size: data.length };
    });
  }

  writeNew(path: string, data: Uint8Array): Promise<void> {
    const write = (bytes: Uint8Array) => {
      const names = this.namesAt(dirname(path));
      if (names.has(basename(path))) throw failure('EEXIST', path);
      const file: File = {
        kind: 'file',
        data: Buffer.from(bytes),
        durable: null,
        modifiedAtMs: this.timeMs,
      };
      names.set(basename(path), file);
    };
    const part = () => write(data.subarray(0, Math.floor(this.random() * data.length)));
    return this.call('writeNew', path, () => write(data), part);
  }

  sync(path: string): Promise<void> {
    return this.call('sync', path, () => {
      const file = this.fileAt(path);
      file.durable = Buffer.from(file.data);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.call('rename', to, () => {
      const file = this.fileAt(from);
      this.namesAt(dirname(to)).set(basename(to), file);
      this.namesAt(dirname(from)).delete(basename(from));
    });
  }

  remove(path: string): Promise<void> {
    return this.call('remove', path, () => {
      this.fileAt(path);
      this.namesAt(dirname(path)).delete(basename(path));
    });
  }

  status(path: string): Promise<FileStatus> {
    return this.call('status', path, () => {
      const { kind, modifiedAtMs } = this.nodeAt(path);
      return { kind, modifiedAtMs, mode: 0o700, owner: USER };
    });
  }

  list(path: string): Promise<string[]> {
    return this.call('list', path, () => [...this.namesAt(path).keys()].sort());
  }

  makeFolder(path: string): Promise<void> {
    return this.call('makeFolder', path, () => {
      if (path === '/') throw failure('EEXIST', path);
      const names = this.namesAt(dirname(path));
      if (names.has(basename(path))) throw failure('EEXIST', path);
      names.set(basename(path), folder(this.timeMs));
    });
  }

  removeFolder(path: string): Promise<void> {
    return this.call('removeFolder', path, () => {
      if (this.namesAt(path).size > 0) throw failure('ENOTEMPTY', path);
      this.namesAt(dirname(path)).delete(basename(path));
    });
  }

  syncFolder(path: string): Promise<void> {
    return this.call('syncFolder', path, () => {
      const node = this.nodeAt(path);
      if (node.kind === 'folder') node.durable = new Map(node.names);
    });
  }

  /** `part`: what a call that ends in the middle does. */
  private async call<T>(
    operation: string,
    path: string,
    act: () => T,
    part: (() => void) | null = null,
  ): Promise<T> {
    const turns = Math.floor(this.random() * MAX_TURNS);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    if (this.isOff) throw failure('EIO', path);
    const number = ++this.calls;
    const fault = this.faultOf({ number, operation, path });
    const told = `${number} ${operation} ${withoutChance(path)}`;
    this.trace.push(fault === null ? told : `${told}: ${fault}`);
    if (fault === null) return act();
    if (fault === 'kill' || fault === 'power loss') {
      this.isOff = true;
      this.halfDo(act, part);
      throw failure('EIO', path);
    }
    if (fault === 'silent short write') {
      if (part === null) return act();
      part();
      return undefined as T;
    }
    if (fault === 'short write') {
      part?.();
      throw failure('ENOSPC', path);
    }
    throw failure(fault, path);
  }

  private halfDo(act: () => unknown, part: (() => void) | null): void {
    const share = this.random();
    try {
      if (share < 1 / 3) act();
      else if (share < 2 / 3) part?.();
    } catch {
      // It would have failed.
    }
  }

  private nodeAt(path: string): File | Folder {
    let at: File | Folder = this.root;
    for (const name of path.split('/').filter((part) => part !== '' && part !== '.')) {
      if (at.kind === 'file') throw failure('ENOTDIR', path);
      const next: File | Folder | undefined = at.names.get(name);
      if (next === undefined) throw failure('ENOENT', path);
      at = next;
    }
    return at;
  }

  private fileAt(path: string): File {
    const node = this.nodeAt(path);
    if (node.kind === 'folder') throw failure('EISDIR', path);
    return node;
  }

  private namesAt(path: string): Named {
    const node = this.nodeAt(path);
    if (node.kind === 'file') throw failure('ENOTDIR', path);
    return node.names;
  }
}

function folder(modifiedAtMs: number): Folder {
  return { kind: 'folder', names: new Map(), durable: new Map(), modifiedAtMs };
}

/** What a loss of power leaves of a folder. */
function leftOf({ names, durable, modifiedAtMs }: Folder, random: () => number): Folder {
  const left: Named = new Map();
  for (const name of new Set([...durable.keys(), ...names.keys()])) {
    const [before, now] = [durable.get(name), names.get(name)];
    const node = before === now || random() < 0.5 ? now : before;
    if (node === undefined) continue;
    left.set(name, node.kind === 'folder' ? leftOf(node, random) : leftOfFile(node, random));
  }
  return { kind: 'folder', names: left, durable: new Map(left), modifiedAtMs };
}

function leftOfFile({ data, durable, modifiedAtMs }: File, random: () => number): File {
  const ways = [
    data,
    Buffer.alloc(0),
    data.subarray(0, Math.floor(random() * data.length)),
    Buffer.alloc(data.length),
  ];
  const left = durable ?? ways[Math.floor(random() * ways.length)];
  return { kind: 'file', data: Buffer.from(left), durable: Buffer.from(left), modifiedAtMs };
}

function withoutChance(path: string): string {
  return path.replace(/[0-9a-f-]{36}\.tmp$/, 'tmp');
}

function failure(code: string, path: string): Error {
  const errno = -(constants.errno as Record<string, number>)[code];
  return Object.assign(new Error(`${code}: ${path}`), { code, errno });
}
