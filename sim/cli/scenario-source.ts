/**
 * Where scenario text comes from: a file, standard input (`-`), or a shipped scenario by its name.
 *
 * Files are looked at before they are read: folders, files over 10 MB and binary files are refused
 * in words. What a scenario refers to (`extends`, recorded arrivals) is looked up beside it, then
 * among the shipped scenarios.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { nearest } from '../scenario/nearest-name.ts';
import type { Referenced } from '../scenario/scenario-chain.ts';
import { InvalidScenario } from '../studies/arguments.ts';
import { reasonOf } from './file-error.ts';
import { SCENARIO_FOLDER, shippedScenarios } from './package-root.ts';
import type { Terminal } from './terminal.ts';

/** For recorded arrivals; a scenario itself is held to LARGEST_SCENARIO as it is read. */
const LARGEST_BYTES = 10_000_000;
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
    const input = await terminal.readInput(LARGEST_BYTES);
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
  const path = candidates.find((candidate) => statsOf(candidate)?.isFile());
  if (path !== undefined) {
    const isShipped = resolve(path).startsWith(SCENARIO_FOLDER + sep);
    return { file: shownPath(path), path, text: readText(path, true), isShipped };
  }
  const other = candidates.find((candidate) => statsOf(candidate) !== null);
  if (other !== undefined) throw new InvalidScenario(notRegular(shownPath(other)));
  return null;
}

function notRegular(shown: string): string {
  return `${shown}, to which the scenario refers, is not a regular file but a folder, a device or a pipe. Name a file.`;
}

/** The path itself, or the shipped scenario of that name. */
function locate(name: string): string {
  if (statsOf(name) !== null) return name;
  const shipped = shippedScenarios();
  const bare = name.replace(/^scenarios\//, '').replace(/\.ya?ml$/, '');
  if (shipped.includes(bare)) return join(SCENARIO_FOLDER, `${bare}.yaml`);
  const near = nearest(bare, shipped);
  const hint =
    near === null
      ? `Shipped scenarios, by name: ${shipped.join(', ')}.`
      : `Did you mean the shipped scenario ${near}?`;
  throw new InvalidScenario(`There is no file ${name}. ${hint}`);
}

/** `isReferenced`: by a scenario, so that only a regular file is read, and nothing is waited for. */
function readText(path: string, isReferenced = false): string {
  const shown = shownPath(path);
  const stats = statsOf(path);
  if (stats?.isDirectory()) {
    throw new InvalidScenario(`${shown} is a folder. Name a scenario file in it.`);
  }
  if (stats !== null && stats.size > LARGEST_BYTES) {
    throw new InvalidScenario(tooLarge(shown, stats.size));
  }
  try {
    return decode(shown, readBounded(path, isReferenced));
  } catch (error) {
    if (error instanceof InvalidScenario) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InvalidScenario(`${shown} cannot be read: ${reasonOf(code, message)}.`);
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
    for (let size = 0; size <= LARGEST_BYTES; ) {
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
  const told = size === null ? 'larger than' : `${Math.round(size / 1e6)} MB, more than`;
  return `${what} is ${told} the 10 MB that a file may have (a scenario itself: 0.5 MB). Recorded arrivals of that size: sum them up as a rate and a size distribution.`;
}

/** Text in UTF-8. Anything else is refused here, in words, rather than as a heap of errors. */
function decode(what: string, data: Buffer): string {
  if (data.length > LARGEST_BYTES) throw new InvalidScenario(tooLarge(what, null));
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
function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new InvalidScenario(`${path.slice(0, 100)} cannot be read: ${reasonOf(code, message)}.`);
  }
}
