/**
 * The work of the commands that read nothing and run nothing:
 *
 *   explain   what a field, a fault, an error code, a metric or a term means
 *   init      a scenario to begin with, every field of it explained
 *   schema    the JSON Schemas of scenario files and of results
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hanging, type Page } from '../../document/text-layout.ts';
import { nearest } from '../../scenario/nearest-name.ts';
import {
  explainedTerms,
  explain as explainScenario,
  faultReference,
  similarTerm,
} from '../../scenario/reference.ts';
import { scenarioJsonSchema } from '../../scenario/scenario-schema.ts';
import { type Arguments, UsageError } from '../../studies/arguments.ts';
import { filedAs, glossaryTerms, metricMeaning, termMeaning } from '../../studies/glossary.ts';
import { LOG_STUDIES, STUDIES } from '../../studies/index.ts';
import { EXIT_DONE } from '../exit.ts';
import { checkOutputFile, writeOutputFile } from '../output-file.ts';
import { terminalPage, writeText } from '../result-output.ts';
import type { Terminal } from '../terminal.ts';

export async function explain(args: Arguments, terminal: Terminal): Promise<number> {
  const page = terminalPage(args.flag('no-color'), terminal);
  // Several words are one term, as people write them: `explain host status`.
  const term = args.list('term').join(' ').trim();
  if (term === '') {
    writeText(`${overview(page).join('\n')}\n`, page, terminal);
    return EXIT_DONE;
  }
  const found = explanation(term);
  if (found === null) throw new UsageError(unknownTerm(term));
  writeText(`${found.flatMap((text) => paragraphs(text, page)).join('\n')}\n`, page, terminal);
  return EXIT_DONE;
}

/**
 * A term of results; a field, an error code or a word of the scenario format; else a metric.
 * A word that is several of them gets all its meanings.
 */
function explanation(term: string): string[] | null {
  const name = filedAs(term);
  const meaning = termMeaning(name);
  const ofScenario =
    explainScenario(term) ?? explainScenario(name) ?? explainScenario(term.toUpperCase());
  const measure = metricMeaning(name);
  const found = meaning === null ? [] : [`${name}\n  ${meaning}`];
  if (ofScenario !== null) found.push(ofScenario);
  if (measure !== null) found.push(`${name}\n  ${measure}`);
  if (found.length === 0) found.push(...logged(term));
  return found.length === 0 ? null : found;
}

/** Letters and digits only, as people quote a log: `ConnectionReset`, `stat=Deferred`. */
const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const FEWEST_LETTERS = 3;
const MAX_KINDS = 6;

/** What the words of a log line come from: the kinds of faults whose line has them. */
function logged(term: string): string[] {
  const wanted = bare(term);
  if (wanted.length < FEWEST_LETTERS) return [];
  const has = (line: string | null): boolean => line !== null && bare(line).includes(wanted);
  const kinds = faultReference('HOST').filter(({ log, skip }) => has(log) || has(skip));
  if (kinds.length === 0) return [];
  const shown = kinds.slice(0, MAX_KINDS);
  const more = kinds.length > shown.length ? `\n  and ${kinds.length - shown.length} more` : '';
  return [
    `Words of a log line: ${kinds.length === 1 ? 'one kind of fault logs' : `${kinds.length} kinds of faults log`} them.\n${shown
      .map(({ kind, meaning, log, skip }) => {
        const line = has(log) ? log : `${skip} (a later message that is skipped for it)`;
        return `  ${kind}: ${meaning}\n    ${line}`;
      })
      .join('\n')}${more}\n  More about one: mailpath explain ${shown[0].kind}`,
  ];
}

/** Wraps each line at its own depth; a blank line after each text. */
function paragraphs(text: string, page: Page): string[] {
  const lines = text.split('\n').flatMap((line) => {
    const depth = /^ */.exec(line)?.[0] ?? '';
    return line === '' ? [''] : hanging(depth, line.trimStart(), page);
  });
  return [...lines, ''];
}

function overview(page: Page): string[] {
  return [
    ...hanging(
      '',
      'Every field of scenario files and every kind of fault (docs/scenario-reference.md), every error code (docs/errors.md), and these measures and terms:',
      page,
    ),
    '',
    ...hanging('  ', glossaryTerms().join(', '), page),
  ];
}

/** For completion: every word that has an explanation. */
export function terms(): string[] {
  return [...new Set([...glossaryTerms(), ...explainedTerms()])];
}

function unknownTerm(term: string): string {
  const near = nearest(term, glossaryTerms()) ?? similarTerm(term);
  const hint = near === null ? 'mailpath explain lists the terms.' : `Did you mean ${near}?`;
  return `There is nothing called "${term}" here. ${hint}`;
}

