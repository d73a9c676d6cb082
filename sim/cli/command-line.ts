/**
 * The command line: words in, an exit code out. yargs parses; what it parsed is checked here against
 * the command's definition, with a suggestion for what was misspelt. Every way to end is reported in
 * words, never by a stack trace (MAILPATH_DEBUG=1 shows one for a fault of ours).
 */
import type { Argv } from 'yargs';
import { PLAIN } from '../document/paint.ts';
import { hanging, type Page } from '../document/text-layout.ts';
import { WorkerDied } from '../executor/executor.ts';
import { CapacityError } from '../mailpath/capacity.ts';
import { capacityWords } from '../scenario/messages.ts';
import { didYouMean } from '../scenario/nearest-name.ts';
import { Arguments, InvalidLog, InvalidScenario, UsageError } from '../studies/arguments.ts';
import { COMMON_OPTIONS, type OptionDefinition } from '../studies/options.ts';
import { COMMANDS, type Command } from './commands.ts';
import {
  EXIT_DONE,
  EXIT_FAULT,
  EXIT_INTERRUPTED,
  EXIT_INVALID,
  EXIT_USAGE,
  faultOf,
} from './exit.ts';
import { packageVersion, shippedScenarios } from './package-root.ts';
import { terminalPage, writeText } from './result-output.ts';
import type { Terminal } from './terminal.ts';

/** Carries out one command line; returns the exit code. */
export async function commandLine(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const page = terminalPage(words.includes('--no-color'), terminal);
    if (words.length === 0) {
      terminal.err(overviewHelp({ ...page, paint: PLAIN }));
      return EXIT_USAGE;
    }
    const parsed = await parseCommand(words);
    if (parsed.kind !== 'command') {
      if (parsed.kind === 'text') terminal.out(`${parsed.text}\n`);
      else if (parsed.kind === 'help') writeText(commandHelp(parsed.command, page), page, terminal);
      else writeText(overviewHelp(page), page, terminal);
      return EXIT_DONE;
    }
    const { positional, name } = parsed.command;
    if (positional?.required && parsed.args.list(positional.name).length === 0) {
      throw new UsageError(
        `mailpath ${name} needs a ${positional.name}, for example: mailpath ${name} ${positional.example}`,
      );
    }
    return await parsed.command.run(parsed.args, terminal);
  } catch (error) {
    return ended(error, terminal);
  }
}

function ended(error: unknown, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.err(`${error.message}\n`);
    return EXIT_USAGE;
  }
  if (error instanceof InvalidScenario || error instanceof InvalidLog) {
    terminal.err(`${error.message}\n`);
    // Of a log whose reading was interrupted there may be too little.
    const isCut = error instanceof InvalidLog && terminal.interrupted();
    return isCut ? EXIT_INTERRUPTED : EXIT_INVALID;
  }
  if (error instanceof CapacityError) {
    const { message, remedy } = capacityWords(error);
    terminal.err(`Stopped: ${message} ${remedy}\n`);
    return EXIT_INVALID;
  }
  if (error instanceof WorkerDied) {
    terminal.err(`${error.message}\n`);
    return EXIT_FAULT;
  }
  const fault = error instanceof Error ? error : new Error(String(error));
  if (terminal.environment.MAILPATH_DEBUG === '1') terminal.err(`${fault.stack}\n`);
  const { text, exitCode } = faultOf(fault.message);
  terminal.err(text);
  return exitCode;
}

type Parsed =
  | { readonly kind: 'overview' }
  | { readonly kind: 'help'; readonly command: Command }
  /** The version, a script for completion, or completions. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly args: Arguments };

/** As yargs gives them: `_` are the command and what it has no place for. */
type Values = Readonly<Record<string, unknown>> & { readonly _: readonly (string | number)[] };

/**
 * Stands for `-` (standard input or output) while yargs parses: it would take it for an option
 * without a name.
 */
const DASH = '\u0000-';
/** Options of every command line, beside COMMON_OPTIONS. */
const BUILT_IN = ['help', 'version'];
const COMPLETION_COMMAND = 'completion';
const COMPLETION_HELP =
  'It prints a script for bash or zsh, whichever $SHELL is: mailpath completion >> ~/.bashrc (or ~/.zshrc).';
