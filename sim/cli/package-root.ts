/**
 * Where this package lies: its version, its shipped scenarios. The same from the sources and from
 * the compiled program in dist/, in a checkout or installed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function findRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json in a folder above the program');
    folder = parent;
  }
  return folder;
}

const PACKAGE_ROOT = findRoot();
export const SCENARIO_FOLDER = join(PACKAGE_ROOT, 'scenarios');

/** dist/, whether this file lies there or is a source. */
const COMPILED = import.meta.filename.endsWith('.ts')
  ? join(PACKAGE_ROOT, 'dist')
  : join(import.meta.dirname, '..', '..');

/** The program of worker threads. */
export const WORKER_FILE = join(COMPILED, 'sim', 'executor', 'replication-worker.js');
/** The program of the server's threads, and its page. */
export const TASKS_FILE = join(COMPILED, 'web', 'server', 'thread', 'tasks.js');
export const PAGE_FOLDER = join(COMPILED, 'web', 'client');

export function packageVersion(): string {
  const description: { version: string } = JSON.parse(
    readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'),
  );
  return description.version;
}

/** Names of the shipped scenarios, without `.yaml`, in alphabetical order. */
export function shippedScenarios(): string[] {
  if (!existsSync(SCENARIO_FOLDER)) return [];
  return readdirSync(SCENARIO_FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}
