/**
 * Writing a result to a file so that it is there whole or not at all: to a temporary file beside
 * it, then renamed. What is no regular file (a pipe, /dev/null) is written to as it is.
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../inquiry/refusal.ts';
import { reasonOf } from './file-error.ts';

/** Throws a UsageError if nothing can be written there: to be asked before the work begins. */
export function checkOutputFile(path: string): void {
  inWords(path, () => {
    const there = statsOf(path);
    if (there?.isDirectory()) {
      throw new UsageError(`${path} is a folder: give the name of a file in it.`);
    }
    if (there !== null && !there.isFile()) return;
    if (there === null && isLink(path)) {
      throw new UsageError(`${path} is a link to nothing: give the file that it should lead to.`);
    }
    const folder = there === null ? dirname(path) : dirname(realpathSync(path));
    if (!statsOf(folder)?.isDirectory()) {
      throw new UsageError(`${path}: there is no folder ${folder}. Create it first.`);
    }
    accessSync(folder, constants.W_OK);
  });
}

/** Writes `text` to `path`. Throws a UsageError with the reason if that is impossible. */
export function writeOutputFile(path: string, text: string): void {
  inWords(path, () => {
    const there = statsOf(path);
    if (there !== null && !there.isFile()) writeFileSync(path, text);
    else replace(there === null ? path : realpathSync(path), text, there?.mode ?? null);
  });
}

/** Do the two paths lead to one file? */
export function isSameFile(path: string, other: string): boolean {
  const [a, b] = [statsOf(path), statsOf(other)];
  return a !== null && b !== null && a.ino === b.ino && a.dev === b.dev;
}

function inWords(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path.slice(0, 100)} cannot be written: ${reasonOf(code, message)}.`);
  }
}

function replace(path: string, text: string, mode: number | null): void {
  const name = `.mailpath-${randomBytes(6).toString('hex')}.tmp`;
  const temporary = join(dirname(path), name);
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    if (mode !== null) chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
