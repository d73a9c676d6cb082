/** Errors of a disk: the system's codes, and a folder that is not safe to use. */
import { getSystemErrorName } from 'node:util';

/** The folder is open to others, who could lead this program to files elsewhere. */
export class UnsafeFolder extends Error {
  override readonly name = 'UnsafeFolder';
  readonly code = 'UNSAFE_FOLDER';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  // EDQUOT of Linux, which Node has no name for.
  'Unknown system error -122': 'the disk quota is used up',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  EIO: 'the disk has a fault',
  EEXIST: 'a file is in the way',
  ENOTDIR: 'a file is in the way',
  EISDIR: 'a folder is in the way',
  ELOOP: 'a link is in the way',
  ENOENT: 'the folder cannot be made',
};

/** The system's code; empty where the error is another one. */
export function codeOf(error: unknown): string {
  const { code = '', errno } = error as NodeJS.ErrnoException;
  return errno !== undefined && errno < 0 ? getSystemErrorName(errno) : code;
}

/** Why, in words. */
export function diskReason(error: unknown): string {
  return REASONS[codeOf(error)] ?? (error as Error).message;
}

/** There is no such file, or a file where one of its folders would be. */
export function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}
