/**
 * Five projects of tests. Where a file lies, or its name, says which one it belongs to:
 *
 * - `browser`: what drives Chromium, test/browser
 * - `program`: what needs the compiled program, processes, sockets or files
 * - `faults`: those of them where a disk, a store or a thread fails, *-faults.test.ts. Some put modules in
 *   the place of Node's, so each file has modules of its own
 * - `statistics`: long simulations, studies, recordings, and any other file named *.long.test.ts
 * - `unit`: all others. Pure and small: a few seconds in all
 *
 * All but `unit` are given the program, compiled once for all (test/set-up/compile.ts); all but `unit` and
 * `faults` import the compiled files in the place of the sources (test/set-up/run-compiled.ts).
 * Files of `program`, `statistics` and `unit` share the modules of their worker: they leave nothing
 * behind, and loading the product anew for each costs more than many tests.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { runCompiled } from './test/set-up/run-compiled.ts';

const BROWSER = ['test/browser/**/*.test.ts'];
const PROGRAM = [
  'test/{cli,docs,executor,fuzz,kills,load,tools}/**/*.test.ts',
  'test/web/{server,build}/**/*.test.ts',
];
const FAULTS = ['test/**/*-faults.test.ts'];
const STATISTICS = [
  'test/{golden,properties,theory,validation}/**/*.test.ts',
  'test/**/*.long.test.ts',
];

/** Where the program is compiled to for this run: within the repository, where it finds node_modules. */
const FOLDER = join(import.meta.dirname, '.test-output', `program-${process.pid}`);
const COMPILED = { globalSetup: 'test/set-up/compile.ts', provide: { compiledFolder: FOLDER } };
const RUN_COMPILED = {
  extends: true as const,
  plugins: [runCompiled(import.meta.dirname, FOLDER)],
};

export default defineConfig({
  test: {
    globalSetup: 'test/set-up/temporary-folder.ts',
    // Generous: no test is about time, and the machine may be busy with others.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 200_000 } },
    // Many tests wait for processes and browsers: as many workers as cores would leave some idle.
    maxWorkers: availableParallelism() + 1,
    projects: [
      { ...RUN_COMPILED, test: { name: 'browser', include: BROWSER, ...COMPILED } },
      { extends: true, test: { name: 'faults', include: FAULTS, ...COMPILED } },
      {
        ...RUN_COMPILED,
        test: { name: 'program', include: PROGRAM, exclude: FAULTS, isolate: false, ...COMPILED },
      },
      {
        ...RUN_COMPILED,
        test: { name: 'statistics', include: STATISTICS, isolate: false, ...COMPILED },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...BROWSER, ...PROGRAM, ...FAULTS, ...STATISTICS],
          isolate: false,
        },
      },
    ],
  },
});
