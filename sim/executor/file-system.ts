/** The disk of this machine. */
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import type { Disk, FileContent, FileStatus } from './disk.ts';

/** Not through a link, and not waiting for whoever would write into a pipe. Windows has neither. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const OURS_ALONE = 0o600;
const OURS_ALONE_TO_ENTER = 0o700;
const PERMISSIONS = 0o7777;

export const FILE_SYSTEM: Disk = {
  user: process.geteuid?.() ?? null,

  now: () => Date.now(),

  async read(path: string, most: number): Promise<FileContent> {
    const file = await open(path, READ);
    try {
      const { size } = await file.stat();
      const data = Buffer.allocUnsafe(Math.min(size, most));
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
