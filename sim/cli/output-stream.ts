/**
 * Output that is written piece by piece: to standard output, or to a file that is there whole or not
 * at all, whatever its size.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../inquiry/refusal.ts';
import { reasonOf } from './file-error.ts';
import { checkOutputFile } from './output-file.ts';
import type { Terminal } from './terminal.ts';

const PIECE_CHARACTERS = 1 << 16;

export interface OutputStream {
  write(text: string): void;
  /** All is there: the file takes its name. */
  finish(): void;
  /** Nothing is left of a file that was not finished. */
  abandon(): void;
}

/** Collects small texts into pieces worth a system call. */
export function bundled(stream: OutputStream): OutputStream {
  let held = '';
  return {
    write(text) {
      held += text;
      if (held.length < PIECE_CHARACTERS) return;
      stream.write(held);
      held = '';
    },
    finish() {
      if (held !== '') stream.write(held);
      held = '';
      stream.finish();
    },
    abandon: () => stream.abandon(),
  };
}

export function outputStream(path: string | null, terminal: Terminal): OutputStream {
  if (path !== null) return bundled(fileStream(path));
  return bundled({
    write: (text) => terminal.out(text),
    finish: () => undefined,
    abandon: () => undefined,
  });
}

function fileStream(path: string): OutputStream {
  checkOutputFile(path);
  const temporary = join(dirname(path), `.mailpath-${randomBytes(6).toString('hex')}.tmp`);
  const inWords = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      rmSync(temporary, { force: true });
      const { code, message } = error as NodeJS.ErrnoException;
      throw new UsageError(`${path} cannot be written: ${reasonOf(code, message)}.`);
    }
  };
  const file = inWords(() => openSync(temporary, 'wx'));
  return {
    write: (text) => {
      inWords(() => writeSync(file, text));
    },
    finish: () =>
      inWords(() => {
        closeSync(file);
        renameSync(temporary, path);
      }),
    abandon: () => {
      closeSync(file);
      rmSync(temporary, { force: true });
    },
  };
}
