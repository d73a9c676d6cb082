/** Help: worked examples first, then what there is. Made from the commands' definitions. */
import { hanging, type Page } from '../document/text-layout.ts';
import { COMMON_OPTIONS, type OptionDefinition } from '../studies/options.ts';
import { COMMANDS, type Command } from './commands.ts';

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
