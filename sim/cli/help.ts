/**
 * Help: worked examples first, then what there is. Made from the commands' definitions, as is
 * docs/command-line.md.
 */

import { PLAIN } from '../document/paint.ts';
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
export function overviewHelp(commands: readonly Command[], page: Page): string {
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
        ...commands.map((command): [string, string] => [synopsis(command), command.describe]),
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

/*
 * docs/command-line.md, from the commands' definitions: what `--help` says, in one page. A test
 * holds the stored page to it.
 */

const PAGE = { columns: 96, paint: PLAIN };

/** The page, as Markdown. */
export function commandLineReference(): string {
  const sections = COMMANDS.map((command) => [
    `## mailpath ${command.name}`,
    '',
    '```text',
    commandHelp(command, PAGE).trimEnd(),
    '```',
    '',
  ]);
  return [
    '<!-- Generated by npm run generate from sim/cli. -->',
    '',
    '# The command line',
    '',
    'Every page below is what `mailpath COMMAND --help` prints. From a checkout: `npm run -s mailpath -- COMMAND`.',
    '',
    '```text',
    overviewHelp(COMMANDS, PAGE).trimEnd(),
    '```',
    '',
    ...ENVIRONMENT,
    ...SWEPT_VALUES,
    ...sections.flat(),
  ].join('\n');
}

const ENVIRONMENT = [
  '## Environment and conventions',
  '',
  '- `NO_COLOR` (not empty), `TERM=dumb` or `--no-color`: no colours. There are none in files and pipes anyway.',
  '- `MAILPATH_DEBUG=1`: a fault of mailpath is shown with its stack trace.',
  '- `MAILPATH_CACHE=FOLDER` (default: `mailpath` in `XDG_CACHE_HOME` or `~/.cache`): where finished replications are kept; `off`: nowhere. They are found again by the code of the model, the setting with all its values, the seed and their number, so that only what was changed is run; each read is checked, and what is damaged is run again.',
  '- `MAILPATH_WORKERS=N`: as `--workers N`.',
  '- Progress goes to standard error, with an estimate of the time left: on a terminal one line that changes, elsewhere a line every ten seconds; none with --quiet.',
  '- `--output FILE` is written beside FILE and then renamed, so that FILE is there whole or not at all; a pipe or a device is written to as it is.',
  '- A scenario is a file, the name of a shipped one (`main`), or `-` for standard input. Scenarios over 1 MB and recorded arrivals over 10 MB are refused.',
  '- `--json` keeps to `docs/result.schema.json` (`compare`, `run`), or to `docs/X.schema.json` of the command X (`ladder`, `sweep`, `sensitivity`; `recommend`: `recommendation`); its `format` field is versioned.',
  '- Ctrl+C ends at the next slice of work and prints what was finished, marked partial; a second one ends at once.',
  '- Completion: `mailpath completion >> ~/.bashrc` (or `~/.zshrc`).',
  '',
];

/** As sim/scenario/value-range.ts and value-range.ts read them. */
const SWEPT_VALUES = [
  '## Values of sweep --vary',
  '',
  '| written | values |',
  '|---|---|',
  '| `1,2,4,unlimited` | a list; each value is YAML, so that `{distribution: constant, value: 1s}` is one too |',
  '| `1..8` | whole steps from 1 to 8 |',
  '| `1..8:2` | steps of 2: 1, 3, 5, 7; the upper end is reached only if a step falls on it |',
  '| `1m..10m:3m` | with units: 1m, 4m, 7m, 10m |',
  '| `1..64x2`, `10KB/s..1MB/s x2` | a factor, also written `*2`: 1, 2, 4 ... 64 (what a fractional factor makes is rounded to four digits) |',
  '| `1..4,8,16` | ranges within a list |',
  '| `"a..b"` | in quotes: a text, not a range |',
  '',
  'A path is a field of the swept setting (`runners`) or any path that `--set` takes (`hosts.exchange-online.goodput`, `mail.arrivals.0.rate`). Put values with spaces, brackets or `*` in quotes for the shell.',
  '',
];
