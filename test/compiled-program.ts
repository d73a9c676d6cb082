/** The program as it was compiled for this run of the tests, and the page: set-up/compile.ts. */
import { join } from 'node:path';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    readonly compiledFolder: string;
  }
}

interface CompiledProgram {
  /** Holds the compiled files, as dist/ does. */
  readonly folder: string;
  readonly main: string;
  readonly worker: string;
  /** The folder of the built page. */
  readonly page: string;
}

const folder = inject('compiledFolder');
if (folder === undefined) throw new Error('`unit` has no compiled program.');

export const compiled: CompiledProgram = {
  folder,
  main: join(folder, 'sim', 'cli', 'main.js'),
  worker: join(folder, 'sim', 'executor', 'replication-worker.js'),
  page: join(folder, 'web', 'client'),
};
