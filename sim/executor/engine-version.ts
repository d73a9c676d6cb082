/**
 * The version of the code that makes replications: a hash of its files, so that a stored result is
 * never taken for one of other code, and nobody has to remember to raise a number.
 *
 * The files are those that replicate.ts imports, and those that they import: nothing else decides a
 * replication's bytes (packages do: their versions are pinned, and only seedrandom is among them).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const SIM = join(import.meta.dirname, '..');
/** `.ts` from the sources, `.js` compiled. */
const ENDING = import.meta.filename.slice(-3);
const FIRST = join(SIM, 'studies', `replicate${ENDING}`);
const IMPORT = /\bfrom '(\.[^']+)'/g;

/** 16 hexadecimal digits. */
export function engineVersion(): string {
  const hash = createHash('sha256');
  for (const [file, text] of [...engineFiles()].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${file}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The files by their path from sim/, with their text. */
export function engineFiles(): Map<string, string> {
  const found = new Map<string, string>();
  const follow = (path: string): void => {
    const name = relative(SIM, path);
    if (found.has(name)) return;
    const text = readFileSync(path, 'utf8');
    found.set(name, text);
    for (const [, target] of text.matchAll(IMPORT)) {
      if (target.endsWith(ENDING)) follow(resolve(dirname(path), target));
    }
  };
  follow(FIRST);
  return found;
}
