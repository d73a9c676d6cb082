/** The work of `mailpath validate`: every error of scenario files at once; nothing is run. */
import { jsonText } from '../../document/harmless.ts';
import { count } from '../../document/quantity.ts';
import { arrivalRate } from '../../mailpath/offered-load.ts';
import type { Problem } from '../../scenario/problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Arguments, InvalidScenario } from '../../studies/arguments.ts';
import { problemText } from '../../studies/subject.ts';
import { EXIT_DONE, EXIT_INVALID } from '../exit.ts';
import { terminalPage, writeText } from '../result-output.ts';
import { openScenario } from '../scenario-source.ts';
import type { Terminal } from '../terminal.ts';

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
