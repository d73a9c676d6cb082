/**
 * Reading a scenario: from text to one simulation input per setting, or to every error at once.
 *
 *   text -> 1. tree with places, of the version that is read -> 2. laid over what it extends,
 *           --set laid over that
 *        -> 3. fields (schema) -> 4. sense (names, contradictions, volume) -> 5. expectations
 *        -> 6. compiled settings
 *
 * Pure: files that a scenario refers to come through `load`. Errors never throw.
 */

import type { z } from 'zod';
import { type Bound, excludes, parseBound } from './bound.ts';
import { checkSense, definedNames, isAllExchangeOnline } from './check-sense.ts';
import { compileSettings } from './compile.ts';
import { DEFAULT_REPLICATIONS, DEFAULT_SEED } from './defaults.ts';
import {
  type Expectation,
  isOfAllDays,
  parseExpectation,
  parseObjective,
  type StatedObjective,
} from './expectation.ts';
import type { IssueParams } from './field.ts';
import { plainValue } from './located.ts';
import { applySets, type NamedSet } from './merge.ts';
import { messages } from './messages.ts';
import { BUILT_IN } from './named-settings.ts';
import { nearest } from './nearest-name.ts';
import { type Problem, withoutPrivate } from './problem.ts';
import { type Path, ProblemList } from './problem-list.ts';
import { type Recorded, readRecorded } from './recorded-arrivals.ts';
import { assumptionsOf } from './reference.ts';
import type { Scenario } from './scenario.ts';
import { type Load, readChain } from './scenario-chain.ts';
import {
  type JsonNode,
  type ScenarioFields,
  scenarioJsonSchema,
  scenarioSchema,
} from './scenario-schema.ts';
import { RENAMED_FIELDS } from './version.ts';

export interface ReadOptions {
  /** The name to show in errors. */
  readonly file: string;
  readonly load: Load;
  /** `path=value` texts, applied in order after everything else. */
  readonly set: readonly (string | NamedSet)[];
  /**
   * Recorded arrivals that were read already, by name: filled here, so that a scenario that is read
   * several times reads and holds them once.
   */
  readonly recorded?: Map<string, ReturnType<typeof readRecorded>>;
}

export type ReadResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly errors: readonly Problem[] };

export function readScenario(text: string, options: ReadOptions): ReadResult {
  const chain = readChain(text, options.file, options.load);
  // What the fields of another version mean is not known here: its problems stand alone.
  if (!chain.ok || chain.problems.length > 0) {
    return { ok: false, errors: chain.problems.map(withoutPrivate) };
  }
  const { tree, problems: setProblems } = applySets(chain.whole, options.set);
  const problems = new ProblemList(tree, options.file);
  problems.all.push(...setProblems);
  const plain = plainValue(tree) as Record<string, unknown>;
  const fields = checkFields(plain, problems);
  const recorded = loadRecorded(fields, options, problems);
  const defined = definedNames(plain);
  checkSense({ fields, names: defined, recorded, problems });
  const names = defined.settings;
  const expect = readTexts('expect', fields.expect, problems, (text) =>
    ofSetting(parseExpectation(text, names)),
  );
  const objectives = readTexts('objectives', fields.objectives, problems, (text) =>
    ofAnySetting(parseObjective(text, names)),
  );
  const bounds = readBounds(fields.bounds, problems);
  if (problems.all.length > 0) {
    return { ok: false, errors: inOrder(problems.all).map(withoutPrivate) };
  }
  const whole = fields as ScenarioFields;
  return {
    ok: true,
    scenario: {
      text,
      name: whole.name ?? options.file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, ''),
      question: whole.question,
      description: whole.description ?? '',
      deployment: whole.gateway?.deployment ?? 'on-premises',
      arrangement: whole.gateway?.arrangement ?? 'background',
      otherDestinations: !isAllExchangeOnline(whole.hosts),
      replications: whole.run?.replications ?? DEFAULT_REPLICATIONS,
      seed: whole.run?.seed ?? DEFAULT_SEED,
      startsAtMs: whole.run?.['starts-at'] ?? 0,
      ...compileSettings(whole, recorded, bounds),
      compare: whole.compare ?? [...BUILT_IN],
      expect,
      objectives,
      bounds,
      assumptions: assumptionsOf(plain),
    },
  };
}

