/**
 * Tests that simulate for long run the compiled program, as its users do: Vitest reads every imported
 * name through a getter, which makes a simulation two to three times as slow.
 */
import { dirname, join, relative, resolve } from 'node:path';
import type { Plugin } from 'vitest/config';

/**
 * Puts the compiled file in the place of each of the program's that a test imports.
 *
 * @param root of the repository
 * @param folder where the program is compiled to, before the first test
 */
export function runCompiled(root: string, folder: string): Plugin {
  // What watches, or looks for the tests of a file, has to see the imports themselves.
  let active = true;
  return {
    name: 'run-compiled',
    enforce: 'pre',
    // Node loads what is external by itself.
    config: () => ({ test: { server: { deps: { external: [/\/\.test-output\//] } } } }),
    configureVitest({ vitest: { config } }) {
      active = !config.watch && config.related === undefined;
    },
    resolveId(target, importer) {
      if (!active || importer === undefined || !target.startsWith('.')) return null;
      const path = relative(root, resolve(dirname(importer), target));
      if (!/^(?:sim|web\/server)\/.*\.ts$/.test(path)) return null;
      return join(folder, path.replace(/\.ts$/, '.js'));
    },
  };
}
