/** From a scenario's name on the command line to a scenario that holds, or to all its errors. */
import { formatProblem, type Problem } from '../scenario/problem.ts';
import { type ReadResult, readScenario } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Arguments } from './arguments.ts';
import { InvalidScenario } from './exit.ts';
import { readReferenced, readScenarioText } from './scenario-source.ts';
import type { Terminal } from './terminal.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** As the user would name it. */
  readonly file: string;
  /** That file, and those that it refers to. */
  readonly files: readonly string[];
  /** The --set values. */
  readonly set: readonly string[];
}

/** Reads and checks a scenario. Throws InvalidScenario with every error that it has. */
export async function loadScenario(
  name: string,
  args: Arguments,
  terminal: Terminal,
): Promise<LoadedScenario & { readonly set: string[] }> {
  const set = args.list('set');
  const { file, files, result } = await checkScenario(name, set, terminal);
  if (!result.ok) throw new InvalidScenario(problemText(file, result.errors));
  return { scenario: result.scenario, file, files, set };
}

/** Reads and checks a scenario: for `validate`, which tells errors in its own way. */
export async function checkScenario(
  name: string,
  set: readonly string[],
  terminal: Terminal,
): Promise<{ file: string; files: string[]; result: ReadResult }> {
  const { file, text, folder } = await readScenarioText(name, terminal);
  const files = [file];
  const load = (reference: string) => {
    const found = readReferenced(folder, reference);
    if (found !== null) files.push(found.file);
    return found;
  };
  return { file, files, result: readScenario(text, { file, load, set }) };
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
