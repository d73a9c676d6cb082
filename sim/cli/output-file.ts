/**
 * The one place where commands write files. A file is there whole or not at all:
 *
 *   a file, new or old     written beside it, synchronised, renamed; its mode and its owner stay
 *   a link to a file       the same beside the file that it leads to; the link stays
 *   a device, a pipe       written to as it is, as is one of this process's own (/dev/stdout)
 *   anything else          refused in words, before any work is done: `checkOutputFile`
 *
 * Texts are made harmless here (document/harmless.ts).
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { harmlessFile } from '../document/harmless.ts';
import { UsageError } from '../studies/arguments.ts';
import { retried, writeAll } from './descriptor.ts';
import { reasonOf, statsOf } from './named-file.ts';

/** Who may read a file that is new: its owner alone (it holds people's addresses), or as the umask says. */
export type Readers = 'owner' | 'umask';

/** A file that is written piece by piece. Each method throws a UsageError with the reason if it fails. */
export interface OutputFile {
  write(text: string): void;
  /** All is there: the file takes its name. */
  finish(): void;
  /** Nothing is left of a file that was not finished. */
  abandon(): void;
}

const PIECE_CHARACTERS = 1 << 16;
/** Names of what this process has open already. */
const DESCRIPTOR =
  /^\/(?:dev\/(?:stdin|stdout|stderr|fd\/\d+)|proc\/(?:self|thread-self|\d+)\/fd\/\d+)$/;
/** Links in a row that are followed; the system itself follows no more. */
const MAX_LINKS = 40;

/** Throws a UsageError if nothing can be written there: to be asked before the work begins. */
export function checkOutputFile(path: string): void {
  inWords(path, () => targetOf(path));
}

/**
 * Throws a UsageError if `path`, which was given to `option`, is one of the files that are read from
 * (`-`: standard input).
 */
export function refuseInput(option: string, path: string, inputs: readonly string[]): void {
  const files = inputs.map((input) => (input === '-' ? '/dev/stdin' : input));
  if (files.some((file) => isSameFile(path, file))) {
    throw new UsageError(`${option} ${path} is a file that is read from: give another name.`);
  }
}

/** Do the two paths lead to one file, be it there or not? Devices and pipes are no files. */
export function isSameFile(path: string, other: string): boolean {
  const [a, b] = [statsOf(path), statsOf(other)];
  if (a === null || b === null) return a === b && placeOf(path) === placeOf(other);
  if (!a.isFile() || !b.isFile()) return false;
  return (a.ino === b.ino && a.dev === b.dev) || placeOf(path) === placeOf(other);
}

/** Writes `text` to `path`. Throws a UsageError with the reason if that is impossible. */
export function writeOutputFile(path: string, text: string, readers: Readers): void {
  const file = openOutputFile(path, readers);
  try {
    file.write(text);
    file.finish();
  } finally {
    file.abandon();
  }
}

/** Throws a UsageError if it cannot be opened. Waits for the reader of a pipe. */
export function openOutputFile(path: string, readers: Readers): OutputFile {
  const file = inWords(path, () => {
    const target = targetOf(path);
    return target.kind === 'as it is'
      ? openAsItIs(path, target.waits)
      : new Replacement(target.path, target.old, readers);
  });
  return bundled({
    write: (text) => inWords(path, () => file.write(Buffer.from(harmlessFile(text)))),
    finish: () => inWords(path, () => file.finish()),
    abandon: () => file.abandon(),
  });
}

/** Collects small texts into pieces worth a system call. */
export function bundled(file: OutputFile): OutputFile {
  let held = '';
  const pass = (): void => {
    const piece = held;
    held = '';
    if (piece !== '') file.write(piece);
  };
  return {
    write: (text) => {
      held += text;
      if (held.length >= PIECE_CHARACTERS) pass();
    },
    finish: () => {
      pass();
      file.finish();
    },
    abandon: () => file.abandon(),
  };
}

/**
 * Writes the bytes of the file `path` to `copy`, with its mode and its owner. Throws a UsageError with
 * the reason if that is impossible.
 */
export function keepCopy(path: string, copy: string): void {
  inWords(copy, () => {
    const file = new Replacement(placeOf(copy), statSync(path), 'owner');
    try {
      file.write(readFileSync(path));
      file.finish();
    } finally {
      file.abandon();
    }
  });
}

/** Hears of temporary files: with true before one is made, with false when it is there no more. */
type TemporaryListener = (path: string, exists: boolean) => void;

const temporaries = new Set<string>();
let tellTemporary: TemporaryListener = () => undefined;

/** For whoever may have to end this process, or this thread, in the middle of writing. */
export function onTemporary(listener: TemporaryListener): void {
  tellTemporary = listener;
}