function loadRecorded(
  fields: Partial<ScenarioFields>,
  { load, recorded: known = new Map() }: ReadOptions,
  problems: ProblemList,
): Map<string, Recorded> {
  const all = new Map<string, Recorded>();
  fields.mail?.arrivals.forEach(({ recorded: name }, i) => {
    if (name === undefined) return;
    const path = ['mail', 'arrivals', i, 'recorded'];
    const loaded = load(name);
    if (loaded === null) {
      problems.add('E_RECORDED', path, messages.recordedMissing(name));
      return;
    }
    const read = known.get(name) ?? readRecorded(loaded.text);
    known.set(name, read);
    if (read.ok) all.set(name, read.recorded);
    else problems.add('E_RECORDED', path, messages.recordedLine(name, read.line));
  });
  return all;
}

function readTexts<T>(
  key: 'expect' | 'objectives',
  texts: readonly string[] | undefined,
  problems: ProblemList,
  parse: (text: string) => T | string,
): T[] {
  const read: T[] = [];
  texts?.forEach((text, i) => {
    const parsed = parse(text);
    if (typeof parsed !== 'string') read.push(parsed);
    else problems.add('E_EXPECTATION', [key, i], messages.expectation(text, parsed));
  });
  return read;
}

/** An expectation of a scenario is about one of its settings. */
function ofSetting(expectation: Expectation | string): Expectation | string {
  if (typeof expectation === 'string' || expectation.left.setting !== '') return expectation;
  return 'which setting does it mean?';
}

/** An objective of a scenario can be kept or broken by a day of any setting. */
function ofAnySetting(objective: StatedObjective | string): StatedObjective | string {
  if (typeof objective === 'string') return objective;
  const { left, operator, right } = objective;
  if (left.setting !== '' || right.kind !== 'value' || operator === '!=') {
    return 'an objective compares a measure of any setting with a value, by <, <=, >, >= or =.';
  }
  return isOfAllDays(left.metric)
    ? `${left.metric} is of all days together, so that no day keeps or breaks it.`
    : objective;
}

function readBounds(texts: readonly string[] | undefined, problems: ProblemList): Bound[] {
  const read: Bound[] = [];
  texts?.forEach((text, i) => {
    const bound = parseBound(text);
    if (typeof bound === 'string') {
      problems.add('E_EXPECTATION', ['bounds', i], messages.bound(text, bound));
      return;
    }
    const against = read.filter((other) => excludes(other, bound)).map((other) => other.text);
    if (against.length > 0) {
      const message = `"${bound.text}" leaves nothing beside ${against.join(', ')}.`;
      problems.contradiction(['bounds', i], message, 'Give bounds that can all be kept.');
    }
    read.push(bound);
  });
  return read;
}

/** In the order of the file, those without a place first. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const line = ({ place }: Problem) => place?.line ?? 0;
  const column = ({ place }: Problem) => place?.column ?? 0;
  return [...problems].sort((a, b) => line(a) - line(b) || column(a) - column(b));
}

/*
 * The fields of a scenario, read by the schema one root field at a time: an error in one does not
 * hide those of another. zod's findings become problems with a place and a remedy.
 */

type Issue = z.core.$ZodIssue;

/** The name that a field has now, or the nearest one. */
function nearestField(key: string, known: readonly string[]): string | null {
  const renamed = Object.hasOwn(RENAMED_FIELDS, key) ? RENAMED_FIELDS[key] : '';
  return known.includes(renamed) ? renamed : nearest(key, known);
}

