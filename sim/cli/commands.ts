/**
 * The commands as data: what each is named, what it takes, worked examples, and what does it. The
 * parser (command-line.ts), the help, completion and docs/command-line.md are made from this list.
 *
 * Nothing of the model is loaded by it: what a command does (actions/, log-study.ts) is
 * loaded when it is asked for, so that help, completion and usage errors come at once.
 */

import type { Arguments } from '../studies/arguments.ts';
import type { LogStudyDefinition, StudyDefinition } from '../studies/definition.ts';
import { LOG_STUDIES, STUDIES } from '../studies/index.ts';
import {
  LOG_OPTIONS,
  LOG_POSITIONAL,
  type OptionDefinition,
  type Options,
  OUTPUT_OPTIONS,
  type PositionalDefinition,
  REPORT_OPTIONS,
  RUNNER_OPTIONS,
  SEED_OPTION,
  SET_OPTION,
  TRACE_FORMATS,
  WITHIN_OPTION,
} from '../studies/options.ts';
import type { Terminal } from './terminal.ts';

export interface Command {
  readonly name: string;
  readonly describe: string;
  readonly positional: PositionalDefinition | null;
  readonly options: Readonly<Record<string, OptionDefinition>>;
  /** A command line without `mailpath`, and what it is for. */
  readonly examples: readonly (readonly [string, string])[];
  /** Loads what it needs and carries it out; returns the exit code. */
  readonly run: (args: Arguments, terminal: Terminal) => Promise<number>;
}

const LOG_FULL_OPTION: OptionDefinition = {
  describe: 'Print everything: all findings, figures, assumptions, what the log does not show',
};

const trace: Command = {
  name: 'trace',
  describe: 'One run as Sendmail would log it, as a time line, a story, or a file for Perfetto',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, the name of a shipped one, or -',
    required: true,
    example: 'main',
  },
  options: {
    format: {
      value: 'FORM',
      choices: [...TRACE_FORMATS],
      describe: 'What to write (default: sendmail)',
    },
    setting: { value: 'NAME', describe: 'Which setting (default: default)' },
    message: {
      value: 'N|list',
      describe:
        'story: which message, from 0 (default: the one that waited longest behind a mark), or list to see which teach',
    },
    at: {
      value: 'TIME',
      describe: 'hoststat: when, by the clock (09:10) or from the start of the run (40m)',
    },
    sendmail: {
      value: 'VERSION',
      choices: ['8.16', '8.17'],
      describe: 'Log as Sendmail up to 8.16 does, or from 8.17 on (default)',
    },
    'log-level': {
      value: 'N',
      describe: 'Sendmail’s LogLevel: above 9 with done lines, above 11 with connects (default: 9)',
    },
    header: {
      value: 'FORM',
      choices: ['rfc3164', 'iso8601', 'rfc5424'],
      describe: 'The head of a line (default: rfc3164)',
    },
    date: {
      value: 'DATE',
      describe: 'The day on which the run starts (default: 2026-01-05)',
    },
    replication: { value: 'N', describe: 'Which replication, from 0 (default: 0)' },
    set: SET_OPTION,
    seed: SEED_OPTION,
    output: {
      value: 'FILE',
      describe: 'Write to FILE, atomically',
    },
    quiet: OUTPUT_OPTIONS.quiet,
  },
  examples: [
    ['trace main', 'the mail log of the main scenario’s first replication'],
    ['trace main --format story', 'what happened to the message longest behind the mark'],
    ['trace main --format story --message list', 'the messages whose story teaches'],
    ['trace main --format timeline', 'its long connections, its cuts, its marks'],
    ['trace main --format trace-event --output main.json', 'for ui.perfetto.dev'],
    ['trace main --format hoststat --at 09:10', 'the host-status table at that time'],
    ['trace main --setting recommended | mailpath diagnose -', 'what a log of it would show'],
  ],
  run: async (...given) => (await import('./actions/trace.ts')).trace(...given),
};

