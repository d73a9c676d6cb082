/**
 * The work of `mailpath upgrade`: the new text goes to standard output or into the file, what changed
 * to standard error. A file is replaced whole or not at all, and the old one is kept first.
 */
import { existsSync, statSync } from 'node:fs';
import { readChain } from '../../scenario/scenario-chain.ts';
import { upgradeScenario } from '../../scenario/version.ts';
import { type Arguments, InvalidScenario, UsageError } from '../../studies/arguments.ts';
import { problemText } from '../../studies/subject.ts';
import { EXIT_DONE } from '../exit.ts';
import { checkOutputFile, keepCopy, writeOutputFile } from '../output-file.ts';
import { readReferenced, readScenarioText } from '../scenario-source.ts';
import type { Terminal } from '../terminal.ts';

export async function upgrade(args: Arguments, terminal: Terminal): Promise<number> {
  const [name] = args.list('scenario');
  const inPlace = args.flag('in-place');
  if (inPlace && statSync(name, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`--in-place rewrites a file: there is no file ${name}.`);
  }
  const { file, text, folder } = await readScenarioText(name, terminal);
  const chain = readChain(text, file, (reference) => readReferenced(folder, reference));
  const result = upgradeScenario(text, chain);
  if (result.kind === 'refused') {
    throw new InvalidScenario(problemText(file, result.problems), result.problems);
  }
  if (result.kind === 'current') {
    const by = result.from === null ? '' : `, by way of ${result.from}, which it extends`;
    terminal.err(`${file} is of version 2${by}; nothing is to be rewritten.\n`);
    if (result.from !== null) {
      terminal.err(
        'If it was written for version 1, state "version: 1" in it and upgrade it then.\n',
      );
    }
    if (!inPlace) terminal.file(text);
    return EXIT_DONE;
  }
  if (inPlace) replace(name, result.text);
  else terminal.file(result.text);
  const into = inPlace ? `, what it was is in ${keptAs(name)}` : '';
  terminal.err(`${file} is of version 2 now${into}:\n`);
  for (const change of result.changes) terminal.err(`  ${change}\n`);
  if (result.baseToUpgrade !== null) {
    terminal.err(`${result.baseToUpgrade}, which it extends, is of version 1: upgrade it too.\n`);
  }
  return EXIT_DONE;
}

function replace(name: string, text: string): void {
  const kept = keptAs(name);
  if (existsSync(kept)) {
    throw new UsageError(`${kept} exists already and is left as it is. Move it away first.`);
  }
  checkOutputFile(name);
  checkOutputFile(kept);
  keepCopy(name, kept);
  writeOutputFile(name, text, 'umask');
}

function keptAs(name: string): string {
  return `${name}.v1`;
}
