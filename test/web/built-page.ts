/** The page as it is built, for tests: into a folder of the caller's own. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export function buildPage(folder: string): void {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = join(ROOT, 'web', 'client', 'vite.config.ts');
  const words = [vite, 'build', '--config', config, '--outDir', folder, '--emptyOutDir'];
  execFileSync(process.execPath, [...words, '--logLevel', 'error'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
}
