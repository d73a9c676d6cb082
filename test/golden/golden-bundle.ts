/** golden-runs.ts and all that it imports as one ES module, for other versions of Node and browsers. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..', '..');

export interface GoldenBundle {
  readonly path: string;
  readonly code: string;
  remove(): void;
}

/** `name`: of the folder that it is built in, the caller's own. */
export async function bundleGoldenRuns(name: string): Promise<GoldenBundle> {
  const folder = join(ROOT, '.test-output', `${name}-${process.pid}`);
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    build: {
      outDir: folder,
      target: 'es2022',
      minify: false,
      lib: {
        entry: join(import.meta.dirname, 'golden-runs.ts'),
        formats: ['es'],
        fileName: () => 'golden-runs.mjs',
      },
    },
  });
  const path = join(folder, 'golden-runs.mjs');
  return {
    path,
    code: readFileSync(path, 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
