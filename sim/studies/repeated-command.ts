/** The command line that gives a result again: what was asked, with its seed, without where it goes. */

import type { Arguments } from './arguments.ts';
import { quoted, scenarioWord } from './command-words.ts';

/** What any study can be asked, after what its own command has. */
const SHARED = ['set', 'precision', 'replications'];

/** `options`: names of the command's own; `file`: the scenario as the user would name it. */
export function repeatedCommand(
  command: string,
  file: string,
  options: readonly string[],
  args: Arguments,
  seed: string,
): string {
  const given = [...options, ...SHARED].flatMap((name) =>
    args.flag(name)
      ? [`--${name}`]
      : args.list(name).flatMap((value) => [`--${name}`, quoted(value)]),
  );
  return ['mailpath', command, scenarioWord(file), ...given, '--seed', quoted(seed)].join(' ');
}
