/**
 * The work of the commands about scenario files, which run nothing:
 *
 *   init       a scenario to begin with, every field of it explained, and its schema
 *   validate   every error of scenario files at once
 *   upgrade    the new text to standard output or into the file, what changed to standard error
 *   schema     the JSON Schemas of scenario files and of results
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsonText } from '../../document/harmless.ts';
import { count } from '../../document/quantity.ts';
import { arrivalRate } from '../../mailpath/offered-load.ts';
import type { Problem } from '../../scenario/problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { readChain } from '../../scenario/scenario-chain.ts';
import { scenarioJsonSchema } from '../../scenario/scenario-schema.ts';
import { upgradeScenario } from '../../scenario/version.ts';
import { type Arguments, InvalidScenario, UsageError } from '../../studies/arguments.ts';
import { LOG_STUDIES, STUDIES } from '../../studies/index.ts';
import { publishedSchema } from '../../studies/result/result-schema.ts';
import { problemText } from '../../studies/subject.ts';
import { EXIT_DONE, EXIT_INVALID } from '../exit.ts';
import { checkOutputFile, keepCopy, writeOutputFile } from '../output-file.ts';
import { terminalPage, writeText } from '../result-output.ts';
import { openScenario, readReferenced, readScenarioText } from '../scenario-source.ts';
import type { Terminal } from '../terminal.ts';

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

interface Checked {
  readonly file: string;
  /** Null where the file could not even be read: then `message` says why. */
  readonly scenario: Scenario | null;
  readonly errors: readonly Problem[];
  readonly message: string;
}

export async function validate(args: Arguments, terminal: Terminal): Promise<number> {
  const page = terminalPage(args.flag('no-color'), terminal);
  let valid = true;
  for (const name of args.list('scenario')) {
    const checked = await check(name, args, terminal);
    valid &&= checked.scenario !== null;
    if (args.flag('json')) terminal.out(`${jsonText(asData(checked))}\n`);
    else if (checked.scenario === null) terminal.err(`${checked.message}\n`);
    else writeText(validText(checked.file, checked.scenario), page, terminal);
  }
  return valid ? EXIT_DONE : EXIT_INVALID;
}

/** One bad file does not keep the others from being checked. */
async function check(name: string, args: Arguments, terminal: Terminal): Promise<Checked> {
  try {
    const { file, read } = await openScenario(name, args, terminal);
    const result = read(args.list('set'));
    return result.ok
      ? { file, scenario: result.scenario, errors: [], message: '' }
      : { file, scenario: null, errors: result.errors, message: problemText(file, result.errors) };
  } catch (error) {
    if (!(error instanceof InvalidScenario)) throw error;
    return { file: name, scenario: null, errors: [], message: error.message };
  }
}

function asData({ file, scenario, errors, message }: Checked) {
  return {
    file,
    valid: scenario !== null,
    message: scenario === null && errors.length === 0 ? message : null,
    errors: errors.map(({ code, place, sourceName, message: text, remedy }) => ({
      code,
      source: sourceName,
      line: place?.line ?? null,
      column: place?.column ?? null,
      message: text,
      remedy,
    })),
  };
}

function validText(file: string, scenario: Scenario): string {
  const [input] = scenario.settings.values();
  const messages = arrivalRate(input).messages;
  const others = [...scenario.settings.keys()].filter((name) => !scenario.compare.includes(name));
  const more = others.length === 0 ? '' : `; also there: ${others.join(', ')}`;
  return [
    `${file} is valid.`,
    `  ${scenario.question}`,
    `  compares ${scenario.compare.join(', ')}${more}`,
    `  about ${counted(messages, 'message')} a replication, ${counted(scenario.replications, 'replication')}, seed ${scenario.seed}`,
    `  ${counted(scenario.expect.length, 'expectation')}, ${counted(scenario.objectives.length, 'objective')}, ${counted(scenario.assumptions.length, 'assumption')}`,
    '',
  ].join('\n');
}

/** `1 objective`, `2 objectives`. */
function counted(value: number, noun: string): string {
  return value === 1 ? `1 ${noun}` : `${count(value)} ${noun}s`;
}

export async function upgrade(args: Arguments, terminal: Terminal): Promise<number> {
  const [name] = args.list('scenario');
  const inPlace = args.flag('in-place');
  if (inPlace && statSync(name, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`--in-place rewrites a file: there is no file ${name}.`);
  }
  const { file, text, folder } = await readScenarioText(name, terminal);
  const chain = readChain(text, file, (reference) => readReferenced(folder, reference));
  const result = upgradeScenario(text, chain);
  if (result.kind === 'refused') {
    throw new InvalidScenario(problemText(file, result.problems), result.problems);
  }
  if (result.kind === 'current') {
    const by = result.from === null ? '' : `, by way of ${result.from}, which it extends`;
    terminal.err(`${file} is of version 2${by}; nothing is to be rewritten.\n`);
    if (result.from !== null) {
      terminal.err(
        'If it was written for version 1, state "version: 1" in it and upgrade it then.\n',
      );
    }
    if (!inPlace) terminal.file(text);
    return EXIT_DONE;
  }
  if (inPlace) replace(name, result.text);
  else terminal.file(result.text);
  const into = inPlace ? `, what it was is in ${keptAs(name)}` : '';
  terminal.err(`${file} is of version 2 now${into}:\n`);
  for (const change of result.changes) terminal.err(`  ${change}\n`);
  if (result.baseToUpgrade !== null) {
    terminal.err(`${result.baseToUpgrade}, which it extends, is of version 1: upgrade it too.\n`);
  }
  return EXIT_DONE;
}

/** The file is replaced whole or not at all, and the old one is kept first. */
function replace(name: string, text: string): void {
  const kept = keptAs(name);
  if (existsSync(kept)) {
    throw new UsageError(`${kept} exists already and is left as it is. Move it away first.`);
  }
  checkOutputFile(name);
  checkOutputFile(kept);
  keepCopy(name, kept);
  writeOutputFile(name, text, 'umask');
}

function keptAs(name: string): string {
  return `${name}.v1`;
}

/** Every published schema, by name: docs/NAME.schema.json, but for that of scenarios. */
export const RESULT_SCHEMAS: ReadonlyMap<string, () => Promise<string>> = new Map(
  [...STUDIES, ...LOG_STUDIES].flatMap((study): [string, () => Promise<string>][] => {
    if (study.schema === null) return [];
    const { schema, load } = study;
    return [[schema, async () => publishedSchema((await load()).request.schema)]];
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