/** The root fields that could be read; those with problems are absent. */
function checkFields(
  plain: Readonly<Record<string, unknown>>,
  problems: ProblemList,
): Partial<ScenarioFields> {
  const shape: Readonly<Record<string, z.ZodType>> = scenarioSchema.shape;
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(plain)) {
    if (Object.hasOwn(shape, key)) continue;
    const known = Object.keys(shape);
    problems.add(
      'E_UNKNOWN_KEY',
      [key],
      messages.unknownKey(key, nearestField(key, known), known),
      true,
    );
  }
  for (const [key, schema] of Object.entries(shape)) {
    if (!Object.hasOwn(plain, key)) {
      if (!schema.safeParse(undefined).success)
        problems.add('E_MISSING', [], messages.missing(key));
      continue;
    }
    const result = schema.safeParse(plain[key]);
    if (result.success) fields[key] = result.data;
    else for (const issue of result.error.issues) report(issue, [key], plain[key], problems);
  }
  return fields as Partial<ScenarioFields>;
}

function report(issue: Issue, base: Path, value: unknown, problems: ProblemList): void {
  const path = [...base, ...(issue.path as (string | number)[])];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(path);
      for (const key of issue.keys) {
        problems.add(
          'E_UNKNOWN_KEY',
          [...path, key],
          messages.unknownKey(key, nearestField(key, known), known),
          true,
        );
      }
      return;
    }
    case 'custom': {
      const params = issue.params as unknown as IssueParams | undefined;
      const found = valueAt(value, issue.path);
      if (found === undefined && isMissing(value, issue.path)) {
        problems.add('E_MISSING', path.slice(0, -1), messages.missing(String(path.at(-1))));
        return;
      }
      problems.add(params?.problem ?? 'E_WRONG_TYPE', path, {
        message: issue.message,
        remedy: params?.remedy ?? '',
      });
      return;
    }
    case 'invalid_union': {
      const branch = bestBranch(issue.errors);
      for (const inner of branch) report(inner, path, valueAt(value, issue.path), problems);
      return;
    }
    case 'invalid_value':
      problems.add(
        'E_CHOICE',
        path,
        messages.notAChoice(valueAt(value, issue.path), issue.values.map(String)),
      );
      return;
    case 'too_small':
      problems.add('E_OUT_OF_RANGE', path, messages.tooFew());
      return;
    case 'too_big':
      problems.add('E_OUT_OF_RANGE', path, messages.tooMany(issue.maximum));
      return;
    default: {
      const found = valueAt(value, issue.path);
      if (found === undefined && issue.path.length > 0) {
        problems.add('E_MISSING', path.slice(0, -1), messages.missing(String(path.at(-1))));
      } else {
        const expected =
          issue.code === 'invalid_type' ? typeWords(issue.expected) : 'something else';
        const field = [...path].reverse().find((step) => typeof step === 'string') ?? 'question';
        problems.add(
          'E_WRONG_TYPE',
          path,
          messages.wrongType(expected, found, messages.explains(String(field))),
        );
      }
    }
  }
}

/** Of a union's branches the one that got furthest: it fits the writer's intention best. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map((issue) => rank(issue)));
  return [...branches].sort((a, b) => depth(b) - depth(a))[0] ?? [];
}

function rank(issue: Issue): number {
  return issue.path.length * 2 + (issue.code === 'invalid_type' ? 0 : 1);
}

function typeWords(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    object: 'a group of fields',
    record: 'a group of named entries',
    array: 'a list',
    string: 'a text',
    number: 'a number',
  };
  return words[expected] ?? expected;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[step];
  }
  return current;
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  const parent = valueAt(value, path.slice(0, -1));
  const key = path.at(-1);
  return typeof parent === 'object' && parent !== null && key !== undefined && !(key in parent);
}

/** The fields that a group at this path may have, from the schema itself. */
function knownKeys(path: Path): string[] {
  let node: JsonNode | undefined = scenarioJsonSchema();
  for (const step of path) node = node === undefined ? undefined : childSchema(node, step);
  const groups = node === undefined ? [] : [node, ...(node.anyOf ?? [])];
  return groups.flatMap((group) => Object.keys(group.properties ?? {}));
}

function childSchema(node: JsonNode, step: string | number): JsonNode | undefined {
  for (const group of [node, ...(node.anyOf ?? [])]) {
    const child = typeof step === 'number' ? group.items : group.properties?.[step];
    if (child !== undefined) return child;
    if (typeof group.additionalProperties === 'object') return group.additionalProperties;
  }
  return undefined;
}
