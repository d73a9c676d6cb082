/**
 * A folder of its own for all that a run of the tests writes to the folder of temporary files, tests
 * as well as the programs and browsers that they start. It is removed at the end, however that came.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function (): () => void {
  const outer = tmpdir();
  const folder = mkdtempSync(join(outer, 'mailpath-tests-'));
  // Some tests become another user for a while.
  chmodSync(folder, 0o755);
  // Test files run in processes that are started after this, with this environment.
  process.env.TMPDIR = folder;
  return () => {
    process.env.TMPDIR = outer;
    rmSync(folder, { recursive: true, force: true });
  };
}
