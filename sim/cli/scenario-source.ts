/**
 * From a scenario's name on the command line to a scenario that holds, or to all its errors. Its
 * text comes from a file, standard input (`-`), a shipped scenario by its name, or from a mail log,
 * which is fitted to one first; by its first bytes a log is distinguished from a scenario.
 *
 * Files are looked at before they are read: folders, files over 10 MB and binary files are refused
 * in words. What a scenario refers to (`extends`, recorded arrivals) is looked up beside it, then
 * among the shipped scenarios.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { didYouMean } from '../scenario/nearest-name.ts';
import { type ReadOptions, readScenario } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Referenced } from '../scenario/scenario-chain.ts';
import { type Arguments, InvalidScenario } from '../studies/arguments.ts';
import { type OpenScenario, validScenario } from '../studies/subject.ts';
import { isLog } from './log-head.ts';
import { reasonOf, statsOf } from './named-file.ts';
import type { Readers } from './output-file.ts';
import { SCENARIO_FOLDER, shippedScenarios } from './package-root.ts';
import type { Terminal } from './terminal.ts';

/** For recorded arrivals; a scenario itself is held to LARGEST_SCENARIO as it is read. */
const MAX_BYTES = 10_000_000;
const CHUNK_BYTES = 1 << 16;
/** Some files below /proc are regular and yet have no end; Windows has no such flag. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export interface ScenarioText {
  /** As errors name it. */
  readonly file: string;
  /** Where it was read; `-`: standard input. */
  readonly path: string;
  readonly text: string;
  /** Where names in it are looked up. */
  readonly folder: string;
}

/** Reads a scenario's text. Throws InvalidScenario with what is wrong and what to do. */
export async function readScenarioText(name: string, terminal: Terminal): Promise<ScenarioText> {
  if (name === '-') {
    const input = await terminal.readInput(MAX_BYTES);
    if (input === null) throw new InvalidScenario(tooLarge('Standard input', null));
    const text = decode('Standard input', input);
    return { file: 'standard input', path: name, text, folder: '.' };
  }
  const path = locate(name);
  return { file: shownPath(path), path, text: readText(path), folder: dirname(path) };
}

/**
 * Reads what a scenario in `folder` refers to; null if there is no such file. Throws InvalidScenario for
 * what is no regular file: a stranger's scenario may name a device or a pipe that never ends.
 */
export function readReferenced(
  folder: string,
  name: string,
): (Referenced & { readonly path: string }) | null {
  const candidates = isAbsolute(name)
    ? [name]
    : [name, `${name}.yaml`].flatMap((n) => [join(folder, n), join(SCENARIO_FOLDER, n)]);
  const path = candidates.find((candidate) => lookAt(candidate)?.isFile());
  if (path !== undefined) {
    const isShipped = resolve(path).startsWith(SCENARIO_FOLDER + sep);
    return { file: shownPath(path), path, text: readText(path, true), isShipped };
  }
  const other = candidates.find((candidate) => lookAt(candidate) !== null);
  if (other !== undefined) throw new InvalidScenario(notRegular(shownPath(other)));
  return null;
}

function notRegular(shown: string): string {
  return `${shown}, to which the scenario refers, is not a regular file but a folder, a device or a pipe. Name a file.`;
}

