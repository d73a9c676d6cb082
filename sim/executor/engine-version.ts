/**
 * The version of the code that makes replications: a hash of its files, so that a stored result is
 * never taken for one of other code, and nobody has to remember to raise a number.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that a replication's bytes depend on, from sim/. */
const FOLDERS = ['engine', 'mailpath', 'statistics'];
const FILES = ['experiment/replicate', 'experiment/measure'];

/** 16 hexadecimal digits. */
export function engineVersion(): string {
  const sim = join(import.meta.dirname, '..');
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(sim, folder))
      .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => join(folder, name)),
  );
  const ending = import.meta.filename.slice(-3);
  files.push(...FILES.map((name) => `${name}${ending}`));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(sim, file)));
  return hash.digest('hex').slice(0, 16);
}
