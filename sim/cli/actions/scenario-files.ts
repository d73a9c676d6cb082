/**
 * The work of the commands about scenario files, which run nothing:
 *
 *   validate   every error of scenario files at once
 *   upgrade    the new text to standard output or into the file, what changed to standard error
 */
import { existsSync, statSync } from 'node:fs';
import { jsonText } from '../../document/harmless.ts';
import { count } from '../../document/quantity.ts';
import { arrivalRate } from '../../mailpath/offered-load.ts';
import { type Problem, plainProblem } from '../../scenario/problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { readChain } from '../../scenario/scenario-chain.ts';
import { upgradeScenario } from '../../scenario/version.ts';
import { type Arguments, InvalidScenario, UsageError } from '../../studies/arguments.ts';
import { problemText } from '../../studies/subject.ts';
import { EXIT_DONE, EXIT_INVALID } from '../exit.ts';
import { checkOutputFile, keepCopy, writeOutputFile } from '../output-file.ts';
import { terminalPage, writeText } from '../result-output.ts';
import { openScenario, readReferenced, readScenarioText } from '../scenario-source.ts';
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
    // How far a caret reaches is for editors of ours.
    errors: errors.map(plainProblem).map(({ width: _, ...error }) => error),
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
