/** A failure in words, and as files that show it again. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from './session.ts';

/** What failed and how to see it, for a person. */
export function failureText(failure: Failure): string {
  const { fuzzCase, chain, kind, seen } = failure;
  return [
    `${failure.command.words[0]}: ${kind}`,
    ...seen.split('\n').map((line) => `  ${JSON.stringify(line).slice(1, -1)}`),
    ...chain.map(({ words }) => `  mailpath ${words.map(quoted).join(' ')}`),
    `  npm run fuzz -- --seed ${quoted(fuzzCase.seed)} --case ${fuzzCase.number}`,
  ].join('\n');
}

/** Writes the input and failureText into a folder of its own; returns its path. */
export function writeFailure(failure: Failure, into: string): string {
  const { fuzzCase, command, kind } = failure;
  const hash = createHash('sha256').update(failureText(failure)).digest('hex').slice(0, 6);
  const name = [command.words[0], kind.replaceAll(/[^\w]+/g, '-'), hash].join('-');
  const folder = join(into, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, fuzzCase.file), failure.input);
  writeFileSync(join(folder, 'README'), `${failureText(failure)}\n`);
  return folder;
}

function quoted(word: string): string {
  return /^[\w./:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** How often each command ended with each code, a command a line. */
export function endingsText(endings: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const lines = [...endings].sort().map(([command, counts]) => {
    const told = [...counts].sort().map(([ending, count]) => `${ending}: ${count}`);
    return `  ${command.padEnd(12)} ${told.join(', ')}`;
  });
  return ['How commands ended (exit code: times)', ...lines].join('\n');
}
