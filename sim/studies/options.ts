/** Options: what a study or a command takes beside its subject; those that several share. */
export interface OptionDefinition {
  readonly describe: string;
  /** What stands for the value in the help: `--seed TEXT`; absent: it takes none. */
  readonly value?: string;
  /** It may be given several times. */
  readonly repeatable?: true;
  readonly choices?: readonly string[];
}

export function optionType({ value, repeatable }: OptionDefinition): 'flag' | 'text' | 'list' {
  return value === undefined ? 'flag' : repeatable ? 'list' : 'text';
}

export interface PositionalDefinition {
  readonly name: string;
  readonly describe: string;
  readonly required?: boolean;
  /** Takes all the rest. */
  readonly many?: boolean;
  /** All that may be given. */
  readonly choices?: readonly string[];
  /** What to say, as an example, when it is missing. */
  readonly example: string;
}

export type Options = Readonly<Record<string, OptionDefinition>>;

/** What is simulated: of the scenario, of chance, and where it runs. */
export const SET_OPTION: OptionDefinition = {
  repeatable: true,
  value: 'PATH=VALUE',
  describe: 'Change a value of the scenario, e.g. settings.default.runners=4 (repeatable)',
};

export const REPLICATIONS_OPTION: OptionDefinition = {
  value: 'N',
  describe: 'Replications of each setting (default: as the scenario says)',
};

export const SEED_OPTION: OptionDefinition = {
  value: 'TEXT',
  describe: 'Seed of the random numbers (default: as the scenario says)',
};

/** Ends the study in time. */
export const WITHIN_OPTION: OptionDefinition = {
  value: 'DURATION',
  describe:
    'Stop after so long, e.g. 60s, and report what is known by then, marked as partial: exit 0, or 4 where objectives are not shown to be met or nothing is finished',
};

/** Where it runs: the result does not depend on it. */
export const RUNNER_OPTIONS: Options = {
  workers: {
    value: 'N',
    describe: 'Worker threads; 0: none (default: one per core). The result does not depend on it',
  },
  'no-cache': {
    describe: 'Run everything anew, and keep nothing (see mailpath cache)',
  },
};

/** How sure. */
export const PRECISION_OPTIONS: Options = {
  precision: {
    value: 'SHARE',
    describe:
      'Replicate until the half-width of the measure is that share of its value, e.g. 5% (at least 10 replications; at most --replications, or 1000)',
  },
  measure: {
    value: 'NAME',
    describe: 'The measure that --precision is about (default: p99)',
  },
  'steady-state': {
    describe:
      'Delete the start-up of each run (MSER-5): for what goes on indefinitely, not for a day or an incident',
  },
};

/** Of studies that judge by one measure. */
export const JUDGED_OPTIONS: Options = {
  replications: REPLICATIONS_OPTION,
  ...PRECISION_OPTIONS,
  measure: {
    value: 'NAME',
    describe: 'The measure to judge by, also that of --precision (default: p99)',
  },
};

/** Where the result goes, and in which form. */
export const OUTPUT_OPTIONS: Options = {
  full: {
    describe: 'Print everything: all figures, closed forms, assumptions, limits of the model',
  },
  output: {
    value: 'FILE',
    describe: 'Write to FILE, atomically; the extension .json or .csv selects the format',
  },
  quiet: { describe: 'No progress and no notes on standard error' },
};

/** A report to keep or to send on. */
export const REPORT_OPTIONS: Options = {
  html: {
    value: 'FILE',
    describe: 'Write a report with charts to FILE as well: one self-contained page',
  },
};

/** Mail logs, as many as there are. */
export const LOG_POSITIONAL: PositionalDefinition = {
  name: 'log',
  describe: 'Mail logs of Sendmail or Proofpoint, gzip too, in any order; or -',
  required: true,
  many: true,
  example: '/var/log/maillog',
};

/** How a mail log is read. */
export const LOG_OPTIONS: Options = {
  lifetime: {
    value: 'DURATION',
    describe:
      'The age at which the remote server cuts connections, if you know it (default: found in the log, or 20m)',
  },
  year: {
    value: 'YEAR',
    describe: 'Year of the last line, for stamps without one (default: from the file’s date)',
  },
  'time-zone': {
    value: 'ZONE',
    describe:
      'Zone of stamps without one: +02:00, UTC, Europe/Berlin (default: times stay as they are)',
  },
};

/** For every command. */
export const COMMON_OPTIONS: Options = {
  'no-color': { describe: 'No colours (as does the environment’s NO_COLOR)' },
};

/** The forms of a trace. In a file of its own: help and completion name them and load nothing else. */
export const TRACE_FORMATS = [
  'sendmail',
  'proofpoint',
  'proofpoint-json',
  'timeline',
  'story',
  'trace-event',
  'hoststat',
] as const;

export type TraceFormat = (typeof TRACE_FORMATS)[number];