const serve: Command = {
  name: 'serve',
  describe:
    'The web application: what-if, comparisons, a lesson, mail logs; and its HTTP interface',
  positional: null,
  options: {
    port: { value: 'N', describe: 'Port to listen on; 0: any (default: 8025)' },
    host: {
      value: 'ADDRESS',
      describe: 'Address to listen on (default: 127.0.0.1, this machine only)',
    },
    'token-file': {
      value: 'FILE',
      describe:
        'A file that only you can read: the token that clients must send. Or the environment: MAILPATH_TOKEN. Otherwise generated and printed if other machines can connect',
    },
    token: {
      value: 'TEXT',
      describe: 'Refused: the list of processes would show it to all users. See --token-file',
    },
    limit: {
      repeatable: true,
      value: 'NAME=N',
      describe: 'Change a limit, e.g. messages=1000000 (docs/http-api.md; repeatable)',
    },
    log: { describe: 'A line of JSON on standard error for each request and run' },
    'no-cache': RUNNER_OPTIONS['no-cache'],
  },
  examples: [
    ['serve', 'then open http://127.0.0.1:8025/'],
    ['serve --port 0', 'on a port that is free'],
    ['serve --host 0.0.0.0', 'for other machines too, with a token'],
    ['serve --limit runs-at-once=4 --limit messages=1000000000', 'for a large machine'],
  ],
  run: async (...given) => (await import('./actions/serve.ts')).serve(...given),
};

const validate: Command = {
  name: 'validate',
  describe: 'Check scenario files: every error at once, with its place and its remedy',
  positional: {
    name: 'scenario',
    describe: 'Scenario files, names of shipped ones, or -',
    required: true,
    many: true,
    example: 'mine.yaml',
  },
  options: {
    set: SET_OPTION,
    json: { describe: 'Print one JSON object per file: for editors and for CI' },
  },
  examples: [
    ['validate mine.yaml', 'is it right, and if not, where and why'],
    ['validate scenarios/*.yaml', 'all of them'],
    ['validate - --json < mine.yaml', 'from standard input, for another program'],
  ],
  run: async (...given) => (await import('./actions/scenario-files.ts')).validate(...given),
};

const upgrade: Command = {
  name: 'upgrade',
  describe: 'Rewrite a scenario file of version 1 to version 2; comments and layout stay',
  positional: {
    name: 'scenario',
    describe: 'A scenario file, or - for standard input',
    required: true,
    example: 'mine.yaml',
  },
  options: {
    'in-place': {
      describe: 'Rewrite the file itself; what it was is kept beside it as FILE.v1',
    },
  },
  examples: [
    ['upgrade mine.yaml', 'the new text on standard output, what changed on standard error'],
    ['upgrade mine.yaml --in-place', 'the file itself; the old one is kept as mine.yaml.v1'],
  ],
  run: async (...given) => (await import('./actions/scenario-files.ts')).upgrade(...given),
};

const init: Command = {
  name: 'init',
  describe: 'Write a scenario to begin with, every field of it explained, and its schema',
  positional: {
    name: 'file',
    describe:
      'Where to write it, with its schema beside it (default: standard output, without); an existing file is left alone',
    example: 'mine.yaml',
  },
  options: {},
  examples: [
    ['init mine.yaml', 'then edit it, and: mailpath compare mine.yaml'],
    ['init', 'to standard output'],
  ],
  run: async (...given) => (await import('./actions/explain.ts')).init(...given),
};

/** Of scenario files, and of the result of each study. */
export const SCHEMA_NAMES: readonly string[] = [
  'scenario',
  ...new Set([...STUDIES, ...LOG_STUDIES].flatMap(({ schema }) => schema ?? [])),
];

const schema: Command = {
  name: 'schema',
  describe: 'Print the JSON Schema of scenario files, or of results (--json)',
  positional: {
    name: 'of',
    describe: `${SCHEMA_NAMES.slice(0, -1).join(', ')} or ${SCHEMA_NAMES.at(-1)} (default: scenario)`,
    choices: SCHEMA_NAMES,
    example: 'scenario',
  },
  options: {},
  examples: [
    ['schema > mailpath.schema.json', 'for an editor that completes scenario files'],
    ['schema result', 'what compare --json and run --json print'],
    ['schema ladder', 'what ladder --json prints'],
    ['schema sweep', 'what sweep --json prints'],
    ['schema sensitivity', 'what sensitivity --json prints'],
    ['schema recommendation', 'what recommend --json prints'],
    ['schema diagnosis', 'what diagnose --json prints'],
    ['schema forecast', 'what forecast --json prints'],
  ],
  run: async (...given) => (await import('./actions/explain.ts')).schema(...given),
};