/** For whoever was given the path of one whose writer is gone. */
export function removeTemporary(path: string): void {
  rmSync(path, { force: true });
}

process.on('exit', () => {
  for (const path of temporaries) removeTemporary(path);
});

type Target =
  /** `waits`: for somebody who reads it. */
  | { readonly kind: 'as it is'; readonly waits: boolean }
  /** `path`: without links; `old`: what is there. */
  | { readonly kind: 'file'; readonly path: string; readonly old: Stats | null };

function targetOf(path: string): Target {
  if (isDescriptor(path)) return { kind: 'as it is', waits: false };
  const old = statsOf(path);
  if (old?.isDirectory()) {
    throw new UsageError(`${path} is a folder: give the name of a file in it.`);
  }
  if (old?.isSocket()) {
    throw new UsageError(`${path} is a socket, which takes no output: give the name of a file.`);
  }
  if (old !== null && !old.isFile()) return { kind: 'as it is', waits: old.isFIFO() };
  if (old === null && isLink(path)) {
    throw new UsageError(`${path} is a link to nothing: give the file that it should lead to.`);
  }
  const folder = path.endsWith('/') ? path : dirname(path);
  if (old === null && !statsOf(folder)?.isDirectory()) {
    throw new UsageError(`${path}: there is no folder ${folder}. Create it first.`);
  }
  if (old !== null) accessSync(path, constants.W_OK);
  const place = placeOf(path);
  accessSync(dirname(place), constants.W_OK);
  return { kind: 'file', path: place, old };
}

/** The absolute path without links; of a file that is not there, that of its folder and its name. */
function placeOf(path: string): string {
  if (statsOf(path) !== null) return realpathSync(path);
  const folder = dirname(resolve(path));
  return join(statsOf(folder) === null ? folder : realpathSync(folder), basename(path));
}

/** A rename would take the place of a file that standard output was sent to, and what is in it. */
function isDescriptor(path: string): boolean {
  let at = resolve(path);
  for (let links = 0; links < MAX_LINKS; links++) {
    if (DESCRIPTOR.test(at)) return true;
    if (!isLink(at)) return false;
    at = resolve(dirname(at), readlinkSync(at));
  }
  return false;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** A device, a pipe or an open file. What was written to it stays, whatever comes after. */
function openAsItIs(path: string, waits: boolean) {
  // Not to wait inside the system, where a thread cannot be ended.
  const { O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
  const flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY;
  const file = waits ? retried('ENXIO', () => openSync(path, flags)) : openSync(path, flags);
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    // Whatever closing it comes to, the number may be another file's after it.
    isOpen = false;
    closeSync(file);
  };
  return { write: (bytes: Uint8Array) => writeAll(file, bytes), finish: close, abandon: close };
}

/** A temporary file that takes the place of another, or of none, when it is finished. */
class Replacement {
  private readonly path: string;
  private readonly temporary: string;
  private file: number | null = null;

  constructor(path: string, old: Stats | null, readers: Readers) {
    this.path = path;
    this.temporary = join(dirname(path), `.mailpath-${randomBytes(6).toString('hex')}.tmp`);
    temporaries.add(this.temporary);
    tellTemporary(this.temporary, true);
    try {
      this.file = openSync(
        this.temporary,
        'wx',
        old === null && readers === 'umask' ? 0o666 : 0o600,
      );
      if (old !== null) takeAfter(old, this.file);
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  write(bytes: Uint8Array): void {
    if (this.file !== null) writeAll(this.file, bytes);
  }

  finish(): void {
    if (this.file === null) return;
    fsyncSync(this.file);
    this.close();
    renameSync(this.temporary, this.path);
    this.forget();
  }

  /** Of a file that is finished: nothing. */
  abandon(): void {
    if (!temporaries.has(this.temporary)) return;
    try {
      this.close();
    } finally {
      rmSync(this.temporary, { force: true });
      this.forget();
    }
  }

  private close(): void {
    const { file } = this;
    this.file = null;
    if (file !== null) closeSync(file);
  }

  private forget(): void {
    temporaries.delete(this.temporary);
    tellTemporary(this.temporary, false);
  }
}

/**
 * Gives the open file the owner, the group and the mode of another. Only root gives files away; a group
 * that one is in oneself is kept all the same.
 */
function takeAfter({ uid, gid, mode }: Stats, file: number): void {
  const owners = [uid, fstatSync(file).uid];
  owners.some((owner) => mayOwn(file, owner, gid));
  fchmodSync(file, mode & 0o777);
}

function mayOwn(file: number, uid: number, gid: number): boolean {
  try {
    fchownSync(file, uid, gid);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return false;
    throw error;
  }
}

function inWords<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path.slice(0, 100)} cannot be written: ${reasonOf(error)}.`);
  }
}
