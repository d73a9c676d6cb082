/** The folder of a store: made where it is missing, and used only where nobody else may write. */
import { dirname } from 'node:path';
import type { Disk, FileStatus } from './disk.ts';
import { codeOf, isAbsent, UnsafeFolder } from './disk-error.ts';

const BY_OTHERS = 0o002;
const BY_GROUP_OR_OTHERS = 0o022;
/** In such a folder (/tmp) nobody but its owner removes or renames a file. */
const STICKY = 0o1000;
const ADMINISTRATOR = 0;

/**
 * Makes a folder and those above it that are missing. Throws the system's error.
 *
 * Not by a recursive mkdir: where a file system denies a folder with "no such file" (/proc), Node
 * tries again for ever, with all of a core.
 */
export async function makeFolders(disk: Disk, folder: string): Promise<void> {
  try {
    await makeOne(disk, folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolders(disk, dirname(folder));
    await makeOne(disk, folder);
  }
}

async function makeOne(disk: Disk, folder: string): Promise<void> {
  await disk.makeFolder(folder).catch((error) => {
    // It was there, or another program has made it just now.
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

/**
 * Whether there is a store: `entries`, a folder in `folder`. Throws an UnsafeFolder where others may
 * write in either: a link of theirs would lead us to files elsewhere.
 */
export async function hasSafeFolder(disk: Disk, folder: string, entries: string): Promise<boolean> {
  try {
    // The folder itself may be a link, if its owner made it: both it and what it leads to count.
    for (const path of [folder, `${folder}/.`])
      refuseForeign(disk, folder, await disk.status(path));
    const inner = await disk.status(entries);
    if (inner.kind === 'other') throw new UnsafeFolder(`${entries} is a link`);
    if (disk.user === null) return true;
    if (inner.owner !== disk.user) throw new UnsafeFolder(`${entries} belongs to another user`);
    if ((inner.mode & BY_GROUP_OR_OTHERS) !== 0) {
      throw new UnsafeFolder(`others may write in ${entries}`);
    }
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

function refuseForeign({ user }: Disk, folder: string, { kind, owner, mode }: FileStatus): void {
  if (user === null) return;
  if (owner !== user && owner !== ADMINISTRATOR) {
    throw new UnsafeFolder(`${folder} belongs to another user`);
  }
  if (kind === 'folder' && (mode & BY_OTHERS) !== 0 && (mode & STICKY) === 0) {
    throw new UnsafeFolder(`everybody may write in ${folder}`);
  }
}
