/**
 * What a field, a kind of fault or an error code means: for `mailpath explain` and
 * for docs/scenario-reference.md, from the schema that checks the files and the table of faults.
 */
import { FAULT_KINDS } from '../mailpath/faults.ts';
import { explainFault, faultReference } from './fault-reference.ts';
import { type JsonNode, scenarioJsonSchema } from './json-schema.ts';
import { nearest } from './nearest-name.ts';
import { PROBLEM_CODES, type ProblemCode } from './problem.ts';
import type { Assumption } from './scenario.ts';

export interface FieldDoc {
  /** `hosts.<name>.lifetime.limit`. */
  readonly path: string;
  readonly description: string;
  readonly default: string | null;
  readonly source: string | null;
  readonly required: boolean;
  /** What it takes, in a few words. */
  readonly takes: string;
}

/** Every field of a scenario file, in the order of the schema. */
export function fieldReference(): FieldDoc[] {
  const docs: FieldDoc[] = [];
  walk(scenarioJsonSchema(), '', docs);
  return docs;
}

function walk(node: JsonNode, path: string, docs: FieldDoc[]): void {
  const groups = [node, ...(node.anyOf ?? [])];
  for (const group of groups) {
    for (const [key, child] of Object.entries(group.properties ?? {})) {
      const childPath = path === '' ? key : `${path}.${key}`;
      docs.push({
        path: childPath,
        description: child.description ?? '',
        default: child['x-default'] ?? null,
        source: child['x-source'] ?? null,
        required: group.required?.includes(key) ?? false,
        takes: takes(child),
      });
      if (!isDistribution(child)) walk(child, childPath, docs);
    }
    if (typeof group.additionalProperties === 'object') {
      walk(group.additionalProperties, `${path}.<name>`, docs);
    }
    if (group.items !== undefined) walk(group.items, `${path}[]`, docs);
  }
}

function isDistribution(node: JsonNode): boolean {
  return node.anyOf?.some((branch) => branch.properties?.distribution !== undefined) ?? false;
}

function takes(node: JsonNode): string {
  if (typeof node.const === 'number') return String(node.const);
  if (node.enum !== undefined) return node.enum.filter((v) => typeof v === 'string').join(', ');
  if (isDistribution(node)) return 'a quantity, or a distribution';
  if (node.examples !== undefined) return `like ${node.examples.join(' or ')}`;
  if (node.properties !== undefined || node.additionalProperties !== undefined) return 'fields';
  if (node.items !== undefined) return 'a list';
  if (node.anyOf !== undefined) return node.anyOf.map(takes).join(', or ');
  return (
    { integer: 'a whole number', number: 'a number', boolean: 'on or off' }[String(node.type)] ??
    'a text'
  );
}

/** Explains a field (its path or last name), a kind of fault or an error code; null for others. */
export function explain(term: string): string | null {
  if (Object.hasOwn(PROBLEM_CODES, term)) {
    return `${term}: ${PROBLEM_CODES[term as ProblemCode]}\nMore: docs/errors.md`;
  }
  const fault = faultReference().find(({ kind }) => kind === term);
  if (fault !== undefined) return explainFault(fault);
  const fields = fieldReference().filter(
    ({ path }) => path === term || path.split('.').at(-1) === term,
  );
  return fields.length === 0 ? null : fields.map(explainField).join('\n\n');
}

function explainField({ path, description, takes: what, ...doc }: FieldDoc): string {
  const lines = [path, `  ${description}`, `  takes:   ${what}`];
  if (doc.required) lines.push('  must be given');
  if (doc.default !== null) lines.push(`  default: ${doc.default}`);
  if (doc.source !== null) lines.push(`  source:  ${doc.source}`);
  return lines.join('\n');
}

/** Everything that `explain` answers for: last names of fields, kinds of faults, error codes. */
export function explainedTerms(): string[] {
  const names = fieldReference().map(({ path }) => path.split('.').at(-1) ?? path);
  return [...new Set([...names, ...FAULT_KINDS, ...Object.keys(PROBLEM_CODES)])];
}

/** The term that is nearest to a misspelt one; null: none is near. */
export function similarTerm(term: string): string | null {
  return nearest(term, explainedTerms());
}

/** Defaults that hold in this scenario and that nobody measured. */
export function assumptionsOf(plain: Readonly<Record<string, unknown>>): Assumption[] {
  const assumptions: Assumption[] = [];
  for (const { path, default: standard, source } of fieldReference()) {
    if (standard === null || source === null || !source.includes('assumption')) continue;
    if (path.startsWith('actions')) continue;
    if (path.startsWith('hosts.')) {
      const hosts = Object.entries((plain.hosts ?? { 'exchange-online': {} }) as object);
      for (const [name, host] of hosts) {
        const named = path.replace('<name>', name);
        const isMissing = !isGiven(host, path.split('.').slice(2));
        const fits = matters(path, host, plain);
        if (isMissing && fits) assumptions.push({ field: named, value: standard, source });
      }
    } else if (!isGiven(plain, path.replace('<name>', 'default').replace('[]', '.0').split('.'))) {
      if (path.endsWith('profile')) continue;
      // Who states MaxQueueChildren has said how runners are counted.
      const counted = ['settings', 'default', 'max-queue-children'];
      if (path.endsWith('runners-are') && isGiven(plain, counted)) continue;
      assumptions.push({ field: path.replace('<name>', 'default'), value: standard, source });
    }
  }
  return assumptions;
}

/** Whether a default of a host decides anything: a cut needs a lifetime, a scope several gateways. */
function matters(
  path: string,
  host: unknown,
  { gateway }: Readonly<Record<string, unknown>>,
): boolean {
  if (path === 'hosts.<name>.lifetime.lateness') return hasLifetime(host);
  if (!path.endsWith('.of')) return true;
  const { gateways } = (gateway ?? {}) as { gateways?: unknown };
  return Number(gateways ?? 1) > 1 && isGiven(host, path.split('.').slice(2, -1));
}

function hasLifetime(host: unknown): boolean {
  const { lifetime, like } = (host ?? {}) as { lifetime?: unknown; like?: unknown };
  return lifetime !== 'none' && (lifetime !== undefined || like !== 'other-server');
}

function isGiven(value: unknown, path: readonly string[]): boolean {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !(step in current)) return false;
    current = (current as Record<string, unknown>)[step];
  }
  return true;
}