/** The path itself, or the shipped scenario of that name. */
function locate(name: string): string {
  if (lookAt(name) !== null) return name;
  const shipped = shippedScenarios();
  const bare = name.replace(/^scenarios\//, '').replace(/\.ya?ml$/, '');
  if (shipped.includes(bare)) return join(SCENARIO_FOLDER, `${bare}.yaml`);
  const otherwise = ` Shipped scenarios, by name: ${shipped.join(', ')}.`;
  const hint = didYouMean(bare, shipped, 'the shipped scenario ') || otherwise;
  throw new InvalidScenario(`There is no file ${name}.${hint}`);
}

/** `isReferenced`: by a scenario, so that only a regular file is read, and nothing is waited for. */
function readText(path: string, isReferenced = false): string {
  const shown = shownPath(path);
  const stats = lookAt(path);
  if (stats?.isDirectory()) {
    throw new InvalidScenario(`${shown} is a folder. Name a scenario file in it.`);
  }
  if (stats !== null && stats.size > MAX_BYTES) {
    throw new InvalidScenario(tooLarge(shown, stats.size));
  }
  try {
    return decode(shown, readBounded(path, isReferenced));
  } catch (error) {
    if (error instanceof InvalidScenario) throw error;
    throw unreadable(shown, error);
  }
}

/** Reads no more than is allowed: a pipe or a device (`<(...)`, /dev/zero) states no size. */
function readBounded(path: string, isReferenced: boolean): Buffer {
  const file = openSync(path, isReferenced ? WITHOUT_WAITING : constants.O_RDONLY);
  try {
    if (isReferenced && !fstatSync(file).isFile()) {
      throw new InvalidScenario(notRegular(shownPath(path)));
    }
    const chunks: Buffer[] = [];
    for (let size = 0; size <= MAX_BYTES; ) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const read = readSync(file, chunk);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      size += read;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(file);
  }
}

function tooLarge(what: string, size: number | null): string {
  const sizeWords = size === null ? 'larger than' : `${Math.round(size / 1e6)} MB, more than`;
  return `${what} is ${sizeWords} the 10 MB that a file may have (a scenario itself: 0.5 MB). Recorded arrivals of that size: sum them up as a rate and a size distribution.`;
}

/** Names of the settings of a scenario; none where there is no such scenario. */
export function settingNames(name: string): string[] {
  try {
    const path = locate(name);
    const load = (reference: string) => readReferenced(dirname(path), reference);
    const read = readScenario(readText(path), { file: shownPath(path), load, set: [] });
    return read.ok ? [...read.scenario.settings.keys()] : [];
  } catch (error) {
    if (error instanceof InvalidScenario) return [];
    throw error;
  }
}

/** Text in UTF-8. Anything else is refused here, in words, rather than as a heap of errors. */
function decode(what: string, data: Buffer): string {
  if (data.length > MAX_BYTES) throw new InvalidScenario(tooLarge(what, null));
  if (data.includes(0)) throw new InvalidScenario(`${what} is a binary file, not a scenario.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    throw new InvalidScenario(`${what} is not text in UTF-8. Save it as UTF-8, or is it binary?`);
  }
}

/** A shipped scenario as `scenarios/x.yaml`, wherever one is; others relative where that is short. */
function shownPath(path: string): string {
  const absolute = resolve(path);
  if (absolute.startsWith(SCENARIO_FOLDER)) return relative(dirname(SCENARIO_FOLDER), absolute);
  const short = relative('.', absolute);
  return short === '' || short.startsWith('../..') ? absolute : short;
}

/** Null if there is nothing there. Throws InvalidScenario if that cannot be known. */
function lookAt(path: string): Stats | null {
  try {
    return statsOf(path);
  } catch (error) {
    throw unreadable(path.slice(0, 100), error);
  }
}

function unreadable(shown: string, error: unknown): InvalidScenario {
  return new InvalidScenario(`${shown} cannot be read: ${reasonOf(error)}.`);
}

/** A scenario of a file, or of a log. */
interface ScenarioFile extends OpenScenario {
  /** That file, and those that it refers to, as far as they were read. */
  readonly inputs: readonly string[];
  /** Of what is reported of it: a log holds people's addresses. */
  readonly readers: Readers;
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
): Promise<Pick<ScenarioFile, 'inputs'> & { readonly scenario: Scenario }> {
  const opened = await openScenario(name, args, terminal);
  return { scenario: validScenario(opened, args.list('set')), inputs: opened.inputs };
}

/** The scenario that a log is fitted to; what was found is in mailpath fit. */
async function scenarioOfLog(
  name: string,
  args: Arguments,
  terminal: Terminal,
): Promise<ScenarioText> {
  const [{ answerOf }, { request }] = await Promise.all([
    import('./log-study.ts'),
    import('../studies/fit/request.ts'),
  ]);
  const { answer } = await answerOf(request.plan(args), [name], args, terminal);
  if (!args.flag('quiet')) {
    terminal.err(`${name} is a mail log: fitted to a scenario (mailpath fit ${name} shows it).\n`);
  }
  return { file: name, path: name, text: answer.scenario, folder: '.' };
}
