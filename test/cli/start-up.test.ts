/** What is loaded before anything is to be done: small, so that help and errors come at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../sim/cli/commands.ts';

const SIM = join(import.meta.dirname, '..', '..', 'sim');
const STATIC = /^(?:import|export)(?! type\b)[^'"]*?from '([^']+)'|^import '([^']+)'/gm;
const LAZY = /\bimport\(\s*'([^']+)'/g;

/** What a file of sim/ leads to, from file to file: paths in sim/ and names of packages. */
function reachedFrom(start: string, kinds: readonly RegExp[]): Set<string> {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    const name = relative(SIM, path);
    if (reached.has(name)) return;
    reached.add(name);
    const text = readFileSync(path, 'utf8');
    for (const match of kinds.flatMap((kind) => [...text.matchAll(kind)])) {
      const target = match[1] ?? match[2];
      if (target.startsWith('.')) visit(resolve(dirname(path), target));
      else reached.add(target);
    }
  };
  visit(join(SIM, start));
  return reached;
}

const HEAVY = ['zod', 'yaml', 'vega', 'vega-lite', 'piscina', 'yargs', 'fastify'];
const MODEL = ['mailpath/simulation.ts', 'scenario/read-scenario.ts', 'studies/compare/compare.ts'];

describe('the start of the program', () => {
  const supervisor = reachedFrom('cli/main.ts', [STATIC, LAZY]);
  const atOnce = reachedFrom('cli/command-thread.ts', [STATIC]);
  const atAll = reachedFrom('cli/command-thread.ts', [STATIC, LAZY]);

  it.each([...HEAVY, ...MODEL])('loads no %s', (name) => {
    expect([...atOnce]).not.toContain(name);
  });

  it('is seen: the same search finds what the commands load', () => {
    for (const name of ['zod', 'yaml', 'piscina', 'yargs', ...MODEL]) {
      expect([...atAll]).toContain(name);
    }
    const actions = readdirSync(join(SIM, 'cli', 'actions'));
    expect(actions.length).toBeGreaterThanOrEqual(5);
    for (const file of actions) {
      expect([...atAll]).toContain(`cli/actions/${file}`);
      expect([...atOnce]).not.toContain(`cli/actions/${file}`);
    }
    const folders = [...atOnce].filter((name) => /^studies\/[a-z-]+\/index\.ts$/.test(name));
    expect(folders.length).toBeGreaterThanOrEqual(8);
    for (const name of folders) {
      expect([...atAll]).toContain(name.replace('index.ts', 'request.ts'));
      expect([...atOnce]).not.toContain(name.replace('index.ts', 'request.ts'));
    }
  });

  it('of init, schema and explain reads no scenario and runs no model', () => {
    const reached = [...reachedFrom('cli/actions/explain.ts', [STATIC])];
    for (const name of [...MODEL, 'cli/scenario-source.ts']) expect(reached).not.toContain(name);
  });

  it('loads few files', () => {
    expect(supervisor.size).toBeLessThan(20);
    expect(atOnce.size).toBeLessThan(35 + COMMANDS.length);
    expect(atAll.size).toBeGreaterThan(100);
  });
});
