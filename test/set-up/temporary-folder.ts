/**
 * A folder of its own for all that a run of the tests writes to the folder of temporary files, tests
 * as well as the programs and browsers that they start. It is removed at the end, however that came.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'mailpath-tests-';

export default function (): (() => void) | undefined {
  const outer = tmpdir();
  // Every project is set up, in one process: one folder is enough, and the path of a socket in a
  // folder within a folder is longer than Chromium's may be.
  if (basename(outer).startsWith(PREFIX)) return undefined;
  const folder = mkdtempSync(join(outer, PREFIX));
  // Some tests become another user for a while.
  chmodSync(folder, 0o755);
  // Test files run in processes that are started after this, with this environment.
  process.env.TMPDIR = folder;
  return () => {
    process.env.TMPDIR = outer;
    rmSync(folder, { recursive: true, force: true });
  };
}
