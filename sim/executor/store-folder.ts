/**
 * The folder of the store, made one level after another.
 *
 * Not by a recursive mkdir: where a file system denies a folder with "no such file" (/proc), Node
 * tries again for ever, with all of a core.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Makes what is missing. Throws the system's error. */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at) && dirname(at) !== at; at = dirname(at)) {
    missing.unshift(at);
  }
  for (const path of missing) {
    try {
      mkdirSync(path);
    } catch (error) {
      // Another program may have made it just now.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
