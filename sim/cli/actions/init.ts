/**
 * `init` and `schema`, which read nothing and run nothing: a scenario to begin with, every field of it
 * explained, and the JSON Schemas of scenario files and of results.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scenarioJsonSchema } from '../../scenario/scenario-schema.ts';
import { type Arguments, UsageError } from '../../studies/arguments.ts';
import { LOG_STUDIES, STUDIES } from '../../studies/index.ts';
import { EXIT_DONE } from '../exit.ts';
import { checkOutputFile, writeOutputFile } from '../output-file.ts';
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
