/**
 * Compiles the program and builds the page, once for all tests that need them, into a folder that is
 * removed at the end: dist/ may be another one's just now. `npm run lint` is what checks types.
 */
import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..', '..');

export default async function (project: TestProject): Promise<(() => void) | undefined> {
  // Projects are set up one after the other, and share what is provided to all of them.
  const folder = project.getProvidedContext().compiledFolder;
  if (existsSync(folder)) return undefined;
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await compile(folder);
  } catch (error) {
    remove();
    throw error;
  }
  project.onTestsRerun(() => compile(folder));
  return remove;
}

async function compile(folder: string): Promise<void> {
  const page = join(folder, 'web', 'client');
  const config = join('web', 'client', 'vite.config.ts');
  await run('typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck', '--outDir', folder);
  const words = ['--config', config, '--outDir', page, '--emptyOutDir', '--logLevel', 'error'];
  await run('vite/bin/vite.js', 'build', ...words);
}

async function run(file: string, ...words: string[]): Promise<void> {
  const path = join(ROOT, 'node_modules', file);
  try {
    // As it is shipped: Vite would build the page for development where the tests' own NODE_ENV is set.
    const env = { ...process.env, NODE_ENV: 'production' };
    await promisify(execFile)(process.execPath, [path, ...words], { cwd: ROOT, env });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${file} ${words.join(' ')} failed:\n${stdout}${stderr}`);
  }
}