/** Where editors look for it, as the first line of the scenario says. */
const SCHEMA_FILE = 'mailpath.schema.json';

export async function init(args: Arguments, terminal: Terminal): Promise<number> {
  const file = args.text('file');
  if (file === null || file === '-') {
    terminal.out(TEMPLATE);
    return EXIT_DONE;
  }
  if (existsSync(file)) {
    throw new UsageError(`${file} exists already and is left as it is. Choose another name.`);
  }
  checkOutputFile(file);
  const schema = join(dirname(file), SCHEMA_FILE);
  const isNew = !existsSync(schema);
  if (isNew) checkOutputFile(schema);
  writeOutputFile(file, TEMPLATE, 'umask');
  if (isNew) writeOutputFile(schema, scenarioSchema(), 'umask');
  const also = isNew ? `, and ${schema} beside it: editors complete and check fields by it` : '';
  terminal.err(`Written to ${file}${also}.\n`);
  terminal.err(`Edit it, then: ${programName(terminal)} compare ${file}\n`);
  return EXIT_DONE;
}

/** What the user typed to start this program: npm tells its scripts. */
function programName({ environment }: Terminal): string {
  const { npm_lifecycle_event: script } = environment;
  if (script === 'mailpath') return 'npm run -s mailpath --';
  return script === 'npx' ? 'npx mailpath' : 'mailpath';
}

const TEMPLATE = `# yaml-language-server: $schema=./${SCHEMA_FILE}
# A scenario of mailpath. Check it with: mailpath validate FILE
# Every field has a default: what is left out is as docs/scenario-reference.md says, where there are
# more fields. One field, its default and its source: mailpath explain FIELD

version: 2                  # of the format
question: What would the recommended settings change for our mail?   # the title of reports

run:                        # what is simulated
  starts-at: "08:00"        # time of day at which the run begins
  arrivals-for: 10h         # mail arrives for this long; then the queue drains
  replications: 20          # how often each setting is replayed with other random numbers

gateway:                    # the Proofpoint gateways of the site
  arrangement: background   # background, persistent or queue-only: how first attempts are made
  gateways: 1               # each with a queue and a host-status table of its own; they share the mail

mail:                       # what arrives
  arrivals:                 # one or more streams of messages
    - rate: 3/s             # mean rate of the whole site
      profile: office-day   # over the day; or constant, or a list of numbers
  # how large messages are: mean, spread, smallest and largest
  sizes: { distribution: lognormal, mean: 75 KB, sigma: 1.5, from: 1 KB, to: 35 MB }

hosts:                      # where mail goes
  exchange-online:          # any name; it stands in reports
    # the age at which it cuts a connection, by how much it overshoots, and how
    lifetime: { limit: 20m, overshoot: { distribution: uniform, from: 0s, to: 60s }, how: reset }
    # how fast it takes the bytes of a message
    goodput: { distribution: lognormal, mean: 330 KB/s, sigma: 0.5 }
    faults:                 # what goes wrong; mailpath explain has every kind
      - { kind: greeting-421, at: "09:05", for: 2m }   # a hiccup: connections are refused

settings:                   # of the gateway; the recommended ones are there by themselves
  default:                  # as your gateway is set today
    runners: 2              # queue runners that share one queue run
    retry-interval: 30m     # how long a message that was deferred waits
  mine:                     # what you think of
    extends: default        # what is not said here is as there: default, or recommended
    messages-per-connection: 100   # then the gateway closes it
    runners: 4              # queue runners that share one queue run

compare: [default, mine, recommended]   # the first is what others are held against

objectives:                 # what is to be reached; compare says whether it is
  - p99 < 15m               # the slowest 1% of the mail
`;

/** Every published schema, by name: docs/NAME.schema.json, but for that of scenarios. */
export const RESULT_SCHEMAS: ReadonlyMap<string, () => Promise<string>> = new Map(
  [...STUDIES, ...LOG_STUDIES].flatMap((study): [string, () => Promise<string>][] => {
    if (study.schema === null) return [];
    const { schema, load } = study;
    const published = async () => {
      const { publishedSchema } = await import('../../studies/result/result-schema.ts');
      return publishedSchema((await load()).request.schema);
    };
    return [[schema, published]];
  }),
);

export function scenarioSchema(): string {
  return `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
}

export async function schema(args: Arguments, terminal: Terminal): Promise<number> {
  // The parser has refused all names but these.
  const ofResult = RESULT_SCHEMAS.get(args.text('of') ?? 'scenario');
  terminal.out(await (ofResult ?? scenarioSchema)());
  return EXIT_DONE;
}
