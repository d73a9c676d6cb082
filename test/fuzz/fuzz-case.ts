/**
 * One case: a mutant, and the chains of commands that it is put through.
 *
 * A chain goes on while its commands end with 0. What stands later in a chain has to cope with what
 * an earlier command accepted or wrote.
 */
import { Choices } from './choices.ts';
import type { Corpus } from './corpus.ts';
import { mutatedLog } from './log-mutations.ts';
import { mutatedScenario } from './scenario-mutations.ts';

export const CASE_KINDS = ['logs', 'scenarios'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

/** As `mailpath schema` names them. */
export const SCHEMAS = [
  'result',
  'ladder',
  'sweep',
  'sensitivity',
  'recommendation',
  'diagnosis',
  'forecast',
] as const;
export type SchemaName = (typeof SCHEMAS)[number];

export type Form = 'text' | 'json' | 'json-lines' | 'csv' | 'html' | 'yaml';

export interface Command {
  readonly words: readonly string[];
  readonly form: Form;
  /** Of its JSON; null: there is none. */
  readonly schema: SchemaName | null;
  /** What it writes besides, by name. */
  readonly files: Readonly<Record<string, Form>>;
  /**
   * Its input was accepted before: it may end with 0 or, where what is expected of the result is
   * not met, with 4; with 3 only if it ran out of its limit of messages.
   */
  readonly runs: boolean;
  /** Run only if `validate` spoke of no more messages than that. */
  readonly mostMessages: number;
}

export type Chain = readonly Command[];

export interface FuzzCase {
  readonly seed: string;
  readonly number: number;
  readonly kind: CaseKind;
  readonly file: string;
  readonly input: Buffer;
  readonly chains: readonly Chain[];
}

/** Messages of one replication: what a command may run once or twice, some dozen or some thousand times. */
const BEARABLE = 30_000;
const LIGHT = 3_000;
const LIGHTEST = 500;

/**
 * A scenario says how much work its runs may be, and what it says by default is minutes: bad mail that
 * is tried for days. Here they may be seconds, so that a command that takes longer is one that its
 * limit does not end.
 */
const SECONDS_OF_WORK = ['--set', 'limits.events=2000000'];
const ONE_DAY = ['--replications', '1', ...SECONDS_OF_WORK];
const TWO_DAYS = ['--replications', '2', ...SECONDS_OF_WORK];

export function makeCase(seed: string, number: number, corpus: Corpus): FuzzCase {
  const choices = new Choices(`${seed}/${number}`);
  const kind = CASE_KINDS[number % CASE_KINDS.length];
  const input = (kind === 'logs' ? mutatedLog : mutatedScenario)(choices, corpus);
  const file = kind === 'logs' ? 'mail.log' : 'scenario.yaml';
  const chains = (kind === 'logs' ? logChains : scenarioChains)(file, choices);
  return { seed, number, kind, file, input, chains };
}

function command(words: readonly string[], more: Partial<Command> = {}): Command {
  const plain = { form: 'text', schema: null, files: {}, runs: false } as const;
  return { ...plain, mostMessages: Number.POSITIVE_INFINITY, ...more, words };
}

/** A result as text, JSON or CSV, now and then with a report. */
function result(
  choices: Choices,
  schema: SchemaName,
  words: readonly string[],
  more: Partial<Command> & { readonly csv?: boolean } = {},
): Command {
  const { csv = true, ...rest } = more;
  const form = choices.pick<Form>(csv ? ['text', 'json', 'csv'] : ['text', 'json']);
  const html = choices.chance(0.25);
  return command(
    [
      ...words,
      ...(form === 'text' ? [] : [`--${form}`]),
      ...(html ? ['--html', 'report.html'] : []),
    ],
    { form, schema, files: html ? { 'report.html': 'html' } : {}, ...rest },
  );
}

function logChains(file: string, choices: Choices): Chain[] {
  const options = choices.pick([
    [],
    [],
    [],
    ['--year', '2026'],
    ['--lifetime', '5m'],
    ['--time-zone', 'Europe/Berlin'],
  ]);
  const recorded = choices.chance(0.2);
  const fit = command(
    [
      'fit',
      file,
      ...options,
      '--output',
      'fitted.yaml',
      ...(recorded ? ['--recorded', 'fitted.csv'] : []),
    ],
    { files: { 'fitted.yaml': 'yaml', ...(recorded ? { 'fitted.csv': 'csv' } : {}) } },
  );
  return [
    [result(choices, 'diagnosis', ['diagnose', file, ...options], { csv: false })],
    [
      fit,
      command(['validate', 'fitted.yaml'], { runs: true }),
      result(choices, 'result', ['run', 'fitted.yaml', ...ONE_DAY], {
        runs: true,
        mostMessages: BEARABLE,
      }),
      result(choices, 'result', ['compare', file, ...ONE_DAY], { mostMessages: BEARABLE }),
    ],
    [
      result(choices, 'forecast', ['forecast', file, ...options, '--replications', '3'], {
        csv: false,
      }),
    ],
  ];
}

const TRACE_FORMS: Readonly<Record<string, Form>> = {
  sendmail: 'text',
  proofpoint: 'text',
  'proofpoint-json': 'json-lines',
  timeline: 'text',
  story: 'text',
  'trace-event': 'json',
  hoststat: 'text',
};

function scenarioChains(file: string, choices: Choices): Chain[] {
  const runs = { runs: true, mostMessages: BEARABLE };
  const light = { mostMessages: LIGHT };
  const validate = command(['validate', file]);
  const form = choices.pick(Object.keys(TRACE_FORMS));
  const trace = command(
    [
      ...['trace', file, '--format', form, ...SECONDS_OF_WORK],
      ...(form === 'hoststat' ? ['--at', '5m'] : []),
    ],
    { form: TRACE_FORMS[form], ...runs },
  );
  const studies = [
    () => result(choices, 'ladder', ['ladder', file, ...TWO_DAYS], light),
    () => result(choices, 'sweep', ['sweep', file, '--vary', 'runners=1,3', ...TWO_DAYS], light),
    () =>
      result(
        choices,
        'sensitivity',
        ['sensitivity', file, '--only', 'rate,runners', ...TWO_DAYS],
        light,
      ),
    () =>
      result(choices, 'recommendation', ['recommend', file, ...SECONDS_OF_WORK], {
        csv: false,
        mostMessages: LIGHTEST,
      }),
  ];
  return [
    [
      validate,
      result(choices, 'result', ['run', file, ...ONE_DAY], runs),
      result(choices, 'result', ['compare', file, ...ONE_DAY], runs),
      trace,
      ...(choices.chance(0.1) ? [choices.pick(studies)()] : []),
    ],
    [command(['validate', file, '--json'], { form: 'json' })],
  ];
}
