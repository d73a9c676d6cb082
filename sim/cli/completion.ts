/**
 * Shell completion: the script is yargs' own; what it then asks for is answered from the commands'
 * definitions and from what their options take. The shell adds file names itself where there is
 * nothing else.
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
  const [first, ...typed] = words.slice(1);
  const current = typed.at(-1) ?? first ?? '';
  const names = commands.map(({ name }) => name);
  const fits = (candidate: string): boolean => candidate.startsWith(current);
  if (typed.length === 0) {
    return [...names, COMPLETION_COMMAND, 'help', 'version', '--help', '--version'].filter(fits);
  }
  const command = commands.find(({ name }) => name === first);
  if (command === undefined) return first === 'help' ? names.filter(fits) : [];
  const options = { ...command.options, ...COMMON_OPTIONS };
  const before = typed.slice(0, -1);
  const option = before.at(-1)?.startsWith('--') ? (before.at(-1) ?? '').slice(2) : '';
  if (options[option] !== undefined && options[option].type !== 'flag') {
    const values = options[option].choices ?? (await valuesOf(option, before));
    return LISTS.includes(option) ? listed(values, current) : values.filter(fits);
  }
  if (current.startsWith('-')) {
    return [...Object.keys(options), 'help']
      .map((name) => `--${name}`)
      .filter((name) => fits(name) && !before.includes(name));
  }
  const { name = '', choices = null } = command.positional ?? {};
  if (choices !== null) return choices.filter(fits);
  if (name === 'scenario') return shippedScenarios().filter(fits);
  if (name !== 'term') return [];
  return (await import('./actions/explain.ts')).terms().filter(fits);
}

/** Options that take several values, with commas. */
const LISTS = ['measure', 'settings'];

/** What an option takes that its definition does not list; `before`: the words before it. */
async function valuesOf(option: string, before: readonly string[]): Promise<readonly string[]> {
  switch (option) {
    case 'measure':
      return (await import('../mailpath/metrics.ts')).METRICS.map(({ name }) => name);
    case 'setting':
    case 'settings':
    case 'from':
    case 'to': {
      const { settingNames } = await import('./scenario-source.ts');
      const scenarios = [...before.filter((word) => !word.startsWith('-')), 'main'];
      return scenarios.map(settingNames).find((names) => names.length > 0) ?? [];
    }
    case 'vary':
      return Object.keys((await import('../mailpath/settings.ts')).SETTINGS).map(
        (name) => `${name}=`,
      );
    case 'limit':
      return (await import('../../web/server/limits.ts')).LIMIT_NAMES.map((name) => `${name}=`);
    default:
      return [];
  }
}

/** Names that begin so, behind those of a list that are there already: `p99,cu`. */
function listed(names: readonly string[], current: string): string[] {
  const before = current.slice(0, current.lastIndexOf(',') + 1);
  return names.map((name) => before + name).filter((name) => name.startsWith(current));
}
