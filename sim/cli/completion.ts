/**
 * Shell completion: the script is yargs' own; what it then asks for is answered from the commands'
 * definitions: commands, options, metrics, terms to explain, names of shipped scenarios (the shell adds
 * file names itself).
 */

import { COMMON_OPTIONS } from '../studies/options.ts';
import type { Command } from './command.ts';
import { shippedScenarios } from './package-root.ts';

export const COMPLETION_COMMAND = 'completion';
export const COMPLETION_HELP =
  'It prints a script for bash or zsh, whichever $SHELL is: mailpath completion >> ~/.bashrc (or ~/.zshrc).';
/** What the script calls, with the words of the line that is being typed. */
export const COMPLETION_REQUEST = '--get-yargs-completions';

/** The script for the user's shell (bash or zsh, by $SHELL). */
export async function completionScript(): Promise<string> {
  const { default: yargs } = await import('yargs');
  let script = '';
  await yargs([])
    .scriptName('mailpath')
    .completion(COMPLETION_COMMAND)
    .parseAsync([COMPLETION_COMMAND], {}, (_error, _values, output) => {
      script = output;
    });
  return script;
}

/** Everything that may stand in place of the last of `words`; the first one is `mailpath`. */
export async function completions(
  words: readonly string[],
  commands: readonly Command[],
): Promise<string[]> {
  const typed = words.slice(1);
  const current = typed.at(-1) ?? '';
  const command = commands.find(({ name }) => name === typed[0]);
  const fits = (candidate: string): boolean => candidate.startsWith(current);
  if (command === undefined || typed.length < 2) {
    return [...commands.map(({ name }) => name), COMPLETION_COMMAND, '--help', '--version'].filter(
      fits,
    );
  }
  if (current.startsWith('-')) {
    const options = Object.keys({ ...command.options, ...COMMON_OPTIONS, help: null });
    return options
      .map((name) => `--${name}`)
      .filter((option) => fits(option) && !typed.slice(0, -1).includes(option));
  }
  if (typed.at(-2) === '--measure') return metricNames(current);
  switch (command.positional?.name) {
    case 'scenario':
      return shippedScenarios().filter(fits);
    case 'term':
      return (await import('./actions/explain.ts')).terms().filter(fits);
    default:
      return [];
  }
}

/** Metrics that begin so, behind those of a list that are there already: `p99,cu`. */
async function metricNames(current: string): Promise<string[]> {
  const { METRICS } = await import('../mailpath/metrics.ts');
  const listed = current.slice(0, current.lastIndexOf(',') + 1);
  return METRICS.map(({ name }) => listed + name).filter((name) => name.startsWith(current));
}