const explain: Command = {
  name: 'explain',
  describe: 'Explain a field of scenario files, a fault, an error code, a measure or a term',
  positional: {
    name: 'term',
    describe: 'What to explain (default: a list of what there is)',
    many: true,
    example: 'mark',
  },
  options: {},
  examples: [
    ['explain mark', 'a term of the results'],
    ['explain p99', 'a measure'],
    ['explain messages-per-connection', 'a field: what it does, its default and its source'],
    ['explain greeting-421', 'a kind of fault: what it does, and its line in the log'],
    ['explain E_UNIT_MISSING', 'an error code'],
  ],
  run: async (...given) => (await import('./actions/explain.ts')).explain(...given),
};

const cache: Command = {
  name: 'cache',
  describe: 'Show or clear the store of finished replications (kept to 1 GB: the oldest go first)',
  positional: {
    name: 'action',
    describe: 'ls: what there is; clear: remove it (default: ls)',
    choices: ['ls', 'clear'],
    example: 'ls',
  },
  options: {
    stale: {
      describe: 'clear: only what other versions of mailpath made, which is never used again',
    },
    json: { describe: 'ls: print JSON' },
  },
  examples: [
    ['cache ls', 'where it is, how many there are, how large'],
    ['cache clear', 'remove all of them; what others keep in that folder stays'],
    ['cache clear --stale', 'after an update'],
    ['compare main --no-cache', 'bypass it once; MAILPATH_CACHE=off: always'],
  ],
  run: async (...given) => (await import('./actions/runner.ts')).cache(...given),
};

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...STUDIES.map(studyCommand),
  ...LOG_STUDIES.map(logStudyCommand),
  trace,
  serve,
  validate,
  upgrade,
  init,
  schema,
  explain,
  cache,
];

function studyCommand(study: StudyDefinition): Command {
  const { name, describe, defaultScenario, example, options, csvRow, schema, examples } = study;
  const otherwise = defaultScenario === null ? '' : ` (default: ${defaultScenario})`;
  return {
    name,
    describe,
    positional: {
      name: 'scenario',
      describe: `A scenario file, the name of a shipped one, or -${otherwise}`,
      required: defaultScenario === null,
      example: example === undefined ? 'main' : `main ${example}`,
    },
    options: {
      ...options,
      set: SET_OPTION,
      seed: SEED_OPTION,
      within: WITHIN_OPTION,
      ...RUNNER_OPTIONS,
      ...jsonOption(schema),
      csv: { describe: `Print one CSV row for ${csvRow}` },
      ...OUTPUT_OPTIONS,
      ...REPORT_OPTIONS,
      // A study may have more to say of what --full is for.
      ...('full' in options ? { full: options.full } : {}),
    },
    examples,
    run: async (...given) => (await import('./actions/runner.ts')).runStudy(study, ...given),
  };
}

function logStudyCommand(study: LogStudyDefinition): Command {
  const { name, describe, options, examples, schema } = study;
  const { quiet } = OUTPUT_OPTIONS;
  const output: OptionDefinition = {
    value: 'FILE',
    describe: 'Write to FILE, atomically; the extension .json selects JSON',
  };
  const reported =
    schema === null
      ? {}
      : { full: LOG_FULL_OPTION, ...jsonOption(schema), output, quiet, ...REPORT_OPTIONS };
  return {
    name,
    describe,
    positional: LOG_POSITIONAL,
    options: { ...LOG_OPTIONS, ...options, ...reported, quiet },
    examples,
    run: async (...given) => (await import('./log-study.ts')).runLogStudy(study, ...given),
  };
}

function jsonOption(schema: string): Options {
  return {
    json: {
      describe: `Print the result as JSON (mailpath schema ${schema} describes it)`,
    },
  };
}
