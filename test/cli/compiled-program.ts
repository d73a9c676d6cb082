/** The program as it is compiled, for tests that need processes or worker threads of it. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export interface CompiledProgram {
  /** Paths of compiled files. */
  readonly folder: string;
  readonly main: string;
  readonly worker: string;
  remove(): void;
}

/** Compiles into a folder of the caller's own: that of `npm run build` may be another one's just now. */
export function compileProgram(name: string): CompiledProgram {
  const folder = join(ROOT, '.test-output', `${name}-${process.pid}`);
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const words = [compiler, '-p', 'tsconfig.build.json', '--outDir', folder];
  execFileSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' });
  return {
    folder,
    main: join(folder, 'sim', 'cli', 'main.js'),
    worker: join(folder, 'sim', 'executor', 'replication-worker.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
