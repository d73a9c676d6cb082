/** From a scenario's name on the command line to a scenario that holds, or to all its errors. */

import type { Arguments } from '../inquiry/arguments.ts';
import { type OpenScenario, validScenario } from '../inquiry/subject.ts';
import { type ReadOptions, readScenario } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
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