/** What the script calls, with the words of the line that is being typed. */
const COMPLETION_REQUEST = '--get-yargs-completions';
/** Commands that are not among those of commands.ts. */
const BUILT_IN_COMMANDS = [COMPLETION_COMMAND, ...BUILT_IN];

/** Finds the command that `words` name. Throws a UsageError. */
async function parseCommand(words: readonly string[]): Promise<Parsed> {
  const builtIn = await parseBuiltIn(words);
  if (builtIn !== null) return builtIn;
  const given = words.map((word) => (word === '-' ? DASH : word));
  const values: Values = await (await buildParser()).parseAsync(given);
  const [name] = values._.map(String);
  if (name === undefined) return parseBare(values);
  const command = commandNamed(name);
  check(words, values, command);
  if (values.version === true) return { kind: 'text', text: packageVersion() };
  if (values.help === true) return { kind: 'help', command };
  return { kind: 'command', command, args: new Arguments(withDashes(values)) };
}

/** What most type first, and what the shell asks for, answered without loading yargs; or null. */
async function parseBuiltIn([first, ...rest]: readonly string[]): Promise<Parsed | null> {
  const isHelp = (word: string | undefined) => word === '--help' || word === '-h';
  if (first === COMPLETION_REQUEST) {
    return { kind: 'text', text: (await completions(rest)).join('\n') };
  }
  if (first === COMPLETION_COMMAND) {
    if (rest.length === 0) return { kind: 'text', text: await completionScript() };
    if (isHelp(rest[0])) return { kind: 'text', text: COMPLETION_HELP };
    throw new UsageError(`mailpath completion takes nothing more. ${COMPLETION_HELP}`);
  }
  if (first === 'version' || (first === '--version' && rest.length === 0)) {
    if (rest.length === 0) return { kind: 'text', text: packageVersion() };
    throw new UsageError('mailpath version takes nothing more.');
  }
  if (first === 'help') return helpOf(rest.filter((word) => !isHelp(word)));
  if (isHelp(first) && rest.length === 0) return { kind: 'overview' };
  if (!isHelp(rest[0]) || rest.length > 1) return null;
  const command = COMMANDS.find(({ name }) => name === first);
  return command === undefined ? null : { kind: 'help', command };
}

/** `mailpath help` and `mailpath help COMMAND`. */
function helpOf([name, ...more]: readonly string[]): Parsed {
  if (name === undefined || BUILT_IN.includes(name)) return { kind: 'overview' };
  if (name === COMPLETION_COMMAND) return { kind: 'text', text: COMPLETION_HELP };
  if (more.length > 0) throw new UsageError('mailpath help takes the name of one command.');
  return { kind: 'help', command: commandNamed(name) };
}

function commandNamed(name: string): Command {
  const command = COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return command;
  const names = [...COMMANDS.map((one) => one.name), ...BUILT_IN_COMMANDS];
  throw new UsageError(
    `There is no command "${name}".${didYouMean(name, names, 'mailpath ') || ` There are ${names.join(', ')}.`}`,
  );
}

/** Options without a command. */
function parseBare(values: Values): Parsed {
  const own = COMMANDS.flatMap(({ options }) => Object.keys(options));
  const names = [...BUILT_IN, ...Object.keys(COMMON_OPTIONS)];
  const problems = unknownNames(values, names).map((name) =>
    own.includes(name)
      ? `--${name} belongs to a command, for example: mailpath compare --${name}`
      : noOption('mailpath', name, [...own, ...names]),
  );
  refuse(problems, 'mailpath');
  if (values.version === true) return { kind: 'text', text: packageVersion() };
  if (values.help === true) return { kind: 'overview' };
  throw new UsageError('Say what to do: mailpath --help shows how.');
}

/** Throws a UsageError where the command does not take what was given. */
function check(words: readonly string[], values: Values, command: Command): void {
  const where = `mailpath ${command.name}`;
  const options = { ...command.options, ...COMMON_OPTIONS };
  const names = [...Object.keys(options), ...BUILT_IN];
  const known = command.positional === null ? names : [...names, command.positional.name];
  refuse(
    [
      ...unknownNames(values, known).map((name) => noOption(where, name, names)),
      ...positionalProblems(where, command.positional, values),
      ...values._.slice(1).map((word) => `${where} has no place for "${word}".`),
      ...Object.entries(options).flatMap(([name, option]) =>
        option.value === undefined
          ? flagProblems(name, words)
          : valueProblems(name, option, values[name]),
      ),
    ],
    where,
  );
}

