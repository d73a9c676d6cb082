/** The work of `mailpath init`: a scenario to begin with, every field of it explained. */
import { existsSync } from 'node:fs';
import { type Arguments, UsageError } from '../../studies/arguments.ts';
import { EXIT_DONE } from '../exit.ts';
import { checkOutputFile, writeOutputFile } from '../output-file.ts';
import type { Terminal } from '../terminal.ts';

export async function init(args: Arguments, terminal: Terminal): Promise<number> {
  const file = args.text('file');
  if (file === null || file === '-') {
    terminal.out(initTemplate());
    return EXIT_DONE;
  }
  if (existsSync(file)) {
    throw new UsageError(`${file} exists already and is left as it is. Choose another name.`);
  }
  checkOutputFile(file);
  writeOutputFile(file, initTemplate(), 'umask');
  terminal.err(`Written to ${file}. Edit it, then: mailpath compare ${file}\n`);
  return EXIT_DONE;
}

function initTemplate(): string {
  return `# yaml-language-server: $schema=./mailpath.schema.json
# A scenario of mailpath. Check it with: mailpath validate FILE
# What a field means: mailpath explain FIELD

version: 2
question: What would the recommended settings change for our mail?

run:
  starts-at: "08:00"        # time of day at which the run begins
  arrivals-for: 10h         # mail arrives for this long; then the queue drains
  replications: 20          # how often each setting is replayed with other random numbers

gateway:
  arrangement: background   # background, persistent or queue-only: how first attempts are made
  gateways: 1               # each with a queue and a host-status table of its own; they share the mail

mail:
  arrivals:
    - rate: 3/s             # mean rate of the whole site
      profile: office-day   # over the day; or constant, or a list of numbers
  sizes: { distribution: lognormal, mean: 75 KB, sigma: 1.5, from: 1 KB, to: 35 MB }

hosts:
  exchange-online:
    lifetime: { limit: 20m, overshoot: { distribution: uniform, from: 0s, to: 60s }, how: reset }
    goodput: { distribution: lognormal, mean: 330 KB/s, sigma: 0.5 }
    faults:
      - { kind: greeting-421, at: "09:05", for: 2m }   # a hiccup: connections are refused

settings:
  default:                  # as your gateway is set today
    runners: 2
    retry-interval: 30m
  mine:                     # what you think of: extends default, or recommended
    extends: default
    messages-per-connection: 100
    runners: 4

compare: [default, mine, recommended]

objectives:
  - p99 < 15m
`;
}
