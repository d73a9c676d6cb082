/** What is asked about: a scenario's text, read with changes as often as a study needs. */
import type { MailPathInput } from '../mailpath/input.ts';
import type { NamedSet } from '../scenario/merge.ts';
import { didYouMean } from '../scenario/nearest-name.ts';
import { formatProblem, type Problem } from '../scenario/problem.ts';
import type { ReadResult } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { InvalidScenario, UsageError } from './arguments.ts';
import { settingNoteLines } from './remedy-words.ts';
import type { Result } from './result/result-schema.ts';
import { assumedFaults, siteRows } from './site.ts';

/** A scenario whose text was read, once: standard input has no second time. */
export interface OpenScenario {
  /** As the user would name it. */
  readonly file: string;
  /** Checks it with these changes, as often as one likes. */
  readonly read: (set: readonly (string | NamedSet)[]) => ReadResult;
}

/** A scenario with changes, and the version of the program that is asked. */
export interface Subject {
  readonly opened: OpenScenario;
  /** `path=value`, as --set takes them. */
  readonly set: readonly string[];
  readonly version: string;
}

/** A subject that holds: what every result says of it. */
export interface ReadSubject {
  readonly scenario: Scenario;
  readonly file: string;
  readonly set: readonly string[];
  readonly version: string;
}

/** Throws InvalidScenario with every error that it has. */
export function readSubject({ opened, set, version }: Subject): ReadSubject {
  return { scenario: validScenario(opened, set), file: opened.file, set, version };
}

/** The scenario with these changes. Throws InvalidScenario with every error that it has. */
export function validScenario({ file, read }: OpenScenario, set: readonly string[]): Scenario {
  const result = read(set);
  if (!result.ok) throw new InvalidScenario(problemText(file, result.errors), result.errors);
  return result.scenario;
}

/** Nobody reads more at a time. */
const MAX_SHOWN = 200;

/** All errors, a blank line between two, and how many there are. */
export function problemText(file: string, errors: readonly Problem[]): string {
  const shown = errors.slice(0, MAX_SHOWN).map(formatProblem).join('\n\n');
  const more = errors.length > MAX_SHOWN ? `The first ${MAX_SHOWN} of ` : '';
  const codes = [...new Set(errors.map(({ code }) => code))];
  const number = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  // Of --set, or of a scenario that is extended, where all of them are there.
  const [place, ...others] = new Set(errors.map(({ sourceName }) => sourceName));
  const where = place === undefined || others.length > 0 ? file : place;
  return `${shown}\n\n${more}${number} in ${where}. More about one: mailpath explain ${codes[0]}`;
}

/** What is to be said of the settings that are asked about, and what nobody measured: a line each. */
export function assumptionLines(scenario: Scenario, settings = scenario.compare): string[] {
  return [
    ...settingNoteLines(scenario.notes, settings),
    ...scenario.assumptions.map(({ field, value, source }) => `${field}: ${value} (${source})`),
  ];
}

/** The compiled setting of that name. Throws a UsageError that names those that there are. */
export function inputOf(scenario: Scenario, name: string): MailPathInput {
  const input = scenario.settings.get(name);
  if (input !== undefined) return input;
  const names = [...scenario.settings.keys()];
  throw new UsageError(
    `The scenario has no setting "${name}".${didYouMean(name, names)} It has ${names.join(', ')}.`,
  );
}

/** What a result says of the scenario that it came from. */
export function about(
  scenario: Scenario,
  file: string,
  set: readonly string[],
): Result['scenario'] {
  const { name, question, deployment, text } = scenario;
  const input = inputOf(scenario, scenario.compare[0]);
  return {
    name,
    question,
    file,
    deployment,
    set: [...set],
    site: siteRows(scenario, input),
    faults: assumedFaults(scenario, input),
    text,
  };
}