function positionalProblems(
  where: string,
  positional: Command['positional'],
  values: Values,
): string[] {
  const word = values[positional?.name ?? ''];
  const { choices } = positional ?? {};
  if (choices === undefined || word === undefined || choices.includes(String(word))) return [];
  return [
    `${where} knows no "${word}".${didYouMean(String(word), choices)} There are ${choices.join(', ')}.`,
  ];
}

function refuse(problems: readonly string[], where: string): void {
  if (problems.length === 0) return;
  throw new UsageError([...problems, `${where} --help shows what there is.`].join('\n'));
}

function unknownNames(values: Values, known: readonly string[]): string[] {
  return Object.keys(values).filter((name) => !['_', '$0', 'h', ...known].includes(name));
}

function noOption(where: string, name: string, known: readonly string[]): string {
  const dashes = name.length === 1 ? '-' : '--';
  return `${where} has no option ${dashes}${name}.${didYouMean(name, known, '--')}`;
}

/** `--json=yes`: yargs would take it for --json not being given. */
function flagProblems(name: string, words: readonly string[]): string[] {
  if (!words.some((word) => word.startsWith(`--${name}=`))) return [];
  return [`--${name} takes no value: write --${name}, or leave it out.`];
}

function valueProblems(name: string, { choices }: OptionDefinition, value: unknown): string[] {
  const given = [value].flat();
  if (given.includes('')) return [`--${name} needs a value.`];
  if (choices === undefined) return [];
  return given
    .filter((one) => one !== undefined && !choices.includes(String(one)))
    .map(
      (one) =>
        `--${name} ${one}: expected ${choices.join(', ')}.${didYouMean(String(one), choices)}`,
    );
}

/** Puts `-` back where DASH stood for it. */
function withDashes(values: Values): Record<string, unknown> {
  const back = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(back) : value === DASH ? '-' : value;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, back(value)]));
}

/** It knows what is a flag and what takes a value, and refuses nothing. */
async function buildParser(): Promise<Argv> {
  const { default: yargs } = await import('yargs');
  const parser = yargs([])
    .scriptName('mailpath')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    // Our own opens with examples; yargs re-wraps whatever it is given.
    .help(false)
    .version(false)
    .option('help', { alias: 'h', type: 'boolean' })
    .option('version', { type: 'boolean' })
    .options(yargsOptions(COMMON_OPTIONS))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    });
  for (const { name, describe, positional, options } of COMMANDS) {
    const place = positional === null ? '' : ` [${positional.name}${positional.many ? '..' : ''}]`;
    parser.command(name + place, describe, (sub) => {
      if (positional !== null) sub.positional(positional.name, { type: 'string' });
      return sub.options(yargsOptions(options));
    });
  }
  return parser;
}

function yargsOptions(options: Readonly<Record<string, OptionDefinition>>) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => {
      return [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }];
    }),
  );
}

/*
 * Shell completion: the script is yargs' own; what it then asks for is answered from the commands'
 * definitions and from what their options take. The shell adds file names itself where there is
 * nothing else.
 */

