/** The command line that gives a result again, as one would type it into a POSIX shell. */
import type { Result } from './result/result-schema.ts';

export function commandWords(result: Result): string {
  const { format, scenario, settings, seed, replications, warmUpMs } = result;
  const compares = format === 'mailpath-comparison/2';
  const names = settings.map(({ name }) => name).join(',');
  return [
    'mailpath',
    compares ? 'compare' : 'run',
    scenarioWord(scenario.file),
    compares ? '--settings' : '--setting',
    quoted(names),
    ...scenario.set.flatMap((change) => ['--set', quoted(change)]),
    '--seed',
    quoted(seed),
    '--replications',
    String(replications.finished),
    ...(warmUpMs === null ? [] : ['--steady-state']),
  ].join(' ');
}

/** A scenario that came in by standard input is none that could be named. */
export function scenarioWord(file: string): string {
  return file === 'standard input' ? '-' : quoted(file);
}

export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
