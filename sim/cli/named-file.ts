/** Named files: what is there, and why one cannot be read or written, in words. */
import { type Stats, statSync } from 'node:fs';

/** Null if there is nothing there. Throws the system's error if that cannot be known. */
export function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

/** The system's codes, without its paths. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not',
  EPERM: 'you may not',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left for you',
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its links go in a circle',
  EPIPE: 'who read it has gone',
  EIO: 'the device reports an error',
  EFBIG: 'a file may not be that large here',
  EBUSY: 'something else uses it',
  EMFILE: 'too many files are open at one time (ulimit -n)',
  ENFILE: 'too many files are open at one time',
  ENAMETOOLONG: 'its name is too long',
};

/** In the system's own words, where its code is none of these. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