/** The script for the user's shell (bash or zsh, by $SHELL). */
async function completionScript(): Promise<string> {
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
async function completions(words: readonly string[]): Promise<string[]> {
  const [first, ...typed] = words.slice(1);
  const current = typed.at(-1) ?? first ?? '';
  const names = COMMANDS.map(({ name }) => name);
  const fits = (candidate: string): boolean => candidate.startsWith(current);
  if (typed.length === 0) {
    return [...names, COMPLETION_COMMAND, 'help', 'version', '--help', '--version'].filter(fits);
  }
  const command = COMMANDS.find(({ name }) => name === first);
  if (command === undefined) return first === 'help' ? names.filter(fits) : [];
  const options = { ...command.options, ...COMMON_OPTIONS };
  const before = typed.slice(0, -1);
  const option = before.at(-1)?.startsWith('--') ? (before.at(-1) ?? '').slice(2) : '';
  if (options[option]?.value !== undefined) {
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

/* Help: worked examples first, then what there is. Made from the commands' definitions. */

/** What `mailpath --help` opens with: a command line, and what it is for. */
const OVERVIEW_EXAMPLES: readonly (readonly [string, string])[] = [
  ['compare', 'the article’s failure, and what its remedy changes'],
  ['compare main --set settings.recommended.runners=8', 'what more runners gain'],
  ['run main --setting recommended', 'one setting, all its measures'],
  ['ladder main', 'what each change gains'],
  ['sweep main --vary runners=1..8', 'how many runners are enough'],
  ['sensitivity main', 'which inputs the answer depends on'],
  ['diagnose /var/log/maillog', 'what really happened, from a mail log'],
  ['init mine.yaml', 'a scenario of your own to begin with'],
  ['explain mark', 'a term, a field, a measure or an error code'],
];

/** On a page of fewer columns there are no two of them side by side. */
const NARROW = 60;

const EXIT_CODES =
  'Exit codes: 0 done; 1 a fault of mailpath; 2 the command line; 3 an invalid scenario or log; 4 an expectation or objective is not met (--check); 130 interrupted (what was finished is printed).';

/** Of all commands. */
export function overviewHelp(page: Page): string {
  const { paint } = page;
  return joined([
    ...hanging(
      '',
      'mailpath simulates the mail path from a Proofpoint (Sendmail) gateway to Exchange Online: what will these settings do to my mail’s delay, and which should I choose?',
      page,
    ),
    '',
    paint.bold('Examples'),
    ...examples(OVERVIEW_EXAMPLES, page),
    '',
    paint.bold('Commands'),
    ...pairs(
      [
        ...COMMANDS.map((command): [string, string] => [synopsis(command), command.describe]),
        ['completion', 'Print a script for completion in bash or zsh'],
        ['help [command]', 'Help, of all commands or of one'],
        ['version', 'The version'],
      ],
      page,
    ),
    '',
    paint.bold('Options'),
    ...pairs(
      [
        ['-h, --help', 'Help; after a command: of that command'],
        ['--version', 'The version'],
        ...optionPairs(COMMON_OPTIONS),
      ],
      page,
    ),
    '',
    ...hanging('', EXIT_CODES, page),
  ]);
}

/** Of one command. */
export function commandHelp(command: Command, page: Page): string {
  const { paint } = page;
  const { positional, options } = command;
  const argument: [string, string][] =
    positional === null ? [] : [[positional.name, positional.describe]];
  return joined([
    ...hanging('', `${command.describe}.`, page),
    '',
    paint.bold('Examples'),
    ...examples(command.examples, page),
    '',
    ...hanging(`${paint.bold('Usage')}  `, `mailpath ${synopsis(command)} [options]`, page),
    '',
    ...pairs([...argument, ...optionPairs({ ...options, ...COMMON_OPTIONS })], page),
  ]);
}

/** `run <scenario>`: angle brackets for what must be given, square ones for what may. */
function synopsis({ name, positional }: Command): string {
  if (positional === null) return name;
  const inner = `${positional.name}${positional.many ? '...' : ''}`;
  return positional.required ? `${name} <${inner}>` : `${name} [${inner}]`;
}

function optionPairs(options: Readonly<Record<string, OptionDefinition>>): [string, string][] {
  return Object.entries(options).map(([name, { value, describe }]) => [
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    describe,
  ]);
}

function examples(given: readonly (readonly [string, string])[], page: Page): string[] {
  return pairs(
    given.map(([words, why]) => [`mailpath ${words}`, why]),
    page,
  );
}

/** Two columns; an explanation that finds no room beside its term goes below it. */
function pairs(given: readonly (readonly [string, string])[], page: Page): string[] {
  if (page.columns < NARROW) {
    return given.flatMap(([left, right]) => [
      ...hanging('  ', left, page),
      ...hanging('      ', right, page),
    ]);
  }
  const widest = Math.max(...given.map(([left]) => left.length));
  const width = Math.min(widest, Math.floor(page.columns * 0.6));
  return given.flatMap(([left, right]) => {
    if (left.length <= width) return hanging(`  ${left.padEnd(width)}  `, right, page);
    return [`  ${left}`, ...hanging(' '.repeat(width + 4), right, page)];
  });
}

function joined(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
