/**
 * Writing a result to a file so that it is there whole or not at all: to a temporary file beside
 * it, then renamed. What is no regular file (a pipe, /dev/null) is written to as it is.
 */
import { randomBytes } from 'node:crypto';
import { realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './exit.ts';

/** Throws a UsageError if nothing can be written there: to be asked before the work begins. */
export function checkOutputFile(path: string): void {
  const there = statsOf(path);
  if (there?.isDirectory()) {
    throw new UsageError(`--output ${path} is a folder: give the name of a file in it.`);
  }
  const folder = dirname(path);
  if (there === null && !statsOf(folder)?.isDirectory()) {
    throw new UsageError(`--output ${path}: there is no folder ${folder}. Create it first.`);
  }
}

/** Writes `text` to `path`. Throws a UsageError with the reason if that is impossible. */
export function writeOutputFile(path: string, text: string): void {
  try {
    const there = statsOf(path);
    if (there !== null && !there.isFile()) {
      writeFileSync(path, text);
      return;
    }
    replace(there === null ? path : realpathSync(path), text, there?.mode ?? 0o666);
  } catch (error) {
    throw new UsageError(`--output ${path} cannot be written: ${(error as Error).message}`);
  }
}

function replace(path: string, text: string, mode: number): void {
  const name = `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`;
  const temporary = join(dirname(path), name);
  try {
    writeFileSync(temporary, text, { mode, flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function statsOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}
