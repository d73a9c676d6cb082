/**
 * From words to a command and its arguments, by yargs; its complaints are put into our words, with
 * a suggestion for what was misspelt. Nothing is carried out here.
 */
import type { Argv } from 'yargs';
import { didYouMean } from '../scenario/nearest-name.ts';
import { Arguments, UsageError } from '../studies/arguments.ts';
import type { OptionDefinition } from '../studies/options.ts';
import { COMMON_OPTIONS } from '../studies/options.ts';
import type { Command } from './command.ts';
import {
  COMPLETION_COMMAND,
  COMPLETION_HELP,
  COMPLETION_REQUEST,
  completionScript,
  completions,
} from './completion.ts';
import { packageVersion } from './package-root.ts';

export type Parsed =
  | { readonly kind: 'overview' }
  | { readonly kind: 'help'; readonly command: Command }
  /** The version, a script for completion, or completions. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly args: Arguments };

/**
 * Stands for `-` (standard input or output) while yargs parses: it would take it for an option
 * without a name.
 */
const DASH = '\u0000-';

/** Finds the command that `words` ask for. Throws a UsageError in words of ours. */
export async function parseCommand(
  words: readonly string[],
  commands: readonly Command[],
): Promise<Parsed> {
  if (words[0] === COMPLETION_REQUEST) {
    return { kind: 'text', text: (await completions(words.slice(1), commands)).join('\n') };
  }
  if (words[0] === COMPLETION_COMMAND) {
    if (words.length > 1) {
      const asked = words[1] === '--help' || words[1] === '-h';
      if (asked) return { kind: 'text', text: COMPLETION_HELP };
      throw new UsageError(`mailpath completion takes nothing more. ${COMPLETION_HELP}`);
    }
    return { kind: 'text', text: await completionScript() };
  }
  checkCommandName(words, commands);
  const plain = plainRequest(words, commands);
  if (plain !== null) return plain;
  let chosen: { command: Command; values: Readonly<Record<string, unknown>> } | null = null;
  const parser = await buildParser(words, commands, (command, values) => {
    chosen = { command, values };
  });
  let text = '';
  let help = false;
  const given = words.map((word) => (word === '-' ? DASH : word));
  await parser.parseAsync(given, {}, (_error, values, output) => {
    text = output;
    help = values.help === true;
  });
  if (text !== '') return { kind: 'text', text };
  const found = chosen as { command: Command; values: Readonly<Record<string, unknown>> } | null;
  if (found === null) {
    if (help) return { kind: 'overview' };
    throw new UsageError('Say what to do: mailpath --help shows how.');
  }
  if (help) return { kind: 'help', command: found.command };
  refuseFlagValues(words, found.command);
  return { kind: 'command', command: found.command, args: new Arguments(withDashes(found.values)) };
}

/** What most ask first, answered without loading yargs: `--help`, `--version`, `COMMAND --help`. */
function plainRequest(words: readonly string[], commands: readonly Command[]): Parsed | null {
  const last = words.at(-1) ?? '';
  if (words.length === 1 && last === '--version') return { kind: 'text', text: packageVersion() };
  if (words.length > 2 || !['--help', '-h'].includes(last)) return null;
  if (words.length === 1) return { kind: 'overview' };
  const command = commands.find(({ name }) => name === words[0]);
  return command === undefined ? null : { kind: 'help', command };
}

/** `--json=yes`: yargs would take it for --json not being given. */
function refuseFlagValues(words: readonly string[], { options }: Command): void {
  for (const word of words) {
    const name = bareName(word);
    const flag = { ...options, ...COMMON_OPTIONS }[name]?.type === 'flag';
    if (flag && word.startsWith(`--${name}=`)) {
      throw new UsageError(`--${name} takes no value: write --${name}, or leave it out.`);
    }
  }
}

/** Puts `-` back where DASH stood for it. */
function withDashes(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const back = (value: unknown): unknown => (value === DASH ? '-' : value);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(back) : back(value),
    ]),
  );
}

