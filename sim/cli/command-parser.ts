/**
 * From words to a command and its arguments, by yargs; its complaints are put into our words, with
 * a suggestion for what was misspelt. Nothing is carried out here.
 */
import yargs, { type Argv } from 'yargs';
import { Arguments } from './arguments.ts';
import type { Command, OptionDefinition } from './command.ts';
import { UsageError } from './exit.ts';
import { COMMON_OPTIONS } from './options.ts';
import { packageVersion } from './package-root.ts';
import { didYouMean } from './suggestion.ts';

export type Parsed =
  | { readonly kind: 'overview' }
  | { readonly kind: 'help'; readonly command: Command }
  /** The version, a completion script, or completions. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly args: Arguments };

/** yargs answers to this by itself: shells call it for their completions. */
const COMPLETION = 'completion';

/** Finds the command that `words` ask for. Throws a UsageError in words of ours. */
export async function parseCommand(
  words: readonly string[],
  commands: readonly Command[],
): Promise<Parsed> {
  checkCommandName(words, commands);
  let chosen: { command: Command; values: Readonly<Record<string, unknown>> } | null = null;
  const parser = buildParser(commands, (command, values) => {
    chosen = { command, values };
  });
  let text = '';
  let help = false;
  await parser.parseAsync([...words], {}, (_error, values, output) => {
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
  return { kind: 'command', command: found.command, args: new Arguments(found.values) };
}

function buildParser(
  commands: readonly Command[],
  choose: (command: Command, values: Readonly<Record<string, unknown>>) => void,
): Argv {
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
    .completion(COMPLETION, 'Print a script for completion in bash or zsh')
    .strict()
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw error ?? new UsageError(complaint(message, current, commands));
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
  const names = [...commands.map(({ name }) => name), COMPLETION];
  if (names.includes(first)) return;
  throw new UsageError(
    `There is no command "${first}".${didYouMean(first, names, 'mailpath ') || ` There are ${names.join(', ')}.`}`,
  );
}

/** What yargs complains of, in our words. */
function complaint(
  message: string | null | undefined,
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
    const told = unknown[1].split(', ').map((word) => {
      const name = word.length === 1 ? `-${word}` : `--${word}`;
      return `${where} has no option or argument ${word.includes('/') || word.includes('.') ? word : name}.${didYouMean(word, known, '--')}`;
    });
    return `${told.join('\n')}\n${help}`;
  }
  const incomplete = /^Not enough arguments following: (.+)$/.exec(text);
  if (incomplete !== null) return `--${incomplete[1]} needs a value. ${help}`;
  return `${text.replaceAll('\n', ' ').trim()} ${help}`;
}
