/**
 * The disk as stores see it: the few things that they do with files, each of which may fail with the
 * system's error. Nothing here follows a link in the last part of a path, so that whoever can plant
 * one leads nobody elsewhere.
 */

import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { getSystemErrorName } from 'node:util';

export interface FileStatus {
  readonly kind: 'file' | 'folder' | 'other';
  /** When its content was last changed, ms since 1970. */
  readonly modifiedAtMs: number;
  /** Permissions, as chmod has them. */
  readonly mode: number;
  /** The id of the user whose it is. */
  readonly owner: number;
}

export interface FileContent {
  readonly data: Buffer;
  /** Bytes of the whole file: more than `data` has where it was cut. */
  readonly size: number;
}

export interface Disk {
  /** Whose files it makes; null where the system has no such ids (Windows). */
  readonly user: number | null;
  /** The time that its files are stamped with, ms since 1970. */
  now(): number;
  /** A file's first `max` bytes. ENOENT, ENOTDIR: there is none. */
  read(path: string, max: number): Promise<FileContent>;
  /** Makes a file that only this user may read. EEXIST: there is something by that name. */
  writeNew(path: string, data: Uint8Array): Promise<void>;
  /** Returns once the content of the file outlives a loss of power. */
  sync(path: string): Promise<void>;
  /** Takes the place of what is there: whoever reads sees the one or the other, whole. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  status(path: string): Promise<FileStatus>;
  /** Names in a folder, in order. */
  list(folder: string): Promise<string[]>;
  /** Makes a folder that only this user may enter. EEXIST: there is something by that name. */
  makeFolder(path: string): Promise<void>;
  /** ENOTEMPTY, EEXIST: it is not empty. */
  removeFolder(path: string): Promise<void>;
  /** Returns once the names in the folder outlive a loss of power. */
  syncFolder(path: string): Promise<void>;
}

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

/** Takes what a file's promise rejects with: `otherwise` where there is no such file. */
export function ifAbsent<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    // Or there is a file where one of its folders would be.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return otherwise;
    throw error;
  };
}

/** Not through a link, and not waiting for whoever would write into a pipe. Windows has neither. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const OURS_ALONE = 0o600;
const OURS_ALONE_TO_ENTER = 0o700;
const PERMISSIONS = 0o7777;

/** The disk of this machine. */
export const FILE_SYSTEM: Disk = {
  user: process.geteuid?.() ?? null,

  now: () => Date.now(),

  async read(path: string, max: number): Promise<FileContent> {
    const file = await open(path, READ);
    try {
      const { size } = await file.stat();
      const data = Buffer.allocUnsafe(Math.min(size, max));
      let length = 0;
      while (length < data.length) {
        const { bytesRead } = await file.read(data, length, data.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return { data: data.subarray(0, length), size };
    } finally {
      await file.close();
    }
  },

  async writeNew(path: string, data: Uint8Array): Promise<void> {
    const file = await open(path, 'wx', OURS_ALONE);
    try {
      await file.writeFile(data);
    } finally {
      await file.close();
    }
  },

  sync: (path) => flush(path, 'r+'),

  rename,

  remove: unlink,

  async status(path: string): Promise<FileStatus> {
    const stats = await lstat(path);
    return {
      kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
      modifiedAtMs: stats.mtimeMs,
      mode: stats.mode & PERMISSIONS,
      owner: stats.uid,
    };
  },

  list: async (folder) => (await readdir(folder)).sort(),

  makeFolder: (path) => mkdir(path, OURS_ALONE_TO_ENTER),

  removeFolder: rmdir,

  // Windows opens no folders; some file systems (of virtual machines) know no such call.
  syncFolder: async (path) => {
    if (process.platform === 'win32') return;
    await flush(path, 'r').catch((error) => {
      if (!['EINVAL', 'ENOTSUP'].includes(error.code)) throw error;
    });
  },
};

async function flush(path: string, flags: string): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Entries read or written at a time, each with a file open or two: of 1024 that a process may have. */
export const FILES_AT_A_TIME = 32;

/** Lets so many through at a time: open files are few, a batch may have thousands of jobs. */
export class Gate {
  private free = FILES_AT_A_TIME;
  private readonly waiting: (() => void)[] = [];

  /** Begins `action` as soon as there is a place, in the order of the calls. */
  async pass<T>(action: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await action();
    } finally {
      const next = this.waiting.shift();
      // A place is handed on, so that nobody slips in between.
      if (next === undefined) this.free++;
      else next();
    }
  }
}
