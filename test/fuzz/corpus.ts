/** What mutants are made of: logs and scenarios of the repository, and those of corpus/. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { SCENARIO_FOLDER } from '../../sim/cli/package-root.ts';

/** Of the sources, also when this file runs compiled. */
export const TEST_FOLDER = join(dirname(SCENARIO_FOLDER), 'test');
const CORPUS_FOLDER = join(TEST_FOLDER, 'fuzz', 'corpus');

export interface CorpusScenario {
  readonly name: string;
  readonly text: string;
  readonly tree: Readonly<Record<string, unknown>>;
}

export interface Corpus {
  /** Lines of each log, a character a byte. */
  readonly logs: readonly (readonly string[])[];
  readonly scenarios: readonly CorpusScenario[];
}

export function readCorpus(): Corpus {
  const logFolders = [
    join(TEST_FOLDER, 'maillog', 'logs'),
    join(TEST_FOLDER, 'maillog', 'logs', 'recorded'),
    join(TEST_FOLDER, 'maillog', 'logs', 'hostile'),
    CORPUS_FOLDER,
  ];
  const scenarioFolders = [
    SCENARIO_FOLDER,
    join(TEST_FOLDER, 'scenario', 'misleading'),
    CORPUS_FOLDER,
  ];
  return {
    logs: filesOf(logFolders, '.maillog').map((path) => readFileSync(path, 'latin1').split('\n')),
    scenarios: filesOf(scenarioFolders, '.yaml').map((path) => {
      const text = readFileSync(path, 'utf8');
      return { name: basename(path), text, tree: parse(text) };
    }),
  };
}

function filesOf(folders: readonly string[], ending: string): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => join(folder, name)),
  );
}
