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
/** Within the repository, where what is compiled finds node_modules. */
const FOLDER = join(ROOT, '.test-output', `program-${process.pid}`);

export default async function (project: TestProject): Promise<() => void> {
  // Projects are set up one after the other, in one process: another one may have compiled it.
  if (!existsSync(FOLDER)) await compile();
  project.onTestsRerun(compile);
  project.provide('compiledFolder', FOLDER);
  return () => rmSync(FOLDER, { recursive: true, force: true });
}

async function compile(): Promise<void> {
  const typescript = join('typescript', 'bin', 'tsc');
  const vite = join('vite', 'bin', 'vite.js');
  const page = join(FOLDER, 'web', 'client');
  const config = join('web', 'client', 'vite.config.ts');
  await Promise.all([
    run(typescript, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', FOLDER),
    run(
      vite,
      'build',
      '--config',
      config,
      '--outDir',
      page,
      '--emptyOutDir',
      '--logLevel',
      'error',
    ),
  ]);
}

async function run(file: string, ...words: string[]): Promise<void> {
  const path = join(ROOT, 'node_modules', file);
  try {
    await promisify(execFile)(process.execPath, [path, ...words], { cwd: ROOT });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${file} ${words.join(' ')} failed:\n${stdout}${stderr}`);
  }
}
