/** From a scenario's name on the command line to a scenario that holds, or to all its errors. */
import type { NamedSet } from '../scenario/merge.ts';
import { formatProblem, type Problem } from '../scenario/problem.ts';
import { type ReadOptions, type ReadResult, readScenario } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Arguments } from './arguments.ts';
import { InvalidScenario } from './exit.ts';
import { isLog } from './log-sniff.ts';
import { readReferenced, readScenarioText, type ScenarioText } from './scenario-source.ts';
import type { Terminal } from './terminal.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** As the user would name it. */
  readonly file: string;
  /** That file, and those that it refers to. */
  readonly files: readonly string[];
  /** The --set values. */
  readonly set: string[];
}

/** A scenario whose text was read, once: standard input has no second time. */
export interface OpenScenario {
  /** As the user would name it. */
  readonly file: string;
  /** That file, and those that it refers to, as far as they were read. */
  readonly files: readonly string[];
  /** Checks it with these changes, as often as one likes. */
  readonly read: (set: readonly (string | NamedSet)[]) => ReadResult;
}

/**
 * Reads a scenario's text; a mail log in its place is fitted to one first (mailpath fit). Throws
 * InvalidScenario if there is none.
 */
export async function openScenario(
  name: string,
  args: Arguments,
  terminal: Terminal,
): Promise<OpenScenario> {
  const { file, text, folder } = isLog(name)
    ? await scenarioOfLog(name, args, terminal)
    : await readScenarioText(name, terminal);
  const found = new Map<string, ReturnType<typeof readReferenced>>();
  const files = [file];
  const load = (reference: string) => {
    const known = found.get(reference);
    if (known !== undefined) return known;
    const read = readReferenced(folder, reference);
    found.set(reference, read);
    if (read !== null) files.push(read.file);
    return read;
  };
  const recorded: ReadOptions['recorded'] = new Map();
  return { file, files, read: (set) => readScenario(text, { file, load, set, recorded }) };
}

/** Reads and checks a scenario. Throws InvalidScenario with every error that it has. */
export async function loadScenario(
  name: string,
  args: Arguments,
  terminal: Terminal,
): Promise<LoadedScenario> {
  const set = args.list('set');
  const opened = await openScenario(name, args, terminal);
  const { file, files } = opened;
  return { scenario: validScenario(opened, set), file, files, set };
}

/** The scenario that a log is fitted to; what was found is in mailpath fit. */
async function scenarioOfLog(
  name: string,
  args: Arguments,
  terminal: Terminal,
): Promise<ScenarioText> {
  const { fitLogs, scenarioOf } = await import('./log-fit.ts');
  const fitted = await fitLogs([name], false, args, terminal);
  if (!args.flag('quiet')) {
    terminal.err(`${name} is a mail log: fitted to a scenario (mailpath fit ${name} shows it).\n`);
  }
  return { file: name, text: scenarioOf(fitted, null), folder: '.' };
}

/** The scenario with these changes. Throws InvalidScenario with every error that it has. */
export function validScenario({ file, read }: OpenScenario, set: readonly string[]): Scenario {
  const result = read(set);
  if (!result.ok) throw new InvalidScenario(problemText(file, result.errors));
  return result.scenario;
}

/** Nobody reads more at a time. */
const MOST_TOLD = 200;

/** All errors, a blank line between two, and how many there are. */
export function problemText(file: string, errors: readonly Problem[]): string {
  const told = errors.slice(0, MOST_TOLD).map(formatProblem).join('\n\n');
  const more = errors.length > MOST_TOLD ? `The first ${MOST_TOLD} of ` : '';
  const codes = [...new Set(errors.map(({ code }) => code))];
  const number = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  return `${told}\n\n${more}${number} in ${file}. More about one: mailpath explain ${codes[0]}`;
}

/** What nobody measured for this site, a line each. */
export function assumptionLines({ assumptions }: Scenario): string[] {
  return assumptions.map(({ field, value, source }) => `${field}: ${value} (${source})`);
}
