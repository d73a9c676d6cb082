/** From a scenario's name on the command line to a scenario that holds, or to all its errors. */

import { type ReadOptions, readScenario } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Arguments } from '../studies/arguments.ts';
import { type OpenScenario, validScenario } from '../studies/subject.ts';
import { isLog } from './log-sniff.ts';
import type { Readers } from './output-file.ts';
import { readReferenced, readScenarioText, type ScenarioText } from './scenario-source.ts';
import type { Terminal } from './terminal.ts';

/** A scenario of a file, or of a log. */
interface ScenarioFile extends OpenScenario {
  /** That file, and those that it refers to, as far as they were read. */
  readonly inputs: readonly string[];
  /** Of what is told of it: a log holds people's addresses. */
  readonly readers: Readers;
}

interface LoadedScenario {
  readonly scenario: Scenario;
  /** The file of the scenario, and those that it refers to. */
  readonly inputs: readonly string[];
}

/**
 * Reads a scenario's text; a mail log in its place is fitted to one first (mailpath fit). Throws
 * InvalidScenario if there is none.
 */
export async function openScenario(
  name: string,
  args: Arguments,
  terminal: Terminal,
): Promise<ScenarioFile> {
  const ofLog = isLog(name);
  const { file, path, text, folder } = ofLog
    ? await scenarioOfLog(name, args, terminal)
    : await readScenarioText(name, terminal);
  const found = new Map<string, ReturnType<typeof readReferenced>>();
  const inputs = [path];
  const load = (reference: string) => {
    const known = found.get(reference);
    if (known !== undefined) return known;
    const read = readReferenced(folder, reference);
    found.set(reference, read);
    if (read !== null) inputs.push(read.path);
    return read;
  };
  const recorded: ReadOptions['recorded'] = new Map();
  return {
    file,
    inputs,
    readers: ofLog ? 'owner' : 'umask',
    read: (set) => readScenario(text, { file, load, set, recorded }),
  };
}

/** Reads and checks a scenario. Throws InvalidScenario with every error that it has. */
export async function loadScenario(
  name: string,
  args: Arguments,
  terminal: Terminal,
): Promise<LoadedScenario> {
  const opened = await openScenario(name, args, terminal);
  return { scenario: validScenario(opened, args.list('set')), inputs: opened.inputs };
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
  return { file: name, path: name, text: scenarioOf(fitted, null), folder: '.' };
}