async function buildParser(
  words: readonly string[],
  commands: readonly Command[],
  choose: (command: Command, values: Readonly<Record<string, unknown>>) => void,
): Promise<Argv> {
  const { default: yargs } = await import('yargs');
  let current: Command | null = null;
  const parser = yargs([])
    .scriptName('mailpath')
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .version(packageVersion())
    // Our own help (help.ts) can open with examples; yargs re-wraps whatever it is given.
    .help(false)
    .option('help', { alias: 'h', type: 'boolean', describe: 'Help' })
    .strict()
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      // yargs reports what it refuses as errors of its own, too.
      const own = error === undefined || error === null || error.name === 'YError';
      throw own
        ? new UsageError(complaint(message ?? error?.message, words, current, commands))
        : error;
    });
  for (const command of commands) {
    parser.command(
      usageOf(command),
      command.describe,
      (sub) => {
        current = command;
        return defineOptions(sub, command);
      },
      (values) => choose(command, values),
    );
  }
  return parser;
}

function usageOf({ name, positional }: Command): string {
  if (positional === null) return name;
  const inner = `${positional.name}${positional.many ? '..' : ''}`;
  // Required ones are asked for by ourselves, with an example: yargs only counts them.
  return `${name} [${inner}]`;
}

function defineOptions(sub: Argv, command: Command): Argv {
  const { positional } = command;
  if (positional !== null) {
    sub.positional(positional.name, { describe: positional.describe, type: 'string' });
  }
  for (const [name, option] of Object.entries({ ...command.options, ...COMMON_OPTIONS })) {
    sub.option(name, yargsOption(option));
  }
  return sub;
}

function yargsOption(option: OptionDefinition) {
  const shared = { describe: option.describe };
  if (option.type === 'flag') return { ...shared, type: 'boolean' as const };
  return {
    ...shared,
    type: 'string' as const,
    requiresArg: true,
    ...(option.choices === undefined ? {} : { choices: option.choices }),
  };
}

function checkCommandName(words: readonly string[], commands: readonly Command[]): void {
  const [first] = words;
  if (first === undefined || first.startsWith('-')) return;
  const names = [...commands.map(({ name }) => name), COMPLETION_COMMAND];
  if (names.includes(first)) return;
  throw new UsageError(
    `There is no command "${first}".${didYouMean(first, names, 'mailpath ') || ` There are ${names.join(', ')}.`}`,
  );
}

/** What yargs complains of, in our words. */
function complaint(
  message: string | undefined,
  words: readonly string[],
  command: Command | null,
  commands: readonly Command[],
): string {
  const text = message ?? 'The command line cannot be read.';
  const where = command === null ? 'mailpath' : `mailpath ${command.name}`;
  const help = `${where} --help shows what there is.`;
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(text);
  if (unknown !== null) {
    const own =
      command === null
        ? commands.flatMap((c) => Object.keys(c.options))
        : Object.keys(command.options);
    const known = [...own, ...Object.keys(COMMON_OPTIONS), 'help', 'version'];
    const told = unknown[1].split(', ').map((name) => {
      const option = words.find((word) => /^-/.test(word) && bareName(word) === name);
      if (command === null && known.includes(name)) {
        return `--${name} belongs to a command, for example: mailpath compare --${name}`;
      }
      if (option === undefined) return `${where} has no place for "${name}".`;
      return `${where} has no option ${option.split('=')[0]}.${didYouMean(name, known, '--')}`;
    });
    return `${told.join('\n')}\n${help}`;
  }
  const incomplete = /^Not enough arguments following: (.+)$/.exec(text);
  if (incomplete !== null) return `--${incomplete[1]} needs a value. ${help}`;
  return `${text.replaceAll('\n', ' ').trim()} ${help}`;
}

/** `--seed=3` as `seed`. */
function bareName(word: string): string {
  return word.replace(/^-+/, '').split('=')[0];
}
