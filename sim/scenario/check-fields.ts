/**
 * The fields of a scenario, read by the schema one root field at a time: an error in one does not
 * hide those of another. zod's findings become problems with a place and a remedy.
 */
import type { z } from 'zod';
import type { IssueParams } from './field.ts';
import { messages } from './messages.ts';
import { nearest } from './nearest-name.ts';
import type { Path, ProblemList } from './problem-list.ts';
import {
  type JsonNode,
  type ScenarioFields,
  scenarioJsonSchema,
  scenarioSchema,
} from './scenario-schema.ts';
import { RENAMED_FIELDS } from './version.ts';

type Issue = z.core.$ZodIssue;

/** The name that a field has now, or the nearest one. */
function nearestField(key: string, known: readonly string[]): string | null {
  const renamed = Object.hasOwn(RENAMED_FIELDS, key) ? RENAMED_FIELDS[key] : '';
  return known.includes(renamed) ? renamed : nearest(key, known);
}

/** The root fields that could be read; those with problems are absent. */
export function checkFields(
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
